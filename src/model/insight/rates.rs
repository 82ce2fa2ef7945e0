//! What the numbers mean: derived from the stats alone.

use crate::model::insight::fraction::Fraction;
use crate::model::insight::interval::Interval;
use crate::model::stats::campaign_stats::{CampaignStats, Count, Rate};

/// A rate that is drawn as a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RateKind {
    /// Delivered over sent. Derived: the API gives no such rate.
    Delivery,
    /// Unique opens over delivered, as the API says. Directional only: privacy proxies and
    /// robots open mail by themselves.
    Open,
    /// Replied leads over delivered, as the API says.
    Reply,
    /// Bounced over sent. Derived: the API gives no such rate.
    Bounce,
}

impl RateKind {
    /// All rates in the order in which a campaign meets them.
    pub const ALL: [Self; 4] = [Self::Delivery, Self::Open, Self::Reply, Self::Bounce];

    /// Its name in the code of pages and tests, in whatever language it is shown.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Delivery => "Delivery",
            Self::Open => "Open",
            Self::Reply => "Reply",
            Self::Bounce => "Bounce",
        }
    }

    /// The end of the bar's scale while the rate fits on it. Replies and bounces are small
    /// shares by nature and would be invisible on a scale to 100 %.
    fn usual_scale(self) -> Rate {
        match self {
            Self::Delivery | Self::Open => Rate::percent(100),
            Self::Reply => Rate::percent(20),
            Self::Bounce => Rate::percent(10),
        }
    }
}

/// The scales that a bar can have.
const SCALES: [Rate; 4] =
    [Rate::percent(10), Rate::percent(20), Rate::percent(50), Rate::percent(100)];

/// What a rate rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// So many of so many.
    Counted(Fraction),
    /// There is nothing yet to divide by.
    NothingYet,
    /// The API does not say.
    NotKnown,
}

/// A rate with its evidence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RateFigure {
    /// Which rate.
    pub kind: RateKind,
    /// Its value; `None` where there is no data.
    pub value: Option<Rate>,
    /// What it rests on.
    pub evidence: Evidence,
    /// The rate at the end of the bar's scale, above 0.
    pub scale: Rate,
    /// How many of those that do not count may count yet: of the delivery rate, the emails that
    /// are neither delivered nor bounced.
    pub pending: Count,
}

impl RateFigure {
    /// A rate of a campaign.
    #[must_use]
    pub fn new(kind: RateKind, stats: &CampaignStats) -> Self {
        let CampaignStats { sent, delivered, bounced, replied, .. } = *stats;
        let (value, evidence) = match kind {
            RateKind::Delivery => (Rate::of(delivered, sent), counted(delivered, sent)),
            RateKind::Bounce => (Rate::of(bounced, sent), counted(bounced, sent)),
            RateKind::Open => (given(stats.open_rate, delivered), opens(stats)),
            RateKind::Reply => (given(stats.reply_rate, delivered), counted(replied, delivered)),
        };
        let pending = match kind {
            RateKind::Delivery => sent.saturating_sub(delivered).saturating_sub(bounced),
            _ => Count::default(),
        };
        Self { kind, value, evidence, scale: scale(kind, value), pending }
    }

    /// How much of the bar is filled, 0 to 1.
    #[must_use]
    pub fn fill(&self) -> f64 {
        self.value.map_or(0.0, |value| self.place(value))
    }

    /// Where a rate is on the bar, 0 to 1; what is beyond its end is at its end.
    #[must_use]
    pub fn place(&self, rate: Rate) -> f64 {
        (rate.get() / self.scale.get()).min(1.0)
    }

    /// Where the true rate lies, at 95 %. Not for opens: their count is reckoned back from a
    /// rate that is rounded, and counts robots.
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

/// The API's own rate, which it gives as 0 also where nothing was delivered: then there is
/// none.
fn given(rate: Option<Rate>, delivered: Count) -> Option<Rate> {
    rate.filter(|_| delivered.get() > 0)
}

fn counted(part: Count, whole: Count) -> Evidence {
    if whole.get() == 0 {
        Evidence::NothingYet
    } else {
        Evidence::Counted(Fraction { part, whole })
    }
}

/// The API gives no count of opens: reckoned back from the rate, which is rounded.
fn opens(stats: &CampaignStats) -> Evidence {
    let opens = |rate: Rate| Count::from_number((rate.get() * stats.delivered.as_f64()).round());
    match stats.open_rate.and_then(opens) {
        Some(opened) => counted(opened, stats.delivered),
        None => Evidence::NotKnown,
    }
}

fn scale(kind: RateKind, value: Option<Rate>) -> Rate {
    let usual = kind.usual_scale();
    let fits = |scale: &Rate| *scale >= usual && value.is_none_or(|value| *scale >= value);
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
    fn open_and_reply_are_the_rates_of_the_api() {
        assert_eq!(figure(RateKind::Open).value, Rate::new(0.42));
        assert_eq!(figure(RateKind::Reply).value, Rate::new(0.08));
    }

    #[test]
    fn delivery_and_bounce_are_derived_from_what_was_sent() {
        assert_eq!(figure(RateKind::Delivery).value, Rate::new(471.0 / 480.0));
        assert_eq!(figure(RateKind::Bounce).value, Rate::new(9.0 / 480.0));
    }

    #[test]
    fn each_rate_has_its_fraction() {
        assert_eq!(fraction_of(RateKind::Delivery), (471, 480));
        assert_eq!(fraction_of(RateKind::Open), (198, 471));
        assert_eq!(fraction_of(RateKind::Reply), (38, 471));
        assert_eq!(fraction_of(RateKind::Bounce), (9, 480));
    }

    #[test]
    fn a_draft_has_no_rates_at_all() {
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
            let nothing = (None, Evidence::NothingYet);
            assert_eq!((figure.value, figure.evidence), nothing, "{kind:?}");
        }
    }

    #[test]
    fn a_rate_that_the_api_does_not_know_is_unknown_but_its_counts_are_not() {
        let stats = CampaignStats { open_rate: None, reply_rate: None, ..documented_stats() };
        let of = |kind| RateFigure::new(kind, &stats);
        assert_eq!(of(RateKind::Reply).value, None);
        assert!(matches!(of(RateKind::Reply).evidence, Evidence::Counted(_)));
        assert_eq!(of(RateKind::Open).evidence, Evidence::NotKnown);
    }

    #[test]
    fn small_rates_have_a_scale_of_their_own_that_grows_with_them() {
        assert_eq!(scale(RateKind::Bounce, Rate::new(0.019)), Rate::percent(10));
        assert_eq!(scale(RateKind::Bounce, Rate::new(0.12)), Rate::percent(20));
        assert_eq!(scale(RateKind::Reply, Rate::new(0.6)), Rate::percent(100));
        assert_eq!(scale(RateKind::Delivery, None), Rate::percent(100));
    }

    proptest! {
        #[test]
        fn a_bar_is_never_fuller_than_full(share in 0.0f64..=1.0) {
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
