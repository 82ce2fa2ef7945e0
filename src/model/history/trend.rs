//! Trend of a count or a rate over time: its points, and the SVG path of the line.

use crate::model::history::samples::{History, Sample};
use crate::model::insight::rates::RateKind;
use crate::model::stats::campaign_stats::{Counter, Rate};
use crate::model::time::Millis;

/// Target number of points; a line has at most twice as many. More would overlap, and take long
/// to step through by keyboard.
const POINTS: u64 = 48;

/// Minimum width of a point's bucket.
const MIN_BUCKET: Millis = Millis::seconds(5);

/// Minimum range of the vertical axis, so that small changes look small: 1 percentage point for
/// rates, 2 for counts.
const MIN_RATE_RANGE: f64 = 0.01;
const MIN_COUNT_RANGE: f64 = 2.0;

/// Height of a constant line.
const FLAT_AT: f64 = 0.25;

/// Time span of a trend.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Span {
    Hour,
    #[default]
    Day,
    Week,
    Month,
}

impl Span {
    /// All spans, the shortest first.
    pub const ALL: [Self; 4] = [Self::Hour, Self::Day, Self::Week, Self::Month];

    /// Length of the span.
    #[must_use]
    pub fn millis(self) -> Millis {
        const HOUR: u64 = 3600;
        Millis::seconds(match self {
            Self::Hour => HOUR,
            Self::Day => 24 * HOUR,
            Self::Week => 7 * 24 * HOUR,
            Self::Month => 31 * 24 * HOUR,
        })
    }
}

/// The figure a trend shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Series {
    /// A count.
    Count(Counter),
    /// A rate.
    Rate(RateKind),
}

impl Series {
    fn value(self, sample: &Sample) -> Option<f64> {
        match self {
            Self::Count(counter) => Some(sample.count(counter).as_f64()),
            Self::Rate(kind) => sample.rate(kind).map(Rate::get),
        }
    }

    fn min_range(self) -> f64 {
        match self {
            Self::Count(_) => MIN_COUNT_RANGE,
            Self::Rate(_) => MIN_RATE_RANGE,
        }
    }
}

/// A point of a trend.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Time of the sample.
    pub at: Millis,
    /// A count, or a rate from 0 to 1.
    pub value: f64,
    /// Horizontal position, from 0 (start of the shown time) to 1 (end).
    pub x: f64,
    /// Vertical position, from 0 (bottom) to 1 (top).
    pub y: f64,
    /// Whether there is a gap between the previous point and this one.
    pub after_gap: bool,
}

/// A trend with at least two points.
#[derive(Clone, Debug, PartialEq)]
pub struct Trend {
    points: Vec<Point>,
}

impl Trend {
    /// The trend of a series over a span, or over as much of it as is known. `None` with fewer
    /// than two points.
    #[must_use]
    pub fn of(
        history: &History,
        series: Series,
        span: Span,
        now: Millis,
        interval: Millis,
    ) -> Option<Self> {
        let last = history.samples().last()?.at;
        // The axis ends at the last sample and starts at a bucket boundary. With `now` and
        // `now - span` the line would shift every second.
        let end = if history.is_gap(last, now, now, interval) { now } else { last };
        let span_start = end - span.millis();
        let hidden = history.samples().partition_point(|sample| sample.at < span_start);
        let shown = history.samples().get(hidden..)?;
        let first = shown.first()?.at;
        let start = if hidden > 0 { span_start } else { first };
        let width = bucket_width(end - start);
        let start = if hidden > 0 { Millis(span_start.0 - span_start.0 % width) } else { first };
        let mut points: Vec<Point> = Vec::new();
        let (mut before, mut after_gap) = (first, false);
        for sample in shown {
            after_gap |= history.is_gap(before, sample.at, now, interval);
            before = sample.at;
            let Some(value) = series.value(sample) else {
                after_gap = true;
                continue;
            };
            let x = ratio(sample.at - start, end - start);
            let mut point = Point { at: sample.at, value, x, y: 0.0, after_gap };
            match points.last_mut() {
                Some(last) if last.at.0 / width == point.at.0 / width => {
                    point.after_gap |= last.after_gap;
                    *last = point;
                }
                _ => points.push(point),
            }
            after_gap = false;
        }
        scale_heights(&mut points, series.min_range());
        (points.len() > 1).then_some(Self { points })
    }

