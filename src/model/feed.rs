//! What is known now of one campaign: the last good numbers, their age, and what is wrong.

use super::failure::Failure;
use super::schedule::{Plan, Standing};
use super::stats::CampaignStats;
use super::time::Millis;

/// Numbers older than this many intervals are stale: one miss is chance, two are a pattern.
pub const STALE_AFTER_INTERVALS: u64 = 2;

/// All that a view needs to draw one campaign. Later knowledge replaces earlier, but a failure
/// never takes the last good numbers away.
#[derive(Clone, Debug, PartialEq)]
pub struct Feed {
    interval: Millis,
    last_good: Option<Reading>,
    trouble: Option<Failure>,
    standing: Standing,
}

/// Good numbers, and when they came.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The numbers.
    pub stats: CampaignStats,
    /// When the answer was there.
    pub at: Millis,
}

/// How far the numbers can be trusted to be today's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// There are no numbers yet.
    Unknown,
    /// The numbers came this long ago.
    Fresh(Millis),
    /// The numbers came this long ago, which is too long.
    Stale(Millis),
}

impl Feed {
    /// A feed that knows nothing yet.
    #[must_use]
    pub fn new(interval: Millis, standing: Standing) -> Self {
        Self { interval, last_good: None, trouble: None, standing }
    }

    /// Takes in how a request ended, if one did, and how matters stand now.
    pub fn learn(
        &mut self,
        news: Option<Result<CampaignStats, Failure>>,
        standing: Standing,
        now: Millis,
    ) {
        match news {
            Some(Ok(stats)) => {
                self.last_good = Some(Reading { stats, at: now });
                self.trouble = None;
            }
            Some(Err(failure)) => self.trouble = Some(failure),
            None => {}
        }
        self.standing = standing;
    }

    /// The last good numbers, if any ever came.
    #[must_use]
    pub fn stats(&self) -> Option<&CampaignStats> {
        self.last_good.as_ref().map(|reading| &reading.stats)
    }

    /// Why the newest request brought nothing; `None` when it did, or when none has ended.
    #[must_use]
    pub fn trouble(&self) -> Option<&Failure> {
        self.trouble.as_ref()
    }

    /// What comes next.
    #[must_use]
    pub fn plan(&self) -> Plan {
        self.standing.plan
    }

    /// Whether a person has paused it.
    #[must_use]
    pub fn paused(&self) -> bool {
        self.standing.paused
    }

    /// How old the numbers are at a time.
    #[must_use]
    pub fn freshness(&self, now: Millis) -> Freshness {
        let Some(reading) = &self.last_good else { return Freshness::Unknown };
        let age = now - reading.at;
        if age.0 > self.interval.0.saturating_mul(STALE_AFTER_INTERVALS) {
            Freshness::Stale(age)
        } else {
            Freshness::Fresh(age)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::example::{Answered, documented_stats, planned};

    const INTERVAL: Millis = Millis::seconds(15);
    const NOON: Millis = Millis::seconds(43_200);

    fn feed() -> Feed {
        Feed::new(INTERVAL, planned(Plan::Next(NOON)))
    }

    #[test]
    fn a_failure_leaves_the_last_good_numbers() {
        let feed = feed()
            .answered(Ok(documented_stats()), NOON)
            .answered(Err(Failure::Network), NOON + INTERVAL);
        assert_eq!(feed.stats(), Some(&documented_stats()));
        assert_eq!(feed.trouble(), Some(&Failure::Network));
    }

    #[test]
    fn a_good_answer_ends_the_trouble() {
        let feed = feed()
            .answered(Err(Failure::Network), NOON)
            .answered(Ok(documented_stats()), NOON + INTERVAL);
        assert_eq!(feed.trouble(), None);
    }

    #[test]
    fn numbers_are_stale_when_over_two_intervals_old() {
        let feed = feed().answered(Ok(documented_stats()), NOON);
        let limit = Millis::seconds(30);
        assert_eq!(feed.freshness(NOON + limit), Freshness::Fresh(limit));
        let over = limit + Millis(1);
        assert_eq!(feed.freshness(NOON + over), Freshness::Stale(over));
    }

    #[test]
    fn age_keeps_counting_from_the_last_good_numbers_during_an_outage() {
        let feed = feed()
            .answered(Ok(documented_stats()), NOON)
            .answered(Err(Failure::TimedOut), NOON + Millis::seconds(60));
        let now = NOON + Millis::seconds(90);
        assert_eq!(feed.freshness(now), Freshness::Stale(Millis::seconds(90)));
    }

    #[test]
    fn without_numbers_there_is_no_age() {
        let feed = feed().answered(Err(Failure::Network), NOON);
        assert_eq!(feed.freshness(NOON + INTERVAL), Freshness::Unknown);
    }
}
