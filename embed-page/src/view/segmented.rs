//! A choice of one among a few, side by side.

use leptos::callback::UnsyncCallback;
use leptos::prelude::*;

/// A group of radio buttons.
#[component]
pub fn Segmented<T>(
    /// Name of the group.
    legend: &'static str,
    /// Name of the form control.
    name: &'static str,
    /// Values and what they are called.
    options: Vec<(T, &'static str)>,
    /// The chosen value.
    #[prop(into)]
    chosen: Signal<T>,
    /// Receives the value that a person chooses.
    #[prop(into)]
    choose: UnsyncCallback<T>,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let option = move |(value, text): (T, &'static str)| {
        view! {
            <label class="embed-segment">
                <input
                    type="radio"
                    name=name
                    prop:checked=move || chosen.get() == value
                    on:change=move |_| choose.run(value)
                />
                <span>{text}</span>
            </label>
        }
    };
    view! {
        <fieldset class="embed-field">
            <legend>{legend}</legend>
            <div class="embed-segments">{options.into_iter().map(option).collect_view()}</div>
        </fieldset>
    }
}
