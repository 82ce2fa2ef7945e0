//! One rate: value, bar, fraction, verdict.

use crate::model::display::context::Context;
use crate::model::insight::bands::{Bands, Severity, severity};
use crate::model::insight::rates::{RateFigure, RateKind};
use crate::model::polling::feed::Feed;
use crate::model::stats::campaign_stats::Rate;
use crate::model::text::format::plain_number;
use crate::model::text::locale::UNKNOWN;
use crate::model::text::{advice, labels, phrases};

/// A rate in words and as a bar.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RateDisplay {
    /// The name beside the value.
    pub name: String,
    /// The name in a sentence.
    pub full_name: String,
    /// The value in percent; "—" while unknown.
    pub value: String,
    /// The fraction behind the value.
    pub evidence: String,
    /// The verdict in two or three words.
    pub verdict: String,
    /// How good or bad the value is.
    pub severity: Severity,
    /// Value, evidence, interval and verdict in a sentence; `None` while unknown.
    pub sentence: Option<String>,
    /// The bar.
    pub bar: Bar,
}

impl RateDisplay {
    /// A rate of a feed.
    #[must_use]
    pub fn of(kind: RateKind, feed: &Feed, context: Context<'_>) -> Self {
        let Context { locale, bands, .. } = context;
        let unknown = Self {
            name: locale.text(labels::rate(kind)),
            full_name: locale.text(labels::full_rate(kind)),
            value: UNKNOWN.to_owned(),
            bar: Bar::empty(),
            ..Self::default()
        };
        let Some(stats) = feed.stats() else { return unknown };
        let figure = RateFigure::new(kind, stats);
        Self {
            value: locale.percent_or_unknown(figure.value),
            evidence: phrases::evidence(locale, kind, figure.evidence),
            verdict: advice::verdict(locale, bands, &figure),
            severity: severity_of(&figure, bands),
            sentence: Some(phrases::meter(locale, bands, &figure)),
            bar: Bar::of(&figure, bands),
            ..unknown
        }
    }

    /// The sentence for a meter, also while the value is unknown.
    #[must_use]
    pub fn meter_text(&self) -> &str {
        self.sentence.as_deref().unwrap_or(UNKNOWN)
    }
}

fn severity_of(figure: &RateFigure, bands: &Bands) -> Severity {
    bands.verdict(figure).map_or(Severity::Neutral, |verdict| severity(figure.kind, verdict))
}

/// A bar on a scale that may end before 100 %. Numbers are percentages as text, paths lie on a grid of
/// 100 × 10.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bar {
    /// The end of the scale.
    pub max: String,
    /// The value on the scale; 0 while unknown.
    pub now: String,
    /// The filled part of the bar's length, with its percent sign.
    pub fill: String,
    /// Path of the ticks where bands begin.
    pub ticks: Option<String>,
    /// Path of the confidence interval.
    pub interval: Option<String>,
    /// Path of the outline behind ticks and interval, for contrast with the bar.
    pub edge: String,
}

impl Bar {
    fn of(figure: &RateFigure, bands: &Bands) -> Self {
        let (ticks, interval) = (ticks(bands, figure), interval_band(figure));
        Self {
            max: percent(figure.scale.get()),
            now: percent(figure.value.map_or(0.0, Rate::get)),
            fill: length(figure.fill()),
            edge: [&*ticks, &*interval].concat(),
            ticks: Some(ticks),
            interval: Some(interval),
        }
    }

    fn empty() -> Self {
        Self { max: percent(1.0), now: percent(0.0), fill: length(0.0), ..Self::default() }
    }
}

fn percent(share: f64) -> String {
    plain_number(share * 100.0)
}

/// A share of a length as CSS writes it.
#[must_use]
pub fn length(share: f64) -> String {
    [&percent(share), "%"].concat()
}

/// A tick where each band begins, if the scale reaches there.
fn ticks(bands: &Bands, figure: &RateFigure) -> String {
    let Some(thresholds) = bands.of(figure.kind) else { return String::new() };
    let mut path = String::new();
    for threshold in [thresholds.low(), thresholds.high()] {
        if threshold <= figure.scale {
            path.push_str(&["M", &percent(figure.place(threshold)), " 0V10"].concat());
        }
    }
    path
}

/// A line along the confidence interval, with a stop at each end.
fn interval_band(figure: &RateFigure) -> String {
    let Some(interval) = figure.interval() else { return String::new() };
    let [low, high] = [interval.low(), interval.high()].map(|end| percent(figure.place(end)));
    ["M", &low, " 2V8M", &low, " 5H", &high, "M", &high, " 2V8"].concat()
}
