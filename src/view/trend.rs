//! The way of a figure over time, as a line.

use crate::model::feed::Feed;
use crate::model::format::plain_number;
use crate::model::time::Millis;
use crate::model::trend::{Point, Series, Span, Trend};
use crate::model::words;

use super::context::Context;
use super::node::{Gesture, Node};
use super::view_state::ViewState;

/// The line of a series in a feed, if there is one: not before the first numbers are there. Where
/// none come any more, it ends before its place does.
#[must_use]
pub fn trend_of(feed: &Feed, series: Series, span: Span, now: Millis) -> Option<Trend> {
    feed.stats()?;
    Trend::of(feed.history(), series, span, now, feed.interval())
}

/// Whose points a slider goes through: of several feeds, the one of which most is known. The points
/// of others may lie elsewhere.
#[must_use]
pub fn guide<'a>(feeds: &[&'a Feed]) -> Option<&'a Feed> {
    feeds.iter().copied().max_by_key(|feed| feed.history().samples().len())
}

/// The point of a line that is nearest to a time.
#[must_use]
pub fn nearest(trend: &Trend, at: Millis) -> Option<&Point> {
    trend.points().iter().min_by_key(|point| point.at.0.abs_diff(at.0))
}

/// What is said beside a line: the value of the point that is looked at, or how far the figure
/// moved.
#[must_use]
pub fn said(
    series: Series,
    trend: Option<&Trend>,
    view: &ViewState,
    context: Context<'_>,
) -> String {
    let Some(trend) = trend else { return String::new() };
    match view.at.and_then(|at| nearest(trend, at)) {
        Some(point) => words::value(context.language, series, point.value),
        None => words::growth(context.language, series, trend.change()),
    }
}

/// The size of the grid on which lines are drawn, finer than any screen; they are stretched to
/// their place.
const WIDTH: f64 = 1000.0;
const HEIGHT: f64 = 200.0;

/// The line of the campaign of a place, with a mark at the point that is looked at. A pointer over
/// it looks at a point.
#[must_use]
pub fn line(trend: Option<&Trend>, of: usize, view: &ViewState, context: Context<'_>) -> Node {
    let mark = trend.and_then(|trend| nearest(trend, view.at?)).map(mark_at);
    Node::new("svg.trend viewBox=0,-20,1000,240 preserveAspectRatio=none aria-hidden=true")
        .child(Node::new("path.line").maybe("d", trend.map(|trend| trend.path(WIDTH, HEIGHT))))
        .child(Node::new("path.mark").maybe("d", mark))
        .on(context.on(Gesture::Point(of)))
}

fn mark_at(point: &Point) -> String {
    ["M", &plain_number(point.x * WIDTH), " -20V220"].concat()
}
