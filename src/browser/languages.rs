//! The languages of the readers on this page.

use std::cell::RefCell;

use js_sys::{Function, Promise};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::intl::Intl;
use crate::model::language::Language;
use crate::model::texts::Texts;

/// The language whose texts are built in.
const BUILT_IN: &str = "en";

thread_local! {
    /// Those that are known, by their tags: making one takes longer than all else on the page.
    static KNOWN: RefCell<Vec<(String, Rc<Language>)>> = const { RefCell::new(Vec::new()) };
}

/// The language of a tag, if it is known by now; English for a tag that is none.
#[must_use]
pub fn known(tag: &str) -> Option<Rc<Language>> {
    let known = KNOWN.with_borrow(|known| {
        known.iter().find(|(other, _)| other == tag).map(|(_, language)| Rc::clone(language))
    });
    known.or_else(|| (primary(tag) == BUILT_IN).then(|| keep(tag, Texts::default())))
}

/// English.
#[must_use]
pub fn english() -> Rc<Language> {
    known(BUILT_IN).unwrap_or_else(|| keep(BUILT_IN, Texts::default()))
}

/// Learns a language: its numbers from the browser, its texts from a function that answers with
/// a promise of the file of a language, or of nothing. Without a file the texts stay English.
pub async fn learn(tag: &str, texts_of: &Function) -> Rc<Language> {
    let mut texts = Texts::default();
    if let Some(file) = file(primary(tag), texts_of).await {
        texts.lay(&file);
    }
    keep(tag, texts)
}

async fn file(language: &str, texts_of: &Function) -> Option<String> {
    let promise: Promise =
        texts_of.call1(&JsValue::UNDEFINED, &language.into()).ok()?.dyn_into().ok()?;
    JsFuture::from(promise).await.ok()?.as_string()
}

/// A page's `lang` may be no tag at all: then numbers are written as in English.
fn keep(tag: &str, texts: Texts) -> Rc<Language> {
    let numbers = Intl::new(tag).unwrap_or_else(|| Intl::of(BUILT_IN));
    let language = Rc::new(Language::new(texts, Rc::new(numbers)));
    KNOWN.with_borrow_mut(|known| known.push((tag.to_owned(), Rc::clone(&language))));
    language
}

/// The language itself, without region and script.
fn primary(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or_default()
}
