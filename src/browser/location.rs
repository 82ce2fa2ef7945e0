//! The page's own URL, and others as seen from it.

use js_sys::Array;
use wasm_bindgen::JsValue;

use super::js;

/// A URL, which may be relative to the page, as a whole. `None` where it is none that can be asked:
/// `fetch` takes none with a name or a password in it (Fetch standard, constructor of `Request`).
#[must_use]
pub fn whole(url: &str) -> Option<String> {
    let document = web_sys::window()?.document()?;
    let base = js::get(&document, "baseURI").ok()?;
    let url = js::construct(&js_sys::global(), "URL", &Array::of2(&url.into(), &base)).ok()?;
    let secret = js::is(&url, "username") || js::is(&url, "password");
    js::get(&url, "href").ok()?.as_string().filter(|_| !secret)
}

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
