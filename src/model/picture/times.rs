//! When the numbers of a picture are from.

use crate::model::display::bar::Anchor;
use crate::model::display::context::Context;
use crate::model::display::status::StatusDisplay;
use crate::model::picture::drawing::{Drawing, Palette, Style};
use crate::model::polling::feed::{Feed, Freshness};
use crate::model::text::texts::Text;

/// The time of the numbers, and below it their age when the picture was made, at the right edge.
pub fn draw(
    drawing: &mut Drawing,
    right: u32,
    feed: &Feed,
    context: Context<'_>,
    palette: &Palette,
) {
    let right = right.to_string();
    let date = feed.as_of().map(|at| context.locale.date(at)).unwrap_or_default();
    let time = context.locale.fill(Text::NumbersOf, &[&date]);
    drawing.text(&right, 34, Anchor::End, Style(13, 400, &palette.ink), &time);
    let age = StatusDisplay::of(feed, context).age;
    let colour = match feed.freshness(context.now) {
        Freshness::Stale(_) => &palette.warning,
        _ => &palette.soft,
    };
    drawing.text(&right, 54, Anchor::End, Style(13, 400, colour), &age);
}
