//! Trends of feeds.

use crate::model::history::trend::{Series, Span, Trend};
use crate::model::polling::feed::Feed;
use crate::model::stats::campaign_stats::Counter;
use crate::model::time::Millis;

/// The trend of a series in a feed. `None` until the first numbers have arrived. Without new numbers
/// it ends before the right edge.
#[must_use]
pub fn trend_of(feed: &Feed, series: Series, span: Span, now: Millis) -> Option<Trend> {
    feed.stats()?;
    Trend::of(feed.history(), series, span, now, feed.interval())
}

/// The feed whose samples the slider steps through: of those with a trend, the one with the oldest
/// sample.
#[must_use]
pub fn guide<'a>(feeds: &[&'a Feed], span: Span, now: Millis) -> Option<&'a Feed> {
    // All counts have the same points.
    let has_line = |feed: &&Feed| trend_of(feed, Series::Count(Counter::Sent), span, now).is_some();
    let since = |feed: &&Feed| feed.history().samples().first().map(|sample| sample.at);
    feeds.iter().copied().filter(has_line).min_by_key(since).or(feeds.first().copied())
}
