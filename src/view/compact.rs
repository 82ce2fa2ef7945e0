//! One campaign in a line, for the head of a page.

use crate::model::insight::bands::Severity;
use crate::model::insight::rates::RateKind;
use crate::model::options::campaign::Campaign;
use crate::model::polling::feed::Feed;
use crate::model::stats::campaign_stats::Counter;
use crate::model::text::labels;
use crate::model::text::phrases as said;
use crate::model::text::texts::Text;

use super::card::{announcement, state};
use super::context::Context;
use super::head::{age, moment};
use super::icon::{self, icon};
use super::node::Node;
use super::rate::{self, figure_of, severity_name, severity_of};
use super::view_state::ViewState;
use super::{counter, headline};

/// A campaign's numbers in one line: its state, and what matters most.
#[must_use]
pub fn compact(campaign: &Campaign, feed: &Feed, view: &ViewState, context: Context<'_>) -> Node {
    Node::new("article.compact part=card")
        .set("aria-label", campaign.name().to_owned())
        .name("data-state", state(feed.freshness(context.now)))
        .child(Node::new("strong").text(campaign.name().to_owned()))
        .child(count(Counter::Sent, feed, context))
        .child(share(RateKind::Reply, feed, context))
        .child(share(RateKind::Bounce, feed, context))
        .child(count(Counter::Queued, feed, context))
        .child(headline::wrong(&campaign.id, "", feed, context))
        .child(age(feed, context))
        .child(moment(feed, context))
        .child(announcement(view))
}

fn count(counter: Counter, feed: &Feed, context: Context<'_>) -> Node {
    Node::new("span.item")
        .child(counter::value("b", counter, feed, context))
        .child(called(labels::counter(counter), context))
}

fn share(kind: RateKind, feed: &Feed, context: Context<'_>) -> Node {
    let figure = figure_of(kind, feed);
    let severity = severity_of(figure, context.bands);
    let sentence = figure.map(|figure| said::meter(context.locale, context.bands, &figure));
    // A line has room only for what is not as it should be.
    let mark = match severity {
        Severity::Good | Severity::Neutral => "",
        other => icon::of_severity(other),
    };
    Node::new("span.item")
        .maybe("title", sentence)
        .name("data-severity", severity_name(severity))
        .child(icon(mark))
        .child(rate::value("b", kind, feed, context))
        .child(called(labels::rate(kind), context))
}

fn called(name: Text, context: Context<'_>) -> Node {
    Node::new("span").text([" ", &context.say(name)].concat())
}
