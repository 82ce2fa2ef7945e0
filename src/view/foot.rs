//! The foot of a card: how fast the campaign moves, and of what time its lines tell.

use crate::model::command::Command;
use crate::model::history::trend::{Series, Span};
use crate::model::polling::feed::Feed;
use crate::model::stats::campaign_stats::Counter;
use crate::model::text::advice;
use crate::model::text::headline::progress;
use crate::model::text::phrases as said;
use crate::model::text::texts::Text;

use super::context::{Context, Entry};
use super::feed_trend::{guide, trend_of};
use super::node::{Gesture, Kind, Node};
use super::trend::said as said_beside;
use super::view_state::ViewState;

/// Where the numbers contradict each other.
#[must_use]
pub fn notes(feed: &Feed, context: Context<'_>) -> Node {
    let notes = feed.stats().map(|stats| advice::notes(context.locale, stats));
    Node::new("p.note").text(notes.unwrap_or_default())
}

/// How fast the campaign moves, and to where the scales of the bars reach.
#[must_use]
pub fn foot(feed: &Feed, context: Context<'_>) -> Node {
    let locale = context.locale;
    let pace = feed.known_since().map(|now| progress(locale, context.bands, feed, now));
    let scales = feed.stats().map(|stats| said::scales(locale, stats));
    Node::new("footer.foot part=foot")
        .child(Node::new("p.pace").text(pace.unwrap_or_default()))
        .child(Node::new("p.scales").text(scales.unwrap_or_default()))
}

/// Chooses the time that the lines of these campaigns show, and a point of it.
#[must_use]
pub fn times(entries: &[Entry<'_>], view: &ViewState, context: Context<'_>) -> Node {
    let locale = context.locale;
    let feeds: Vec<_> = entries.iter().map(|(_, feed)| *feed).collect();
    let feed = guide(&feeds, view.span, context.now);
    // Seen from the last numbers, not from now: else it would change with the time alone.
    let now = feed.and_then(Feed::known_since).unwrap_or(context.now);
    // All counts have the same points.
    let sent = Series::Count(Counter::Sent);
    let trend = feed.and_then(|feed| trend_of(feed, sent, view.span, context.now));
    let points = trend.as_ref().map_or(&[][..], |trend| trend.points());
    let place = view.at.and_then(|at| points.iter().position(|point| point.at >= at));
    let last = points.len().saturating_sub(1);
    let place = place.unwrap_or(last);
    let when = match (view.at, &trend) {
        (Some(at), _) => locale.moment(at, now),
        (None, Some(trend)) => locale.fill(Text::Since, &[&locale.moment(trend.since(), now)]),
        (None, None) => String::new(),
    };
    // Of another span there may be a line.
    let stats = feed.and_then(Feed::stats);
    let known = stats.is_some() && feeds.iter().any(|feed| feed.history().samples().len() > 1);
    let empty = match stats {
        _ if known => None,
        Some(_) => Some(context.say(Text::NoTrend)),
        None => Some(String::new()),
    };
    let point = points.get(place).map(|point| {
        let moment = locale.moment(view.at.unwrap_or(point.at), now);
        let mut samples = feed.into_iter().flat_map(|feed| feed.history().samples());
        let counts = match samples.find(|sample| sample.at == point.at) {
            Some(sample) if entries.len() == 1 => {
                said::counts(locale, |counter| sample.count(counter))
            }
            _ => said_of_all(entries, view, context),
        };
        [&moment, ": ", &counts].concat()
    });
    let slider = Node::new("input.point type=range min=0 step=1")
        .set("max", last.to_string())
        .set("aria-label", context.say(Text::Point))
        .maybe("aria-valuetext", point)
        .setting(Kind::Choice, "value", Some(place.to_string().into()))
        .on(context.on(Gesture::Slide));
    let span = |span: Span| {
        Node::new("button type=button")
            .name("aria-pressed", if view.span == span { "true" } else { "false" })
            .on(context.on(Gesture::Press(Command::Show(span))))
            .text(if known { locale.span(span.millis()) } else { String::new() })
    };
    Node::new("div.times part=times")
        .maybe("data-empty", empty)
        .child(
            Node::new("span.spans role=group")
                .set("aria-label", context.say(Text::TrendSpan))
                .children(Span::ALL.into_iter().map(span).collect()),
        )
        .child(slider)
        .child(Node::new("span.when").text(when))
}

/// What is said beside the lines of several campaigns, each after its name.
fn said_of_all(entries: &[Entry<'_>], view: &ViewState, context: Context<'_>) -> String {
    let sent = Series::Count(Counter::Sent);
    let said = |(campaign, feed): &Entry<'_>| {
        let trend = trend_of(feed, sent, view.span, context.now);
        [campaign.name(), " ", &said_beside(sent, trend.as_ref(), view, context)].concat()
    };
    entries.iter().map(said).collect::<Vec<_>>().join(", ")
}
