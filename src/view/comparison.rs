//! Two campaigns compared: whether the difference of their reply rates is more than chance.

use leptos::prelude::*;

use crate::model::feed::Feed;
use crate::model::stats::CampaignStats;
use crate::model::texts::Text;
use crate::model::words;

use super::board::Entries;
use super::context::Context;
use super::reactive::{each, some_words, with};

/// Two choices, and what can be said of them.
#[component]
pub fn ComparisonLine(
    /// The campaigns to choose from.
    entries: Entries,
    /// What it goes by.
    context: Context,
) -> impl IntoView {
    let (first, second) = (RwSignal::new(0_usize), RwSignal::new(1_usize));
    let stats_of = move |place: usize| -> Option<(String, CampaignStats)> {
        entries.with_value(|entries| {
            let entry = entries.get(place)?;
            let stats = with(entry.feed, |feed: &Feed| feed.stats().cloned())?;
            Some((entry.campaign.name().to_owned(), stats))
        })
    };
    let verdict = some_words(move || {
        let (first, second) = (stats_of(first.get())?, stats_of(second.get())?);
        Some(context.say(|language| words::comparison(language, &first, &second)))
    });
    let name = |text| context.say(|language| language.say(text));
    view! {
        <div class="comparison" part="comparison">
            <label>{name(Text::Compare)} " " <Choice entries chosen=first /></label>
            <label>{name(Text::With)} " " <Choice entries chosen=second /></label>
            <p>{verdict}</p>
        </div>
    }
}

#[component]
fn Choice(entries: Entries, chosen: RwSignal<usize>) -> impl IntoView {
    let options = entries.with_value(|entries| {
        let option = |(place, name): (usize, String)| {
            let selected = chosen.get_untracked() == place;
            view! { <option value=place.to_string() selected=selected>{name}</option> }
        };
        let names = entries.iter().map(|entry| entry.campaign.name().to_owned());
        each(names.enumerate(), option)
    });
    let choose = move |value: String| {
        if let Ok(place) = value.parse() {
            chosen.set(place);
        }
    };
    view! {
        <select on:change=move |event| choose(event_target_value(&event))>{options}</select>
    }
}
