//! A sparkline and the text beside it.

use crate::model::display::context::Context;
use crate::model::history::trend::{Point, Series, Span, Trend};
use crate::model::polling::feed::Feed;
use crate::model::stats::campaign_stats::Counter;
use crate::model::text::format::plain_number;
use crate::model::text::locale::UNKNOWN;
use crate::model::text::phrases;
use crate::model::time::Millis;

/// With fewer points, a line would look like a trend without being one.
const MIN_POINTS: usize = 6;

/// Width and height of a sparkline's grid. Finer than any screen; the drawing is stretched.
const WIDTH: f64 = 1000.0;
const HEIGHT: f64 = 200.0;

/// A sparkline as SVG paths, with its text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TrendDisplay {
    /// The change over the span, or the value at the selected time. Empty without a trend.
    pub text: String,
    /// The path of the line, on a grid of 1000 × 200.
    pub line: Option<String>,
    /// The path of the mark at the selected time.
    pub mark: Option<String>,
}

impl TrendDisplay {
    /// The sparkline of a series.
    #[must_use]
    pub fn of(series: Series, feed: &Feed, context: Context<'_>) -> Self {
        let Some(trend) = trend_of(feed, series, context.selection.span, context.now) else {
            return Self::default();
        };
        let selected = context.selection.at.and_then(|at| trend.at(at));
        Self {
            text: text(series, &trend, context),
            line: Some(trend.path(WIDTH, HEIGHT)),
            mark: selected.map(mark_at),
        }
    }
}

/// The change over the span, or the value at the selected time.
fn text(series: Series, trend: &Trend, context: Context<'_>) -> String {
    let Some(at) = context.selection.at else {
        return phrases::growth(context.locale, series, trend.change());
    };
    let value = |point: &Point| phrases::value(context.locale, series, point.value);
    trend.at(at).map_or_else(|| UNKNOWN.to_owned(), value)
}

fn mark_at(point: &Point) -> String {
    ["M", &plain_number(point.x * WIDTH), " -20V220"].concat()
}

/// The trend of a series; `None` before the first numbers, and with fewer than six points. During an outage it ends
/// before the right edge.
#[must_use]
pub fn trend_of(feed: &Feed, series: Series, span: Span, now: Millis) -> Option<Trend> {
    feed.stats()?;
    let trend = Trend::of(feed.history(), series, span, now, feed.interval())?;
    (trend.points().len() >= MIN_POINTS).then_some(trend)
}

/// The trend of sent emails. The trends of all counts have the same points.
#[must_use]
pub fn sent_trend(feed: &Feed, span: Span, now: Millis) -> Option<Trend> {
    trend_of(feed, Series::Count(Counter::Sent), span, now)
}

/// Whether a feed has a trend in any span.
#[must_use]
pub fn has_trend(feed: &Feed, now: Millis) -> bool {
    Span::ALL.into_iter().any(|span| sent_trend(feed, span, now).is_some())
}

/// The text beside the sparkline of sent emails.
#[must_use]
pub fn sent_text(feed: &Feed, context: Context<'_>) -> String {
    TrendDisplay::of(Series::Count(Counter::Sent), feed, context).text
}

/// The feed whose points the slider steps through: of those with a trend, the one with the oldest
/// sample.
#[must_use]
pub fn guide<'a>(feeds: &[&'a Feed], span: Span, now: Millis) -> Option<&'a Feed> {
    let has_trend = |feed: &&Feed| sent_trend(feed, span, now).is_some();
    let since = |feed: &&Feed| feed.history().samples().first().map(|sample| sample.at);
    feeds.iter().copied().filter(has_trend).min_by_key(since).or(feeds.first().copied())
}

/// The time of a step of the slider, counted from 0.
#[must_use]
pub fn time_of_step(feeds: &[&Feed], step: usize, span: Span, now: Millis) -> Option<Millis> {
    let trend = sent_trend(guide(feeds, span, now)?, span, now)?;
    trend.points().get(step).map(|point| point.at)
}

/// The time of the point nearest to a position on a feed's sparkline, 0 to 1.
#[must_use]
pub fn time_of_position(feed: &Feed, position: f64, span: Span, now: Millis) -> Option<Millis> {
    let trend = sent_trend(feed, span, now)?;
    trend.points().get(trend.at_x(position)).map(|point| point.at)
}
