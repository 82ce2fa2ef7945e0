//! Loads the locales of this page.

use std::cell::RefCell;
use std::rc::Rc;

use web_sys::AbortSignal;

use super::http;
use super::intl::{Intl, primary};
use crate::model::options::settings::Credentials;
use crate::model::polling::schedule::TIMEOUT;
use crate::model::text::locale::{Locale, LocaleId};
use crate::model::text::texts::Texts;

/// Language of the built-in texts.
const BUILT_IN: &str = "en";

/// Languages with a text file beside the loader. The loader has the same list.
const FETCHED: [&str; 4] = ["de", "es", "fr", "pt"];

/// Maximum size of a text file in bytes: three times the largest.
const MAX_BYTES: usize = 32 * 1024;

thread_local! {
    /// Loaded locales by language tag, or by tag and `labels`. Creating a locale is slow, so each is created once.
    static LOADED: RefCell<Vec<(String, LocaleId)>> = const { RefCell::new(Vec::new()) };
    /// Tags of the locales that are being loaded.
    static LOADING: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Marks a locale as being loaded. Returns whether it was not before.
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

/// The locale of a tag, if it is loaded; English for an empty tag.
#[must_use]
pub fn loaded(tag: &str) -> Option<LocaleId> {
    get(tag).or_else(|| {
        ["", BUILT_IN].contains(&primary(tag)).then(|| create(tag, BUILT_IN, Texts::default()))
    })
}

/// The locale of this key; creates it if there is none.
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

/// Loads a locale: number formats from the browser, texts from the loader's folder. Without a text file, the
/// texts are English.
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
    // After the time-out, texts are English.
    let signal = AbortSignal::timeout_with_u32(TIMEOUT.0 as u32);
    let answer = http::get(url, Credentials::default(), None, &signal).await.ok()?;
    if answer.status != 200 {
        return None;
    }
    String::from_utf8(answer.body(MAX_BYTES).await.ok()?).ok()
}

/// For an invalid tag, numbers are formatted as in English.
fn create(tag: &str, words: &'static str, texts: Texts) -> LocaleId {
    insert(tag, Locale::new(words, texts, Rc::new(Intl::new(tag, words))))
}
