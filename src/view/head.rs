//! The head of a card: whose numbers these are, how old they are, and what can be done.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;

use crate::model::campaign::CampaignId;
use crate::model::deed::Deed;
use crate::model::feed::Feed;
use crate::model::texts::Text;
use crate::model::words as said;

use super::card::freshness_of;
use super::context::{Act, Context};
use super::icon::{Icon, PAUSE, REFRESH, RESUME};
use super::more::{Notices, moment, take_along};
use super::reactive::{maybe, name, with, words};

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
    notice: Notices,
    /// Called with what a person wants.
    act: Act,
) -> impl IntoView {
    let id = id.as_str().to_owned();
    let paused: Paused = Arc::new(move || with(feed, Feed::paused));
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
    view! {
        <p class="freshness">{age}</p>
        {moment(feed, context)}
    }
}

/// Whether a person has paused what is shown.
pub type Paused = Arc<dyn Fn() -> bool + Send + Sync>;

/// What can be done with one campaign, or with several.
#[component]
pub fn Controls(
    /// Whether a person has paused it.
    paused: Paused,
    /// What it goes by.
    context: Context,
    /// What became of the last wish that cannot be seen.
    notice: Notices,
    /// Called with what a person wants.
    act: Act,
) -> impl IntoView {
    let (shown, named) = (Arc::clone(&paused), Arc::clone(&paused));
    let pause = move || Some(context.say(|language| language.say(said::pause_or_resume(named()))));
    let (pausing, refreshing) = (Rc::clone(&act), Rc::clone(&act));
    let refresh = context.say(|language| language.say(Text::RefreshNow));
    view! {
        <div class="controls">
            <button type="button" class="pause" aria-label=maybe(pause.clone()) title=maybe(pause)
                on:click=move |_| pausing(Deed::Pause(!untrack(|| paused())))>
                <Icon path=name(move || if shown() { RESUME } else { PAUSE }) />
            </button>
            <button type="button" class="refresh" aria-label=refresh.clone() title=refresh
                on:click=move |_| refreshing(Deed::Refresh)>
                <Icon path=name(|| REFRESH) />
            </button>
            {take_along(context, notice, act)}
        </div>
    }
}
