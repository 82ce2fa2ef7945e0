//! Saves a file.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, HtmlAnchorElement, Url, Window};

/// Saves a text as a file of this name, where the browser allows it.
pub fn download_text(window: &Window, name: &str, text: &str) {
    if let Ok(blob) = Blob::new_with_str_sequence(&Array::of1(&text.into())) {
        download(window, name, &blob);
    }
}

/// Saves content as a file of this name, where the browser allows it.
pub fn download(window: &Window, name: &str, content: &Blob) {
    // Some embedded browsers have no downloads.
    let _ = save(window, name, content);
}

fn save(window: &Window, name: &str, content: &Blob) -> Result<(), JsValue> {
    let document = window.document().ok_or(JsValue::UNDEFINED)?;
    let url = Url::create_object_url_with_blob(content)?;
    let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&url)
}
