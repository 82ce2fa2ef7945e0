//! Objects of JavaScript, by the names that they have there. For what is used once: a function of
//! the browser's for each, as `web-sys` has it, is sixty bytes of glue.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// A property of an object.
///
/// # Errors
/// What its getter throws, and where there is no object.
pub fn get(object: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    Reflect::get(object, &name.into())
}

/// Whether a property is there and says yes.
#[must_use]
pub fn is(object: &JsValue, name: &str) -> bool {
    get(object, name).is_ok_and(|value| value.is_truthy())
}

/// Sets a property of an object.
///
/// # Errors
/// What its setter throws.
pub fn set(object: &JsValue, name: &str, value: &JsValue) -> Result<(), JsValue> {
    Reflect::set(object, &name.into(), value).map(drop)
}

/// A property that is a function.
///
/// # Errors
/// Where there is none.
pub fn function(object: &JsValue, name: &str) -> Result<Function, JsValue> {
    get(object, name)?.dyn_into()
}

/// Calls a method.
///
/// # Errors
/// What it throws, and where there is none.
pub fn call(object: &JsValue, method: &str, argument: &JsValue) -> Result<JsValue, JsValue> {
    function(object, method)?.call1(object, argument)
}

/// A new object of a class that belongs to another object, such as the page itself.
///
/// # Errors
/// What its constructor throws, and where there is none.
pub fn construct(owner: &JsValue, class: &str, arguments: &Array) -> Result<JsValue, JsValue> {
    Reflect::construct(&function(owner, class)?, arguments)
}
