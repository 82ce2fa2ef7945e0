//! Whether a campaign moves, how fast, and when its queue will be empty: measured on the
//! widget's own history, never guessed.

use crate::model::history::samples::{History, Sample};
use crate::model::stats::campaign_stats::{CampaignStats, Count, Counter};
use crate::model::time::Millis;

/// Nothing is estimated from less: a campaign sends in bursts, and five minutes see some of
/// them.
pub const ENOUGH_HISTORY: Millis = Millis::seconds(5 * 60);

/// Nothing is estimated from fewer samples: two are a line, three show whether it is one.
pub const ENOUGH_SAMPLES: usize = 3;

/// The pace is that of the last hour: longer ago, it may have been another one.
pub const MEASURED_OVER: Millis = Millis::seconds(60 * 60);

/// With long intervals, an hour has too few samples: then it is measured over so many intervals.
const MEASURED_INTERVALS: u64 = 4;

/// A queue that would take longer at its pace does not get shorter in any sense that helps.
pub const LONGEST_ESTIMATE: Millis = Millis::seconds(31 * 24 * 60 * 60);

/// How many emails must be missing before a silence is no chance: of five that are expected, at
/// random, none comes in less than one case of a hundred.
const MISSED: f64 = 5.0;

/// How a campaign moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendRate {
    /// There is not enough history to say, or it contradicts itself.
    NotKnown,
    /// No email has left yet.
    NothingSent,
    /// Emails leave.
    Sending {
        /// So many an hour.
        per_hour: u64,
        /// Measured over this time.
        over: Millis,
        /// When the queue will be empty if it goes on so, enrolments and all. `None` where it
        /// is empty, or does not get shorter.
        empty_in: Option<Millis>,
    },
    /// Emails wait, and none leaves: most often a paused campaign.
    Held {
        /// So many wait.
        queued: Count,
        /// None has left for this long, at least.
        over: Millis,
    },
    /// None waits and none leaves.
    Finished {
        /// None has left for this long, at least.
        over: Millis,
    },
}

impl SendRate {
    /// How a campaign with these numbers moves, by its history.
    #[must_use]
    pub fn of(stats: &CampaignStats, history: &History, now: Millis, interval: Millis) -> Self {
        if stats.nothing_sent() {
            return Self::NothingSent;
        }
        let unbroken = unbroken(history, now, interval);
        let longest = MEASURED_OVER.max(Millis(interval.0.saturating_mul(MEASURED_INTERVALS)));
        let begin = now - longest;
        let measured = unbroken.partition_point(|sample| sample.at < begin);
        let measured = unbroken.get(measured..).unwrap_or_default();
        let (Some(first), Some(last)) = (measured.first(), measured.last()) else {
            return Self::NotKnown;
        };
        let over = last.at - first.at;
        if over < ENOUGH_HISTORY || measured.len() < ENOUGH_SAMPLES || goes_back(measured) {
            return Self::NotKnown;
        }
        let still = still_for(unbroken, last);
        if is_silence(sent(last) - sent(first), over, still) {
            return match stats.queued {
                queued if queued.get() > 0 => Self::Held { queued, over: still },
                _ => Self::Finished { over: still },
            };
        }
        let per_hour = (sent(last) - sent(first)) * share(MEASURED_OVER, over);
        Self::Sending { per_hour: whole(per_hour), over, empty_in: empty_in(first, last, over) }
    }
}

/// The newest samples up to a gap; none where there is one between the last and now.
fn unbroken(history: &History, now: Millis, interval: Millis) -> &[Sample] {
    let samples = history.samples();
    let mut begin = samples.len();
    let mut later = now;
    for sample in samples.iter().rev() {
        if history.is_gap(sample.at, later, now, interval) {
            break;
        }
        begin -= 1;
        later = sample.at;
    }
    samples.get(begin..).unwrap_or_default()
}

fn sent(sample: &Sample) -> f64 {
    sample.count(Counter::Sent).as_f64()
}

fn goes_back(samples: &[Sample]) -> bool {
    !samples.is_sorted_by_key(|sample| sample.count(Counter::Sent))
}

/// How long none has been sent.
fn still_for(unbroken: &[Sample], last: &Sample) -> Millis {
    let same = |sample: &&Sample| sample.count(Counter::Sent) == last.count(Counter::Sent);
    let since = unbroken.iter().rev().take_while(same).last();
    last.at - since.map_or(last.at, |sample| sample.at)
}

/// Whether none is sent any more: none was all the time, or none has been for so long that at
/// the pace before that many should have been.
fn is_silence(grown: f64, over: Millis, still: Millis) -> bool {
    let moved = over - still;
    moved.0 == 0 || (still >= ENOUGH_HISTORY && grown * share(still, moved) >= MISSED)
}

fn empty_in(first: &Sample, last: &Sample, over: Millis) -> Option<Millis> {
    let (before, queued) = (first.count(Counter::Queued), last.count(Counter::Queued));
    let fewer = before.saturating_sub(queued);
    if fewer.get() == 0 || queued.get() == 0 {
        return None;
    }
    let left = over.scaled(queued.as_f64() / fewer.as_f64());
    (left <= LONGEST_ESTIMATE).then_some(left)
}

#[expect(clippy::cast_precision_loss, reason = "spans here are far below 2^53")]
fn share(part: Millis, whole: Millis) -> f64 {
    part.0 as f64 / whole.0 as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a pace is not negative, and the cast saturates"
)]
fn whole(number: f64) -> u64 {
    number.round() as u64
}

/// A pace as exact as it is meant: of a hundred emails and more, two digits. What was counted in
/// an hour at most says no more of the next one.
#[must_use]
pub fn two_digits(per_hour: u64) -> u64 {
    let mut step = 1;
    while per_hour / step >= 100 {
        step *= 10;
    }
    per_hour.saturating_add(step / 2) / step * step
}

/// An estimate as exact as it is meant: whole minutes, five minutes, hours or days.
#[must_use]
pub fn rounded(span: Millis) -> Millis {
    const MINUTE: u64 = 60_000;
    const HOUR: u64 = 60 * MINUTE;
    let step = match span.0 / MINUTE {
        ..10 => MINUTE,
        10..90 => 5 * MINUTE,
        90..2160 => HOUR,
        _ => 24 * HOUR,
    };
    Millis((span.0.saturating_add(step / 2) / step).max(1).saturating_mul(step))
}

#[cfg(test)]
mod tests;
