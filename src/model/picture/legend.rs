//! What the marks on the bars of a picture are.

use crate::model::display::bar::Anchor;
use crate::model::display::context::Context;
use crate::model::picture::drawing::{Drawing, Palette, Style};
use crate::model::text::texts::Text;

/// Width of a character, at most, in the size of the legend.
const CHARACTER: u32 = 7;

/// The legend, from a place on.
pub fn draw(drawing: &mut Drawing, x: u32, baseline: u32, context: Context<'_>, palette: &Palette) {
    let top = baseline - 9;
    let style = Style(12, 400, &palette.soft);
    let mut left = x;
    for (key, width) in [(Text::RangeKey, 18), (Text::ThresholdKey, 2), (Text::StripesKey, 18)] {
        let mark = [&*left.to_string(), &width.to_string()];
        match key {
            Text::RangeKey => drawing.soft_rect(mark, [top, 10], 0, &palette.soft),
            Text::StripesKey => drawing.rect(mark, [top, 10], 5, "url(#stripes)"),
            _ => drawing.rect(mark, [top, 10], 0, &palette.soft),
        }
        let words = context.text(key);
        left += width + 7;
        drawing.text(&left.to_string(), baseline, Anchor::Start, style, &words);
        left += CHARACTER * u32::try_from(words.chars().count()).unwrap_or(0) + 20;
    }
}
