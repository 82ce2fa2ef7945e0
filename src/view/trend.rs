//! The way of a figure over time, as a line.

use crate::model::history::trend::{Point, Series, Trend};
use crate::model::text::format::plain_number;
use crate::model::text::locale::UNKNOWN;
use crate::model::text::phrases;

use super::context::Context;
use super::node::{Gesture, Node};
use super::view_state::ViewState;

/// What is said beside a line: the value at the time that is looked at, or how far the figure
/// moved.
#[must_use]
pub fn said(
    series: Series,
    trend: Option<&Trend>,
    view: &ViewState,
    context: Context<'_>,
) -> String {
    let Some(trend) = trend else { return String::new() };
    let Some(at) = view.at else {
        return phrases::growth(context.locale, series, trend.change());
    };
    let value = |point: &Point| phrases::value(context.locale, series, point.value);
    trend.at(at).map_or_else(|| UNKNOWN.to_owned(), value)
}

/// The size of the grid on which lines are drawn, finer than any screen; they are stretched to
/// their place.
const WIDTH: f64 = 1000.0;
const HEIGHT: f64 = 200.0;

/// The line of the campaign of a place, with a mark at the point that is looked at. A pointer over
/// it looks at a point.
#[must_use]
pub fn line(trend: Option<&Trend>, of: usize, view: &ViewState, context: Context<'_>) -> Node {
    let mark = trend.and_then(|trend| trend.at(view.at?)).map(mark_at);
    Node::new("svg.trend viewBox=0,-20,1000,240 preserveAspectRatio=none aria-hidden=true")
        .child(Node::new("path.line").maybe("d", trend.map(|trend| trend.path(WIDTH, HEIGHT))))
        .child(Node::new("path.mark").maybe("d", mark))
        .on(context.on(Gesture::Point(of)))
}

fn mark_at(point: &Point) -> String {
    ["M", &plain_number(point.x * WIDTH), " -20V220"].concat()
}
