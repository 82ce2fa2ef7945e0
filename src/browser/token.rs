//! Access tokens from the page's `tokenProvider`.
//!
//! A token is sent in the `Authorization` header and used nowhere else.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use js_sys::{Function, Object, Promise, WeakMap};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlElement;

use super::clock;
use crate::model::options::secret;
use crate::model::polling::schedule::TIMEOUT;
use crate::model::time::Millis;

/// A function of the page that returns a token or a promise of one. It is called when no token is known, and
/// after the API rejected one. Feeds with the same provider are shared, and so is its token; providers with
/// the same function are the same.
#[derive(Clone)]
pub struct TokenProvider(Rc<Provider>);

struct Provider {
    number: u32,
    function: RefCell<Function>,
    known: RefCell<Known>,
    /// How many other functions there were before. Their token may be known, and numbers that came with it.
    replacements: Cell<u32>,
    /// The provider that this one goes on for, with another function.
    former: Option<Weak<Provider>>,
}

/// The state of the token, given by the function with this number.
#[derive(Clone, Default)]
enum Known {
    #[default]
    Nothing,
    Promised {
        promise: Promise,
        at: Millis,
        by: u32,
    },
    Token {
        token: String,
        by: u32,
    },
}

thread_local! {
    static PROVIDERS: RefCell<Vec<Weak<Provider>>> = const { RefCell::new(Vec::new()) };
    static NEXT: Cell<u32> = const { Cell::new(0) };
    /// The number of the latest provider of each element.
    static OF_ELEMENTS: WeakMap = WeakMap::new();
}

impl PartialEq for TokenProvider {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl From<Function> for TokenProvider {
    fn from(function: Function) -> Self {
        Self::find(&function, |known| known.replacements() == 0).unwrap_or_else(|| {
            Self::add(Provider {
                number: next_number(),
                function: RefCell::new(function),
                known: RefCell::default(),
                replacements: Cell::default(),
                former: None,
            })
        })
    }
}

impl TokenProvider {
    /// A provider with this function that may be shared.
    fn find(function: &Function, may_be_shared: impl Fn(&Self) -> bool) -> Option<Self> {
        PROVIDERS.with_borrow(|providers| {
            let mut all = providers.iter().filter_map(Weak::upgrade).map(Self);
            all.find(|known| *known.0.function.borrow() == *function && may_be_shared(known))
        })
    }

    /// The latest provider of an element, which may have been removed meanwhile, while its feeds are kept.
    #[must_use]
    pub fn of_element(host: &HtmlElement) -> Option<Self> {
        let noted = OF_ELEMENTS.with(|elements| elements.get(host));
        PROVIDERS.with_borrow(|providers| {
            let mut all = providers.iter().filter_map(Weak::upgrade);
            all.find(|provider| noted == provider.number).map(Self)
        })
    }

    /// Notes the provider of an element.
    pub fn set_of_element(&self, host: &HtmlElement) {
        OF_ELEMENTS.with(|elements| elements.set(host, &self.0.number.into()));
    }

    fn add(provider: Provider) -> Self {
        let provider = Rc::new(provider);
        PROVIDERS.with_borrow_mut(|providers| {
            providers.retain(|known| known.strong_count() > 0);
            providers.push(Rc::downgrade(&provider));
        });
        Self(provider)
    }

    /// The page has replaced the function, as each rendering of a framework can do. The person is the same, so
    /// a known token stays; the new function is called when one is next needed. If others use this provider,
    /// they keep it as it is, and this returns one that [continues](Self::continues) it.
    #[must_use]
    pub fn replace(&self, function: Function, used_by_others: impl FnOnce(&Self) -> bool) -> Self {
        if *self.0.function.borrow() == function {
            return self.clone();
        }
        let may_be_shared = |known: &Self| known.continues(self) || known.replacements() == 0;
        if let Some(known) = Self::find(&function, may_be_shared) {
            return known;
        }
        let replacements = self.replacements().wrapping_add(1);
        if used_by_others(self) {
            return Self::add(Provider {
                number: next_number(),
                function: RefCell::new(function),
                known: self.0.known.clone(),
                replacements: Cell::new(replacements),
                former: Some(Rc::downgrade(&self.0)),
            });
        }
        self.0.function.replace(function);
        self.0.replacements.set(replacements);
        self.clone()
    }

    /// Whether this provider is for the same person as the other one, whose function was replaced.
    #[must_use]
    pub fn continues(&self, other: &Self) -> bool {
        let former = self.0.former.as_ref();
        former.is_some_and(|former| std::ptr::eq(former.as_ptr(), Rc::as_ptr(&other.0)))
    }

    /// How often the function was replaced.
    #[must_use]
    pub fn replacements(&self) -> u32 {
        self.0.replacements.get()
    }

    /// Forgets a token of a function that was replaced since. Returns whether there was one.
    #[must_use]
    pub fn forget_former(&self) -> bool {
        let mut known = self.0.known.borrow_mut();
        let is_former = matches!(&*known,
            Known::Promised { by, .. } | Known::Token { by, .. } if *by != self.replacements());
        if is_former {
            *known = Known::Nothing;
        }
        is_former
    }

    /// A token that is valid in a header; `None` if the function fails or returns none.
    pub async fn token(&self) -> Option<String> {
        if let Known::Token { token, .. } = &*self.0.known.borrow() {
            return Some(token.clone());
        }
        let asked = self.promise()?;
        let given = JsFuture::from(asked.clone()).await.ok().and_then(|given| given.as_string());
        let token = given
            .map(|token| token.trim_ascii().to_owned())
            .filter(|token| secret::is_token(token));
        let mut known = self.0.known.borrow_mut();
        match &*known {
            // Otherwise another function was called meanwhile, and its token counts.
            Known::Promised { promise, by, .. } if Object::is(promise, &asked) => {
                let by = *by;
                *known = token.clone().map_or(Known::Nothing, |token| Known::Token { token, by });
            }
            _ => {}
        }
        token
    }

    /// Forgets a rejected token, unless it has been replaced already.
    pub fn invalidate(&self, refused: &str) {
        let mut known = self.0.known.borrow_mut();
        if matches!(&*known, Known::Token { token, .. } if token == refused) {
            *known = Known::Nothing;
        }
    }

    /// The promise of a token. Concurrent requests share it; it is renewed after a time-out.
    fn promise(&self) -> Option<Promise> {
        let now = clock::now();
        match &*self.0.known.borrow() {
            Known::Promised { promise, at, .. } if now - *at < TIMEOUT => {
                return Some(promise.clone());
            }
            _ => {}
        }
        let promise = call_later(&self.0.function.borrow()).ok()?;
        let by = self.replacements();
        self.0.known.replace(Known::Promised { promise: promise.clone(), at: now, by });
        Some(promise)
    }
}

fn next_number() -> u32 {
    NEXT.replace(NEXT.get().wrapping_add(1))
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
