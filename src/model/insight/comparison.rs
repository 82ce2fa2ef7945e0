//! Comparison of two campaigns' reply rates, with statistical significance.

use crate::model::insight::bands::is_large_enough;
use crate::model::insight::fraction::Fraction;
use crate::model::insight::interval::Difference;
use crate::model::stats::campaign_stats::CampaignStats;

/// Result of comparing two reply rates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Comparison {
    /// Too few emails delivered for a verdict.
    TooEarly,
    /// Not significant. The difference is not negative: the higher rate minus the lower one.
    NotBeyondChance(Difference),
    /// The first rate is higher, by this positive difference.
    First(Difference),
    /// The second rate is higher, by this positive difference.
    Second(Difference),
}

impl Comparison {
    /// Compares the counts, because the API's rates are rounded. `None` if the counts contradict
    /// each other, such as more replies than deliveries.
    #[must_use]
    pub fn of(first: &CampaignStats, second: &CampaignStats) -> Option<Self> {
        let [first, second] =
            [first, second].map(|stats| Fraction { part: stats.replied, whole: stats.delivered });
        if !is_large_enough(first) || !is_large_enough(second) {
            return Some(Self::TooEarly);
        }
        let difference = Difference::newcombe(first, second)?;
        let first_is_higher = difference.value >= 0.0;
        let difference = if first_is_higher { difference } else { difference.turned() };
        Some(match first_is_higher {
            _ if !difference.beyond_chance() => Self::NotBeyondChance(difference),
            true => Self::First(difference),
            false => Self::Second(difference),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::example::documented_stats;
    use crate::model::stats::campaign_stats::Count;
    use proptest::prelude::*;

    fn replied(part: u64, whole: u64) -> CampaignStats {
        let count = |number| Count::new(number).unwrap();
        CampaignStats { replied: count(part), delivered: count(whole), ..documented_stats() }
    }

    /// Newcombe's example (a) of 1998: 56 of 70 against 48 of 80 gives 0.2 (0.0524 to 0.3339).
    #[test]
    fn significant_difference_is_positive() {
        let (higher, lower) = (replied(56, 70), replied(48, 80));
        let Some(Comparison::First(first)) = Comparison::of(&higher, &lower) else {
            panic!("the first is higher")
        };
        assert!((first.value - 0.2).abs() < 1e-9);
        assert!((first.low - 0.0524).abs() < 1e-4 && (first.high - 0.3339).abs() < 1e-4);
        let Some(Comparison::Second(second)) = Comparison::of(&lower, &higher) else {
            panic!("the second is higher")
        };
        assert!((second.low - first.low).abs() < 1e-12 && second.value > 0.0);
    }

    #[test]
    fn small_difference_is_not_significant() {
        for (first, second, by) in [(4, 6, 0.02), (6, 4, 0.02), (5, 5, 0.0)] {
            let comparison = Comparison::of(&replied(first, 100), &replied(second, 100));
            let Some(Comparison::NotBeyondChance(difference)) = comparison else {
                panic!("{comparison:?}")
            };
            assert!((difference.value - by).abs() < 1e-9 && difference.value.is_sign_positive());
            assert!(difference.low < 0.0 && difference.high > difference.value);
        }
    }

    #[test]
    fn small_sample_is_too_early() {
        let comparison = Comparison::of(&replied(19, 19), &replied(0, 1000));
        assert_eq!(comparison, Some(Comparison::TooEarly));
    }

    #[test]
    fn contradictory_counts_are_not_compared() {
        assert_eq!(Comparison::of(&replied(101, 100), &replied(1, 100)), None);
    }

    proptest! {
        #[test]
        fn comparison_is_symmetric(
            a in 0..500u64, of_a in 1..500u64, b in 0..500u64, of_b in 1..500u64,
        ) {
            let (one, other) = (replied(a.min(of_a), of_a), replied(b.min(of_b), of_b));
            match (Comparison::of(&one, &other), Comparison::of(&other, &one)) {
                (Some(Comparison::First(first)), Some(Comparison::Second(second))) => {
                    prop_assert!(first.low > 0.0 && (first.value - second.value).abs() < 1e-9);
                }
                (Some(Comparison::Second(second)), Some(Comparison::First(_))) => {
                    prop_assert!(second.low > 0.0);
                }
                (one, other) => {
                    let same = std::mem::discriminant(&one) == std::mem::discriminant(&other);
                    prop_assert!(same && one.is_some());
                }
            }
        }
    }
}