    /// Points, ascending in time.
    #[must_use]
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// Time of the first point.
    #[must_use]
    pub fn since(&self) -> Millis {
        self.points.first().map_or(Millis(0), |first| first.at)
    }

    /// Difference of the last value to the first one.
    #[must_use]
    pub fn change(&self) -> f64 {
        let value = |point: Option<&Point>| point.map_or(0.0, |point| point.value);
        value(self.points.last()) - value(self.points.first())
    }

    /// The point nearest to a time; `None` if it is more than two average point distances away.
    #[must_use]
    pub fn at(&self, time: Millis) -> Option<&Point> {
        let distance = |point: &&Point| point.at.0.abs_diff(time.0);
        let nearest = self.points.iter().min_by_key(distance)?;
        let covered = self.points.last()?.at - self.since();
        let max_distance = covered.0.saturating_mul(2) / (self.points.len() as u64).max(1);
        (distance(&nearest) <= max_distance).then_some(nearest)
    }

    /// Index of the point nearest to a horizontal position from 0 to 1.
    #[must_use]
    pub fn at_x(&self, x: f64) -> usize {
        let mut nearest = (0, f64::INFINITY);
        for (index, point) in self.points.iter().enumerate() {
            let distance = (point.x - x).abs();
            if distance < nearest.1 {
                nearest = (index, distance);
            }
        }
        nearest.0
    }

    /// Data of an SVG path in a box of this size, in whole units. The line breaks at gaps. A
    /// point between two gaps becomes a stub of length 1, which a round line cap draws as a dot.
    /// Of consecutive points at the same height only the first and the last are written.
    #[must_use]
    pub fn path(&self, width: f64, height: f64) -> String {
        let mut path = String::new();
        let mut points = self.points.iter().peekable();
        let mut starts_segment = true;
        let mut previous_y = f64::NAN;
        while let Some(point) = points.next() {
            starts_segment |= point.after_gap;
            let continues =
                |next: &&Point| !next.after_gap && (next.y - point.y).abs() < SAME_HEIGHT;
            let is_level = !starts_segment && (point.y - previous_y).abs() < SAME_HEIGHT;
            previous_y = point.y;
            if is_level && points.peek().is_some_and(continues) {
                continue;
            }
            path.push(if starts_segment { 'M' } else { 'L' });
            path.push_str(&whole(point.x * width));
            path.push(' ');
            path.push_str(&whole((1.0 - point.y) * height));
            let isolated = starts_segment && points.peek().is_none_or(|next| next.after_gap);
            if isolated {
                path.push_str("h1");
            }
            starts_segment = false;
        }
        path
    }
}

/// Heights that differ by less are treated as equal; far below one pixel.
const SAME_HEIGHT: f64 = 1e-6;

/// Width of a point's bucket in milliseconds: doubled until there are few enough points. Bucket
/// boundaries are multiples of it, so they do not depend on the shown time and the line does not
/// flicker as it advances.
fn bucket_width(shown: Millis) -> u64 {
    let mut width = MIN_BUCKET.0;
    while shown.0 / width > 2 * POINTS {
        width *= 2;
    }
    width
}

#[expect(clippy::cast_precision_loss, reason = "spans here are far below 2^53")]
fn ratio(part: Millis, whole: Millis) -> f64 {
    if whole.0 == 0 { 0.0 } else { part.0 as f64 / whole.0 as f64 }
}

/// Sets the height of each point.
fn scale_heights(points: &mut [Point], min_range: f64) {
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for point in &*points {
        low = low.min(point.value);
        high = high.max(point.value);
    }
    let padding = (min_range - (high - low)).max(0.0);
    let (bottom, range) = (low - padding * FLAT_AT, (high - low).max(min_range));
    for point in points {
        point.y = ((point.value - bottom) / range).min(1.0);
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "coordinates are not negative, and the cast saturates"
)]
fn whole(coordinate: f64) -> String {
    (coordinate.round() as u64).to_string()
}

#[cfg(test)]
mod tests;
