//! One campaign as a card.

use std::sync::Mutex;

use leptos::prelude::*;

use crate::model::advice;
use crate::model::campaign::{Campaign, CampaignId};
use crate::model::deed::Deed;
use crate::model::feed::{Feed, Freshness};
use crate::model::headline::Subject;
use crate::model::insight::RateKind;
use crate::model::spoken::{Notice, Spoken, Wishes};
use crate::model::stats::{CampaignStats, Counter};
use crate::model::time::Millis;

use super::context::Context;
use super::counter::CounterTile;
use super::foot::Foot;
use super::funnel::FunnelView;
use super::head::Head;
use super::headline::HeadlineRow;
use super::rate::RateRow;
use super::reactive::{each, name, some_words, with, words};
use super::trend::Lens;

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
    notice: RwSignal<Option<Notice>>,
    /// Called with what a person wants.
    act: UnsyncCallback<Deed>,
) -> impl IntoView {
    let freshness = freshness_of(feed, context);
    let roomy = name(move || {
        let roomy = with(feed, |feed| feed.stats().is_some_and(needs_room));
        if roomy { "counters roomy" } else { "counters" }
    });
    let notes = some_words(move || {
        with(feed, |feed| {
            let stats = feed.stats()?;
            Some(context.say(|language| advice::notes(language, stats)))
        })
    });
    let (lens, asked) = (Lens::new(), RwSignal::new(None));
    let heard = UnsyncCallback::new(move |deed| {
        if deed == Deed::Refresh {
            asked.set(Some(context.now.get_untracked()));
        }
        act.run(deed);
    });
    let title = campaign.name().to_owned();
    let Campaign { id, label } = campaign;
    view! {
        <article class="card" part="card" aria-label=title
            data-state=name(move || state(freshness()))>
            <Head id=id.clone() label feed context notice act=heard />
            <HeadlineRow id=id.clone() feed context />
            <Announcer id feed asked notice context />
            <dl class=roomy part="counters">
                {each(Counter::ALL, |counter| view! { <CounterTile counter feed context lens /> })}
            </dl>
            <div class="rates" part="rates">
                {each(RateKind::ALL, |kind| view! { <RateRow kind feed context lens /> })}
            </div>
            <p class="note">{notes}</p>
            <Foot feed context lens />
            <FunnelView feed context />
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

/// Speaks to those who do not look.
#[component]
fn Announcer(
    id: CampaignId,
    feed: ReadSignal<Feed>,
    asked: RwSignal<Option<Millis>>,
    notice: RwSignal<Option<Notice>>,
    context: Context,
) -> impl IntoView {
    let (freshness, before) = (freshness_of(feed, context), Mutex::new(Spoken::default()));
    let spoken = words(move || {
        let (stale, bands) = (matches!(freshness(), Freshness::Stale(_)), &context.bands);
        let wishes = Wishes { asked: asked.get_untracked(), notice: notice.get() };
        let Ok(mut spoken) = before.lock() else { return String::new() };
        with(feed, |feed| {
            let subject = Subject { feed, campaign: &id, bands, stale };
            if let Some(next) = context.with(|language| spoken.next(language, subject, wishes)) {
                *spoken = next;
            }
        });
        spoken.text.clone()
    });
    view! { <p class="spoken" role="status">{spoken}</p> }
}
