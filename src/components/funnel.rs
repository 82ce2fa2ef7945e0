//! From enrolled to replied, as bars on one scale.

use leptos::prelude::*;

use super::bind::{text, text_content};
use super::campaign_view::CampaignView;
use crate::model::display::funnel::{StepDisplay, funnel_note};
use crate::model::insight::funnel::StepKind;
use crate::model::text::texts::Text;

/// The funnel, closed until a person opens it.
#[component]
pub fn Funnel(view: CampaignView) -> impl IntoView {
    let note = view.derive(funnel_note);
    view! {
        <details class="funnel" part="funnel">
            <summary>{view.environment.text(Text::Funnel)}</summary>
            <dl>{StepKind::ALL.map(|kind| view! { <FunnelStep view kind /> }).collect_view()}</dl>
            <p class="note" {..text_content(note, |it| it)}></p>
        </details>
    }
}

/// One step, with its share of the step before.
#[component]
fn FunnelStep(view: CampaignView, kind: StepKind) -> impl IntoView {
    let step = view.derive(move |feed, context| StepDisplay::of(kind, feed, context));
    view! {
        <div class="step" class:directional=kind == StepKind::Opened>
            <dt {..text_content(step, |it| &it.name)}></dt>
            <dd class="track">
                <div class="fill" style:inline-size=text(step, |it| &it.fill)></div>
            </dd>
            <dd class="step-count" {..text_content(step, |it| &it.count)}></dd>
            <dd class="step-share" {..text_content(step, |it| &it.share)}></dd>
        </div>
    }
}
