//! Options that could not be used.

use leptos::prelude::*;

/// Problems as a list, each with what is used instead.
#[component]
pub fn Problems(problems: Memo<Vec<String>>) -> impl IntoView {
    view! {
        <div role="alert">
            <Show when=move || problems.with(|problems| !problems.is_empty())>
                <ul class="problems" part="problems">
                    <For
                        each=move || problems.get().into_iter().enumerate()
                        key=|numbered| numbered.clone()
                        let((_, problem))
                    >
                        <li>{problem}</li>
                    </For>
                </ul>
            </Show>
        </div>
    }
}
