//! The bar of a rate.

use leptos::prelude::*;

use super::bind::{optional, text};
use crate::model::display::rate::RateDisplay;

/// A meter on a scale that may end before 100 %, with ticks where bands begin and the confidence
/// interval.
#[component]
pub fn RateBar(rate: Memo<RateDisplay>) -> impl IntoView {
    view! {
        <div
            class="bar"
            part="bar"
            role="meter"
            aria-valuemin="0"
            aria-label=text(rate, |it| &it.full_name)
            aria-valuemax=text(rate, |it| &it.bar.max)
            aria-valuenow=text(rate, |it| &it.bar.now)
            aria-valuetext=text(rate, RateDisplay::meter_text)
        >
            <div class="fill" style:inline-size=text(rate, |it| &it.bar.fill)></div>
            <svg class="marks" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                <path class="edge" d=text(rate, |it| &it.bar.edge) />
                <path class="ticks" d=optional(rate, |it| it.bar.ticks.as_deref()) />
                <path class="interval" d=optional(rate, |it| it.bar.interval.as_deref()) />
            </svg>
        </div>
    }
}
