//! One campaign as a card.

use crate::model::insight::rates::RateKind;
use crate::model::options::campaign::Campaign;
use crate::model::polling::feed::{Feed, Freshness};
use crate::model::stats::campaign_stats::{CampaignStats, Counter};

use super::context::{Context, Entry};
use super::head::head;
use super::memory::Memory;
use super::node::Node;
use super::view_state::ViewState;
use super::{counter, foot, funnel, headline, rate};

/// A campaign's numbers, and how far they can be trusted. Every part has its place in every
/// state, so that nothing moves when the numbers change.
#[must_use]
pub fn card(
    campaign: &Campaign,
    feed: &Feed,
    view: &ViewState,
    memory: &mut Memory,
    context: Context<'_>,
) -> Node {
    let same = memory.same(0, 0, feed, view, context);
    let body = Node::new("div.body");
    let body =
        if same { body.kept() } else { body.children(parts((campaign, feed), view, context)) };
    Node::new("article.card part=card")
        .set("aria-label", campaign.name().to_owned())
        .name("data-state", state(feed.freshness(context.now)))
        .child(head(campaign, feed, view, context))
        .child(headline::row(&campaign.id, feed, context))
        .child(announcement(view))
        .child(body)
}

/// All that does not change with the time alone.
fn parts((campaign, feed): Entry<'_>, view: &ViewState, context: Context<'_>) -> Vec<Node> {
    let roomy = feed.stats().is_some_and(needs_room);
    let tile = |counter| counter::tile(counter, feed, view, context);
    let row = |kind| rate::row(kind, feed, view, context);
    vec![
        Node::new("dl part=counters")
            .name("class", if roomy { "counters roomy" } else { "counters" })
            .children(Counter::ALL.into_iter().map(tile).collect()),
        Node::new("div.rates part=rates").children(RateKind::ALL.into_iter().map(row).collect()),
        foot::notes(feed, context),
        foot::foot(feed, context),
        foot::times(&[(campaign, feed)], view, context),
        funnel::funnel(feed, context),
    ]
}

/// What is said to those who do not look.
#[must_use]
pub fn announcement(view: &ViewState) -> Node {
    Node::new("p.live-region role=status").text(view.announcement.text.clone())
}

/// The name of a state in the style sheet.
#[must_use]
pub fn state(freshness: Freshness) -> &'static str {
    match freshness {
        Freshness::Unknown => "unknown",
        Freshness::Fresh(_) => "fresh",
        Freshness::Stale(_) => "stale",
    }
}

/// Six digits and more want wider columns. All six counts of a card keep one size.
fn needs_room(stats: &CampaignStats) -> bool {
    Counter::ALL.into_iter().any(|counter| counter.of(stats).get() >= 100_000)
}
