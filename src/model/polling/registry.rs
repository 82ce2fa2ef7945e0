//! The feeds of a page, and how long one without subscribers is kept.
//!
//! Frameworks remove an element and insert it again, for example when a route or a key changes. Its feed goes
//! on then: with its numbers, and with its schedule.

use crate::model::polling::schedule::MIN_GAP;
use crate::model::time::Millis;

/// How long a feed is kept after its last subscriber is gone, or one interval if that is shorter.
pub const KEPT_FOR: Millis = Millis::seconds(5);

/// Feeds, each with the time since when nobody uses it.
#[derive(Debug)]
pub struct Registry<F> {
    entries: Vec<Entry<F>>,
}

#[derive(Debug)]
struct Entry<F> {
    feed: F,
    unused: Option<Unused>,
}

#[derive(Clone, Copy, Debug)]
struct Unused {
    since: Millis,
    kept_for: Millis,
}

impl Unused {
    /// How long it is still kept. A clock that was set back does not prolong it.
    fn left(self, now: Millis) -> Millis {
        let passed = if now < self.since { self.kept_for } else { now - self.since };
        self.kept_for - passed
    }
}

impl<F> Registry<F> {
    /// A registry without feeds.
    #[must_use]
    pub const fn new() -> Self {
        Self { entries: Vec::new() }
    }

    /// Adds a feed that is used.
    pub fn add(&mut self, feed: F) {
        self.entries.push(Entry { feed, unused: None });
    }

    /// Finds a feed, which is used from now on.
    pub fn take_up(&mut self, is_wanted: impl Fn(&F) -> bool) -> Option<&F> {
        let entry = self.entries.iter_mut().find(|entry| is_wanted(&entry.feed))?;
        entry.unused = None;
        Some(&entry.feed)
    }

    /// Notes that nobody uses a feed any more. It is kept for [`KEPT_FOR`] or one interval.
    pub fn release(&mut self, is_it: impl Fn(&F) -> bool, interval: Millis, now: Millis) {
        let kept_for = interval.min(KEPT_FOR).max(MIN_GAP);
        for entry in self.entries.iter_mut().filter(|entry| is_it(&entry.feed)) {
            entry.unused = Some(Unused { since: now, kept_for });
        }
    }

    /// Removes the feeds that were unused for long enough.
    pub fn remove_expired(&mut self, now: Millis) -> Vec<F> {
        let is_expired =
            |entry: &mut Entry<F>| entry.unused.is_some_and(|unused| unused.left(now) == Millis(0));
        self.entries.extract_if(.., is_expired).map(|entry| entry.feed).collect()
    }

    /// How long until the next feed expires; `None` if all are used.
    #[must_use]
    pub fn next_expiry(&self, now: Millis) -> Option<Millis> {
        self.entries.iter().filter_map(|entry| Some(entry.unused?.left(now))).min()
    }
}

impl<F> Default for Registry<F> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests;
