//! Language, thresholds and time: the same for all views of a widget.

use leptos::prelude::*;

use super::bind::DynamicText;
use crate::model::display::context::Context;
use crate::model::display::selection::Selection;
use crate::model::insight::bands::Bands;
use crate::model::text::locale::LocaleId;
use crate::model::text::texts::Text;
use crate::model::time::Millis;

/// Signals that every component reads.
#[derive(Clone, Copy)]
pub struct Environment {
    /// The reader's language.
    pub locale: Memo<LocaleId>,
    /// The thresholds of the rates.
    pub bands: Memo<Bands>,
    /// The time, which changes every second.
    pub now: ReadSignal<Millis>,
}

impl Environment {
    /// A text in the reader's language.
    pub fn text(self, text: Text) -> DynamicText {
        Box::new(move || self.say(text))
    }

    /// A text in the reader's language as it is now.
    pub fn say(self, text: Text) -> String {
        self.locale.get().locale().map(|locale| locale.say(text)).unwrap_or_default()
    }

    /// Derives a value with these signals, and tracks them.
    pub fn with<T: Default>(
        self,
        now: Millis,
        selection: Selection,
        derive: impl FnOnce(Context<'_>) -> T,
    ) -> T {
        let Some(locale) = self.locale.get().locale() else { return T::default() };
        self.bands.with(|bands| derive(Context { locale, bands, now, selection }))
    }
}

/// What a memo of the views may hold.
pub trait Derived: Default + PartialEq + Send + Sync + 'static {}

impl<T: Default + PartialEq + Send + Sync + 'static> Derived for T {}

/// The time for which a memo derives its value.
pub type Now = Box<dyn Fn() -> Millis + Send + Sync>;
