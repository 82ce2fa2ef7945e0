//! Funnel from enrolled leads to replies.

use crate::model::insight::rates::{Evidence, RateFigure, RateKind};
use crate::model::stats::campaign_stats::{CampaignStats, Count, Rate};

/// A step of the funnel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "documented in CampaignStats")]
pub enum StepKind {
    Enrolled,
    Sent,
    Delivered,
    /// Computed from the rounded open rate, so approximate.
    Opened,
    Replied,
}

impl StepKind {
    /// All steps in order.
    pub const ALL: [Self; 5] =
        [Self::Enrolled, Self::Sent, Self::Delivered, Self::Opened, Self::Replied];
}

/// A step with its count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// Which step.
    pub kind: StepKind,
    /// Count; `None` if unknown.
    pub count: Option<Count>,
    /// Length of the bar, 0 to 1.
    pub share_of_scale: f64,
    /// Conversion rate: sent of enrolled (`None` with more emails than leads), delivered of
    /// sent, opened and replied of delivered.
    pub of_previous: Option<Rate>,
}

/// Funnel of one campaign.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Funnel {
    /// Count of a full bar: the largest count of all steps.
    pub scale: Count,
    /// Steps in order.
    pub steps: [Step; 5],
    /// Whether more emails were sent than leads enrolled, so that a step is not necessarily a
    /// subset of the previous one.
    pub several_steps: bool,
}

impl Funnel {
    /// Computes the funnel of a campaign.
    #[must_use]
    pub fn of(stats: &CampaignStats) -> Self {
        let CampaignStats { total_enrolled, sent, delivered, replied, .. } = *stats;
        let scale = total_enrolled.max(sent).max(delivered).max(replied);
        let step = |kind, count: Option<Count>, of_previous| Step {
            kind,
            count,
            share_of_scale: count.and_then(|count| Rate::of(count, scale)).map_or(0.0, Rate::get),
            of_previous,
        };
        let [delivery, open, reply] = [RateKind::Delivery, RateKind::Open, RateKind::Reply]
            .map(|kind| RateFigure::new(kind, stats));
        let opened = match open.evidence {
            Evidence::Counted(fraction) => Some(fraction.part),
            Evidence::ZeroDenominator => Some(Count::default()),
            Evidence::NotReported => None,
        };
        Self {
            scale,
            steps: [
                step(StepKind::Enrolled, Some(total_enrolled), None),
                step(StepKind::Sent, Some(sent), Rate::of(sent, total_enrolled)),
                step(StepKind::Delivered, Some(delivered), delivery.value),
                step(StepKind::Opened, opened, open.value),
                step(StepKind::Replied, Some(replied), reply.value),
            ],
            several_steps: sent > total_enrolled,
        }
    }
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
    fn funnel_of_the_documented_example() {
        let funnel = Funnel::of(&documented_stats());
        let counts = funnel.steps.map(|step| step.count.unwrap().get());
        assert_eq!(counts, [500, 480, 471, 198, 38]);
        assert_eq!((funnel.scale, funnel.several_steps), (count(500), false));
        let shares = funnel.steps.map(|step| step.of_previous.map(Rate::get));
        let expected = [None, Some(0.96), Some(471.0 / 480.0), Some(0.42), Some(0.08)];
        assert_eq!(shares, expected);
    }

    #[test]
    fn more_emails_than_leads_set_the_scale_and_have_no_conversion_rate() {
        let stats = CampaignStats { sent: count(1200), ..documented_stats() };
        let funnel = Funnel::of(&stats);
        assert_eq!((funnel.scale, funnel.several_steps), (count(1200), true));
        assert_eq!(funnel.steps[1].of_previous, None);
    }

    #[test]
    fn unknown_opens_have_an_empty_bar() {
        let stats = CampaignStats { open_rate: None, ..documented_stats() };
        let opened = Funnel::of(&stats).steps[3];
        assert_eq!((opened.count, opened.of_previous), (None, None));
        assert!(opened.share_of_scale.abs() < f64::EPSILON);
    }

    #[test]
    fn empty_campaign_has_no_conversion_rates() {
        let zero = Count::default();
        let stats = CampaignStats {
            total_enrolled: zero,
            sent: zero,
            delivered: zero,
            replied: zero,
            ..documented_stats()
        };
        let funnel = Funnel::of(&stats);
        for step in funnel.steps {
            assert_eq!((step.count, step.of_previous), (Some(zero), None), "{step:?}");
            assert!(step.share_of_scale.abs() < f64::EPSILON, "{step:?}");
        }
    }

    proptest! {
        #[test]
        fn bars_are_within_0_and_1(
            counts in prop::array::uniform4(0..=1u64 << 53), open in 0.0..=1.0f64,
        ) {
            let [total_enrolled, sent, delivered, replied] = counts.map(count);
            let stats = CampaignStats {
                total_enrolled, sent, delivered, replied,
                open_rate: Rate::new(open),
                ..documented_stats()
            };
            for step in Funnel::of(&stats).steps {
                prop_assert!((0.0..=1.0).contains(&step.share_of_scale), "{step:?}");
            }
        }
    }
}
