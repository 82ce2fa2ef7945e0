//! The languages of the readers on this page.

use std::cell::RefCell;
use std::rc::Rc;

use web_sys::AbortSignal;

use super::http;
use super::intl::Intl;
use crate::model::options::settings::Credentials;
use crate::model::polling::schedule::TIMEOUT;
use crate::model::text::locale::{Locale, LocaleId};
use crate::model::text::texts::Texts;

/// The language whose texts are built in.
const BUILT_IN: &str = "en";

/// The languages whose texts are files beside the loader, which knows them too.
const FETCHED: [&str; 4] = ["de", "es", "fr", "pt"];

/// The longest file that is read, in bytes: three times as long as any of ours.
const MAX_BYTES: usize = 32 * 1024;

thread_local! {
    /// Those that are known, by their tags, or by those and what a page calls things: making one
    /// takes longer than all else on the page.
    static LOADED: RefCell<Vec<(String, LocaleId)>> = const { RefCell::new(Vec::new()) };
    /// The tags of those that somebody has loading to learn.
    static LOADING: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Whether nobody has loading to learn the language of this tag yet. From now on somebody has.
#[must_use]
pub fn begin_loading(tag: &str) -> bool {
    LOADING.with_borrow_mut(|loading| {
        let new = loading.iter().all(|other| other != tag);
        if new {
            loading.push(tag.to_owned());
        }
        new
    })
}

/// The language of a tag, if it is known by now; English for a tag that is none.
#[must_use]
pub fn loaded(tag: &str) -> Option<LocaleId> {
    get(tag).or_else(|| {
        ["", BUILT_IN].contains(&primary(tag)).then(|| create(tag, BUILT_IN, Texts::default()))
    })
}

/// What is kept by this name, or else what is made of it now. There is never more than one.
pub fn get_or_insert(name: &str, make: impl FnOnce() -> Option<Locale>) -> Option<LocaleId> {
    get(name).or_else(|| Some(insert(name, make()?)))
}

fn get(name: &str) -> Option<LocaleId> {
    LOADED.with_borrow(|known| {
        known.iter().find(|(other, _)| other == name).map(|(_, locale)| *locale)
    })
}

fn insert(name: &str, locale: Locale) -> LocaleId {
    let locale_id = locale.register();
    LOADED.with_borrow_mut(|known| known.push((name.to_owned(), locale_id)));
    locale_id
}

/// English.
#[must_use]
pub fn english() -> LocaleId {
    loaded(BUILT_IN).unwrap_or_else(|| create(BUILT_IN, BUILT_IN, Texts::default()))
}

/// Learns a language: its numbers from the browser, its texts from the folder of the loader.
/// Without a file there, the texts stay English.
pub async fn load(tag: &str, folder: &str) -> LocaleId {
    let (mut words, mut texts) = (BUILT_IN, Texts::default());
    if let Some(fetched) = FETCHED.iter().find(|fetched| **fetched == primary(tag))
        && let Some(file) = file(&[folder, fetched, ".txt"].concat()).await
    {
        texts.apply_file(&file);
        words = fetched;
    }
    create(tag, words, texts)
}

#[expect(clippy::cast_possible_truncation, reason = "ten seconds fit")]
async fn file(url: &str) -> Option<String> {
    // English is better than to wait for ever.
    let signal = AbortSignal::timeout_with_u32(TIMEOUT.0 as u32);
    let answer = http::get(url, Credentials::default(), None, &signal).await.ok()?;
    if answer.status != 200 {
        return None;
    }
    String::from_utf8(answer.body(MAX_BYTES).await.ok()?).ok()
}

/// A page's `lang` may be no tag at all: then numbers are written as in English.
fn create(tag: &str, words: &'static str, texts: Texts) -> LocaleId {
    insert(tag, Locale::new(words, texts, Rc::new(Intl::new(tag, words))))
}

/// The language itself, without region and script.
fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or_default()
}
