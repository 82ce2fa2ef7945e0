//! What leaves the page because a person wants it: by the clipboard, as a file, on paper.

use js_sys::{Array, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, Element};

use super::js;

/// Puts a text on the clipboard. Answers whether the browser let us.
pub async fn copy(text: &str) -> bool {
    // Browsers have no clipboard for pages that came without TLS, as on many intranets, and none
    // for frames that are not allowed one.
    let copied = match write_to_clipboard(text) {
        Ok(promise) => JsFuture::from(promise).await.is_ok(),
        Err(_) => false,
    };
    copied || copy_by_selection(text).is_ok_and(|copied| copied)
}

fn write_to_clipboard(text: &str) -> Result<Promise, JsValue> {
    let navigator = js::get(&js_sys::global(), "navigator")?;
    let clipboard = js::get(&navigator, "clipboard")?;
    js::call(&clipboard, "writeText", &text.into())?.dyn_into()
}

/// The old way: what is selected in a field that nobody sees.
fn copy_by_selection(text: &str) -> Result<bool, JsValue> {
    let document = document()?;
    let before = focused(&document)?;
    let field = document.create_element("textarea")?;
    js::set(&field, "value", &text.into())?;
    let body: Element = js::get(&document, "body")?.unchecked_into();
    body.append_child(&field)?;
    js::call(&field, "select", &JsValue::UNDEFINED)?;
    let copied = js::call(&document, "execCommand", &"copy".into());
    field.remove();
    js::call(&before, "focus", &JsValue::UNDEFINED)?;
    Ok(copied?.is_truthy())
}

/// What has the keyboard, within whatever shadow it is.
fn focused(document: &Document) -> Result<JsValue, JsValue> {
    let mut focused = js::get(document, "activeElement")?;
    // Without a shadow, or without anything in it that has the keyboard, it is this one.
    while let Ok(inner) = js::get(&js::get(&focused, "shadowRoot")?, "activeElement") {
        if inner.is_null() {
            break;
        }
        focused = inner;
    }
    Ok(focused)
}

/// Saves a text as a file of this name, where the browser lets us.
pub fn download(name: &str, text: &str) {
    // A browser without files leaves the page as it is.
    let _ = save(name, text);
}

fn save(name: &str, text: &str) -> Result<(), JsValue> {
    let global = js_sys::global();
    let blob = js::construct(&global, "Blob", &Array::of1(&Array::of1(&text.into())))?;
    let url = js::get(&global, "URL")?;
    let address = js::call(&url, "createObjectURL", &blob)?;
    let link = document()?.create_element("a")?;
    js::set(&link, "href", &address)?;
    js::set(&link, "download", &name.into())?;
    js::call(&link, "click", &JsValue::UNDEFINED)?;
    js::call(&url, "revokeObjectURL", &address)?;
    Ok(())
}

/// Prints the page.
pub fn print() {
    // Where nothing can be printed, nothing is.
    let _ = js::call(&js_sys::global(), "print", &JsValue::UNDEFINED);
}

fn document() -> Result<Document, JsValue> {
    web_sys::window().and_then(|window| window.document()).ok_or(JsValue::UNDEFINED)
}
