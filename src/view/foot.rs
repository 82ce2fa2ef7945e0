//! The foot of a card: how fast the campaign moves, and of what time its lines tell.

use crate::model::advice;
use crate::model::deed::Deed;
use crate::model::feed::Feed;
use crate::model::headline::progress;
use crate::model::stats::Counter;
use crate::model::texts::Text;
use crate::model::trend::{Series, Span};
use crate::model::words as said;

use super::context::Context;
use super::node::{Gesture, Kind, Node};
use super::trend::{guide, nearest, trend_of};
use super::view_state::ViewState;

/// Where the numbers contradict each other.
#[must_use]
pub fn notes(feed: &Feed, context: Context<'_>) -> Node {
    let notes = feed.stats().map(|stats| advice::notes(context.language, stats));
    Node::new("p.note").text(notes.unwrap_or_default())
}

/// How fast the campaign moves, and to where the scales of the bars reach.
#[must_use]
pub fn foot(feed: &Feed, context: Context<'_>) -> Node {
    let language = context.language;
    let pace = feed.known_since().map(|now| progress(language, context.bands, feed, now));
    let scales = feed.stats().map(|stats| said::scales(language, stats));
    Node::new("footer.foot part=foot")
        .child(Node::new("p.pace").text(pace.unwrap_or_default()))
        .child(Node::new("p.scales").text(scales.unwrap_or_default()))
}

/// Chooses the time that the lines of these campaigns show, and a point of it.
#[must_use]
pub fn times(feeds: &[&Feed], view: &ViewState, context: Context<'_>) -> Node {
    let node = Node::new("div.times part=times");
    let (language, Some(feed)) = (context.language, guide(feeds)) else { return node };
    // Seen from the last numbers, not from now: else it would change with the time alone.
    let now = feed.known_since().unwrap_or(context.now);
    // All counts have the same points.
    let trend = trend_of(feed, Series::Count(Counter::Sent), view.span, context.now);
    let points = trend.as_ref().map_or(&[][..], |trend| trend.points());
    let looked_at = trend.as_ref().and_then(|trend| nearest(trend, view.at?));
    let last = points.len().saturating_sub(1);
    let place = looked_at.and_then(|it| points.iter().position(|point| point.at == it.at));
    let when = match (looked_at, &trend) {
        (Some(point), _) => language.moment(point.at, now),
        (None, Some(trend)) => language.fill(Text::Since, &[&language.moment(trend.since(), now)]),
        (None, None) => String::new(),
    };
    // Of another span there may be a line.
    let known = feed.stats().is_some() && feed.history().samples().len() > 1;
    let empty = match feed.stats() {
        _ if known => None,
        Some(_) => Some(context.say(Text::NoTrend)),
        None => Some(String::new()),
    };
    let at = view.at.or(points.last().map(|point| point.at));
    let sample = at.and_then(|at| feed.history().samples().iter().find(|it| it.at == at));
    let point = sample.map(|sample| {
        let moment = language.moment(sample.at, now);
        // Of several campaigns, their rows say the counts.
        if feeds.len() > 1 {
            return moment;
        }
        let counts = said::counts(language, |counter| sample.count(counter));
        [&moment, ": ", &counts].concat()
    });
    let slider = Node::new("input.point type=range min=0 step=1")
        .set("max", last.to_string())
        .set("aria-label", context.say(Text::Point))
        .maybe("aria-valuetext", point)
        .setting(Kind::Choice, "value", Some(place.unwrap_or(last).to_string().into()))
        .on(context.on(Gesture::Slide));
    let span = |span: Span| {
        Node::new("button type=button")
            .name("aria-pressed", if view.span == span { "true" } else { "false" })
            .on(context.on(Gesture::Press(Deed::Show(span))))
            .text(if known { language.span(span.millis()) } else { String::new() })
    };
    node.maybe("data-empty", empty)
        .child(
            Node::new("span.spans role=group")
                .set("aria-label", context.say(Text::TrendSpan))
                .children(Span::ALL.into_iter().map(span).collect()),
        )
        .child(slider)
        .child(Node::new("span.when").text(when))
}
