//! Course of a campaign before time zero, as a pure function of script, seed and time. It leads to the
//! counts at time zero, with the invariants of [`crate::simulation`].

use std::f64::consts::TAU;

use crate::simulation::{Script, Stats, hours, phase_of, rate, whole};

/// What happened to a campaign before time zero. All times are hours before time zero.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Past {
    /// When it was created; 0 if it begins at time zero.
    pub created: f64,
    /// When the last email was sent; 0 if it is still sending.
    pub last_sent: f64,
    /// Share of the leads that were enrolled when it was created. The others followed as emails were sent.
    pub enrolled_at_once: f64,
    /// Share of the emails that were sent during the last half hour, faster and faster.
    pub surge: f64,
    /// Share of replies and opens that came after the last email.
    pub late: f64,
}

/// Time of the day at time zero: the simulation starts in the afternoon.
const TIME_OF_DAY_HOURS: f64 = 15.0;

/// Time of the day at which most emails are sent.
const BUSIEST_HOUR: f64 = 13.5;

/// Amplitudes of the daily rhythm and of a shorter one. Their sum must be below 1, so that counts never
/// decrease.
const DAY_STRENGTH: f64 = 0.75;
const SHORT_STRENGTH: f64 = 0.22;

/// Period of the shorter rhythm.
const SHORT_HOURS: f64 = 2.6;

/// Length of the surge.
const SURGE_HOURS: f64 = 0.5;

/// The bounce rate swings this many times, with this amplitude. It must be below 1, so that counts never
/// decrease.
const BOUNCE_WAVES: f64 = 3.0;
const BOUNCE_STRENGTH: f64 = 0.7;

/// Opens and replies lag behind deliveries: their shares are powers of the delivered share.
const OPEN_POWER: f64 = 1.06;
const REPLY_POWER: f64 = 1.2;

impl Script {
    /// Stats at a time in milliseconds since time zero, negative before it. `None` before the campaign
    /// was created.
    #[must_use]
    pub fn stats(&self, id: &str, seed: u64, time: i64) -> Option<Stats> {
        match u64::try_from(time) {
            Ok(elapsed) => Some(self.at(id, seed, elapsed)),
            Err(_) => self.before(id, seed, time.unsigned_abs()),
        }
    }

    /// Stats `ago` milliseconds before time zero. `None` before the campaign was created.
    #[must_use]
    pub fn before(&self, id: &str, seed: u64, ago: u64) -> Option<Stats> {
        let (start, past) = (self.start, self.past);
        let ago = hours(ago);
        if ago > past.created {
            return None;
        }
        let phase = phase_of(seed, id);
        let progress = past.sending_progress(ago, phase);
        let enrolled = part(start.enrolled, 1.0 - (1.0 - past.enrolled_at_once) * (1.0 - progress));
        let sent = part(start.sent, progress).min(enrolled * self.steps);
        let known = part(start.delivered + start.bounced, progress).min(sent);
        let bounced = bounced_of(known, start.bounced, start.delivered + start.bounced, phase);
        let delivered = known - bounced;
        let delivered_share = share_of(delivered, start.delivered);
        let late = past.late_progress(ago);
        let reacted = |all: u64, power: f64| {
            let in_time = delivered_share.powf(power);
            let missing = (1.0 - past.late) * (1.0 - in_time) + past.late * (1.0 - late);
            part(all, 1.0 - missing).min(delivered)
        };
        let replied = reacted(start.replied, REPLY_POWER);
        Some(Stats {
            campaign_id: id.to_owned(),
            total_enrolled: enrolled,
            sent,
            delivered,
            bounced,
            replied,
            queued: enrolled * self.steps - sent,
            open_rate: Some(rate(reacted(start.opened, OPEN_POWER), delivered)),
            reply_rate: Some(rate(replied, delivered)),
        })
    }
}

impl Past {
    /// Share of the emails that were sent by then: 0 at creation, 1 from the last email on.
    fn sending_progress(&self, ago: f64, phase: f64) -> f64 {
        if ago <= self.last_sent {
            return 1.0;
        }
        let worked = |ago: f64| work_done(-ago, phase);
        let (first, last) = (worked(self.created), worked(self.last_sent));
        let steady = (worked(ago) - first) / (last - first);
        let surge = (1.0 - ago / SURGE_HOURS).max(0.0).powi(2);
        // Exactly 1 at the end.
        let missing = (1.0 - self.surge) * (1.0 - steady) + self.surge * (1.0 - surge);
        (1.0 - missing).clamp(0.0, 1.0)
    }

    /// Share of the late replies that came by then: most of them soon after the last email.
    fn late_progress(&self, ago: f64) -> f64 {
        if self.last_sent > 0.0 { (1.0 - ago / self.last_sent).max(0.0).sqrt() } else { 1.0 }
    }
}

/// Integral of the rate of sending at a time in hours since time zero, up to a constant: little at night,
/// with a shorter rhythm that differs by campaign.
fn work_done(time: f64, phase: f64) -> f64 {
    let day = (time + TIME_OF_DAY_HOURS - BUSIEST_HOUR) / 24.0;
    let short = time / SHORT_HOURS + phase;
    time + DAY_STRENGTH * 24.0 / TAU * (day * TAU).sin()
        + SHORT_STRENGTH * SHORT_HOURS / TAU * (short * TAU).sin()
}

