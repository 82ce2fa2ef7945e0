//! What all parts of a view go by.

use std::rc::Rc;

use leptos::prelude::*;

use crate::model::band::Bands;
use crate::model::deed::Deed;
use crate::model::language::{Language, Tongue};
use crate::model::spoken::Notice;
use crate::model::time::Millis;

/// Called with what a person wants.
pub type Act = Rc<dyn Fn(Deed)>;

/// The reader's language, what is good and what is not, and the time.
#[derive(Clone, Copy)]
pub struct Context {
    /// The reader's language.
    pub tongue: Tongue,
    /// What is good and what is not.
    pub bands: Bands,
    /// The time, ticking.
    pub now: ReadSignal<Millis>,
}

impl Context {
    /// What comes of the reader's language.
    pub fn with<T>(self, make: impl FnOnce(&Language) -> T) -> Option<T> {
        self.tongue.language().map(make)
    }

    /// The words of a notice, while it is one.
    #[must_use]
    pub fn news(self, notice: Option<Notice>) -> Option<String> {
        let notice = notice.filter(|notice| notice.is_news(self.now.get()))?;
        Some(self.say(|language| language.say(notice.text)))
    }

    /// Words in the reader's language.
    pub fn say(self, words: impl FnOnce(&Language) -> String) -> String {
        self.with(words).unwrap_or_default()
    }
}
