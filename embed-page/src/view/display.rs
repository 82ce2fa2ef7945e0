//! How the campaigns look, and how often they are refreshed.

use campaign_stats::model::options::settings::{Layout, Problem, Theme};
use leptos::prelude::*;

use super::form::Form;
use super::segmented::Segmented;
use crate::language::{LANGUAGES, Language};

/// All options of the display.
#[component]
pub fn Display(form: Form) -> impl IntoView {
    let choices = form.choices;
    let layouts = vec![
        (None, "Auto"),
        (Some(Layout::Card), "Card"),
        (Some(Layout::Compact), "Compact"),
        (Some(Layout::Board), "Board"),
    ];
    let themes = vec![(Theme::Auto, "Auto"), (Theme::Light, "Light"), (Theme::Dark, "Dark")];
    view! {
        <fieldset class="embed-group">
            <legend>{"Display"}</legend>
            <Segmented
                legend="Layout"
                name="layout"
                options=layouts
                chosen=Signal::derive(move || choices.with(|choices| choices.layout))
                choose=move |layout| choices.update(|choices| choices.layout = layout)
            />
            <Segmented
                legend="Theme"
                name="theme"
                options=themes
                chosen=Signal::derive(move || choices.with(|choices| choices.theme))
                choose=move |theme| choices.update(|choices| choices.theme = theme)
            />
            <LanguageField form />
            <RefreshField form />
            <KioskField form />
        </fieldset>
    }
}

#[component]
fn LanguageField(form: Form) -> impl IntoView {
    let chosen =
        move || form.choices.with(|choices| choices.language.map_or("", |language| language.tag));
    let option = |Language { tag, name }| {
        view! { <option value=tag prop:selected=move || chosen() == tag>{name}</option> }
    };
    let choose = move |tag: String| {
        form.choices.update(|choices| choices.language = Language::of_tag(&tag));
    };
    view! {
        <label class="embed-field">
            <span>{"Language"}</span>
            <select
                prop:value=chosen
                on:change:target=move |event| choose(event.target().value())
            >
                <option value="">{"Same as the page"}</option>
                {LANGUAGES.map(option).into_iter().collect_view()}
            </select>
        </label>
    }
}

#[component]
fn RefreshField(form: Form) -> impl IntoView {
    let is_invalid = move || {
        let is_it = |problem: &Problem| matches!(problem, Problem::Refresh(_));
        form.problems.with(|problems| problems.iter().any(is_it))
    };
    view! {
        <label class="embed-field">
            <span>{"Seconds between refreshes (1 to 3600)"}</span>
            <input
                inputmode="numeric"
                autocomplete="off"
                aria-invalid=move || is_invalid().then_some("true")
                prop:value=move || form.choices.with(|choices| choices.refresh.clone())
                on:input:target=move |event| {
                    form.choices.update(|choices| choices.refresh = event.target().value());
                }
            />
        </label>
    }
}

#[component]
fn KioskField(form: Form) -> impl IntoView {
    view! {
        <label class="embed-row">
            <input
                type="checkbox"
                prop:checked=move || form.choices.with(|choices| choices.kiosk)
                on:change:target=move |event| {
                    form.choices.update(|choices| choices.kiosk = event.target().checked());
                }
            />
            <span class="embed-name">{"Kiosk: large type, no controls"}</span>
        </label>
    }
}
