//! The code to copy.

use campaign_stats::browser::clipboard;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::browser;
use super::form::Form;
use super::tabs::{PANEL, Tabs, tab_id};
use crate::snippet::{Piece, Snippet};
use crate::snippets::code_kind::CodeKind;

/// Id of the element with the code.
const CODE: &str = "embed-snippet";

/// The code for each way to embed.
#[component]
pub fn Code(form: Form, base: StoredValue<String>) -> impl IntoView {
    let kind = RwSignal::new(CodeKind::Html);
    let is_empty = Memo::new(move |_| form.settings.with(|it| it.campaigns.is_empty()));
    view! {
        <section aria-labelledby="embed-code">
            <h2 id="embed-code">{"Code"}</h2>
            <Show
                when=move || !is_empty.get()
                fallback=|| view! { <p class="embed-hint">{"Choose a campaign to get its code."}</p> }
            >
                <div class="embed-code">
                    <Tabs kind />
                    <Panel form base kind />
                </div>
            </Show>
        </section>
    }
}

/// The code of the selected way.
#[component]
fn Panel(form: Form, base: StoredValue<String>, kind: RwSignal<CodeKind>) -> impl IntoView {
    let snippet = Memo::new(move |_| {
        form.settings.with(|settings| base.with_value(|base| kind.get().snippet(base, settings)))
    });
    let notes = move || form.settings.with(|settings| kind.get().notes(settings)).join(" ");
    view! {
        <div id=PANEL role="tabpanel" aria-labelledby=move || tab_id(kind.get())>
            <pre class="embed-pre"><code id=CODE translate="no">{move || pieces(&snippet.read())}</code></pre>
            <div class="embed-actions">
                <CopyButton snippet />
                <Show when=move || kind.get() == CodeKind::WallDisplay>
                    <OpenLink snippet />
                </Show>
                <p class="embed-hint">{notes}</p>
            </div>
        </div>
    }
}

/// Opens the address that is the code.
#[component]
fn OpenLink(snippet: Memo<Snippet>) -> impl IntoView {
    view! {
        <a
            class="embed-button"
            target="_blank"
            rel="noopener"
            href=move || snippet.with(Snippet::text)
        >
            {"Open"}
        </a>
    }
}

/// The parts of the code; chosen values stand out.
fn pieces(snippet: &Snippet) -> impl IntoView + use<> {
    let piece = |piece: &Piece| {
        let class = matches!(piece, Piece::Value(_)).then_some("embed-value");
        view! { <span class=class>{piece.text().to_owned()}</span> }
    };
    snippet.pieces().iter().map(piece).collect_view()
}

/// Copies the code, and says whether it did.
#[component]
fn CopyButton(snippet: Memo<Snippet>) -> impl IntoView {
    let copied = RwSignal::new(None);
    Effect::new(move |_| {
        snippet.track();
        copied.set(None);
    });
    let copy = move |_| {
        let (text, window) = (snippet.with_untracked(Snippet::text), web_sys::window());
        // So that screen readers read it again.
        copied.set(None);
        spawn_local(async move {
            let done = match window {
                Some(window) => clipboard::copy(&window, &text).await,
                None => false,
            };
            if !done {
                browser::select_text(CODE);
            }
            // The tab may have been left.
            copied.try_set(Some(done));
        });
    };
    let result = move || match copied.get() {
        Some(true) => "Copied.",
        Some(false) => "Select the text and copy it.",
        None => "",
    };
    view! {
        <button class="embed-button embed-copy" type="button" on:click=copy>{"Copy"}</button>
        <p class="embed-copied" role="status">{result}</p>
    }
}
