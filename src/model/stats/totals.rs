//! Totals of several campaigns.

use crate::model::stats::campaign_stats::{CampaignStats, Rate};

/// Sums of the counts, with rates computed from these sums, not averaged. The open rate is
/// weighted by delivered emails; campaigns without one are left out. `None` without campaigns.
/// The id is that of the first campaign and must not be shown.
#[must_use]
pub fn total(campaigns: &[&CampaignStats]) -> Option<CampaignStats> {
    let (first, others) = campaigns.split_first()?;
    let mut total = (*first).clone();
    for stats in others {
        for (sum, count) in [
            (&mut total.total_enrolled, stats.total_enrolled),
            (&mut total.sent, stats.sent),
            (&mut total.delivered, stats.delivered),
            (&mut total.bounced, stats.bounced),
            (&mut total.replied, stats.replied),
            (&mut total.queued, stats.queued),
        ] {
            *sum = sum.saturating_add(count);
        }
    }
    total.open_rate = open_rate(campaigns);
    total.reply_rate = Rate::of(total.replied, total.delivered);
    Some(total)
}

fn open_rate(campaigns: &[&CampaignStats]) -> Option<Rate> {
    let (mut opened, mut delivered) = (0.0, 0.0);
    for stats in campaigns {
        if let Some(rate) = stats.open_rate {
            opened += rate.get() * stats.delivered.as_f64();
            delivered += stats.delivered.as_f64();
        }
    }
    // NaN without deliveries. Rounding errors may give slightly more than 1.
    let share: f64 = opened / delivered;
    if share.is_nan() { None } else { Rate::new(share.min(1.0)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::example::documented_stats;
    use crate::model::stats::campaign_stats::{Count, Counter};
    use proptest::prelude::*;

    fn campaign(delivered: u64, replied: u64, open_rate: Option<f64>) -> CampaignStats {
        let count = |number| Count::new(number).unwrap();
        CampaignStats {
            delivered: count(delivered),
            replied: count(replied),
            open_rate: open_rate.and_then(Rate::new),
            ..documented_stats()
        }
    }

    #[test]
    fn rates_are_computed_from_summed_counts() {
        let large = campaign(900, 9, Some(0.2));
        let small = campaign(100, 50, Some(0.7));
        let total = total(&[&large, &small]).unwrap();
        assert_eq!(total.sent.get(), 960);
        assert_eq!(total.reply_rate, Rate::new(0.059));
        assert_eq!(total.open_rate, Rate::new(0.25));
    }

    #[test]
    fn unknown_open_rate_is_left_out() {
        let (known, unknown) = (campaign(100, 0, Some(0.5)), campaign(900, 0, None));
        assert_eq!(total(&[&known, &unknown]).unwrap().open_rate, Rate::new(0.5));
        assert_eq!(total(&[&unknown]).unwrap().open_rate, None);
    }

    #[test]
    fn rates_are_none_without_deliveries() {
        let draft = campaign(0, 0, Some(0.0));
        let total = total(&[&draft, &draft]).unwrap();
        assert_eq!((total.open_rate, total.reply_rate), (None, None));
    }

    #[test]
    fn total_of_no_campaigns_is_none() {
        assert_eq!(total(&[]), None);
    }

    proptest! {
        #[test]
        fn total_rate_is_between_the_rates_of_the_campaigns(
            parts in prop::collection::vec((1..=1u64 << 53, 0.0..=1.0f64), 1..20),
        ) {
            let parts: Vec<_> =
                parts.iter().map(|(of, open)| campaign(*of, 0, Some(*open))).collect();
            let total = total(&parts.iter().collect::<Vec<_>>()).unwrap();
            let rates = parts.iter().map(|part| part.open_rate.unwrap().get());
            let (low, high) = (rates.clone().fold(1.0, f64::min), rates.fold(0.0, f64::max));
            let rate = total.open_rate.unwrap().get();
            prop_assert!(low - 1e-9 <= rate && rate <= high + 1e-9);
            for counter in Counter::ALL {
                prop_assert!(counter.of(&total) >= counter.of(&parts[0]));
            }
        }
    }
}
