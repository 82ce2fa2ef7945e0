//! Detection of contradictions within one response. Values are never corrected.

use crate::model::stats::campaign_stats::{CampaignStats, Count, Rate};

/// Allowed difference of a rate to its counts: the API rounds rates to two decimals.
pub const ROUNDING: f64 = 0.005;

/// Tolerance for binary fractions: 0.085 − 0.08 is slightly over 0.005.
const EPSILON: f64 = 1e-9;

/// From this many delivered emails on, replies without any open are not a coincidence.
pub const MANY_DELIVERED: u64 = 100;

/// A contradiction between values of one response.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Contradiction {
    /// More emails delivered or bounced than sent.
    MoreArrivedThanSent {
        /// Sum of delivered and bounced.
        arrived: Count,
        /// Sent.
        sent: Count,
    },
    /// More replies than delivered emails.
    MoreRepliesThanDelivered {
        /// Leads that replied.
        replied: Count,
        /// Emails delivered.
        delivered: Count,
    },
    /// The API's reply rate differs from its counts by more than [`ROUNDING`].
    ReplyRate {
        /// The rate reported by the API.
        given: Rate,
        /// The rate computed from the counts.
        counted: Rate,
    },
    /// Replies without any open: open tracking is off.
    OpensNotTracked {
        /// Leads that replied.
        replied: Count,
    },
}

/// All contradictions; usually empty.
#[must_use]
pub fn contradictions(stats: &CampaignStats) -> Vec<Contradiction> {
    let CampaignStats { sent, delivered, bounced, replied, .. } = *stats;
    let mut found = Vec::new();
    let arrived = delivered.saturating_add(bounced);
    if arrived > sent {
        found.push(Contradiction::MoreArrivedThanSent { arrived, sent });
    }
    if replied > delivered {
        found.push(Contradiction::MoreRepliesThanDelivered { replied, delivered });
    }
    if let (Some(given), Some(counted)) = (stats.reply_rate, Rate::of(replied, delivered))
        && (given.get() - counted.get()).abs() > ROUNDING + EPSILON
    {
        found.push(Contradiction::ReplyRate { given, counted });
    }
    let no_opens = stats.open_rate == Some(Rate::percent(0));
    if no_opens && delivered.get() >= MANY_DELIVERED && replied.get() > 0 {
        found.push(Contradiction::OpensNotTracked { replied });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::example::documented_stats;
    use proptest::prelude::*;

    fn count(number: u64) -> Count {
        Count::new(number).unwrap()
    }

    #[test]
    fn documented_example_is_consistent() {
        assert_eq!(contradictions(&documented_stats()), []);
    }

    #[test]
    fn more_delivered_and_bounced_than_sent_is_reported() {
        let stats = |bounced| CampaignStats { bounced: count(bounced), ..documented_stats() };
        assert_eq!(contradictions(&stats(9)), []);
        let found = Contradiction::MoreArrivedThanSent { arrived: count(481), sent: count(480) };
        assert_eq!(contradictions(&stats(10)), [found]);
    }

    #[test]
    fn more_replies_than_delivered_is_reported() {
        let stats = CampaignStats { replied: count(472), reply_rate: None, ..documented_stats() };
        let (replied, delivered) = (count(472), count(471));
        let found = Contradiction::MoreRepliesThanDelivered { replied, delivered };
        assert_eq!(contradictions(&stats), [found]);
    }

    #[test]
    fn reply_rate_tolerates_rounding_only() {
        let off = |given| {
            let stats = CampaignStats {
                delivered: count(200),
                replied: count(17),
                reply_rate: Rate::new(given),
                ..documented_stats()
            };
            !contradictions(&stats).is_empty()
        };
        // 17 of 200 is exactly 0.085, which may be rounded up or down.
        assert_eq!([0.08, 0.085, 0.09].map(off), [false; 3]);
        assert_eq!([0.079, 0.091].map(off), [true; 2]);
    }

    #[test]
    fn replies_without_opens_mean_tracking_is_off() {
        let found = |delivered, replied, open_rate| {
            let stats = CampaignStats {
                delivered: count(delivered),
                replied: count(replied),
                open_rate: Rate::new(open_rate),
                reply_rate: None,
                ..documented_stats()
            };
            contradictions(&stats)
        };
        assert_eq!(found(100, 3, 0.0), [Contradiction::OpensNotTracked { replied: count(3) }]);
        for (delivered, replied, open_rate) in [(99, 3, 0.0), (100, 0, 0.0), (100, 3, 0.01)] {
            assert_eq!(found(delivered, replied, open_rate), [], "{delivered} {replied}");
        }
    }

    proptest! {
        #[test]
        fn rates_rounded_to_two_decimals_are_accepted(delivered in 1u64..5000, replied in 0u64..5000) {
            let replied = replied.min(delivered);
            let exact = Rate::of(count(replied), count(delivered)).unwrap().get();
            let stats = CampaignStats {
                sent: count(delivered),
                delivered: count(delivered),
                bounced: count(0),
                replied: count(replied),
                reply_rate: Rate::new((exact * 100.0).round() / 100.0),
                ..documented_stats()
            };
            prop_assert_eq!(contradictions(&stats), []);
        }
    }
}
