//! The list of tabs: one for each way to embed (WAI-ARIA, pattern "Tabs").

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::browser;
use crate::snippets::way::{Way, selected_by_key};

/// Id of the panel that the tabs control.
pub const PANEL: &str = "embed-panel";

/// Id of a tab.
pub fn tab_id(way: Way) -> String {
    ["embed-tab-", way.key()].concat()
}

/// The tabs. The selected one is in the order of focus; arrow keys select others.
#[component]
pub fn Tabs(way: RwSignal<Way>) -> impl IntoView {
    let on_key = move |event: KeyboardEvent| {
        let has_modifier = event.ctrl_key() || event.alt_key() || event.meta_key();
        if let Some(next) = selected_by_key(way.get_untracked(), &event.key())
            && !has_modifier
        {
            event.prevent_default();
            way.set(next);
            browser::focus(&tab_id(next));
        }
    };
    let tab = move |each: Way| {
        let is_selected = move || way.get() == each;
        view! {
            <button
                class="embed-tab"
                type="button"
                role="tab"
                id=tab_id(each)
                aria-controls=PANEL
                aria-selected=move || is_selected().to_string()
                tabindex=move || if is_selected() { "0" } else { "-1" }
                on:click=move |_| way.set(each)
            >
                {each.title()}
            </button>
        }
    };
    view! {
        <div class="embed-tabs" role="tablist" aria-label="Ways to embed" on:keydown=on_key>
            {Way::ALL.map(tab).into_iter().collect_view()}
        </div>
    }
}
