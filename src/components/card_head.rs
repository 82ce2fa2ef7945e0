//! The head of a card.

use leptos::prelude::*;

use super::bind::text_content_of;
use super::campaign_view::CampaignView;
use super::controls::Controls;
use super::status::Status;
use crate::model::display::headline::id_beside_label;
use crate::model::display::status::StatusDisplay;

/// The name of the campaign, the age of its numbers, and the buttons.
#[component]
pub fn CardHead(view: CampaignView) -> impl IntoView {
    let CampaignView { entry, state, environment, .. } = view;
    let id = move || entry.campaign.with(|campaign| id_beside_label(campaign).to_owned());
    let status = view.derive_every_second(StatusDisplay::of);
    let paused = view.derive(|feed, _| feed.paused());
    view! {
        <header class="head" part="head">
            <h2>{view.name()}</h2>
            <p class="id" {..text_content_of(Box::new(id))}></p>
            <Status status />
            <Controls paused state environment />
        </header>
    }
}
