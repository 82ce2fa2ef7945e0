//! Properties of the element, which hold objects and functions, and the language of its context.

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement, Node, ShadowRoot};

use crate::model::insight::bands::{BandProblem, Bands};
use crate::model::options::settings::Problem;

/// A property of the element; `None` if it is undefined or null.
#[must_use]
pub fn get(host: &HtmlElement, name: &str) -> Option<JsValue> {
    let value = Reflect::get(host, &name.into()).ok()?;
    (!value.is_null() && !value.is_undefined()).then_some(value)
}

/// The `lang` of the nearest ancestor, also across shadow roots.
#[must_use]
pub fn inherited_lang(host: &HtmlElement) -> Option<String> {
    let mut place: Element = host.clone().into();
    loop {
        if let Some(said) = place.closest("[lang]").ok().flatten() {
            return said.get_attribute("lang");
        }
        let root = place.get_root_node();
        if root.node_type() != Node::DOCUMENT_FRAGMENT_NODE {
            return None;
        }
        // Not `dyn_into`: a shadow root of another window is of another class. A fragment has no host.
        let host = root.unchecked_into::<ShadowRoot>().host();
        place = (!host.is_undefined()).then_some(host)?;
    }
}

/// The string entries of an object property: `labels` and `names`.
#[must_use]
pub fn texts(host: &HtmlElement, property: &str) -> Vec<(String, String)> {
    let text = |value: JsValue| value.as_string();
    entries(host, property).filter_map(|(name, words)| Some((name, text(words)?))).collect()
}

/// The `bands` property: thresholds in percent, as an object or as the text of the attribute. `None` if it is
/// not set.
#[must_use]
pub fn bands(host: &HtmlElement) -> Option<(Bands, Vec<BandProblem>)> {
    if let Some(text) = get(host, "bands")?.as_string() {
        return Some(Bands::parse(&text));
    }
    let numbers = |value: JsValue| -> Vec<f64> {
        let numbers = Array::is_array(&value).then(|| Array::from(&value));
        // What is no number is none from 0 to 100 either.
        numbers.into_iter().flatten().map(|number| number.as_f64().unwrap_or(f64::NAN)).collect()
    };
    let given: Vec<_> =
        entries(host, "bands").map(|(name, value)| (name, numbers(value))).collect();
    Some(Bands::from_numbers(&given))
}

/// The own entries of a property that is an object.
fn entries(host: &HtmlElement, name: &str) -> impl Iterator<Item = (String, JsValue)> {
    let object = get(host, name).and_then(|value| value.dyn_into::<Object>().ok());
    let entries = object.map(|object| Object::entries(&object)).into_iter().flatten();
    entries.filter_map(|entry| {
        let entry = Array::from(&entry);
        Some((entry.get(0).as_string()?, entry.get(1)))
    })
}

/// The function `tokenProvider` of the element.
///
/// # Errors
/// If it is not a function.
pub fn token_function(host: &HtmlElement) -> Result<Option<Function>, Problem> {
    let given = get(host, "tokenProvider").map(JsValue::dyn_into::<Function>).transpose();
    given.map_err(|_| Problem::TokenProvider)
}
