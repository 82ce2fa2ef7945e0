//! Language, thresholds and time: the same for all views of a widget.

use leptos::prelude::*;

use super::bind::DynamicText;
use crate::model::display::context::ContextValues;
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
    pub now: Memo<Millis>,
    /// How often Escape was pressed.
    pub escapes: Memo<u32>,
}

impl Environment {
    /// A copy for a view that may go before the widget does. Nodes do not unsubscribe when they are dropped:
    /// without a copy, all nodes of the view would stay in the sets of subscribers of these signals.
    #[must_use]
    pub fn for_view(self) -> Self {
        let Self { locale, bands, now, escapes } = self;
        Self {
            locale: Memo::new(move |_| locale.get()),
            bands: Memo::new(move |_| bands.get()),
            now: Memo::new(move |_| now.get()),
            escapes: Memo::new(move |_| escapes.get()),
        }
    }

    /// A text in the reader's language.
    pub fn text(self, text: Text) -> DynamicText {
        Box::new(move || self.read_text(text))
    }

    /// A text in the reader's language as it is now.
    pub fn read_text(self, text: Text) -> String {
        self.locale.get().locale().map(|locale| locale.text(text)).unwrap_or_default()
    }

    /// The context of what is derived for a view at a time.
    pub fn context(
        self,
        selection: RwSignal<Selection>,
        now: impl Fn() -> Millis + Send + Sync + 'static,
    ) -> Memo<ContextValues> {
        Memo::new(move |_| ContextValues {
            locale: self.locale.get(),
            bands: self.bands.get(),
            now: now(),
            selection: selection.get(),
        })
    }
}

/// Bounds of a derived value.
pub trait Derived: Default + PartialEq + Send + Sync + 'static {}

impl<T: Default + PartialEq + Send + Sync + 'static> Derived for T {}
