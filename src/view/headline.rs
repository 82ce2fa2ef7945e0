//! The sentence at the top of a card.

use leptos::prelude::*;

use crate::model::campaign::CampaignId;
use crate::model::feed::Feed;
use crate::model::headline::{Headline, Subject, Tone, headline, what_next};

use super::context::Context;
use super::icon::{self, Icon};

/// What is wrong, what is to be done, or where the campaign stands; after a failure also what
/// comes next. It has its place in every state, so that nothing below it moves when the state
/// changes.
#[component]
pub fn HeadlineRow(
    /// Whose card it is.
    id: CampaignId,
    /// What is known.
    feed: ReadSignal<Feed>,
    /// Whether the numbers are stale.
    stale: Memo<bool>,
    /// What it goes by.
    context: Context,
) -> impl IntoView {
    let id = StoredValue::new(id);
    let said = Memo::new(move |_| {
        let (now, stale, bands) = (context.now.get_untracked(), stale.get(), &context.bands);
        id.with_value(|campaign| {
            feed.with(|feed| {
                let subject = Subject { feed, campaign, bands, stale };
                context.with(|language| headline(language, subject, now))
            })
        })
    });
    let part = move |part: fn(&Headline) -> &String| {
        said.with(|said| said.as_ref().map(|said| part(said).clone()))
    };
    let tone = move || said.with(|said| said.as_ref().map_or(Tone::Quiet, |said| said.tone));
    let next = move || {
        let now = context.now.get();
        feed.with(|feed| context.with(|language| what_next(language, feed, now))).flatten()
    };
    view! {
        <div class="headline" part="headline" data-tone=move || tone_name(tone())>
            <Icon path=Box::new(move || icon::of_tone(tone())) />
            <p>
                <span class="said">{move || part(|said| &said.text)}</span>
                " "
                <span class="deed">{move || part(|said| &said.deed)}</span>
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
