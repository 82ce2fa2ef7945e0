//! Notes and footer of a card.

use leptos::prelude::*;

use super::bind::text_content;
use super::campaign_view::CampaignView;
use crate::model::display::footer::FooterDisplay;

/// Contradictions in the numbers, the send rate, and where the scales of the bars end.
#[component]
pub fn Footer(view: CampaignView) -> impl IntoView {
    let footer = view.derive(FooterDisplay::of);
    view! {
        <p class="note" {..text_content(footer, |it| &it.notes)}></p>
        <footer class="foot" part="foot">
            <p class="pace" {..text_content(footer, |it| &it.pace)}></p>
            <p class="scales" {..text_content(footer, |it| &it.scales)}></p>
        </footer>
    }
}
