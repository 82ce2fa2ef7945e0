//! The choice of campaigns.

use leptos::prelude::*;

use super::add_field::AddField;
use super::form::Form;
use crate::listing::{Listed, containing};

/// Id of the group.
pub const CAMPAIGNS: &str = "embed-campaigns";

/// From this number of campaigns on, there is a filter.
const MANY: usize = 7;

/// The listed campaigns, and a field for others.
#[component]
pub fn Picker(form: Form) -> impl IntoView {
    let filter = RwSignal::new(String::new());
    let found =
        Memo::new(move |_| form.listed.with(|listed| filter.with(|text| containing(listed, text))));
    let count = Memo::new(move |_| form.listed.with(Vec::len));
    view! {
        <fieldset class="embed-group" id=CAMPAIGNS tabindex="-1">
            <legend>{"Campaigns"}</legend>
            <Show when=move || { count.get() >= MANY }>
                <Filter filter />
            </Show>
            <Show when=move || { count.get() > 0 }>
                <div class="embed-list">
                    <For each=move || found.get() key=|listed| listed.id.clone() let:listed>
                        <Row form listed />
                    </For>
                    <Show when=move || found.with(Vec::is_empty)>
                        <p class="embed-hint">{"No campaign contains this."}</p>
                    </Show>
                </div>
            </Show>
            <AddField form has_list=Signal::derive(move || count.get() > 0) />
        </fieldset>
    }
}

#[component]
fn Filter(filter: RwSignal<String>) -> impl IntoView {
    view! {
        <label class="embed-field">
            <span>{"Filter"}</span>
            <input
                type="search"
                autocomplete="off"
                prop:value=filter
                on:input:target=move |event| filter.set(event.target().value())
            />
        </label>
    }
}

/// A campaign to choose.
#[component]
fn Row(form: Form, listed: Listed) -> impl IntoView {
    let (id, label) = (listed.id.to_string(), listed.label.clone());
    // A campaign without a name shows its id only once.
    let (name, id) = if label.is_empty() { (id, None) } else { (label, Some(id)) };
    let chosen = {
        let id = listed.id.clone();
        Memo::new(move |_| form.has(&id))
    };
    view! {
        <label class="embed-row">
            <input
                type="checkbox"
                prop:checked=chosen
                on:change:target=move |event| form.choose(&listed, event.target().checked())
            />
            <span class="embed-name">{name}</span>
            {id.map(|id| view! { <span class="embed-id">{id}</span> })}
        </label>
    }
}
