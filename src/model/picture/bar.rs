//! The bar of a rate in a picture.

use crate::model::display::bar::{Anchor, Bar, Mark};
use crate::model::display::rate::RateDisplay;
use crate::model::picture::drawing::{Drawing, Palette, Style};

/// A bar at a place `[x, y, width]`, 10 pixels high.
pub fn draw(
    drawing: &mut Drawing,
    place: [u32; 3],
    rate: &RateDisplay,
    is_striped: bool,
    palette: &Palette,
) {
    let Bar { fill, range_start, range_length, thresholds, scale_end, .. } = &rate.bar;
    let colour = if is_striped { "url(#stripes)" } else { palette.bar(rate.severity) };
    drawing.part(place, |part| {
        part.rect(["0", "100%"], [0, 10], 5, &palette.faint);
        part.rect(["0", fill], [0, 10], 5, colour);
        if range_length != "0%" {
            part.soft_rect([range_start, range_length], [0, 10], 4, palette.bar(rate.severity));
        }
        for Mark { place, label, anchor } in thresholds.iter().flatten() {
            part.rect([place, "2"], [0, 10], 0, &palette.paper);
            part.rect([place, "2"], [10, 4], 0, &palette.soft);
            part.text(place, 24, *anchor, Style(11, 400, &palette.soft), label);
        }
        part.text("100%", 24, Anchor::End, Style(11, 400, &palette.soft), scale_end);
    });
}
