//! The trend of a figure as a small line.

use leptos::ev::PointerEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::Element;

use super::bind::optional;
use super::campaign_view::CampaignView;
use crate::model::display::trend::{TrendDisplay, time_of_position};

/// A line with a mark at the selected time. A pointer over it selects the nearest point.
#[component]
pub fn Sparkline(view: CampaignView, trend: Memo<TrendDisplay>) -> impl IntoView {
    let CampaignView { entry, state, environment, .. } = view;
    let select = move |event: PointerEvent| {
        let Some(position) = position(&event) else { return };
        let now = environment.now.get_untracked();
        entry.feed.with_untracked(|feed| {
            state.selection.update(|it| it.at = time_of_position(feed, position, it.span, now));
        });
    };
    let deselect = move |_| state.selection.update(|it| it.at = None);
    view! {
        <svg
            class="trend"
            viewBox="0 -20 1000 240"
            preserveAspectRatio="none"
            aria-hidden="true"
            on:pointermove=select
            on:pointerleave=deselect
        >
            <path class="line" d=optional(trend, |it| it.line.as_deref()) />
            <path class="mark" d=optional(trend, |it| it.mark.as_deref()) />
        </svg>
    }
}

/// The position of a pointer over the element that listens, 0 to 1.
fn position(event: &PointerEvent) -> Option<f64> {
    let width = event.current_target()?.dyn_into::<Element>().ok()?.client_width();
    (width > 0).then(|| (f64::from(event.offset_x()) / f64::from(width)).clamp(0.0, 1.0))
}
