//! Copies text to the clipboard.

use js_sys::Promise;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Clipboard, Element, HtmlDocument, HtmlElement, HtmlTextAreaElement, Window};

/// Copies a text to the clipboard. Returns whether the browser allowed it: the window must be the one in which
/// the user clicked.
pub async fn copy(window: &Window, text: &str) -> bool {
    write_to_clipboard(window, text).await || copy_by_selection(window, text).unwrap_or_default()
}

#[wasm_bindgen]
extern "C" {
    /// The clipboard. The page may have replaced it, and `web-sys` does not catch what it throws.
    #[wasm_bindgen(extends = Clipboard)]
    type PageClipboard;

    #[wasm_bindgen(catch, method, js_name = writeText)]
    fn write_text(this: &PageClipboard, text: &str) -> Result<JsValue, JsValue>;
}

async fn write_to_clipboard(window: &Window, text: &str) -> bool {
    let clipboard: PageClipboard = window.navigator().clipboard().unchecked_into();
    // Undefined on insecure origins, as on many intranets; the type does not say so.
    if clipboard.is_undefined() {
        return false;
    }
    // Rejects in frames without the permission.
    let Ok(copied) = clipboard.write_text(text) else { return false };
    JsFuture::from(Promise::resolve(&copied)).await.is_ok()
}

/// Fallback for pages without the clipboard API: selects the text in a field and copies that.
fn copy_by_selection(window: &Window, text: &str) -> Result<bool, JsValue> {
    let document: HtmlDocument = window.document().ok_or(JsValue::UNDEFINED)?.unchecked_into();
    let body = document.body().ok_or(JsValue::UNDEFINED)?;
    let before = focused(&document);
    let field: HtmlTextAreaElement = document.create_element("textarea")?.unchecked_into();
    field.set_value(text);
    body.append_child(&field)?;
    field.select();
    let copied = document.exec_command("copy");
    field.remove();
    if let Some(before) = before {
        before.focus()?;
    }
    copied
}

/// The focused element, also inside shadow roots.
fn focused(document: &HtmlDocument) -> Option<HtmlElement> {
    let mut focused = document.active_element()?;
    while let Some(inner) = focused_within(&focused) {
        focused = inner;
    }
    // SVG elements have `focus` too, by the same name.
    Some(focused.unchecked_into())
}

fn focused_within(host: &Element) -> Option<Element> {
    host.shadow_root()?.active_element()
}
