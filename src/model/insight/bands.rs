//! Classification of rates as good, needing attention or dangerous.
//!
//! Each rate has two thresholds and so three bands. The defaults are usual in the industry. A
//! bounce rate below 2 % is healthy (Woodpecker's bounce shield acts at 2 %); from 5 % the sender
//! is in danger (Amazon SES reviews accounts at 5 % and may pause them at 10 %). The delivery
//! rate is its counterpart. Replies to cold email are typically 1 to 5 % of delivered emails. The
//! open rate has no bands, because privacy proxies and mail scanners open emails, too.
//!
//! A verdict takes the rate's confidence interval into account.

use crate::model::insight::fraction::Fraction;
use crate::model::insight::interval::Interval;
use crate::model::insight::rates::{Evidence, RateFigure, RateKind};
use crate::model::stats::campaign_stats::{Count, Rate};
use crate::model::text::format::shown;

/// Minimum denominator for a verdict: one bounce in 19 emails is already above 5 %.
/// (Woodpecker's bounce shield waits for 20 emails, too.)
pub const MIN_SAMPLE: u64 = 20;

/// Limits between the bands, with `low` < `high`. A rate equal to a threshold belongs to the
/// upper band.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    low: Rate,
    high: Rate,
}

impl Thresholds {
    /// `None` unless `low` is below `high`.
    #[must_use]
    pub fn new(low: Rate, high: Rate) -> Option<Self> {
        (low < high).then_some(Self { low, high })
    }

    /// Lower limit of the middle band.
    #[must_use]
    pub fn low(self) -> Rate {
        self.low
    }

    /// Lower limit of the high band.
    #[must_use]
    pub fn high(self) -> Rate {
        self.high
    }

    fn band_of(self, rate: Rate) -> Band {
        match rate {
            _ if rate < self.low => Band::Low,
            _ if rate < self.high => Band::Middle,
            _ => Band::High,
        }
    }
}

/// Band of a rate. Whether high is good depends on the rate: see [`severity`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Band {
    /// Below both thresholds.
    Low,
    /// From the lower threshold to below the upper one.
    Middle,
    /// At or above the upper threshold.
    High,
}

/// Band of a rate, with its certainty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The denominator is below [`MIN_SAMPLE`].
    TooEarly,
    /// The interval contains both thresholds, or pending emails may still change the band.
    Unclear,
    /// The rate is in this band, but the interval contains one threshold.
    Likely(Band),
    /// The whole interval is in this band.
    Surely(Band),
}

/// Severity of a verdict; determines its colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Severity {
    /// Good.
    Good,
    /// Needs attention.
    Attention,
    /// Needs action: the sender's reputation suffers.
    Danger,
    /// Typical, or not known well enough.
    #[default]
    Neutral,
}

impl Severity {
    /// The value of `data-severity`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Attention => "attention",
            Self::Danger => "danger",
            Self::Neutral => "neutral",
        }
    }
}

/// Severity of a verdict on a rate. A low reply rate needs attention but is never dangerous; a
/// typical one is neutral.
#[must_use]
pub fn severity(kind: RateKind, verdict: Verdict) -> Severity {
    let (Verdict::Likely(band) | Verdict::Surely(band)) = verdict else {
        return Severity::Neutral;
    };
    match (kind, band) {
        (RateKind::Bounce, Band::Low) | (RateKind::Delivery | RateKind::Reply, Band::High) => {
            Severity::Good
        }
        (RateKind::Bounce | RateKind::Delivery, Band::Middle) | (RateKind::Reply, Band::Low) => {
            Severity::Attention
        }
        (RateKind::Bounce, Band::High) | (RateKind::Delivery, Band::Low) => Severity::Danger,
        (RateKind::Reply, Band::Middle) | (RateKind::Open, _) => Severity::Neutral,
    }
}

/// Thresholds of all rates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bands {
    delivery: Thresholds,
    reply: Thresholds,
    bounce: Thresholds,
}

/// Why given thresholds are not used. The other thresholds still are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BandProblem {
    /// Unknown rate name.
    UnknownRate(String),
    /// The open rate has no bands.
    OpenHasNone,
    /// Not two percentages.
    NotTwoPercentages(RateKind),
    /// A percentage outside 0…100.
    OutOfRange(RateKind),
    /// The first threshold is not below the second.
    NotAscending(RateKind),
}

impl Default for Bands {
    fn default() -> Self {
        let thresholds =
            |low, high| Thresholds { low: Rate::percent(low), high: Rate::percent(high) };
        Self { delivery: thresholds(95, 98), reply: thresholds(1, 5), bounce: thresholds(2, 5) }
    }
}

