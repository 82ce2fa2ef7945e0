//! The list of tabs: one for each way to embed (WAI-ARIA, pattern "Tabs").

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::browser;
use crate::snippets::code_kind::{CodeKind, selected_by_key};

/// Id of the panel that the tabs control.
pub const PANEL: &str = "embed-panel";

/// Id of a tab.
pub fn tab_id(kind: CodeKind) -> String {
    ["embed-tab-", kind.key()].concat()
}

/// The tabs. The selected one is in the order of focus; arrow keys select others.
#[component]
pub fn Tabs(kind: RwSignal<CodeKind>) -> impl IntoView {
    let on_key = move |event: KeyboardEvent| {
        let has_modifier = event.ctrl_key() || event.alt_key() || event.meta_key();
        if let Some(next) = selected_by_key(kind.get_untracked(), &event.key())
            && !has_modifier
        {
            event.prevent_default();
            kind.set(next);
            browser::focus(&tab_id(next));
        }
    };
    let tab = move |each: CodeKind| {
        let is_selected = move || kind.get() == each;
        view! {
            <button
                class="embed-tab"
                type="button"
                role="tab"
                id=tab_id(each)
                aria-controls=PANEL
                aria-selected=move || is_selected().to_string()
                tabindex=move || if is_selected() { "0" } else { "-1" }
                on:click=move |_| kind.set(each)
            >
                {each.title()}
            </button>
        }
    };
    view! {
        <div class="embed-tabs" role="tablist" aria-label="Ways to embed" on:keydown=on_key>
            {CodeKind::ALL.map(tab).into_iter().collect_view()}
        </div>
    }
}
