//! The head of a card: whose numbers these are, how old they are, and what can be done.

use leptos::prelude::*;

use crate::model::campaign::CampaignId;
use crate::model::deed::Deed;
use crate::model::feed::Feed;
use crate::model::spoken::Notice;
use crate::model::texts::Text;
use crate::model::words as said;

use super::card::freshness_of;
use super::context::Context;
use super::icon::{Icon, PAUSE, REFRESH, RESUME};
use super::reactive::{maybe, name, some_words, with, words};
use super::take_along::TakeAlong;

/// The head of one campaign's card.
#[component]
pub fn Head(
    /// The campaign's id.
    id: CampaignId,
    /// Its name, or nothing.
    label: String,
    /// What is known.
    feed: ReadSignal<Feed>,
    /// What it goes by.
    context: Context,
    /// What became of the last wish that cannot be seen.
    notice: RwSignal<Option<Notice>>,
    /// Called with what a person wants.
    act: UnsyncCallback<Deed>,
) -> impl IntoView {
    let id = id.as_str().to_owned();
    let paused = Signal::derive(move || with(feed, Feed::paused));
    let (title, id) = if label.is_empty() { (id, String::new()) } else { (label, id) };
    view! {
        <header class="head" part="head">
            <h2>{title}</h2>
            <p class="id">{id}</p>
            <FreshnessLine feed context />
            <Controls paused context notice act />
        </header>
    }
}

/// How old the numbers are; on paper, from when.
#[component]
pub fn FreshnessLine(
    /// What is known.
    feed: ReadSignal<Feed>,
    /// What it goes by.
    context: Context,
) -> impl IntoView {
    let freshness = freshness_of(feed, context);
    let age = words(move || context.say(|language| said::freshness(language, freshness())));
    let moment = some_words(move || {
        let at = with(feed, Feed::known_since)?;
        Some(context.say(|language| language.fill(Text::NumbersOf, &[&language.date(at)])))
    });
    view! {
        <p class="freshness">{age}</p>
        <p class="moment">{moment}</p>
    }
}

/// What can be done with one campaign, or with several.
#[component]
pub fn Controls(
    /// Whether a person has paused it.
    #[prop(into)]
    paused: Signal<bool>,
    /// What it goes by.
    context: Context,
    /// What became of the last wish that cannot be seen.
    notice: RwSignal<Option<Notice>>,
    /// Called with what a person wants.
    act: UnsyncCallback<Deed>,
) -> impl IntoView {
    let pause =
        move || Some(context.say(|language| language.say(said::pause_or_resume(paused.get()))));
    let refresh = context.say(|language| language.say(Text::RefreshNow));
    view! {
        <div class="controls">
            <button type="button" class="pause" aria-label=maybe(pause) title=maybe(pause)
                on:click=move |_| act.run(Deed::Pause(!paused.get_untracked()))>
                <Icon path=name(move || if paused.get() { RESUME } else { PAUSE }) />
            </button>
            <button type="button" class="refresh" aria-label=refresh.clone() title=refresh
                on:click=move |_| act.run(Deed::Refresh)>
                <Icon path=name(|| REFRESH) />
            </button>
            <TakeAlong context act />
            <span class="notice" aria-hidden="true">{some_words(move || context.news(notice.get()))}</span>
        </div>
    }
}