impl Bands {
    /// Parses thresholds in percent. Rates that are not given keep their defaults.
    ///
    /// ```
    /// use campaign_stats::model::insight::bands::Bands;
    /// use campaign_stats::model::insight::rates::RateKind;
    /// use campaign_stats::model::stats::campaign_stats::Rate;
    ///
    /// let (bands, problems) = Bands::parse("bounce:1.5,4 reply:9,3");
    /// assert_eq!(bands.of(RateKind::Bounce).map(|at| at.high()), Some(Rate::percent(4)));
    /// assert_eq!(bands.of(RateKind::Reply), Bands::default().of(RateKind::Reply));
    /// assert_eq!(problems.len(), 1);
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> (Self, Vec<BandProblem>) {
        let mut bands = Self::default();
        let mut problems = Vec::new();
        for entry in text.split([' ', '\t', '\n', '\r', ';']).filter(|entry| !entry.is_empty()) {
            let (name, numbers) = entry.split_once(':').unwrap_or((entry, ""));
            let parse_pair = || {
                let (low, high) = numbers.split_once(',')?;
                Some((parse_percentage(low)?, parse_percentage(high)?))
            };
            problems.extend(bands.set(name, parse_pair()).err());
        }
        (bands, problems)
    }

    /// Reads thresholds in percent from name and value pairs.
    #[must_use]
    pub fn from_numbers(entries: &[(String, Vec<f64>)]) -> (Self, Vec<BandProblem>) {
        let mut bands = Self::default();
        let mut problems = Vec::new();
        for (name, numbers) in entries {
            let pair = match numbers.as_slice() {
                [low, high] => Some((*low, *high)),
                _ => None,
            };
            problems.extend(bands.set(name, pair).err());
        }
        (bands, problems)
    }

    fn set(&mut self, name: &str, percent: Option<(f64, f64)>) -> Result<(), BandProblem> {
        let (kind, thresholds) = match name.trim_ascii() {
            "delivery" => (RateKind::Delivery, &mut self.delivery),
            "reply" => (RateKind::Reply, &mut self.reply),
            "bounce" => (RateKind::Bounce, &mut self.bounce),
            "open" => return Err(BandProblem::OpenHasNone),
            _ => return Err(BandProblem::UnknownRate(shown(name))),
        };
        let (low, high) = percent.ok_or(BandProblem::NotTwoPercentages(kind))?;
        let (low, high) = Rate::new(low / 100.0)
            .zip(Rate::new(high / 100.0))
            .ok_or(BandProblem::OutOfRange(kind))?;
        *thresholds = Thresholds::new(low, high).ok_or(BandProblem::NotAscending(kind))?;
        Ok(())
    }

    /// Thresholds of a rate; `None` for the open rate.
    #[must_use]
    pub fn of(&self, kind: RateKind) -> Option<Thresholds> {
        match kind {
            RateKind::Delivery => Some(self.delivery),
            RateKind::Reply => Some(self.reply),
            RateKind::Bounce => Some(self.bounce),
            RateKind::Open => None,
        }
    }

    /// Verdict on a rate. It is based on the counts, because the API's rounded rate may be on the
    /// other side of a threshold. `Unclear` while pending emails could still make the rate good.
    /// `None` for a rate without bands, and if the counts contradict each other.
    #[must_use]
    pub fn verdict(&self, figure: &RateFigure) -> Option<Verdict> {
        let thresholds = self.of(figure.kind)?;
        let fraction = match figure.evidence {
            Evidence::Counted(fraction) => fraction,
            Evidence::ZeroDenominator => return Some(Verdict::TooEarly),
            Evidence::NotReported => return None,
        };
        let point = Rate::of(fraction.part, fraction.whole)?;
        if !is_large_enough(fraction) {
            return Some(Verdict::TooEarly);
        }
        let interval = Interval::wilson(fraction)?;
        let ends = (thresholds.band_of(interval.low()), thresholds.band_of(interval.high()));
        let band = thresholds.band_of(point);
        let best_case = Rate::of(fraction.part.saturating_add(figure.pending), fraction.whole);
        let may_become_good = best_case.is_some_and(|rate| thresholds.band_of(rate) == Band::High);
        Some(match ends {
            _ if band != Band::High && may_become_good => Verdict::Unclear,
            (low, high) if low == high => Verdict::Surely(band),
            (Band::Low, Band::High) => Verdict::Unclear,
            _ => Verdict::Likely(band),
        })
    }
}

/// Whether a fraction's denominator is at least [`MIN_SAMPLE`].
#[must_use]
pub fn is_large_enough(fraction: Fraction) -> bool {
    Count::new(MIN_SAMPLE).is_some_and(|enough| fraction.whole >= enough)
}

/// Parses a decimal number such as "2.5", with at most four decimals. The standard library's
/// float parser would add several kilobytes to the wasm.
fn parse_percentage(text: &str) -> Option<f64> {
    let text = text.trim_ascii().trim_end_matches('%');
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_digits(whole) || !is_digits(decimals) || decimals.len() > 4 {
        return None;
    }
    let mut number = f64::from(whole.parse::<u32>().ok()?);
    if !decimals.is_empty() {
        let scale = 10_u32.checked_pow(u32::try_from(decimals.len()).ok()?)?;
        number += f64::from(decimals.parse::<u32>().ok()?) / f64::from(scale);
    }
    Some(number)
}

#[cfg(test)]
mod tests;
