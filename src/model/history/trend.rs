//! How a count or a rate went over a time: the points of a line, and how it is drawn.

use crate::model::history::samples::{History, Sample};
use crate::model::insight::rates::RateKind;
use crate::model::stats::campaign_stats::{Counter, Rate};
use crate::model::time::Millis;

/// A line has at least about so many points where there are enough, and at most twice as many:
/// more would be drawn over each other, and take long to step through.
const POINTS: u64 = 48;

/// The narrowest time of which one point is shown.
const NARROWEST: Millis = Millis::seconds(5);

/// What is drawn as if it were the whole height: a rate that moves by less than a point of
/// percent barely moves, and a count by less than two.
const LEAST_RATE: f64 = 0.01;
const LEAST_COUNT: f64 = 2.0;

/// How high a line lies that does not move.
const FLAT_AT: f64 = 0.25;

/// How far back a trend goes.
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

    /// Its length.
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

/// What a trend is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Series {
    /// A count.
    Count(Counter),
    /// A rate.
    Rate(RateKind),
}

impl Series {
    fn of(self, sample: &Sample) -> Option<f64> {
        match self {
            Self::Count(counter) => Some(sample.count(counter).as_f64()),
            Self::Rate(kind) => sample.rate(kind).map(Rate::get),
        }
    }

    fn least_range(self) -> f64 {
        match self {
            Self::Count(_) => LEAST_COUNT,
            Self::Rate(_) => LEAST_RATE,
        }
    }
}

/// A point of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// When it was so.
    pub at: Millis,
    /// A number, or a share from 0 to 1.
    pub value: f64,
    /// Where it lies, from 0 at the beginning of the shown time to 1 at its end.
    pub x: f64,
    /// How high it lies, from 0 to 1.
    pub y: f64,
    /// Whether something is missing between it and the point before.
    pub after_gap: bool,
}

/// How a series went: at least two points.
#[derive(Clone, Debug, PartialEq)]
pub struct Trend {
    points: Vec<Point>,
}

impl Trend {
    /// The trend of a series over the last hour, day, week or month; over less where less is
    /// known. `None` while fewer than two points are known.
    #[must_use]
    pub fn of(
        history: &History,
        series: Series,
        span: Span,
        now: Millis,
        interval: Millis,
    ) -> Option<Self> {
        let last = history.samples().last()?.at;
        // The ends are those of the span only where that says something, and move on in steps:
        // else the line would creep with every second.
        let end = if history.is_gap(last, now, now, interval) { now } else { last };
        let begin = end - span.millis();
        let unshown = history.samples().partition_point(|sample| sample.at < begin);
        let shown = history.samples().get(unshown..)?;
        let first = shown.first()?.at;
        let start = if unshown > 0 { begin } else { first };
        let width = width(end - start);
        let start = if unshown > 0 { Millis(begin.0 - begin.0 % width) } else { first };
        let mut points: Vec<Point> = Vec::new();
        let (mut before, mut after_gap) = (first, false);
        for sample in shown {
            after_gap |= history.is_gap(before, sample.at, now, interval);
            before = sample.at;
            let Some(value) = series.of(sample) else {
                after_gap = true;
                continue;
            };
            let x = share(sample.at - start, end - start);
            let mut point = Point { at: sample.at, value, x, y: 0.0, after_gap };
            match points.last_mut() {
                Some(same) if same.at.0 / width == point.at.0 / width => {
                    point.after_gap |= same.after_gap;
                    *same = point;
                }
                _ => points.push(point),
            }
            after_gap = false;
        }
        lift(&mut points, series.least_range());
        (points.len() > 1).then_some(Self { points })
    }

    /// Its points, ascending in time.
    #[must_use]
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// When its first point was.
    #[must_use]
    pub fn since(&self) -> Millis {
        self.points.first().map_or(Millis(0), |first| first.at)
    }

    /// By how much the last point is above the first, as a number or a share.
    #[must_use]
    pub fn change(&self) -> f64 {
        let value = |point: Option<&Point>| point.map_or(0.0, |point| point.value);
        value(self.points.last()) - value(self.points.first())
    }

    /// The point of a time: the nearest one, unless it is so far away that nothing is known of then.
    #[must_use]
    pub fn at(&self, time: Millis) -> Option<&Point> {
        let distance = |point: &&Point| point.at.0.abs_diff(time.0);
        let nearest = self.points.iter().min_by_key(distance)?;
        let known = self.points.last()?.at - self.since();
        // Twice what is between two points, on the average.
        let near = known.0.saturating_mul(2) / (self.points.len() as u64).max(1);
        (distance(&nearest) <= near).then_some(nearest)
    }

    /// Which point is nearest to a place between 0 and 1.
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

    /// The line as the data of an SVG path in a box of this size, at whole units of it. It breaks
    /// off at gaps; a point between two of them is a stub that a round cap makes a dot. Of points
    /// that lie level, only the ends are drawn: a line that does not move is written once.
    #[must_use]
    pub fn path(&self, width: f64, height: f64) -> String {
        let mut path = String::new();
        let mut points = self.points.iter().peekable();
        let mut begins = true;
        let mut level = f64::NAN;
        while let Some(point) = points.next() {
            begins |= point.after_gap;
            let goes_on = |next: &&Point| !next.after_gap && (next.y - point.y).abs() < LEVEL;
            let between = !begins && (point.y - level).abs() < LEVEL;
            level = point.y;
            if between && points.peek().is_some_and(goes_on) {
                continue;
            }
            path.push(if begins { 'M' } else { 'L' });
            path.push_str(&whole(point.x * width));
            path.push(' ');
            path.push_str(&whole((1.0 - point.y) * height));
            let alone = begins && points.peek().is_none_or(|next| next.after_gap);
            if alone {
                path.push_str("h1");
            }
            begins = false;
        }
        path
    }
}

/// Points whose heights differ by less lie level: far less than what can be seen.
const LEVEL: f64 = 1e-6;

/// The time of which one point is shown, in milliseconds: doubled until the points are few.
/// Its multiples are the same for every shown time, so that a line does not flicker as it moves
/// on.
fn width(shown: Millis) -> u64 {
    let mut width = NARROWEST.0;
    while shown.0 / width > 2 * POINTS {
        width *= 2;
    }
    width
}

#[expect(clippy::cast_precision_loss, reason = "spans here are far below 2^53")]
fn share(part: Millis, whole: Millis) -> f64 {
    if whole.0 == 0 { 0.0 } else { part.0 as f64 / whole.0 as f64 }
}

/// Sets how high each point lies.
fn lift(points: &mut [Point], least_range: f64) {
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for point in &*points {
        low = low.min(point.value);
        high = high.max(point.value);
    }
    let missing = (least_range - (high - low)).max(0.0);
    let (floor, range) = (low - missing * FLAT_AT, (high - low).max(least_range));
    for point in points {
        point.y = ((point.value - floor) / range).min(1.0);
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places in a box are not negative, and the cast saturates"
)]
fn whole(place: f64) -> String {
    (place.round() as u64).to_string()
}

#[cfg(test)]
mod tests;
