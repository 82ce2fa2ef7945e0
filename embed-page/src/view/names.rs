//! The chosen campaigns and their names.

use campaign_stats::model::options::campaign::CampaignId;
use leptos::prelude::*;

use super::browser;
use super::form::Form;
use super::picker::CAMPAIGNS;
use crate::selection::Choice;

/// Id of the group.
const NAMES: &str = "embed-names";

/// A field for each chosen campaign.
#[component]
pub fn Names(form: Form) -> impl IntoView {
    let chosen = Memo::new(move |_| {
        form.choices.with(|choices| {
            choices.campaigns.choices().iter().map(|choice| choice.id.clone()).collect::<Vec<_>>()
        })
    });
    view! {
        <Show when=move || chosen.with(|chosen| !chosen.is_empty())>
            <fieldset class="embed-group" id=NAMES tabindex="-1">
                <legend>{"Names"}</legend>
                <For each=move || chosen.get() key=CampaignId::clone let:id>
                    <Name form id />
                </For>
            </fieldset>
        </Show>
    }
}

/// The name of a campaign, and a button that removes the campaign.
#[component]
fn Name(form: Form, id: CampaignId) -> impl IntoView {
    let label = id.to_string();
    let remove_label = ["Remove ", &label].concat();
    let id = StoredValue::new(id);
    let name = Memo::new(move |_| {
        form.choices.with(|choices| {
            let is_it = |choice: &&Choice| id.with_value(|id| choice.id == *id);
            let choice = choices.campaigns.choices().iter().find(is_it);
            choice.map_or_else(String::new, |choice| choice.name.clone())
        })
    });
    let rename = move |name| {
        form.choices.update(|choices| choices.campaigns.rename(&id.get_value(), name));
    };
    let remove = move |_| {
        form.choices.update(|choices| choices.campaigns.remove(&id.get_value()));
        // The focused button is about to go.
        let has_others = form.choices.with_untracked(|it| !it.campaigns.choices().is_empty());
        browser::focus(if has_others { NAMES } else { CAMPAIGNS });
    };
    view! {
        <div class="embed-add">
            <label class="embed-field">
                <span>{label.clone()}</span>
                <input
                    autocomplete="off"
                    placeholder=label
                    prop:value=name
                    on:input:target=move |event| rename(event.target().value())
                />
            </label>
            <button class="embed-button embed-remove" type="button" aria-label=remove_label on:click=remove>
                {"Remove"}
            </button>
        </div>
    }
}
