//! Notes and footer of a card.

use leptos::prelude::*;

use super::bind::text_content;
use super::campaign_view::CampaignView;
use crate::model::display::footer::FooterDisplay;
use crate::model::text::texts::Text;

/// Contradictions in the numbers, the send rate, and what the marks on the bars are.
#[component]
pub fn Footer(view: CampaignView) -> impl IntoView {
    let environment = view.environment;
    let footer = view.derive(FooterDisplay::of);
    view! {
        <p class="note" {..text_content(footer, |it| &it.notes)}></p>
        <footer class="foot" part="foot">
            <p class="pace" {..text_content(footer, |it| &it.pace)}></p>
            <p class="legend">
                <span class="key-range">{environment.text(Text::RangeKey)}</span>
                <span class="key-threshold">{environment.text(Text::ThresholdKey)}</span>
                <span class="key-stripes">{environment.text(Text::StripesKey)}</span>
            </p>
        </footer>
    }
}
