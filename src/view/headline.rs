//! The sentence at the top of a card.

use std::sync::Arc;

use leptos::prelude::*;

use crate::model::campaign::CampaignId;
use crate::model::feed::{Feed, Freshness};
use crate::model::headline::{Headline, Subject, Tone, headline, what_next};

use super::card::freshness_of;
use super::context::Context;
use super::icon::{self, Icon};
use super::more::HEADLINE_ROLE;
use super::reactive::{name, some_words, with};

/// What is wrong, what is to be done, or where the campaign stands; after a failure also what
/// comes next. It has its place in every state, so that nothing below it moves when the state
/// changes.
#[component]
pub fn HeadlineRow(
    /// Whose card it is.
    id: CampaignId,
    /// What is known.
    feed: ReadSignal<Feed>,
    /// What it goes by.
    context: Context,
) -> impl IntoView {
    let freshness = freshness_of(feed, context);
    let said = move || -> Option<Headline> {
        let (now, bands) = (context.now.get_untracked(), &context.bands);
        let stale = matches!(freshness(), Freshness::Stale(_));
        with(feed, |feed| {
            let subject = Subject { feed, campaign: &id, bands, stale };
            context.with(|language| headline(language, subject, now))
        })
    };
    let tone = |said: Option<Headline>| said.map_or(Tone::Quiet, |said| said.tone);
    let said = Arc::new(said);
    let [tone_of, mark_of, text, deed] = std::array::from_fn(|_| Arc::clone(&said));
    let next = some_words(move || {
        let now = context.now.get();
        with(feed, |feed| context.with(|language| what_next(language, feed, now))).flatten()
    });
    view! {
        <div class="headline" part="headline" data-tone=name(move || tone_name(tone(tone_of())))>
            <Icon path=name(move || icon::of_tone(tone(mark_of()))) />
            <p>
                <span class="said" role=HEADLINE_ROLE>{some_words(move || Some(text()?.text))}</span>
                <span class="deed">{some_words(move || Some(set_off(deed()?.deed)))}</span>
                " "
                <span class="next">{next}</span>
            </p>
        </div>
    }
}

/// A sentence that may be missing, with the space before it.
fn set_off(sentence: String) -> String {
    if sentence.is_empty() { sentence } else { [" ", &sentence].concat() }
}

/// The name of a tone in the style sheet.
pub(super) fn tone_name(tone: Tone) -> &'static str {
    match tone {
        Tone::Quiet => "quiet",
        Tone::Warning => "warning",
        Tone::Alarm => "alarm",
    }
}
