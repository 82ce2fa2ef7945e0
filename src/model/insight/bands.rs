//! Which rates are good, which need attention and which are dangerous.
//!
//! Each rate has two thresholds, and so three bands. The defaults are what the field goes by:
//! a bounce rate below 2 % is healthy (Woodpecker's bounce shield acts at 2 %), from 5 % the
//! sender is in danger (Amazon SES reviews accounts at 5 % and may pause them at 10 %);
//! delivery is its counterpart; replies to cold mail are typically 1 to 5 % of what was
//! delivered. Opens have no bands: privacy proxies and robots open mail by themselves, so a
//! high open rate is no merit and a low one no fault.
//!
//! A verdict is passed on the interval of a rate, not on the point alone.

use crate::model::insight::fraction::Fraction;
use crate::model::insight::interval::Interval;
use crate::model::insight::rates::{Evidence, RateFigure, RateKind};
use crate::model::stats::campaign_stats::{Count, Rate};
use crate::model::text::format::shown;

/// Below so many in the denominator there is no verdict: one bounce in 19 emails is already
/// over every threshold. (Woodpecker's bounce shield waits for 20 emails, too.)
pub const ENOUGH: u64 = 20;

/// Where two bands meet: `low` is below `high`. A rate on a threshold belongs to the band
/// above it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    low: Rate,
    high: Rate,
}

impl Thresholds {
    /// Two thresholds; `None` unless the first is below the second.
    #[must_use]
    pub fn new(low: Rate, high: Rate) -> Option<Self> {
        (low < high).then_some(Self { low, high })
    }

    /// Where the middle band begins.
    #[must_use]
    pub fn low(self) -> Rate {
        self.low
    }

    /// Where the high band begins.
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

/// A place on the scale of a rate. Whether high is good depends on the rate: see [`severity`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Band {
    /// Below both thresholds.
    Low,
    /// From the lower threshold to the upper one.
    Middle,
    /// From the upper threshold on.
    High,
}

/// What can be said of a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Fewer than [`ENOUGH`] in the denominator.
    TooEarly,
    /// Both thresholds are within the interval: the rate may be in any band.
    Unclear,
    /// The counted share is in this band, but the interval reaches over one threshold.
    Likely(Band),
    /// The whole interval is in this band.
    Surely(Band),
}

/// How a verdict is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Severity {
    /// As it should be.
    Good,
    /// Something to look after.
    Attention,
    /// Something to act on: the sender's reputation suffers.
    Danger,
    /// Nothing to colour: typical, or not known well enough.
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

/// How a verdict on a rate is drawn. Few replies need attention but endanger nobody; a usual
/// number of them is neither merit nor fault.
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

/// The thresholds of all rates that have any.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bands {
    delivery: Thresholds,
    reply: Thresholds,
    bounce: Thresholds,
}

/// Why thresholds that somebody gave are not used. The others are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BandProblem {
    /// No rate has this name.
    UnknownRate(String),
    /// The open rate has no bands.
    OpenHasNone,
    /// Not two numbers of percent; the rate.
    NotTwoPercentages(RateKind),
    /// A number outside 0…100; the rate.
    OutOfRange(RateKind),
    /// The first is not below the second; the rate.
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
    /// Reads thresholds in percent from a text; rates that are not named keep their defaults.
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
            let numbers_of = || {
                let (low, high) = numbers.split_once(',')?;
                Some((percentage(low)?, percentage(high)?))
            };
            problems.extend(bands.set(name, numbers_of()).err());
        }
        (bands, problems)
    }

    /// The same from a map of names to numbers of percent.
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

    /// The thresholds of a rate; `None` for the open rate, which has none.
    #[must_use]
    pub fn of(&self, kind: RateKind) -> Option<Thresholds> {
        match kind {
            RateKind::Delivery => Some(self.delivery),
            RateKind::Reply => Some(self.reply),
            RateKind::Bounce => Some(self.bounce),
            RateKind::Open => None,
        }
    }

    /// What can be said of a rate. The verdict is on the counts: the API's own rate is rounded,
    /// and may stand on the other side of a threshold. What is pending is no reason for alarm:
    /// where it may yet make the rate good, all is unclear. `None` for a rate without bands, and
    /// where the counts contradict each other.
    #[must_use]
    pub fn verdict(&self, figure: &RateFigure) -> Option<Verdict> {
        let thresholds = self.of(figure.kind)?;
        let fraction = match figure.evidence {
            Evidence::Counted(fraction) => fraction,
            Evidence::NothingYet => return Some(Verdict::TooEarly),
            Evidence::NotKnown => return None,
        };
        let point = Rate::of(fraction.part, fraction.whole)?;
        if !enough(fraction) {
            return Some(Verdict::TooEarly);
        }
        let interval = Interval::wilson(fraction)?;
        let ends = (thresholds.band_of(interval.low()), thresholds.band_of(interval.high()));
        let band = thresholds.band_of(point);
        let at_best = Rate::of(fraction.part.saturating_add(figure.pending), fraction.whole);
        let may_be_good = at_best.is_some_and(|rate| thresholds.band_of(rate) == Band::High);
        Some(match ends {
            _ if band != Band::High && may_be_good => Verdict::Unclear,
            (low, high) if low == high => Verdict::Surely(band),
            (Band::Low, Band::High) => Verdict::Unclear,
            _ => Verdict::Likely(band),
        })
    }
}

/// Whether a fraction rests on enough for a verdict.
#[must_use]
pub fn enough(fraction: Fraction) -> bool {
    Count::new(ENOUGH).is_some_and(|enough| fraction.whole >= enough)
}

/// A decimal number such as "2.5", with at most four decimals. Own code: the standard
/// library's parser of floats alone would add several kilobytes to the wasm.
fn percentage(text: &str) -> Option<f64> {
    let text = text.trim_ascii().trim_end_matches('%');
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let plain = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(decimals) || decimals.len() > 4 {
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
