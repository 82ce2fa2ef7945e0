//! Saves text as a file.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlElement, Url};

use super::js;

/// Saves a text as a file of this name, where the browser allows it.
pub fn download(name: &str, text: &str) {
    // Without downloads, as in some embedded browsers, the page stays as it is.
    let _ = save(name, text);
}

fn save(name: &str, text: &str) -> Result<(), JsValue> {
    let document =
        web_sys::window().and_then(|window| window.document()).ok_or(JsValue::UNDEFINED)?;
    let blob = js::construct(&js_sys::global(), "Blob", &Array::of1(&Array::of1(&text.into())))?;
    let address = Url::create_object_url_with_blob(blob.unchecked_ref())?;
    let link: HtmlElement = document.create_element("a")?.unchecked_into();
    link.set_attribute("href", &address)?;
    link.set_attribute("download", name)?;
    link.click();
    Url::revoke_object_url(&address)
}
