//! The notes and the footer of a card.

use crate::model::display::context::Context;
use crate::model::polling::feed::Feed;
use crate::model::text::advice;
use crate::model::text::headline::progress;

/// Texts below the figures of a card; each may be empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FooterDisplay {
    /// Contradictions in the numbers.
    pub notes: String,
    /// How fast the campaign sends.
    pub pace: String,
}

impl FooterDisplay {
    /// The footer of a feed.
    #[must_use]
    pub fn of(feed: &Feed, context: Context<'_>) -> Self {
        let locale = context.locale;
        let Some((stats, since)) = feed.stats().zip(feed.as_of()) else {
            return Self::default();
        };
        Self {
            notes: advice::notes(locale, stats),
            pace: progress(locale, context.bands, feed, since),
        }
    }
}
