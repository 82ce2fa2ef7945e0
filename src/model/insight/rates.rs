//! Rates derived from the stats, with the counts behind them.

use crate::model::insight::fraction::Fraction;
use crate::model::insight::interval::Interval;
use crate::model::stats::campaign_stats::{CampaignStats, Count, Rate};

/// A rate shown as a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RateKind {
    /// Delivered / sent. Not part of the API.
    Delivery,
    /// Unique opens / delivered, as reported by the API. Unreliable, because privacy proxies and
    /// mail scanners open emails, too.
    Open,
    /// Replied leads / delivered, as reported by the API.
    Reply,
    /// Bounced / sent. Not part of the API.
    Bounce,
}

impl RateKind {
    /// All rates in display order.
    pub const ALL: [Self; 4] = [Self::Delivery, Self::Open, Self::Reply, Self::Bounce];

    /// The rates whose bars a board shows: those that decide what to do next.
    pub const WITH_BAR_ON_BOARD: [Self; 2] = [Self::Reply, Self::Bounce];

    /// Whether the rate is approximate: privacy proxies load the images that count opens.
    #[must_use]
    pub fn is_directional(self) -> bool {
        self == Self::Open
    }

    /// Identifier for scripts and tests, independent of the language.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Delivery => "Delivery",
            Self::Open => "Open",
            Self::Reply => "Reply",
            Self::Bounce => "Bounce",
        }
    }

    /// Default end of the bar's scale. Reply and bounce rates are usually small and would be
    /// invisible on a scale to 100 %.
    fn default_scale(self) -> Rate {
        match self {
            Self::Delivery | Self::Open => Rate::percent(100),
            Self::Reply => Rate::percent(20),
            Self::Bounce => Rate::percent(10),
        }
    }
}

/// Possible scales of a bar.
const SCALES: [Rate; 4] =
    [Rate::percent(10), Rate::percent(20), Rate::percent(50), Rate::percent(100)];

/// The counts behind a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// Numerator and denominator.
    Counted(Fraction),
    /// The denominator is 0.
    ZeroDenominator,
    /// Not reported by the API.
    NotReported,
}

/// A rate with its evidence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RateFigure {
    /// Which rate.
    pub kind: RateKind,
    /// Value; `None` without data.
    pub value: Option<Rate>,
    /// Counts behind the rate.
    pub evidence: Evidence,
    /// Rate at the end of the bar's scale, above 0.
    pub scale: Rate,
    /// Items that may still be added to the numerator: for the delivery rate, emails neither
    /// delivered nor bounced.
    pub pending: Count,
}

impl RateFigure {
    /// Computes a rate of a campaign.
    #[must_use]
    pub fn new(kind: RateKind, stats: &CampaignStats) -> Self {
        let CampaignStats { sent, delivered, bounced, replied, .. } = *stats;
        let (value, evidence) = match kind {
            RateKind::Delivery => (Rate::of(delivered, sent), counted(delivered, sent)),
            RateKind::Bounce => (Rate::of(bounced, sent), counted(bounced, sent)),
            RateKind::Open => (reported(stats.open_rate, delivered), opens(stats)),
            RateKind::Reply => (reported(stats.reply_rate, delivered), counted(replied, delivered)),
        };
        let pending = match kind {
            RateKind::Delivery => sent.saturating_sub(delivered).saturating_sub(bounced),
            _ => Count::default(),
        };
        Self { kind, value, evidence, scale: scale(kind, value), pending }
    }

    /// Filled part of the bar, 0 to 1.
    #[must_use]
    pub fn fill(&self) -> f64 {
        self.value.map_or(0.0, |value| self.place(value))
    }

    /// Position of a rate on the bar, 0 to 1, capped at the end.
    #[must_use]
    pub fn place(&self, rate: Rate) -> f64 {
        (rate.get() / self.scale.get()).min(1.0)
    }

    /// 95 % confidence interval. `None` for opens: their count is derived from a rounded rate and
    /// includes mail scanners.
    #[must_use]
    pub fn interval(&self) -> Option<Interval> {
        match self.evidence {
            Evidence::Counted(fraction) if self.kind != RateKind::Open => {
                Interval::wilson(fraction)
            }
            _ => None,
        }
    }
}

