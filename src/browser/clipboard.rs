//! Copies text to the clipboard.

use js_sys::{Array, Object, Promise, Reflect};
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

    #[wasm_bindgen(catch, method)]
    fn write(this: &PageClipboard, items: &Array) -> Result<JsValue, JsValue>;

    /// Missing in older browsers: `web-sys` does not catch that.
    #[wasm_bindgen(js_name = ClipboardItem)]
    type Item;

    #[wasm_bindgen(catch, constructor, js_class = ClipboardItem)]
    fn new(types: &Object) -> Result<Item, JsValue>;
}

/// Copies a PNG image, of which a promise is enough. Returns whether the browser allowed it.
pub async fn copy_png(window: &Window, image: &Promise) -> bool {
    let Ok(copied) = write_png(window, image) else { return false };
    JsFuture::from(Promise::resolve(&copied)).await.is_ok()
}

fn write_png(window: &Window, image: &Promise) -> Result<JsValue, JsValue> {
    let clipboard = clipboard_of(window).ok_or(JsValue::UNDEFINED)?;
    let types = Object::new();
    Reflect::set(&types, &"image/png".into(), image)?;
    clipboard.write(&Array::of1(&Item::new(&types)?.into()))
}

/// The clipboard; `None` on insecure origins, as on many intranets. The type does not say so.
fn clipboard_of(window: &Window) -> Option<PageClipboard> {
    let clipboard: PageClipboard = window.navigator().clipboard().unchecked_into();
    (!clipboard.is_undefined()).then_some(clipboard)
}

async fn write_to_clipboard(window: &Window, text: &str) -> bool {
    let Some(clipboard) = clipboard_of(window) else { return false };
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
