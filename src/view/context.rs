//! What all parts of a view go by.

use crate::model::insight::bands::Bands;
use crate::model::options::campaign::{Campaign, CampaignId};
use crate::model::polling::feed::{Feed, Freshness};
use crate::model::text::headline::Subject;
use crate::model::text::locale::Locale;
use crate::model::text::texts::Text;
use crate::model::time::Millis;

use super::node::{Gesture, On};

/// A campaign, with what is known of it.
pub type Entry<'a> = (&'a Campaign, &'a Feed);

/// The reader's language, what is good and what is not, and the time.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The reader's language.
    pub locale: &'a Locale,
    /// What is good and what is not.
    pub bands: &'a Bands,
    /// The time.
    pub now: Millis,
    /// The place of the view among those that are shown.
    pub place: usize,
}

impl<'a> Context<'a> {
    /// What a person can do with a part of this view.
    #[must_use]
    pub fn on(self, gesture: Gesture) -> On {
        On { place: self.place, gesture }
    }

    /// A text.
    #[must_use]
    pub fn say(self, text: Text) -> String {
        self.locale.say(text)
    }

    /// Whether what is known is stale.
    #[must_use]
    pub fn stale(self, feed: &Feed) -> bool {
        matches!(feed.freshness(self.now), Freshness::Stale(_))
    }

    /// What there is to say something about.
    #[must_use]
    pub fn subject(self, campaign: &'a CampaignId, feed: &'a Feed) -> Subject<'a> {
        Subject { feed, campaign, bands: self.bands, stale: self.stale(feed) }
    }
}
