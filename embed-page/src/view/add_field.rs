//! A field for ids that are not listed.

use campaign_stats::model::text::error_text;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::form::Form;

const REFUSED: &str = "embed-refused";

/// The field. It takes ids only when the person has finished: a key that is being typed or pasted is neither
/// requested nor shown anywhere.
#[component]
pub fn AddField(form: Form, has_list: Signal<bool>) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let add = move |event: SubmitEvent| {
        event.prevent_default();
        let text = typed.get_untracked();
        let added = form.choices.try_update(|choices| choices.campaigns.add_typed(&text));
        let problems = added.and_then(Result::err).unwrap_or_default();
        if problems.is_empty() {
            typed.set(String::new());
        }
        form.refused.set(problems);
    };
    let is_refused = move || form.refused.with(|problems| !problems.is_empty());
    view! {
        <form class="embed-add" on:submit=add>
            <label class="embed-field">
                <span>{move || if has_list.get() { "Other campaign ids" } else { "Campaign ids" }}</span>
                <input
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    placeholder="camp_123"
                    aria-invalid=move || is_refused().then_some("true")
                    aria-describedby=REFUSED
                    prop:value=typed
                    on:input:target=move |event| typed.set(event.target().value())
                />
            </label>
            <button class="embed-button">{"Add"}</button>
        </form>
        <div id=REFUSED role="alert">
            <Show when=is_refused>
                <p class="embed-problem">{move || refused_text(form)}</p>
            </Show>
        </div>
    }
}

/// In the words of the widget.
fn refused_text(form: Form) -> String {
    let texts =
        form.refused.with(|problems| problems.iter().map(error_text::problem).collect::<Vec<_>>());
    texts.join(" ")
}
