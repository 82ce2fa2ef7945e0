//! One of the four rates of a card.

use leptos::prelude::*;

use super::bind::{name, text_content};
use super::campaign_view::CampaignView;
use super::icon::Icon;
use super::rate_bar::RateBar;
use super::sparkline::Sparkline;
use crate::model::display::marks;
use crate::model::display::rate::RateDisplay;
use crate::model::history::trend::Series;
use crate::model::insight::rates::RateKind;

/// A rate with its evidence, verdict, bar and trend.
#[component]
pub fn RateRow(view: CampaignView, kind: RateKind) -> impl IntoView {
    let rate = rate_display(view, kind);
    let trend = view.trend(Series::Rate(kind));
    let escapes = view.environment.escapes;
    // The explanation is shown until Escape is pressed, and again when the pointer or the focus comes back.
    let escapes_before = RwSignal::new(0);
    let come_back = move || escapes_before.set(escapes.get_untracked());
    view! {
        <div
            class="rate"
            class:directional=kind.is_directional()
            class:dismissed=move || escapes.get() != escapes_before.get()
            on:pointerenter=move |_| come_back()
            on:focusin=move |_| come_back()
            part="rate"
            data-severity=name(rate, |it| it.severity.name())
        >
            <span class="rate-name" {..text_content(rate, |it| &it.name)}></span>
            <span class="rate-evidence" {..text_content(rate, |it| &it.evidence)}></span>
            <span class="rate-value" data-rate=kind.name() {..text_content(rate, |it| &it.value)}></span>
            <span class="verdict">
                <SeverityIcon rate />
                <span data-verdict=kind.name() {..text_content(rate, |it| &it.verdict)}></span>
            </span>
            <RateBar rate focusable=true />
            // The meter says the same to assistive technology.
            <span
                class="explanation"
                aria-hidden="true"
                {..text_content(rate, |it| &it.explanation)}
            ></span>
            <Sparkline view trend />
            <span class="rate-trend" {..text_content(trend, |it| &it.text)}></span>
        </div>
    }
}

/// The mark of a verdict.
#[component]
pub fn SeverityIcon(rate: Memo<RateDisplay>) -> impl IntoView {
    let path = name(rate, |it| marks::of_severity(it.severity));
    view! { <Icon path /> }
}

/// Memo of a displayed rate.
pub fn rate_display(view: CampaignView, kind: RateKind) -> Memo<RateDisplay> {
    view.derive(move |feed, context| RateDisplay::of(kind, feed, context))
}
