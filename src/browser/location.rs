//! The page's URL, and URLs relative to it.

use js_sys::Array;
use web_sys::{Url, UrlSearchParams};

/// Resolves a URL relative to the page. `None` for a URL that `fetch` rejects: an invalid one, or one with a
/// user name or password (Fetch standard, constructor of `Request`).
#[must_use]
pub fn resolve(url: &str) -> Option<String> {
    let document = web_sys::window()?.document()?;
    let url = Url::new_with_base(url, &document.base_uri().ok()??).ok()?;
    (url.username().is_empty() && url.password().is_empty()).then(|| url.href())
}

/// The decoded query parameters of the page's URL, in order.
#[must_use]
pub fn query() -> Vec<(String, String)> {
    let Some(params) = parameters() else { return Vec::new() };
    Array::from(&params)
        .iter()
        .map(|pair| {
            let pair = Array::from(&pair);
            let text = |index| pair.get(index).as_string().unwrap_or_default();
            (text(0), text(1))
        })
        .collect()
}

fn parameters() -> Option<UrlSearchParams> {
    let search = web_sys::window()?.location().search().ok()?;
    UrlSearchParams::new_with_str(&search).ok()
}
