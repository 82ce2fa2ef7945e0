//! Access tokens from the page's `tokenProvider`.
//!
//! A token is sent in the `Authorization` header and used nowhere else.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::clock;
use crate::model::options::secret;
use crate::model::polling::schedule::TIMEOUT;
use crate::model::time::Millis;

/// A function of the page that returns a token or a promise of one. It is called when no token is known, and
/// after the API rejected one. Feeds with the same function are shared; a token is known per provider.
#[derive(Clone)]
pub struct TokenProvider {
    function: Function,
    known: Rc<RefCell<Known>>,
}

/// The state of the token.
#[derive(Default)]
enum Known {
    #[default]
    Nothing,
    /// Requested at this time.
    Promised(Promise, Millis),
    Token(String),
}

impl PartialEq for TokenProvider {
    fn eq(&self, other: &Self) -> bool {
        self.function == other.function
    }
}

impl From<Function> for TokenProvider {
    fn from(function: Function) -> Self {
        Self { function, known: Rc::default() }
    }
}

impl TokenProvider {
    /// A token that is valid in a header; `None` if the function fails or returns none.
    pub async fn token(&self) -> Option<String> {
        if let Known::Token(token) = &*self.known.borrow() {
            return Some(token.clone());
        }
        let promise = self.promise()?;
        let given = JsFuture::from(promise).await.ok().and_then(|given| given.as_string());
        let token = given
            .map(|token| token.trim_ascii().to_owned())
            .filter(|token| secret::is_token(token));
        self.known.replace(token.clone().map_or(Known::Nothing, Known::Token));
        token
    }

    /// Forgets a rejected token, unless it has been replaced already.
    pub fn invalidate(&self, refused: &str) {
        let mut known = self.known.borrow_mut();
        if matches!(&*known, Known::Token(token) if token == refused) {
            *known = Known::Nothing;
        }
    }

    /// The promise of a token. Concurrent requests share it; it is renewed after a time-out.
    fn promise(&self) -> Option<Promise> {
        let now = clock::now();
        match &*self.known.borrow() {
            Known::Promised(promise, at) if now - *at < TIMEOUT => return Some(promise.clone()),
            _ => {}
        }
        let promise = call_later(&self.function).ok()?;
        self.known.replace(Known::Promised(promise.clone(), now));
        Some(promise)
    }
}

#[wasm_bindgen]
extern "C" {
    /// A promise whose `then` takes a JavaScript function; that of `js-sys` takes closures only.
    type PagePromise;

    #[wasm_bindgen(catch, method)]
    fn then(this: &PagePromise, function: &Function) -> Result<Promise, JsValue>;
}

/// Calls a function of the page from a microtask, without a Rust frame on the stack, so that an error in it
/// is not taken for a crash of the widget.
fn call_later(function: &Function) -> Result<Promise, JsValue> {
    Promise::resolve(&JsValue::UNDEFINED).unchecked_ref::<PagePromise>().then(function)
}
