//! How old the numbers are.

use crate::model::display::context::Context;
use crate::model::polling::feed::{Feed, Freshness};
use crate::model::text::phrases;
use crate::model::text::texts::Text;
use crate::model::time::Millis;

/// The age of the numbers in words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StatusDisplay {
    /// The age, such as "Updated 4 sec. ago". Empty when no campaign of several has numbers.
    pub age: String,
    /// When the numbers are from, for print.
    pub moment: String,
}

impl StatusDisplay {
    /// The age of a feed's numbers.
    #[must_use]
    pub fn of(feed: &Feed, context: Context<'_>) -> Self {
        Self {
            age: phrases::freshness(context.locale, feed.freshness(context.now)),
            moment: moment(feed, context),
        }
    }

    /// The age of the oldest numbers of several feeds.
    #[must_use]
    pub fn of_oldest(feeds: &[&Feed], context: Context<'_>) -> Self {
        oldest(feeds).map(|feed| Self::of(feed, context)).unwrap_or_default()
    }
}

/// The freshness of the oldest numbers of several feeds.
#[must_use]
pub fn oldest_freshness(feeds: &[&Feed], now: Millis) -> Freshness {
    oldest(feeds).map_or(Freshness::Unknown, |feed| feed.freshness(now))
}

/// The feed with the oldest numbers; `None` without numbers.
#[must_use]
pub fn oldest<'a>(feeds: &[&'a Feed]) -> Option<&'a Feed> {
    let known = feeds.iter().copied().filter(|feed| feed.stats().is_some());
    known.min_by_key(|feed| feed.as_of())
}

/// When the numbers are from. Empty in the first second: creating the browser's first date formatter is slow
/// and would delay the first numbers.
fn moment(feed: &Feed, context: Context<'_>) -> String {
    let locale = context.locale;
    let just_came = feed.received_at().is_some_and(|came| context.now - came < Millis::SECOND);
    let known = feed.as_of().filter(|_| !(just_came && feed.is_first_answer()));
    known.map(|at| locale.fill(Text::NumbersOf, &[&locale.date(at)])).unwrap_or_default()
}
