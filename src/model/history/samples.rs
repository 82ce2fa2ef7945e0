//! What a campaign's numbers were: samples, fewer of them the older they are.
//!
//! Time is cut into buckets, which are wider the longer ago they are and lie within each other;
//! of each the last sample is kept. So a day, a week and a month remain readable, and nothing
//! grows for ever.

use crate::model::insight::rates::RateKind;
use crate::model::stats::campaign_stats::{CampaignStats, Count, Counter, Rate};
use crate::model::time::Millis;

mod text;

/// How many bytes the histories of all campaigns may take in a browser's storage together: next
/// to nothing of the five megabytes that a page shares with its host.
pub const MAX_STORED_BYTES: usize = 64 * 1024;

/// Up to which age, in seconds, buckets are how many seconds wide. Each width is a multiple of
/// the one before.
const BUCKETS: [(u64, u64); 4] =
    [(5 * 60, 5), (60 * 60, 60), (24 * 60 * 60, 15 * 60), (7 * 24 * 60 * 60, 2 * 60 * 60)];

/// How wide they are beyond that.
const WIDEST: u64 = 8 * 60 * 60;

/// What is older, in seconds, is forgotten.
const OLDEST: u64 = 31 * 24 * 60 * 60;

/// Samples that are later than now by more than this are of a clock that was set back since.
const CLOCK_SLACK: Millis = Millis::seconds(60);

/// One or two misses are chance; what is longer than this many intervals is a gap.
const GAP_AFTER_INTERVALS: u64 = 3;

/// Browsers let the timers of hidden pages go off once a minute: that is no gap.
const SLOWEST_TIMER: Millis = Millis::seconds(75);

/// The numbers of one time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// When the API gave them.
    pub at: Millis,
    /// In the order of [`Counter::ALL`].
    counts: [Count; 6],
    open_rate: Option<Rate>,
}

impl Sample {
    /// The numbers that the API gave at a time.
    #[must_use]
    pub fn of(stats: &CampaignStats, at: Millis) -> Self {
        Self {
            at,
            counts: Counter::ALL.map(|counter| counter.of(stats)),
            open_rate: stats.open_rate,
        }
    }

    /// One of its counts.
    #[must_use]
    pub fn count(&self, counter: Counter) -> Count {
        self.counts.get(counter as usize).copied().unwrap_or_default()
    }

    /// One of its rates: opens as the API said, all others from the counts. `None` where
    /// nothing is divided, or the API did not know.
    #[must_use]
    pub fn rate(&self, kind: RateKind) -> Option<Rate> {
        let [_, sent, delivered, bounced, replied, _] = self.counts;
        match kind {
            RateKind::Delivery => Rate::of(delivered, sent),
            RateKind::Bounce => Rate::of(bounced, sent),
            RateKind::Reply => Rate::of(replied, delivered),
            RateKind::Open => self.open_rate.filter(|_| delivered.get() > 0),
        }
    }

    fn second(&self) -> u64 {
        self.at.whole_seconds()
    }
}

/// What the numbers of one campaign were.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// Ascending in time, at most one a second.
    samples: Vec<Sample>,
    thinned: Option<Thinned>,
}

/// Storage had room only for wider buckets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Thinned {
    /// How many times as wide.
    times: u64,
    /// Up to which second of time.
    until: u64,
}

impl History {
    /// The samples, ascending in time.
    #[must_use]
    pub fn samples(&self) -> &[Sample] {
        &self.samples
    }

    /// Takes in a sample of now, or of a moment ago. One of the same second is replaced.
    pub fn add(&mut self, sample: Sample) {
        self.cut_after(sample.at);
        let place = self.samples.partition_point(|known| known.second() < sample.second());
        match self.samples.get_mut(place) {
            Some(known) if known.second() == sample.second() => *known = sample,
            _ => self.samples.insert(place, sample),
        }
        self.thin(1);
    }

    /// Forgets what is later than now: it was noted by a clock that was set back since.
    pub fn cut_after(&mut self, now: Millis) {
        let last = now + CLOCK_SLACK;
        self.samples.truncate(self.samples.partition_point(|known| known.at <= last));
    }

    /// Takes in what is known elsewhere, as in another tab. Of the same second, ours stays.
    pub fn merge(&mut self, other: &Self) {
        let mut all = Vec::with_capacity(self.samples.len() + other.samples.len());
        let mut ours = std::mem::take(&mut self.samples).into_iter().peekable();
        for theirs in &other.samples {
            while let Some(earlier) = ours.next_if(|ours| ours.second() < theirs.second()) {
                all.push(earlier);
            }
            if ours.peek().is_none_or(|ours| ours.second() != theirs.second()) {
                all.push(*theirs);
            }
        }
        all.extend(ours);
        self.samples = all;
        self.thinned = match (self.thinned, other.thinned) {
            (Some(one), Some(other)) => Some(Thinned {
                times: one.times.max(other.times),
                until: one.until.max(other.until),
            }),
            (one, other) => one.or(other),
        };
        self.thin(1);
    }

    /// Whether, between two samples that follow each other, more is missing than the interval
    /// and the thinning explain.
    #[must_use]
    pub fn is_gap(&self, earlier: Millis, later: Millis, now: Millis, interval: Millis) -> bool {
        let second = earlier.whole_seconds();
        let times = self.thinned.filter(|thinned| second <= thinned.until).map_or(1, |it| it.times);
        let width = width((now - earlier).whole_seconds());
        let patience = Millis(interval.0.saturating_mul(GAP_AFTER_INTERVALS)).max(SLOWEST_TIMER);
        later - earlier > Millis::seconds(width.saturating_mul(times)) + patience
    }

    /// Keeps the last sample of every bucket, all of them made so many times as wide.
    fn thin(&mut self, times: u64) {
        let Some(now) = self.samples.last().map(Sample::second) else { return };
        let too_old = |sample: &Sample| now - sample.second() > OLDEST;
        self.samples.drain(..self.samples.partition_point(too_old));
        let bucket = |sample: &Sample| {
            let width = width(now - sample.second()).saturating_mul(times);
            (width, sample.second() / width)
        };
        self.samples.dedup_by(|later, earlier| {
            let same = bucket(later) == bucket(earlier);
            if same {
                *earlier = *later;
            }
            same
        });
        let first = self.samples.first().map_or(now, Sample::second);
        self.thinned = self.thinned.filter(|thinned| thinned.until >= first);
    }
}

/// The width of the buckets at an age.
fn width(age: u64) -> u64 {
    BUCKETS.iter().find(|(up_to, _)| age <= *up_to).map_or(WIDEST, |(_, width)| *width)
}

#[cfg(test)]
mod tests;
