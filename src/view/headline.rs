//! The sentence at the top of a card.

use leptos::prelude::*;

use crate::model::campaign::CampaignId;
use crate::model::feed::Feed;
use crate::model::time::Millis;
use crate::model::words::{self, Tone};

use super::icon::{self, Icon};

/// What is wrong, or where the campaign stands; after a failure also what comes next. It has
/// its place in every state, so that nothing below it moves when the state changes.
#[component]
pub fn HeadlineRow(
    /// Whose card it is.
    campaign: CampaignId,
    /// What is known.
    feed: ReadSignal<Feed>,
    /// Whether the numbers are stale.
    stale: Memo<bool>,
    /// The time, for the countdown.
    now: ReadSignal<Millis>,
) -> impl IntoView {
    let campaign = StoredValue::new(campaign);
    let headline =
        move || campaign.with_value(|id| feed.with(|feed| words::headline(feed, id, stale.get())));
    let tone = move || headline().tone;
    let next = move || feed.with(|feed| words::what_next(feed, now.get()));
    view! {
        <div class="headline" data-tone=move || tone_name(tone())>
            <Icon path=Signal::derive(move || icon::of_tone(tone())) />
            <p>
                // Spoken when it changes; the countdown beside it is not.
                <span role="status">{move || headline().text}</span>
                " "
                <span class="next">{next}</span>
            </p>
        </div>
    }
}

fn tone_name(tone: Tone) -> &'static str {
    match tone {
        Tone::Quiet => "quiet",
        Tone::Warning => "warning",
        Tone::Alarm => "alarm",
    }
}
