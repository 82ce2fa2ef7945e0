//! One campaign as a card.

use leptos::prelude::*;

use crate::model::campaign::CampaignId;
use crate::model::feed::{Feed, Freshness};
use crate::model::insight::RateKind;
use crate::model::stats::{CampaignStats, Counter};
use crate::model::time::Millis;
use crate::model::words;

use super::counter::CounterTile;
use super::headline::HeadlineRow;
use super::icon::{Icon, PAUSE, REFRESH, RESUME};
use super::rate::RateRow;

/// A campaign's numbers, how fresh they are, and a button to ask now.
#[component]
pub fn Card(
    /// Whose numbers they are.
    campaign: CampaignId,
    /// The name to show; empty for the id.
    label: String,
    /// What is known.
    feed: ReadSignal<Feed>,
    /// The time, ticking.
    now: ReadSignal<Millis>,
    /// Called when a person wants fresh numbers.
    on_refresh: impl Fn() + 'static,
    /// Called when a person wants it to pause (`true`) or to resume.
    on_pause: impl Fn(bool) + 'static,
) -> impl IntoView {
    let freshness = move || feed.with(|feed| feed.freshness(now.get()));
    let stale = Memo::new(move |_| matches!(freshness(), Freshness::Stale(_)));
    let roomy = Memo::new(move |_| feed.with(|feed| feed.stats().is_some_and(needs_room)));
    let paused = move || feed.with(Feed::paused);
    let pause_or_resume = move || words::pause_or_resume(paused());
    let id = campaign.as_str().to_owned();
    let (name, id) = if label.is_empty() { (id, None) } else { (label, Some(id)) };
    view! {
        <article class="card" aria-label=name data-state=move || state(freshness())>
            <header class="head">
                <h2>{name.clone()}</h2>
                <p class="id">{id}</p>
                <p class="freshness">{move || words::freshness(freshness())}</p>
                <div class="controls">
                    <button type="button" class="pause" aria-label=pause_or_resume
                        title=pause_or_resume on:click=move |_| on_pause(!paused())>
                        <Icon path=Signal::derive(move || if paused() { RESUME } else { PAUSE }) />
                    </button>
                    <button type="button" class="refresh" aria-label=words::REFRESH_NOW
                        title=words::REFRESH_NOW on:click=move |_| on_refresh()>
                        <Icon path=REFRESH />
                    </button>
                </div>
            </header>
            <HeadlineRow campaign feed stale now />
            <dl class="counters" class:roomy=roomy>
                {Counter::ALL.map(|counter| view! { <CounterTile counter feed now /> })}
            </dl>
            <div class="rates">
                {RateKind::ALL.map(|kind| view! { <RateRow kind feed /> })}
            </div>
        </article>
    }
}

/// Seven digits and more want wider columns. All six counts of a card keep one size.
fn needs_room(stats: &CampaignStats) -> bool {
    Counter::ALL.into_iter().any(|counter| counter.of(stats).get() >= 1_000_000)
}

fn state(freshness: Freshness) -> &'static str {
    match freshness {
        Freshness::Unknown => "unknown",
        Freshness::Fresh(_) => "fresh",
        Freshness::Stale(_) => "stale",
    }
}
