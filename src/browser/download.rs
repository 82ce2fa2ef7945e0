//! Saves text as a file.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, HtmlAnchorElement, Url, Window};

/// Saves a text as a file of this name, where the browser allows it.
pub fn download(window: &Window, name: &str, text: &str) {
    // Some embedded browsers have no downloads.
    let _ = save(window, name, text);
}

fn save(window: &Window, name: &str, text: &str) -> Result<(), JsValue> {
    let document = window.document().ok_or(JsValue::UNDEFINED)?;
    let blob = Blob::new_with_str_sequence(&Array::of1(&text.into()))?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&url)
}
