//! Stats of a campaign as a pure function of script, seed and time.
//!
//! Invariants: all counts except `queued` never decrease, `delivered + bounced ≤ sent`, and
//! `replied ≤ delivered`.

use serde::Serialize;

use crate::past::Past;

/// Response of the endpoint, with the documented names and order.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Stats {
    /// Campaign id.
    pub campaign_id: String,
    /// Leads enrolled.
    pub total_enrolled: u64,
    /// Emails submitted.
    pub sent: u64,
    /// Emails accepted by the recipients' servers.
    pub delivered: u64,
    /// Emails bounced.
    pub bounced: u64,
    /// Leads that replied.
    pub replied: u64,
    /// Emails waiting.
    pub queued: u64,
    /// Unique opens / delivered, two decimals; `None` if unknown.
    pub open_rate: Option<f64>,
    /// Replied / delivered, two decimals; `None` if unknown.
    pub reply_rate: Option<f64>,
}

/// Counts of a campaign at time zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Start {
    /// Leads enrolled.
    pub enrolled: u64,
    /// Emails submitted.
    pub sent: u64,
    /// Emails delivered.
    pub delivered: u64,
    /// Emails bounced.
    pub bounced: u64,
    /// Leads that replied.
    pub replied: u64,
    /// Emails waiting.
    pub queued: u64,
    /// Delivered emails that were opened.
    pub opened: u64,
}

/// Course of a campaign.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Script {
    /// Counts at time zero.
    pub start: Start,
    /// Leads enrolled per hour.
    pub enrolled_per_hour: f64,
    /// Emails per newly enrolled lead.
    pub steps: u64,
    /// Emails sent per hour while the queue is not empty.
    pub sent_per_hour: f64,
    /// Bounced / sent.
    pub bounce_share: f64,
    /// Opened / delivered.
    pub open_share: f64,
    /// Replied / delivered.
    pub reply_share: f64,
    /// Replies to emails sent before time zero: per hour, and in total. Finished campaigns
    /// still receive replies for a while.
    pub late_replies: (f64, u64),
    /// What happened before time zero.
    pub past: Past,
}

/// Time from sending to delivery or bounce.
const DELIVERY_LAG_HOURS: f64 = 2.0 / 3600.0;
/// Time from sending to opening. Shorter than in reality, so that a demo changes quickly.
const OPEN_LAG_HOURS: f64 = 20.0 / 3600.0;
/// Time from sending to a reply.
const REPLY_LAG_HOURS: f64 = 45.0 / 3600.0;

impl Script {
    /// Stats after `elapsed` milliseconds.
    #[must_use]
    pub fn at(&self, id: &str, seed: u64, elapsed: u64) -> Stats {
        let rhythm = Rhythm::new(seed, id);
        let hours = rhythm.warp(hours(elapsed));
        let start = self.start;

        let enrolled_now = whole(self.enrolled_per_hour * hours);
        let to_send = start.queued + enrolled_now * self.steps;
        let sent_since = |hours: f64| {
            // Limited by the rate and by the emails queued by then.
            let queued_by_then = start.queued + whole(self.enrolled_per_hour * hours) * self.steps;
            whole(self.sent_per_hour * hours).min(queued_by_then)
        };
        let sent_now = sent_since(hours);
        let known_now = sent_since(lagged(hours, DELIVERY_LAG_HOURS));
        let bounced_now = share(known_now, self.bounce_share, rhythm.offset);
        let delivered_now = known_now - bounced_now;
        let delivered_since = |lag: f64| {
            let known = sent_since(lagged(hours, lag));
            known - share(known, self.bounce_share, rhythm.offset)
        };
        let opened = share(delivered_since(OPEN_LAG_HOURS), self.open_share, rhythm.offset);
        let replied = share(delivered_since(REPLY_LAG_HOURS), self.reply_share, rhythm.offset);
        let late = whole(self.late_replies.0 * hours).min(self.late_replies.1);

        let delivered = start.delivered + delivered_now;
        let replied = (start.replied + replied + late).min(delivered);
        Stats {
            campaign_id: id.to_owned(),
            total_enrolled: start.enrolled + enrolled_now,
            sent: start.sent + sent_now,
            delivered,
            bounced: start.bounced + bounced_now,
            replied,
            queued: to_send - sent_now,
            open_rate: Some(rate(start.opened + opened, delivered)),
            reply_rate: Some(rate(replied, delivered)),
        }
    }
}

/// Variation of the rates over time, which differs by campaign.
struct Rhythm {
    /// Offset before rounding down, 0 to 1.
    offset: f64,
    /// Initial phase of the wave, in turns.
    phase: f64,
}