/// Bounces among the emails whose result is known. A function of their number, so that the rest does not
/// decrease.
fn bounced_of(known: u64, all_bounced: u64, all_known: u64, phase: f64) -> u64 {
    let share = share_of(known, all_known);
    let wave = |share: f64| ((share * BOUNCE_WAVES + phase) * TAU).sin();
    let swing = (wave(share) - wave(0.0)) * BOUNCE_STRENGTH / (BOUNCE_WAVES * TAU);
    // Rounded: the waves do not end at exactly 0.
    whole(to_float(all_bounced) * (share + swing) + 0.5).min(known)
}

/// A share of a count, rounded down.
fn part(count: u64, share: f64) -> u64 {
    whole(to_float(count) * share.max(0.0))
}

fn share_of(part: u64, all: u64) -> f64 {
    if all == 0 { 1.0 } else { to_float(part) / to_float(all) }
}

#[expect(clippy::cast_precision_loss, reason = "counts here are far below 2^53")]
fn to_float(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{CAMPAIGNS, find};
    use crate::demo::healthy;
    use proptest::prelude::*;

    const HOUR: u64 = 3_600_000;
    const MONTH: u64 = 31 * 24 * HOUR;

    fn scripts() -> impl Strategy<Value = (&'static str, Script)> {
        let campaigns: Vec<_> =
            CAMPAIGNS.iter().map(|campaign| (campaign.id, campaign.script)).collect();
        prop::sample::select(campaigns)
    }

    /// Ages of all magnitudes: most campaigns are younger than a week.
    fn ages() -> impl Strategy<Value = u64> {
        prop_oneof![0..60_000_u64, 0..HOUR, 0..24 * HOUR, 0..MONTH]
    }

    fn script(id: &str) -> Script {
        find(id).unwrap().script
    }

    proptest! {
        #[test]
        fn past_leads_to_time_zero((id, script) in scripts(), seed in any::<u64>()) {
            prop_assert_eq!(script.before(id, seed, 0), Some(script.at(id, seed, 0)));
        }

        #[test]
        fn past_parts_never_exceed_the_whole(
            (id, script) in scripts(), seed in any::<u64>(), ago in ages(),
        ) {
            if let Some(stats) = script.before(id, seed, ago) {
                prop_assert!(stats.delivered + stats.bounced <= stats.sent);
                prop_assert!(stats.sent + stats.queued == stats.total_enrolled * script.steps);
                prop_assert!(stats.replied <= stats.delivered);
                for rate in [stats.open_rate, stats.reply_rate].into_iter().flatten() {
                    prop_assert!((0.0..=1.0).contains(&rate));
                }
            }
        }

        #[test]
        fn past_counts_never_decrease(
            (id, script) in scripts(), seed in any::<u64>(), ago in ages(), span in ages(),
        ) {
            let at = |ago: u64| script.before(id, seed, ago);
            let (Some(before), Some(after)) = (at(ago.saturating_add(span)), at(ago)) else {
                return Ok(());
            };
            prop_assert!(before.total_enrolled <= after.total_enrolled);
            prop_assert!(before.sent <= after.sent);
            prop_assert!(before.delivered <= after.delivered);
            prop_assert!(before.bounced <= after.bounced);
            prop_assert!(before.replied <= after.replied);
        }
    }

    #[test]
    fn campaign_begins_with_nothing_sent() {
        for campaign in healthy() {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let created = (campaign.script.past.created * 3.6e6) as u64;
            assert!(created > 0, "{} has no past", campaign.id);
            assert_eq!(campaign.script.before(campaign.id, 1, created + 1), None);
            let first = campaign.script.before(campaign.id, 1, created).unwrap();
            assert_eq!((first.sent, first.replied), (0, 0), "{}", campaign.id);
        }
    }

    #[test]
    fn last_minute_of_the_past_has_no_jump() {
        for campaign in healthy() {
            let at = |ago: u64| campaign.script.before(campaign.id, 1, ago).unwrap();
            let (before, now) = (at(60_000), at(0));
            assert!(now.sent - before.sent <= 10 + now.sent / 1000, "{}", campaign.id);
            assert!(now.replied - before.replied <= 1 + now.replied / 1000, "{}", campaign.id);
        }
    }

    #[test]
    fn more_is_sent_by_day_than_at_night() {
        let sent =
            |hours: u64| script("camp_steps").before("camp_steps", 1, hours * HOUR).unwrap().sent;
        // From 9 to 18 on the day before time zero, and from 21 to 6 in the night after it.
        let (day, night) = (sent(21) - sent(30), sent(9) - sent(18));
        assert!(day > 3 * night, "{day} by day, {night} at night");
    }

    #[test]
    fn paused_campaign_has_sent_nothing_for_two_days() {
        let at = |hours: u64| script("camp_paused").before("camp_paused", 1, hours * HOUR).unwrap();
        assert_eq!(at(48).sent, at(0).sent);
        assert!(at(50).sent < at(0).sent);
    }

    #[test]
    fn finished_campaign_has_late_replies() {
        let at =
            |hours: u64| script("camp_finished").before("camp_finished", 1, hours * HOUR).unwrap();
        assert_eq!(at(5 * 24).sent, at(0).sent);
        assert!(at(5 * 24).replied < at(24).replied);
        assert!(at(24).replied <= at(0).replied);
    }
}
