//! The page's own URL.

use js_sys::Array;
use wasm_bindgen::JsValue;

use super::js;

/// The options in the page's URL, decoded, in their order.
#[must_use]
pub fn query() -> Vec<(String, String)> {
    let Ok(params) = parameters() else { return Vec::new() };
    Array::from(&params)
        .iter()
        .map(|pair| {
            let pair = Array::from(&pair);
            let text = |index| pair.get(index).as_string().unwrap_or_default();
            (text(0), text(1))
        })
        .collect()
}

fn parameters() -> Result<JsValue, JsValue> {
    let page = js_sys::global();
    let search = js::get(&js::get(&page, "location")?, "search")?;
    js::construct(&page, "URLSearchParams", &Array::of1(&search))
}