/// Period of the wave.
const WAVE_HOURS: f64 = 4.0 / 60.0;
/// Amplitude of the wave. Must be below 1, so that warped time never decreases.
const WAVE_STRENGTH: f64 = 0.7;

impl Rhythm {
    fn new(seed: u64, id: &str) -> Self {
        let hash =
            id.bytes().fold(seed ^ 0x9e37_79b9_7f4a_7c15, |hash, byte| mix(hash ^ u64::from(byte)));
        Self { offset: unit(hash), phase: unit(mix(hash)) }
    }

    /// Maps real time to the campaign's time: 0 to 0, monotonic, and with the same average speed.
    fn warp(&self, hours: f64) -> f64 {
        let turn = |turns: f64| (turns * std::f64::consts::TAU).cos();
        let swing = turn(self.phase) - turn(self.phase + hours / WAVE_HOURS);
        hours + swing * WAVE_STRENGTH * WAVE_HOURS / std::f64::consts::TAU
    }
}

/// A phase in turns, which differs by campaign.
pub(crate) fn phase_of(seed: u64, id: &str) -> f64 {
    Rhythm::new(seed, id).phase
}

/// Pseudo-random hash (`SplitMix64`: Steele, Lea and Flood, 2014).
fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[expect(clippy::cast_precision_loss, reason = "53 random bits are kept")]
fn unit(number: u64) -> f64 {
    (number >> 11) as f64 / (1u64 << 53) as f64
}

#[expect(clippy::cast_precision_loss, reason = "exact for 285,000 years of milliseconds")]
pub(crate) fn hours(milliseconds: u64) -> f64 {
    milliseconds as f64 / 3_600_000.0
}

fn lagged(hours: f64, lag: f64) -> f64 {
    (hours - lag).max(0.0)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "never negative here, and the cast saturates"
)]
pub(crate) fn whole(number: f64) -> u64 {
    number.floor() as u64
}

/// A share of a count, rounded; never more than the count.
#[expect(clippy::cast_precision_loss, reason = "counts here are far below 2^53")]
fn share(count: u64, share: f64, offset: f64) -> u64 {
    whole(count as f64 * share + offset).min(count)
}

/// Rounded to two decimals, as in the documented example.
#[expect(clippy::cast_precision_loss, reason = "counts here are far below 2^53")]
pub(crate) fn rate(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { (part as f64 / whole as f64 * 100.0).round() / 100.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::CAMPAIGNS;
    use proptest::prelude::*;

    fn scripts() -> impl Strategy<Value = (&'static str, Script)> {
        let campaigns: Vec<_> =
            CAMPAIGNS.iter().map(|campaign| (campaign.id, campaign.script)).collect();
        prop::sample::select(campaigns)
    }

    proptest! {
        #[test]
        fn parts_never_exceed_the_whole(
            (id, script) in scripts(), seed in any::<u64>(), elapsed in 0u64..10_000_000_000,
        ) {
            let stats = script.at(id, seed, elapsed);
            prop_assert!(stats.delivered + stats.bounced <= stats.sent);
            prop_assert!(stats.replied <= stats.delivered);
            for rate in [stats.open_rate, stats.reply_rate].into_iter().flatten() {
                prop_assert!((0.0..=1.0).contains(&rate));
            }
        }

        #[test]
        fn counts_never_decrease(
            (id, script) in scripts(), seed in any::<u64>(),
            earlier in 0u64..100_000_000, later in 0u64..100_000_000,
        ) {
            let (earlier, later) = (earlier.min(later), earlier.max(later));
            let (before, after) = (script.at(id, seed, earlier), script.at(id, seed, later));
            prop_assert!(before.total_enrolled <= after.total_enrolled);
            prop_assert!(before.sent <= after.sent);
            prop_assert!(before.delivered <= after.delivered);
            prop_assert!(before.bounced <= after.bounced);
            prop_assert!(before.replied <= after.replied);
        }

        #[test]
        fn stats_at_time_zero_do_not_depend_on_the_seed(
            (id, script) in scripts(), seed in any::<u64>(),
        ) {
            let stats = script.at(id, seed, 0);
            prop_assert_eq!(stats.total_enrolled, script.start.enrolled);
            prop_assert_eq!(stats.sent, script.start.sent);
            prop_assert_eq!(stats.delivered, script.start.delivered);
            prop_assert_eq!(stats.bounced, script.start.bounced);
            prop_assert_eq!(stats.replied, script.start.replied);
            prop_assert_eq!(stats.queued, script.start.queued);
        }
    }

    #[test]
    fn stats_are_reproducible() {
        for campaign in CAMPAIGNS {
            let at = |seed| campaign.script.at(campaign.id, seed, 77_000);
            assert_eq!(at(5), at(5));
        }
    }
}
