//! What every derived text depends on besides the numbers.

use crate::model::display::selection::Selection;
use crate::model::insight::bands::Bands;
use crate::model::options::campaign::{Campaign, CampaignId};
use crate::model::polling::feed::{Feed, Freshness};
use crate::model::text::headline::Subject;
use crate::model::text::locale::{Locale, LocaleId};
use crate::model::text::texts::Text;
use crate::model::time::Millis;

/// A campaign and its feed, as references for derivation.
pub type Entry<'a> = (&'a Campaign, &'a Feed);

/// The feeds of entries.
#[must_use]
pub fn feeds<'a>(entries: &[Entry<'a>]) -> Vec<&'a Feed> {
    entries.iter().map(|(_, feed)| *feed).collect()
}

/// The values of a [`Context`], comparable and without a lifetime: a memo of them changes only when what is
/// shown may change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ContextValues {
    /// Language of texts and numbers.
    pub locale: LocaleId,
    /// Thresholds of the rates.
    pub bands: Bands,
    /// The time now.
    pub now: Millis,
    /// The span and the point of the history that are shown.
    pub selection: Selection,
}

impl ContextValues {
    /// Derives a value in this context. The default on another thread than the locale's: a browser has only one.
    pub fn derive<T: Default>(&self, derive: impl FnOnce(Context<'_>) -> T) -> T {
        let Self { bands, now, selection, .. } = self;
        let context = |locale| Context { locale, bands, now: *now, selection: *selection };
        self.locale.locale().map(|locale| derive(context(locale))).unwrap_or_default()
    }
}

/// Language, thresholds, time and the selected part of the history.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Language of texts and numbers.
    pub locale: &'a Locale,
    /// Thresholds of the rates.
    pub bands: &'a Bands,
    /// The time now.
    pub now: Millis,
    /// The span and the point of the history that are shown.
    pub selection: Selection,
}

impl<'a> Context<'a> {
    /// A text in the reader's language.
    #[must_use]
    pub fn text(self, text: Text) -> String {
        self.locale.text(text)
    }

    /// A headline's view of a feed.
    #[must_use]
    pub fn subject(self, campaign: &'a CampaignId, feed: &'a Feed) -> Subject<'a> {
        let stale = matches!(feed.freshness(self.now), Freshness::Stale(_));
        Subject { feed, campaign, bands: self.bands, stale }
    }
}
