//! Past samples of a campaign, downsampled with age.
//!
//! Time is divided into nested buckets that get wider with age; the last sample of each bucket
//! is kept. This bounds the size while hour, day, week and month remain readable.

use crate::model::insight::rates::RateKind;
use crate::model::options::campaign::CampaignId;
use crate::model::stats::campaign_stats::{CampaignStats, Count, Counter, Rate};
use crate::model::time::Millis;

mod text;

/// Storage limit for the histories of all campaigns together, in bytes. Small against the quota
/// of about 5 MB, which is shared with the host page.
pub const MAX_STORED_BYTES: usize = 64 * 1024;

/// Bucket widths as (maximum age, width), in seconds. Each width must be a multiple of the
/// previous one.
const BUCKETS: [(u64, u64); 4] =
    [(5 * 60, 5), (60 * 60, 60), (24 * 60 * 60, 15 * 60), (7 * 24 * 60 * 60, 2 * 60 * 60)];

/// Bucket width beyond the last entry of [`BUCKETS`], in seconds.
const WIDEST: u64 = 8 * 60 * 60;

/// Maximum age of a sample, in seconds.
const OLDEST: u64 = 31 * 24 * 60 * 60;

/// Samples further in the future than this were taken before the clock was set back.
const CLOCK_SLACK: Millis = Millis::seconds(60);

/// Longer than this many intervals is a gap; one or two failed requests are not.
const GAP_AFTER_INTERVALS: u64 = 3;

/// Browsers throttle timers of hidden pages to once a minute, which is not a gap.
const THROTTLED_TIMER: Millis = Millis::seconds(75);

/// A campaign's numbers at one time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// Time of the API's response.
    pub at: Millis,
    /// In the order of [`Counter::ALL`].
    counts: [Count; 6],
    open_rate: Option<Rate>,
}

impl Sample {
    /// The sample of a response at a time.
    #[must_use]
    pub fn of(stats: &CampaignStats, at: Millis) -> Self {
        Self {
            at,
            counts: Counter::ALL.map(|counter| counter.of(stats)),
            open_rate: stats.open_rate,
        }
    }

    /// The value of a counter.
    #[must_use]
    pub fn count(&self, counter: Counter) -> Count {
        self.counts.get(counter as usize).copied().unwrap_or_default()
    }

    /// The value of a rate: opens as reported by the API, the others computed from the counts.
    /// `None` if the denominator is 0 or the API reported no open rate.
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

    /// The stats of this time. The reply rate is that of the counts.
    #[must_use]
    pub fn stats(&self, campaign_id: CampaignId) -> CampaignStats {
        let [total_enrolled, sent, delivered, bounced, replied, queued] = self.counts;
        let (open_rate, reply_rate) = (self.open_rate, self.rate(RateKind::Reply));
        CampaignStats {
            campaign_id,
            total_enrolled,
            sent,
            delivered,
            bounced,
            replied,
            queued,
            open_rate,
            reply_rate,
        }
    }

    fn second(&self) -> u64 {
        self.at.whole_seconds()
    }
}

/// Past samples of one campaign.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// Ascending in time, at most one per second.
    samples: Vec<Sample>,
    thinned: Option<Thinned>,
}

/// Older samples were decoded from a text with wider buckets, for lack of storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Thinned {
    /// Bucket widths were multiplied by this.
    factor: u64,
    /// Timestamp in seconds up to which that holds.
    until: u64,
}

impl History {
    /// Samples, ascending in time.
    #[must_use]
    pub fn samples(&self) -> &[Sample] {
        &self.samples
    }

    /// Adds a sample. A sample of the same second is replaced. Samples later than this one by
    /// over a minute are removed.
    pub fn add(&mut self, sample: Sample) {
        self.cut_after(sample.at);
        let index = self.samples.partition_point(|known| known.second() < sample.second());
        match self.samples.get_mut(index) {
            Some(known) if known.second() == sample.second() => *known = sample,
            _ => self.samples.insert(index, sample),
        }
        self.thin(1);
    }

    /// Removes samples from the future, which were taken before the clock was set back.
    pub fn cut_after(&mut self, now: Millis) {
        let last = now + CLOCK_SLACK;
        self.samples.truncate(self.samples.partition_point(|known| known.at <= last));
    }

    /// Merges the history of another tab or an earlier visit. For the same second, the sample
    /// of `self` is kept.
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
            (Some(ours), Some(theirs)) => Some(Thinned {
                factor: ours.factor.max(theirs.factor),
                until: ours.until.max(theirs.until),
            }),
            (ours, theirs) => ours.or(theirs),
        };
        self.thin(1);
    }

    /// Whether the distance of two consecutive samples is longer than the interval and
    /// downsampling explain.
    #[must_use]
    pub fn is_gap(&self, earlier: Millis, later: Millis, now: Millis, interval: Millis) -> bool {
        let second = earlier.whole_seconds();
        let factor =
            self.thinned.filter(|thinned| second <= thinned.until).map_or(1, |it| it.factor);
        let width = bucket_width((now - earlier).whole_seconds());
        let tolerance = Millis(interval.0.saturating_mul(GAP_AFTER_INTERVALS)).max(THROTTLED_TIMER);
        later - earlier > Millis::seconds(width.saturating_mul(factor)) + tolerance
    }

    /// Keeps the last sample of each bucket, with bucket widths multiplied by `factor`.
    fn thin(&mut self, factor: u64) {
        let Some(now) = self.samples.last().map(Sample::second) else { return };
        let too_old = |sample: &Sample| now - sample.second() > OLDEST;
        self.samples.drain(..self.samples.partition_point(too_old));
        let bucket = |sample: &Sample| {
            let width = bucket_width(now - sample.second()).saturating_mul(factor);
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

/// Both in seconds.
fn bucket_width(age: u64) -> u64 {
    BUCKETS.iter().find(|(up_to, _)| age <= *up_to).map_or(WIDEST, |(_, width)| *width)
}

#[cfg(test)]
mod tests;
