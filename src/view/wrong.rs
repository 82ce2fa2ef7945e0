//! What is wrong with a campaign, where there is room for one line only.

use leptos::prelude::*;

use crate::model::campaign::CampaignId;
use crate::model::feed::{Feed, Freshness};
use crate::model::headline::{Subject, Tone, complaint, what_next};

use super::card::freshness_of;
use super::context::Context;
use super::headline::tone_name;
use super::icon::{self, Icon};
use super::reactive::{name, with, words};

/// What is wrong or to be done, with its mark; otherwise the words that stand in its place.
#[component]
pub fn WrongLine(
    /// Whose numbers these are.
    id: CampaignId,
    /// What is said while nothing is wrong.
    otherwise: String,
    /// What is known.
    feed: ReadSignal<Feed>,
    /// What it goes by.
    context: Context,
) -> impl IntoView {
    let id = StoredValue::new(id);
    let freshness = freshness_of(feed, context);
    let wrong = move || {
        let (now, bands) = (context.now.get(), &context.bands);
        let stale = matches!(freshness(), Freshness::Stale(_));
        let wrong = id.with_value(|campaign| {
            with(feed, |feed| {
                let subject = Subject { feed, campaign, bands, stale };
                context.with(|language| {
                    let said = complaint(language, subject)?;
                    let next = what_next(language, feed, now).unwrap_or_default();
                    Some((said.tone, [&said.text, " ", &next].concat()))
                })
            })
        });
        wrong.flatten().filter(|(tone, _)| *tone != Tone::Quiet)
    };
    let tone = name(move || wrong().map_or("quiet", |(tone, _)| tone_name(tone)));
    let mark = name(move || wrong().map_or("", |(tone, _)| icon::of_tone(tone)));
    let said = words(move || wrong().map_or_else(|| otherwise.clone(), |(_, said)| said));
    view! {
        <span class="wrong" data-tone=tone>
            <Icon path=mark />
            <span>{said}</span>
        </span>
    }
}
