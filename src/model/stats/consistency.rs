//! Where the numbers of one answer contradict each other. Nothing is corrected: it is for the
//! API to explain.

use crate::model::stats::campaign_stats::{CampaignStats, Count, Rate};

/// A rate may be off by so much from its counts: the API rounds to two decimals.
pub const ROUNDING: f64 = 0.005;

/// What binary fractions add to that: 0.085 − 0.08 is a hair over 0.005.
const FLOAT_DUST: f64 = 1e-9;

/// From so many delivered emails on, nobody opening any while some reply is not chance.
pub const MANY_DELIVERED: u64 = 100;

/// One thing that does not add up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Contradiction {
    /// More emails were delivered or bounced than sent.
    MoreArrivedThanSent {
        /// Delivered and bounced together.
        arrived: Count,
        /// Sent.
        sent: Count,
    },
    /// More leads replied than emails were delivered.
    MoreRepliesThanDelivered {
        /// Leads that replied.
        replied: Count,
        /// Emails delivered.
        delivered: Count,
    },
    /// The API's reply rate is not that of its own counts, by more than [`ROUNDING`].
    ReplyRate {
        /// The rate that the API gives.
        given: Rate,
        /// The rate of the counts.
        counted: Rate,
    },
    /// Nobody opened anything, but some replied: opens are not being tracked.
    OpensNotTracked {
        /// Leads that replied.
        replied: Count,
    },
}

/// All that does not add up; most often nothing.
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
        && (given.get() - counted.get()).abs() > ROUNDING + FLOAT_DUST
    {
        found.push(Contradiction::ReplyRate { given, counted });
    }
    let nobody_opened = stats.open_rate == Some(Rate::percent(0));
    if nobody_opened && delivered.get() >= MANY_DELIVERED && replied.get() > 0 {
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
    fn the_documented_numbers_add_up() {
        assert_eq!(contradictions(&documented_stats()), []);
    }

    #[test]
    fn more_delivered_and_bounced_than_sent_cannot_be() {
        let stats = |bounced| CampaignStats { bounced: count(bounced), ..documented_stats() };
        assert_eq!(contradictions(&stats(9)), []);
        let found = Contradiction::MoreArrivedThanSent { arrived: count(481), sent: count(480) };
        assert_eq!(contradictions(&stats(10)), [found]);
    }

    #[test]
    fn more_replies_than_delivered_cannot_be() {
        let stats = CampaignStats { replied: count(472), reply_rate: None, ..documented_stats() };
        let (replied, delivered) = (count(472), count(471));
        let found = Contradiction::MoreRepliesThanDelivered { replied, delivered };
        assert_eq!(contradictions(&stats), [found]);
    }

    #[test]
    fn a_reply_rate_may_be_rounded_but_not_wrong() {
        let off = |given| {
            let stats = CampaignStats {
                delivered: count(200),
                replied: count(17),
                reply_rate: Rate::new(given),
                ..documented_stats()
            };
            !contradictions(&stats).is_empty()
        };
        // 17 of 200 are exactly 0.085, which rounds either way.
        assert_eq!([0.08, 0.085, 0.09].map(off), [false; 3]);
        assert_eq!([0.079, 0.091].map(off), [true; 2]);
    }

    #[test]
    fn no_opens_at_all_with_many_delivered_and_some_replies_is_tracking_that_is_off() {
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
        fn what_is_rounded_to_two_decimals_is_never_named(delivered in 1u64..5000, replied in 0u64..5000) {
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
