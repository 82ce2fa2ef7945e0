//! The page's own URL.

use web_sys::UrlSearchParams;

/// The options in the page's URL, decoded, in their order.
#[must_use]
pub fn query() -> Vec<(String, String)> {
    let search = web_sys::window().and_then(|window| window.location().search().ok());
    let Some(params) = search.and_then(|text| UrlSearchParams::new_with_str(&text).ok()) else {
        return Vec::new();
    };
    js_sys::try_iter(&params)
        .ok()
        .flatten()
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .map(|pair| {
            let pair = js_sys::Array::from(&pair);
            let text = |index| pair.get(index).as_string().unwrap_or_default();
            (text(0), text(1))
        })
        .collect()
}
