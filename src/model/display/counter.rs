//! One of the six counts.

use crate::model::display::context::Context;
use crate::model::polling::feed::Feed;
use crate::model::stats::campaign_stats::{CampaignStats, Counter};
use crate::model::text::{labels, phrases};

/// A count of this size or more wants wider columns.
const WIDE: u64 = 100_000;

/// A count with its name and its last change.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CounterDisplay {
    /// The name.
    pub name: String,
    /// The count; "—" while unknown.
    pub value: String,
    /// By how much the last refresh changed it, shown for some seconds; empty otherwise.
    pub change: String,
}

impl CounterDisplay {
    /// A count of a feed.
    #[must_use]
    pub fn of(counter: Counter, feed: &Feed, context: Context<'_>) -> Self {
        let locale = context.locale;
        let change = feed.change(counter, context.now);
        Self {
            name: locale.text(labels::counter(counter)),
            value: locale.count_or_unknown(feed.stats().map(|stats| counter.of(stats))),
            change: change.map(|change| phrases::change(locale, change)).unwrap_or_default(),
        }
    }
}

/// All counts of a campaign.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CountsDisplay([String; 6]);

impl CountsDisplay {
    /// The counts of a feed; "—" while unknown.
    #[must_use]
    pub fn of(feed: &Feed, context: Context<'_>) -> Self {
        Self::of_stats(feed.stats(), context)
    }

    /// The counts of these numbers.
    #[must_use]
    pub fn of_stats(stats: Option<&CampaignStats>, context: Context<'_>) -> Self {
        let value = |counter: Counter| {
            context.locale.count_or_unknown(stats.map(|stats| counter.of(stats)))
        };
        Self(Counter::ALL.map(value))
    }

    /// One of them.
    #[must_use]
    pub fn value(&self, counter: Counter) -> &str {
        let place = Counter::ALL.iter().position(|other| *other == counter);
        place.and_then(|place| self.0.get(place)).map_or("", String::as_str)
    }
}

/// Whether a count has so many digits that all six want wider columns: they keep one size.
#[must_use]
pub fn has_wide_count(feed: &Feed) -> bool {
    let wide =
        |stats: &CampaignStats| Counter::ALL.into_iter().any(|it| it.of(stats).get() >= WIDE);
    feed.stats().is_some_and(wide)
}
