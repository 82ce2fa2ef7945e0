//! What is drawn over a bar, as paths on a grid of 100 × 10.

use crate::model::insight::bands::Bands;
use crate::model::insight::rates::RateFigure;
use crate::model::stats::campaign_stats::Rate;
use crate::model::text::format;

/// A line across the bar where each band begins, unless it is beyond the end of the scale.
#[must_use]
pub fn ticks(bands: &Bands, figure: &RateFigure) -> String {
    let Some(thresholds) = bands.of(figure.kind) else { return String::new() };
    let mut ticks = String::new();
    for at in [thresholds.low(), thresholds.high()] {
        if at <= figure.scale {
            ticks.push_str(&["M", &place(figure, at), " 0V10"].concat());
        }
    }
    ticks
}

/// A line along the interval, with an end where it ends on the scale.
#[must_use]
pub fn interval_band(figure: &RateFigure) -> String {
    let Some(interval) = figure.interval() else { return String::new() };
    let (low, high) = (place(figure, interval.low()), place(figure, interval.high()));
    ["M", &low, " 2V8M", &low, " 5H", &high, "M", &high, " 2V8"].concat()
}

fn place(figure: &RateFigure, rate: Rate) -> String {
    format::plain_number(figure.place(rate) * 100.0)
}
