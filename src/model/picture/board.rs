//! A board as a picture.

use crate::model::display::bar::Anchor;
use crate::model::display::board::{TotalsDisplay, column_name};
use crate::model::display::context::{Context, Entry, feeds};
use crate::model::display::counter::CountsDisplay;
use crate::model::display::headline::AlertDisplay;
use crate::model::display::marks;
use crate::model::display::rate::RateDisplay;
use crate::model::display::status::oldest;
use crate::model::insight::rates::RateKind;
use crate::model::insight::sorting::Column;
use crate::model::picture::bar;
use crate::model::picture::drawing::{Drawing, Palette, Picture, Style, shorten};
use crate::model::picture::{legend, times};
use crate::model::text::texts::Text;

const WIDTH: u32 = 1320;
const EDGE: u32 = 24;

/// Place and width of a line between rows.
const ACROSS: [&str; 2] = ["1", "1318"];

const HEAD: u32 = 74;
const COLUMN_HEADS: u32 = 34;
const ROW: u32 = 46;
const FOOT: u32 = 40;
const BAR: u32 = 76;
const NAME_CHARS: usize = 32;

/// Where the values of the columns end, in the order of [`Column::ALL`] without the names.
const ENDS: [u32; 9] = [366, 462, 542, 622, 718, 822, 916, 1010, 1188];

/// The board of campaigns, in this order; `None` before the first numbers.
#[must_use]
pub fn picture(
    entries: &[Entry<'_>],
    order: &[usize],
    context: Context<'_>,
    palette: &Palette,
) -> Option<Picture> {
    let feeds = feeds(entries);
    let oldest = oldest(&feeds)?;
    let mut drawing = Drawing::default();
    let left = EDGE.to_string();
    drawing.text(
        &left,
        42,
        Anchor::Start,
        Style(18, 650, &palette.ink),
        &context.text(Text::Campaigns),
    );
    times::draw(&mut drawing, WIDTH - EDGE, oldest, context, palette);
    let small = Style(12, 400, &palette.soft);
    drawing.rule(ACROSS, HEAD, &palette.line);
    drawing.text(&left, HEAD + 22, Anchor::Start, small, &context.text(Text::Campaign));
    for (column, end) in Column::ALL.into_iter().skip(1).zip(ENDS) {
        let name = context.text(column_name(column));
        drawing.text(&end.to_string(), HEAD + 22, Anchor::End, small, &name);
    }
    let mut y = HEAD + COLUMN_HEADS;
    for entry in order.iter().filter_map(|place| entries.get(*place)) {
        row(&mut drawing, y, *entry, context, palette);
        y += ROW;
    }
    totals(&mut drawing, y, entries, context, palette);
    legend::draw(&mut drawing, EDGE, y + ROW + 22, context, palette);
    Some(drawing.finish(WIDTH, y + ROW + FOOT, palette))
}

fn row(drawing: &mut Drawing, y: u32, entry: Entry<'_>, context: Context<'_>, palette: &Palette) {
    let (campaign, feed) = entry;
    drawing.rule(ACROSS, y, &palette.line);
    let left = EDGE.to_string();
    let name = shorten(campaign.name(), NAME_CHARS);
    drawing.text(&left, y + 20, Anchor::Start, Style(14, 400, &palette.ink), &name);
    let AlertDisplay { tone, text } = AlertDisplay::or_id(campaign, feed, context);
    let [colour, _] = palette.tone(tone.unwrap_or_default());
    drawing.text(
        &left,
        y + 37,
        Anchor::Start,
        Style(12, 400, colour),
        &shorten(&text, NAME_CHARS + 8),
    );
    let counts = CountsDisplay::of(feed, context);
    let ink = if feed.stats().is_some() { &palette.ink } else { &palette.soft };
    for (counter, end) in Column::COUNTS.into_iter().zip(ENDS) {
        let value = counts.value(counter);
        drawing.text(&end.to_string(), y + 20, Anchor::End, Style(14, 400, ink), value);
    }
    for (kind, end) in RateKind::ALL.into_iter().zip(ENDS.into_iter().skip(Column::COUNTS.len())) {
        let rate = RateDisplay::of(kind, feed, context);
        drawing.text(&end.to_string(), y + 20, Anchor::End, Style(14, 650, ink), &rate.value);
        drawing.icon(
            end + 5,
            y + 7,
            palette.verdict(rate.severity),
            marks::of_severity(rate.severity),
        );
        if RateKind::WITH_BAR_ON_BOARD.contains(&kind) && feed.stats().is_some() {
            let unlabelled = without_labels(rate);
            bar::draw(drawing, [end + 32, y + 10, BAR], &unlabelled, false, palette);
        }
    }
}

/// In a row there is no room for labels.
fn without_labels(mut rate: RateDisplay) -> RateDisplay {
    rate.bar.scale_end.clear();
    for mark in rate.bar.thresholds.iter_mut().flatten() {
        mark.label.clear();
    }
    rate
}

fn totals(
    drawing: &mut Drawing,
    y: u32,
    entries: &[Entry<'_>],
    context: Context<'_>,
    palette: &Palette,
) {
    drawing.rule(ACROSS, y, &palette.line);
    let bold = Style(14, 650, &palette.ink);
    let totals = TotalsDisplay::of(entries, context);
    drawing.text(&EDGE.to_string(), y + 28, Anchor::Start, bold, &totals.title);
    let counts = Column::COUNTS.into_iter().map(|counter| totals.counts.value(counter));
    let rates = RateKind::ALL.into_iter().map(|kind| totals.rate(kind));
    for (value, end) in counts.chain(rates).zip(ENDS) {
        drawing.text(&end.to_string(), y + 28, Anchor::End, bold, value);
    }
    drawing.rule(ACROSS, y + ROW, &palette.line);
}
