//! One of the six counts.

use crate::model::history::trend::Series;
use crate::model::polling::feed::Feed;
use crate::model::stats::campaign_stats::Counter;
use crate::model::text::labels;
use crate::model::text::phrases as said;

use super::context::Context;
use super::feed_trend::trend_of;
use super::node::Node;
use super::trend;
use super::view_state::ViewState;

/// A count with its name, what the last refresh changed in it, and how it came about. Unknown
/// until the first numbers are there.
#[must_use]
pub fn tile(counter: Counter, feed: &Feed, view: &ViewState, context: Context<'_>) -> Node {
    let locale = context.locale;
    let change = feed.change(counter, context.now);
    let figure = Node::new("dd.figure").child(value("span", counter, feed, context)).child(
        Node::new("span.change")
            .name("data-change", counter.name())
            .text(change.map(|change| said::change(locale, change)).unwrap_or_default()),
    );
    let series = Series::Count(counter);
    let trend = trend_of(feed, series, view.span, context.now);
    let said = trend::said(series, trend.as_ref(), view, context);
    let way = Node::new("dd.way")
        .name("data-way", counter.name())
        .child(Node::new("span").text(said))
        .child(trend::line(trend.as_ref(), 0, view, context));
    Node::new("div.counter part=counter")
        .child(Node::new("dt").text(context.say(labels::counter(counter))))
        .child(figure)
        .child(way)
}

/// The value of a count.
#[must_use]
pub fn value(spec: &'static str, counter: Counter, feed: &Feed, context: Context<'_>) -> Node {
    let count = feed.stats().map(|stats| counter.of(stats));
    Node::new(spec)
        .name("data-counter", counter.name())
        .text(context.locale.count_or_unknown(count))
}
