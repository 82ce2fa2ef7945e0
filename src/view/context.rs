//! What all parts of a view go by.

use std::rc::Rc;

use leptos::prelude::*;

use crate::model::band::Bands;
use crate::model::language::Language;
use crate::model::spoken::Notice;
use crate::model::time::Millis;

/// The reader's language, what is good and what is not, and the time.
#[derive(Clone, Copy)]
pub struct Context {
    language: StoredValue<Rc<Language>, LocalStorage>,
    /// What is good and what is not.
    pub bands: Bands,
    /// The time, ticking.
    pub now: ReadSignal<Millis>,
}

impl Context {
    /// For all views of one element.
    #[must_use]
    pub fn new(language: Rc<Language>, bands: Bands, now: ReadSignal<Millis>) -> Self {
        Self { language: StoredValue::new_local(language), bands, now }
    }

    /// What comes of the reader's language; nothing when the view is being taken down.
    pub fn with<T>(self, make: impl FnOnce(&Language) -> T) -> Option<T> {
        self.language.try_get_value().map(|language| make(&language))
    }

    /// The words of a notice, while it is one.
    #[must_use]
    pub fn news(self, notice: Option<Notice>) -> Option<String> {
        let notice = notice.filter(|notice| notice.is_news(self.now.get()))?;
        Some(self.say(|language| language.say(notice.text)))
    }

    /// Words in the reader's language; none when the view is being taken down.
    pub fn say(self, words: impl FnOnce(&Language) -> String) -> String {
        self.with(words).unwrap_or_default()
    }
}
