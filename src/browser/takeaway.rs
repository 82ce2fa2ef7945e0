//! What leaves the page because a person wants it: by the clipboard, as a file, on paper.

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, HtmlElement};

/// Puts a text on the clipboard. Answers whether the browser let us.
pub async fn copy(text: &str) -> bool {
    match write_to_clipboard(text) {
        Ok(promise) => JsFuture::from(promise).await.is_ok(),
        // Browsers have no clipboard for pages that came without TLS, as on many intranets.
        Err(_) => copy_by_selection(text).is_ok_and(|copied| copied),
    }
}

fn write_to_clipboard(text: &str) -> Result<Promise, JsValue> {
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into())?;
    let clipboard = Reflect::get(&navigator, &"clipboard".into())?;
    call(&clipboard, "writeText", &text.into())?.dyn_into()
}

/// The old way: what is selected in a field that nobody sees.
fn copy_by_selection(text: &str) -> Result<bool, JsValue> {
    let document = document()?;
    let field: HtmlElement = document.create_element("textarea")?.dyn_into()?;
    Reflect::set(&field, &"value".into(), &text.into())?;
    document.body().ok_or(JsValue::UNDEFINED)?.append_child(&field)?;
    call(&field, "select", &JsValue::UNDEFINED)?;
    let copied = call(&document, "execCommand", &"copy".into());
    field.remove();
    Ok(copied?.is_truthy())
}

/// Saves a text as a file of this name, where the browser lets us.
pub fn download(name: &str, text: &str) {
    // A browser without files leaves the page as it is.
    let _ = save(name, text);
}

fn save(name: &str, text: &str) -> Result<(), JsValue> {
    let global = js_sys::global();
    let blob: Function = Reflect::get(&global, &"Blob".into())?.dyn_into()?;
    let blob = Reflect::construct(&blob, &Array::of1(&Array::of1(&text.into())))?;
    let url = Reflect::get(&global, &"URL".into())?;
    let address = call(&url, "createObjectURL", &blob)?;
    let link: HtmlElement = document()?.create_element("a")?.dyn_into()?;
    Reflect::set(&link, &"href".into(), &address)?;
    Reflect::set(&link, &"download".into(), &name.into())?;
    link.click();
    call(&url, "revokeObjectURL", &address)?;
    Ok(())
}

/// Prints the page.
pub fn print() {
    // Where nothing can be printed, nothing is.
    let _ = call(&js_sys::global(), "print", &JsValue::UNDEFINED);
}

fn document() -> Result<Document, JsValue> {
    web_sys::window().and_then(|window| window.document()).ok_or(JsValue::UNDEFINED)
}

fn call(object: &JsValue, method: &str, argument: &JsValue) -> Result<JsValue, JsValue> {
    let method: Function = Reflect::get(object, &method.into())?.dyn_into()?;
    method.call1(object, argument)
}
