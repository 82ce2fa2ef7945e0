//! What a page gives an element that no text can hold: properties that are no attributes.

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlElement;

use super::token::TokenProvider;
use crate::model::settings::Problem;

/// A property of the element; `None` where it is not set, or set to nothing.
#[must_use]
pub fn get(host: &HtmlElement, name: &str) -> Option<JsValue> {
    let value = Reflect::get(host, &name.into()).ok()?;
    (!value.is_null() && !value.is_undefined()).then_some(value)
}

/// The element's `tokenProvider`.
///
/// # Errors
/// When it is something else than a function.
pub fn token_provider(host: &HtmlElement) -> Result<Option<TokenProvider>, Problem> {
    let given = get(host, "tokenProvider").map(JsCast::dyn_into::<Function>).transpose();
    given.map(|function| function.map(TokenProvider::from)).map_err(|_| Problem::TokenProvider)
}
