//! The way of a figure over time, as a line.

use leptos::ev::PointerEvent;
use leptos::prelude::*;

use crate::model::feed::Feed;
use crate::model::time::Millis;
use crate::model::trend::{Point, Series, Span, Trend};
use crate::model::words;

use super::context::Context;
use super::reactive::{Words, maybe, some_words, with};

/// What is looked at: one span for all lines of a card, and one point in time, if any.
#[derive(Clone, Copy)]
pub struct Lens {
    /// The span that the lines show.
    pub span: RwSignal<Span>,
    /// The point in time that is looked at.
    pub at: RwSignal<Option<Millis>>,
}

impl Lens {
    /// Looks at the last day, and at no point of it.
    #[must_use]
    pub fn new() -> Self {
        Self { span: RwSignal::new(Span::Day), at: RwSignal::new(None) }
    }
}

impl Default for Lens {
    fn default() -> Self {
        Self::new()
    }
}

/// The line of a series in a feed, while there is one.
pub fn trend_of(
    feed: ReadSignal<Feed>,
    series: Series,
    lens: Lens,
) -> impl Fn() -> Option<Trend> + Copy + Send + Sync + 'static {
    move || {
        let span = lens.span.get();
        with(feed, |feed| {
            Trend::of(feed.history(), series, span, feed.known_since()?, feed.interval())
        })
    }
}

/// What is said beside a line: the value of the point that is looked at, or how far it moved.
pub fn way(series: Series, feed: ReadSignal<Feed>, context: Context, lens: Lens) -> Words {
    let trend = trend_of(feed, series, lens);
    some_words(move || {
        let trend = trend()?;
        Some(context.say(|language| match lens.at.get().and_then(|at| nearest(&trend, at)) {
            Some(point) => words::value(language, series, point.value),
            None => words::growth(language, series, trend.change()),
        }))
    })
}

/// The point of a line that is nearest to a time.
#[must_use]
pub fn nearest(trend: &Trend, at: Millis) -> Option<&Point> {
    trend.points().iter().min_by_key(|point| point.at.0.abs_diff(at.0))
}

/// The size of the grid on which lines are drawn; they are stretched to their place.
const WIDTH: f64 = 100.0;
const HEIGHT: f64 = 20.0;

/// A line, with a mark at the point that is looked at. A pointer over it looks at a point.
#[component]
pub fn TrendLine(
    /// What it shows.
    series: Series,
    /// Where it comes from.
    feed: ReadSignal<Feed>,
    /// What is looked at.
    lens: Lens,
) -> impl IntoView {
    let trend = trend_of(feed, series, lens);
    let line = maybe(move || trend().map(|trend| trend.path(WIDTH, HEIGHT)));
    let mark = maybe(move || {
        let at = lens.at.get()?;
        let trend = trend()?;
        nearest(&trend, at).map(mark_at)
    });
    let drawn = NodeRef::<leptos::svg::Svg>::new();
    let look = move |event: PointerEvent| {
        let width = drawn.get_untracked().map_or(0, |drawn| drawn.client_width());
        lens.at.set(trend().and_then(|trend| time_under(&trend, &event, width.into())));
    };
    view! {
        <svg class="trend" node_ref=drawn viewBox="0 -2 100 24" preserveAspectRatio="none" aria-hidden="true"
            on:pointermove=look on:pointerleave=move |_| lens.at.set(None)>
            <path class="line" d=line />
            <path class="mark" d=mark />
        </svg>
    }
}

fn mark_at(point: &Point) -> String {
    let place = crate::model::format::plain_number(point.x * WIDTH);
    ["M", &place, " -2V22"].concat()
}

/// The time under a pointer, over a line of this width.
fn time_under(trend: &Trend, event: &PointerEvent, width: f64) -> Option<Millis> {
    let share = (f64::from(event.offset_x()) / width).clamp(0.0, 1.0);
    let nearest = trend.points().get(trend.at_x(share))?;
    (width > 0.0).then_some(nearest.at)
}
