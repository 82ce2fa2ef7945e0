//! When each campaign of the page was last requested, by any of its feeds.

use crate::model::polling::schedule::MIN_GAP;
use crate::model::time::Millis;

/// The latest request of each URL. Feeds of one campaign with different credentials, and feeds that follow
/// each other, together keep [`MIN_GAP`] between two requests.
#[derive(Clone, Debug, Default)]
pub struct RequestLog {
    latest: Vec<(String, Millis)>,
}

impl RequestLog {
    /// Notes a request that is sent now. Entries that no longer matter are removed.
    pub fn add(&mut self, url: &str, now: Millis) {
        self.latest.retain(|(known, at)| known != url && is_recent(*at, now));
        self.latest.push((url.to_owned(), now));
    }

    /// When this URL was last requested; `None` if a request may be sent now.
    #[must_use]
    pub fn latest(&self, url: &str, now: Millis) -> Option<Millis> {
        let mut latest =
            self.latest.iter().filter(|(known, at)| known == url && is_recent(*at, now));
        latest.next().map(|(_, at)| *at)
    }
}

/// A time in the future means that the clock was set back.
fn is_recent(at: Millis, now: Millis) -> bool {
    at <= now && now < at + MIN_GAP
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Millis = Millis::seconds(43_200);

    #[test]
    fn request_matters_for_one_second_and_one_url() {
        let mut log = RequestLog::default();
        log.add("a", NOON);
        log.add("b", NOON + Millis(500));
        assert_eq!(log.latest("a", NOON + Millis(999)), Some(NOON));
        assert_eq!(log.latest("a", NOON + MIN_GAP), None);
        assert_eq!(log.latest("b", NOON + MIN_GAP), Some(NOON + Millis(500)));
        assert_eq!(log.latest("c", NOON), None);
    }

    #[test]
    fn clock_set_back_does_not_block_for_longer() {
        let mut log = RequestLog::default();
        log.add("a", NOON);
        assert_eq!(log.latest("a", NOON - Millis(1)), None);
    }

    #[test]
    fn log_does_not_grow_with_urls_of_the_past() {
        let mut log = RequestLog::default();
        for second in 0..100 {
            log.add(&second.to_string(), NOON + Millis::seconds(second));
        }
        assert_eq!(log.latest.len(), 1);
    }
}