/// The API reports 0 if nothing was delivered; that is no rate.
fn reported(rate: Option<Rate>, delivered: Count) -> Option<Rate> {
    rate.filter(|_| delivered.get() > 0)
}

fn counted(part: Count, whole: Count) -> Evidence {
    if whole.get() == 0 {
        Evidence::ZeroDenominator
    } else {
        Evidence::Counted(Fraction { part, whole })
    }
}

/// The API does not report the number of opens, so it is computed from the rounded rate.
fn opens(stats: &CampaignStats) -> Evidence {
    let opens = |rate: Rate| Count::from_number((rate.get() * stats.delivered.as_f64()).round());
    match stats.open_rate.and_then(opens) {
        Some(opened) => counted(opened, stats.delivered),
        None => Evidence::NotReported,
    }
}

fn scale(kind: RateKind, value: Option<Rate>) -> Rate {
    let default = kind.default_scale();
    let fits = |scale: &Rate| *scale >= default && value.is_none_or(|value| *scale >= value);
    SCALES.into_iter().find(fits).unwrap_or(Rate::percent(100))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::example::documented_stats;
    use proptest::prelude::*;

    fn figure(kind: RateKind) -> RateFigure {
        RateFigure::new(kind, &documented_stats())
    }

    fn fraction_of(kind: RateKind) -> (u64, u64) {
        match figure(kind).evidence {
            Evidence::Counted(fraction) => (fraction.part.get(), fraction.whole.get()),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn open_and_reply_rates_are_those_of_the_api() {
        assert_eq!(figure(RateKind::Open).value, Rate::new(0.42));
        assert_eq!(figure(RateKind::Reply).value, Rate::new(0.08));
    }

    #[test]
    fn delivery_and_bounce_rates_are_computed_from_sent() {
        assert_eq!(figure(RateKind::Delivery).value, Rate::new(471.0 / 480.0));
        assert_eq!(figure(RateKind::Bounce).value, Rate::new(9.0 / 480.0));
    }

    #[test]
    fn evidence_of_each_rate() {
        assert_eq!(fraction_of(RateKind::Delivery), (471, 480));
        assert_eq!(fraction_of(RateKind::Open), (198, 471));
        assert_eq!(fraction_of(RateKind::Reply), (38, 471));
        assert_eq!(fraction_of(RateKind::Bounce), (9, 480));
    }

    #[test]
    fn draft_has_no_rates() {
        let zero = Count::default();
        let draft = CampaignStats {
            sent: zero,
            delivered: zero,
            bounced: zero,
            replied: zero,
            open_rate: Rate::new(0.0),
            reply_rate: Rate::new(0.0),
            ..documented_stats()
        };
        for kind in RateKind::ALL {
            let figure = RateFigure::new(kind, &draft);
            let nothing = (None, Evidence::ZeroDenominator);
            assert_eq!((figure.value, figure.evidence), nothing, "{kind:?}");
        }
    }

    #[test]
    fn missing_rates_of_the_api_are_unknown() {
        let stats = CampaignStats { open_rate: None, reply_rate: None, ..documented_stats() };
        let of = |kind| RateFigure::new(kind, &stats);
        assert_eq!(of(RateKind::Reply).value, None);
        assert!(matches!(of(RateKind::Reply).evidence, Evidence::Counted(_)));
        assert_eq!(of(RateKind::Open).evidence, Evidence::NotReported);
    }

    #[test]
    fn scale_grows_with_the_rate() {
        assert_eq!(scale(RateKind::Bounce, Rate::new(0.019)), Rate::percent(10));
        assert_eq!(scale(RateKind::Bounce, Rate::new(0.12)), Rate::percent(20));
        assert_eq!(scale(RateKind::Reply, Rate::new(0.6)), Rate::percent(100));
        assert_eq!(scale(RateKind::Delivery, None), Rate::percent(100));
    }

    proptest! {
        #[test]
        fn fill_is_within_0_and_1(share in 0.0f64..=1.0) {
            let stats = CampaignStats {
                open_rate: Rate::new(share),
                reply_rate: Rate::new(share),
                ..documented_stats()
            };
            for kind in RateKind::ALL {
                let fill = RateFigure::new(kind, &stats).fill();
                prop_assert!((0.0..=1.0).contains(&fill));
            }
        }
    }
}
