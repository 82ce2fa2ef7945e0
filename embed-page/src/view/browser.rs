//! What the page needs of the browser.

use campaign_stats::browser::{http, location};
use campaign_stats::model::options::settings::Credentials;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortSignal, Element, FocusOptions, HtmlElement};

/// Time limit for the list of campaigns, in milliseconds.
const LIST_TIMEOUT: u32 = 10_000;

/// Limit for the list of campaigns, in bytes: thousands of campaigns.
const MAX_LIST_BYTES: usize = 1024 * 1024;

/// The element with an id.
pub fn element(id: &str) -> Option<HtmlElement> {
    web_sys::window()?.document()?.get_element_by_id(id)?.dyn_into().ok()
}

/// Focuses the element with an id. The page does not scroll.
pub fn focus(id: &str) {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    if let Some(element) = element(id) {
        // Fails for no element.
        let _ = element.focus_with_options(&options);
    }
}

/// The folder of the page, with a slash at its end.
pub fn folder() -> String {
    location::resolve(".").unwrap_or_default()
}

/// Replaces the query in the address of the page.
pub fn replace_query(query: &str) {
    let replace = || {
        let window = web_sys::window()?;
        let path = window.location().pathname().ok()?;
        let address = [path.as_str(), query].concat();
        let history = window.history().ok()?;
        history.replace_state_with_url(&JsValue::NULL, "", Some(&address)).ok()
    };
    // Browsers limit how often; the next change makes up for it.
    let _ = replace();
}

/// Text of the file `campaigns.json` beside the page. `None` if there is none.
pub async fn campaign_list() -> Option<String> {
    let url = location::resolve("campaigns.json")?;
    let signal = AbortSignal::timeout_with_u32(LIST_TIMEOUT);
    let answer = http::get(&url, Credentials::default(), None, &signal).await.ok()?;
    if answer.status != 200 {
        return None;
    }
    String::from_utf8(answer.body(MAX_LIST_BYTES).await.ok()?).ok()
}

#[wasm_bindgen]
extern "C" {
    /// Not that of `web-sys`: its feature would compile all of `web-sys` a second time.
    type Selection;

    #[wasm_bindgen(catch, js_name = getSelection)]
    fn selection() -> Result<Option<Selection>, JsValue>;

    #[wasm_bindgen(catch, method, js_name = selectAllChildren)]
    fn select_all_children(this: &Selection, parent: &Element) -> Result<(), JsValue>;
}

/// Selects the text of the element with an id.
pub fn select_text(id: &str) {
    if let (Some(element), Ok(Some(selection))) = (element(id), selection()) {
        // Without a selection, the person selects the text.
        let _ = selection.select_all_children(&element);
    }
}
