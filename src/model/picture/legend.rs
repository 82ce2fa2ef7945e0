//! What the marks on the bars of a picture are.

use crate::model::display::context::Context;
use crate::model::picture::drawing::{Align, Drawing, Palette, Style};
use crate::model::text::texts::Text;

/// The legend, from a place on. The words end where their length is not known; so one follows the other in one text.
pub fn draw(drawing: &mut Drawing, x: u32, baseline: u32, context: Context<'_>, palette: &Palette) {
    let top = i32::try_from(baseline).unwrap_or(0) - 9;
    drawing.soft_rect([&x.to_string(), "18"], [top, 10], 5, &palette.soft);
    let range = context.text(Text::RangeKey);
    let style = Style(12, 400, &palette.soft);
    drawing.text(&(x + 25).to_string(), baseline, Align::Start, style, &range);
    // A character is at most 8 pixels wide in this size.
    let next = x + 45 + 7 * u32::try_from(range.chars().count()).unwrap_or(0);
    drawing.rect([&next.to_string(), "2"], [top, 10], 0, &palette.soft);
    drawing.text(
        &(next + 9).to_string(),
        baseline,
        Align::Start,
        style,
        &context.text(Text::ThresholdKey),
    );
}
