//! The bar of a rate.

use leptos::prelude::*;

use super::bind::{DynamicText, StaticText, text, text_content, text_content_of};
use crate::model::display::bar::{Bar, Mark};
use crate::model::display::rate::RateDisplay;

/// A meter on a scale that may end before 100 %, with the likely range and the thresholds.
#[component]
pub fn RateBar(
    rate: Memo<RateDisplay>,
    /// Whether it can have the focus, which shows what its marks mean.
    #[prop(optional)]
    focusable: bool,
) -> impl IntoView {
    view! {
        <div
            class="bar"
            part="bar"
            role="meter"
            tabindex=focusable.then_some("0")
            aria-valuemin="0"
            aria-label=text(rate, |it| &it.full_name)
            aria-valuemax=text(rate, |it| &it.bar.max)
            aria-valuenow=text(rate, |it| &it.bar.now)
            aria-valuetext=text(rate, RateDisplay::meter_text)
        >
            <div class="fill" style:inline-size=text(rate, |it| &it.bar.fill)></div>
            <div
                class="range"
                style:inset-inline-start=text(rate, |it| &it.bar.range_start)
                style:inline-size=text(rate, |it| &it.bar.range_length)
            ></div>
            <Threshold rate mark=Bar::low />
            <Threshold rate mark=Bar::high />
            <span class="scale-end" {..text_content(rate, |it| &it.bar.scale_end)}></span>
        </div>
    }
}

/// A mark with its value, if the scale reaches there.
#[component]
fn Threshold(rate: Memo<RateDisplay>, mark: fn(&Bar) -> Option<&Mark>) -> impl IntoView {
    let read = move |field: fn(&Mark) -> &str| -> DynamicText {
        Box::new(move || rate.with(|it| mark(&it.bar).map_or("", field).to_owned()))
    };
    let anchor: StaticText =
        Box::new(move || rate.with(|it| mark(&it.bar).map_or("none", |mark| mark.anchor.name())));
    view! {
        <div class="threshold" style:inset-inline-start=read(|it| &it.place) data-anchor=anchor>
            <span {..text_content_of(read(|it| &it.label))}></span>
        </div>
    }
}
