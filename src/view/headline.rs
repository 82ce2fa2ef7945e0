//! The sentence at the top of a card.

use leptos::prelude::*;

use crate::model::campaign::CampaignId;
use crate::model::feed::{Feed, Freshness};
use crate::model::headline::{Headline, Subject, Tone, headline, what_next};

use super::card::freshness_of;
use super::context::Context;
use super::icon::{self, Icon};
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
    let id = StoredValue::new(id);
    let freshness = freshness_of(feed, context);
    let said = move || -> Option<Headline> {
        let (now, bands) = (context.now.get_untracked(), &context.bands);
        let stale = matches!(freshness(), Freshness::Stale(_));
        id.with_value(|campaign| {
            with(feed, |feed| {
                let subject = Subject { feed, campaign, bands, stale };
                context.with(|language| headline(language, subject, now))
            })
        })
    };
    let tone = move || said().map_or(Tone::Quiet, |said| said.tone);
    let next = some_words(move || {
        let now = context.now.get();
        with(feed, |feed| context.with(|language| what_next(language, feed, now))).flatten()
    });
    view! {
        <div class="headline" part="headline" data-tone=name(move || tone_name(tone()))>
            <Icon path=name(move || icon::of_tone(tone())) />
            <p>
                <span class="said">{some_words(move || Some(said()?.text))}</span>
                " "
                <span class="deed">{some_words(move || Some(said()?.deed))}</span>
                " "
                <span class="next">{next}</span>
            </p>
        </div>
    }
}

/// The name of a tone in the style sheet.
pub(super) fn tone_name(tone: Tone) -> &'static str {
    match tone {
        Tone::Quiet => "quiet",
        Tone::Warning => "warning",
        Tone::Alarm => "alarm",
    }
}
