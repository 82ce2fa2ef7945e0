//! One campaign as a card.

use leptos::prelude::*;

use crate::model::campaign::Campaign;
use crate::model::feed::{Feed, Freshness};
use crate::model::insight::RateKind;
use crate::model::stats::{CampaignStats, Counter};

use super::context::{Act, Context};
use super::counter::CounterTile;
use super::head::Head;
use super::headline::HeadlineRow;
use super::more::{Notices, foot, lens, spoken};
use super::rate::RateRow;
use super::reactive::{each, name, with};

/// A campaign's numbers, and how far they can be trusted. Every part has its place in every
/// state, so that nothing moves when the numbers change.
#[component]
pub fn Card(
    /// Which campaign.
    campaign: Campaign,
    /// What is known.
    feed: ReadSignal<Feed>,
    /// What it goes by.
    context: Context,
    /// What became of the last wish that cannot be seen.
    notice: Notices,
    /// Called with what a person wants.
    act: Act,
) -> impl IntoView {
    let freshness = freshness_of(feed, context);
    let roomy = name(move || {
        let roomy = with(feed, |feed| feed.stats().is_some_and(needs_room));
        if roomy { "counters roomy" } else { "counters" }
    });
    let lens = lens();
    let (spoken, act) = spoken(campaign.id.clone(), feed, notice, context, act);
    let title = campaign.name().to_owned();
    let Campaign { id, label } = campaign;
    view! {
        <article class="card" part="card" aria-label=title
            data-state=name(move || state(freshness()))>
            <Head id=id.clone() label feed context notice act />
            <HeadlineRow id feed context />
            {spoken}
            <dl class=roomy part="counters">
                {each(Counter::ALL, |counter| view! { <CounterTile counter feed context lens /> })}
            </dl>
            <div class="rates" part="rates">
                {each(RateKind::ALL, |kind| view! { <RateRow kind feed context lens /> })}
            </div>
            {foot(feed, context, lens)}
        </article>
    }
}

/// How old what is known is, now.
pub(super) fn freshness_of(
    feed: ReadSignal<Feed>,
    context: Context,
) -> impl Fn() -> Freshness + Copy + Send + Sync + 'static {
    move || with(feed, |feed| feed.freshness(context.now.get()))
}

/// The name of a state in the style sheet.
pub(super) fn state(freshness: Freshness) -> &'static str {
    match freshness {
        Freshness::Unknown => "unknown",
        Freshness::Fresh(_) => "fresh",
        Freshness::Stale(_) => "stale",
    }
}

/// Seven digits and more want wider columns. All six counts of a card keep one size.
fn needs_room(stats: &CampaignStats) -> bool {
    Counter::ALL.into_iter().any(|counter| counter.of(stats).get() >= 1_000_000)
}
