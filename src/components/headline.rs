//! The message at the top of a card.

use leptos::prelude::*;

use super::bind::{name, text_content};
use super::campaign_view::CampaignView;
use super::icon::Icon;
use crate::model::display::headline::HeadlineDisplay;
use crate::model::display::marks;

/// A problem, a recommendation or the campaign's progress. It is there in every state, so that nothing
/// below it moves.
#[component]
pub fn Headline(view: CampaignView) -> impl IntoView {
    let campaign = view.entry.campaign;
    let message = view.derive_every_second(move |feed, context| {
        campaign.with(|campaign| HeadlineDisplay::of(&campaign.id, feed, context))
    });
    let path = name(message, |it| marks::of_tone(it.tone));
    view! {
        <div class="headline" part="headline" data-tone=name(message, |it| it.tone.name())>
            <Icon path />
            <p>
                <span class="message" {..text_content(message, |it| &it.text)}></span>
                <span class="action" {..text_content(message, |it| &it.action)}></span>
                <span class="next" {..text_content(message, |it| &it.next)}></span>
            </p>
        </div>
    }
}
