//! The page.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::browser;
use super::code::Code;
use super::display::Display;
use super::form::Form;
use super::names::Names;
use super::picker::Picker;
use super::preview::Preview;
use crate::{address, listing};

/// Id of the element that the page is mounted into.
const ROOT: &str = "page";

/// Shows the page.
pub fn mount() {
    if let Some(root) = browser::element(ROOT) {
        root.set_text_content(None);
        mount_to(root, || view! { <EmbedPage /> }).forget();
    }
}

/// The form beside what follows from it.
///
/// Texts in all views stand in blocks: Leptos makes an element whose content is all literal from HTML, which
/// Trusted Types block.
#[component]
fn EmbedPage() -> impl IntoView {
    let form = Form::from_address();
    let base = StoredValue::new(browser::folder());
    Effect::new(move |_| browser::replace_query(&form.settings.with(address::query)));
    spawn_local(async move {
        if let Some(json) = browser::campaign_list().await {
            form.listed.set(listing::read(&json));
        }
    });
    view! {
        <main class="embed-page">
            <h1>{"Embed a campaign"}</h1>
            <div class="embed-form">
                <Picker form />
                <Names form />
                <Display form />
            </div>
            <div class="embed-result">
                <Preview form base />
                <Code form base />
            </div>
        </main>
    }
}
