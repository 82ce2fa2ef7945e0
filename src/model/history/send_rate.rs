//! Send rate of a campaign and the estimated time until its queue is empty, measured on the
//! widget's own history.

use crate::model::history::samples::{History, Sample};
use crate::model::stats::campaign_stats::{CampaignStats, Count, Counter};
use crate::model::time::Millis;

/// Minimum history for an estimate. Campaigns send in bursts; five minutes cover several.
pub const MIN_HISTORY: Millis = Millis::seconds(5 * 60);

/// Minimum number of samples for an estimate. Two always lie on a line; a third one tests it.
pub const MIN_SAMPLES: usize = 3;

/// Window over which the send rate is measured. Older samples may have had another rate.
pub const RATE_WINDOW: Millis = Millis::seconds(60 * 60);

/// The window is at least this many intervals, because with long intervals an hour has too few
/// samples.
const MIN_WINDOW_INTERVALS: u64 = 4;

/// A longer estimate is not reported: for practical purposes the queue does not shrink.
pub const MAX_ESTIMATE: Millis = Millis::seconds(31 * 24 * 60 * 60);

/// Emails that must be missing before a campaign counts as stalled. If five are expected, the
/// probability of none is below 1 % (Poisson).
const MIN_MISSING: f64 = 5.0;

/// Send rate of a campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendRate {
    /// Too little history, or `sent` decreased.
    NotKnown,
    /// No email was sent yet.
    NothingSent,
    /// Emails are being sent.
    Sending {
        /// Emails per hour.
        per_hour: u64,
        /// Length of the measurement.
        over: Millis,
        /// Time until the queue is empty at the current rates of sending and enrolment. `None`
        /// if it is empty already, or not shrinking.
        empty_in: Option<Millis>,
    },
    /// Emails are queued but none is sent: usually a paused campaign.
    Held {
        /// Emails in the queue.
        queued: Count,
        /// Minimum time since the last email was sent.
        over: Millis,
    },
    /// The queue is empty and nothing is sent.
    Finished {
        /// Minimum time since the last email was sent.
        over: Millis,
    },
}

impl SendRate {
    /// Measures the send rate on the history.
    #[must_use]
    pub fn of(stats: &CampaignStats, history: &History, now: Millis, interval: Millis) -> Self {
        if stats.nothing_sent() {
            return Self::NothingSent;
        }
        let contiguous = since_last_gap(history, now, interval);
        let window = RATE_WINDOW.max(Millis(interval.0.saturating_mul(MIN_WINDOW_INTERVALS)));
        let window_start = now - window;
        let measured = contiguous.partition_point(|sample| sample.at < window_start);
        let measured = contiguous.get(measured..).unwrap_or_default();
        let (Some(first), Some(last)) = (measured.first(), measured.last()) else {
            return Self::NotKnown;
        };
        let over = last.at - first.at;
        if over < MIN_HISTORY || measured.len() < MIN_SAMPLES || sent_decreases(measured) {
            return Self::NotKnown;
        }
        let idle = idle_time(contiguous, last);
        if has_stopped(sent(last) - sent(first), over, idle) {
            return match stats.queued {
                queued if queued.get() > 0 => Self::Held { queued, over: idle },
                _ => Self::Finished { over: idle },
            };
        }
        let per_hour = (sent(last) - sent(first)) * ratio(RATE_WINDOW, over);
        Self::Sending { per_hour: whole(per_hour), over, empty_in: empty_in(first, last, over) }
    }
}

/// Samples after the last gap; empty if there is a gap between the last sample and `now`.
fn since_last_gap(history: &History, now: Millis, interval: Millis) -> &[Sample] {
    let samples = history.samples();
    let mut start = samples.len();
    let mut later = now;
    for sample in samples.iter().rev() {
        if history.is_gap(sample.at, later, now, interval) {
            break;
        }
        start -= 1;
        later = sample.at;
    }
    samples.get(start..).unwrap_or_default()
}

fn sent(sample: &Sample) -> f64 {
    sample.count(Counter::Sent).as_f64()
}

fn sent_decreases(samples: &[Sample]) -> bool {
    !samples.is_sorted_by_key(|sample| sample.count(Counter::Sent))
}

/// Time since the last email was sent.
fn idle_time(contiguous: &[Sample], last: &Sample) -> Millis {
    let same = |sample: &&Sample| sample.count(Counter::Sent) == last.count(Counter::Sent);
    let since = contiguous.iter().rev().take_while(same).last();
    last.at - since.map_or(last.at, |sample| sample.at)
}

/// Whether sending has stopped: nothing was sent in the whole window, or nothing for so long
/// that at the previous rate at least [`MIN_MISSING`] emails would have been sent.
fn has_stopped(sent: f64, over: Millis, idle: Millis) -> bool {
    let active = over - idle;
    active.0 == 0 || (idle >= MIN_HISTORY && sent * ratio(idle, active) >= MIN_MISSING)
}

fn empty_in(first: &Sample, last: &Sample, over: Millis) -> Option<Millis> {
    let (before, queued) = (first.count(Counter::Queued), last.count(Counter::Queued));
    let fewer = before.saturating_sub(queued);
    if fewer.get() == 0 || queued.get() == 0 {
        return None;
    }
    let left = over.scaled(queued.as_f64() / fewer.as_f64());
    (left <= MAX_ESTIMATE).then_some(left)
}

#[expect(clippy::cast_precision_loss, reason = "spans here are far below 2^53")]
fn ratio(one: Millis, other: Millis) -> f64 {
    one.0 as f64 / other.0 as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a rate is not negative, and the cast saturates"
)]
fn whole(number: f64) -> u64 {
    number.round() as u64
}

/// Rounds to two significant digits. A measurement over at most an hour is no more precise.
#[must_use]
pub fn two_digits(per_hour: u64) -> u64 {
    let mut step = 1;
    while per_hour / step >= 100 {
        step *= 10;
    }
    per_hour.saturating_add(step / 2) / step * step
}

/// Rounds an estimate to a precision in proportion to its length: to 1 or 5 minutes, hours or
/// days.
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
