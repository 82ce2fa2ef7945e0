//! Copies text to the clipboard.

use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, Element};

use super::js;

/// Copies a text to the clipboard. Returns whether the browser allowed it.
pub async fn copy(text: &str) -> bool {
    // No clipboard API on plain http, as on many intranets, nor in frames without the permission.
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

/// Fallback for pages without the clipboard API: selects the text in a field and copies that.
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

/// The focused element, also inside shadow roots.
fn focused(document: &Document) -> Result<JsValue, JsValue> {
    let mut focused = js::get(document, "activeElement")?;
    // Stops at the innermost element that has focus.
    while let Ok(inner) = js::get(&js::get(&focused, "shadowRoot")?, "activeElement") {
        if inner.is_null() {
            break;
        }
        focused = inner;
    }
    Ok(focused)
}

fn document() -> Result<Document, JsValue> {
    web_sys::window().and_then(|window| window.document()).ok_or(JsValue::UNDEFINED)
}
