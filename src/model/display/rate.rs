//! One rate: value, bar, fraction, verdict.

use crate::model::display::bar::Bar;
use crate::model::display::context::Context;
use crate::model::insight::bands::{Bands, Severity, severity};
use crate::model::insight::rates::{RateFigure, RateKind};
use crate::model::polling::feed::Feed;
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
    /// Value, evidence, interval, verdict and thresholds in sentences; `None` while unknown.
    pub sentence: Option<String>,
    /// What the marks on the bar mean, a line each.
    pub explanation: String,
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
            explanation: phrases::explanation(locale, bands, &figure),
            bar: Bar::of(locale, &figure, bands),
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
