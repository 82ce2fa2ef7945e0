//! One rate: its name, its value, its bar, what it rests on and what is to be thought of it.

use crate::model::history::trend::Series;
use crate::model::insight::bands::{Bands, Severity, severity};
use crate::model::insight::rates::{RateFigure, RateKind};
use crate::model::polling::feed::Feed;
use crate::model::stats::campaign_stats::Rate;
use crate::model::text::advice;
use crate::model::text::format::plain_number;
use crate::model::text::labels;
use crate::model::text::locale::UNKNOWN;
use crate::model::text::phrases as said;

use super::context::Context;
use super::feed_trend::trend_of;
use super::icon::{self, icon};
use super::marks;
use super::node::{Kind, Node};
use super::trend;
use super::view_state::ViewState;

/// A rate as a row. Without data it keeps its place and says so.
#[must_use]
pub fn row(kind: RateKind, feed: &Feed, view: &ViewState, context: Context<'_>) -> Node {
    let locale = context.locale;
    let figure = figure_of(kind, feed);
    let verdict = figure.map(|figure| advice::verdict(locale, context.bands, &figure));
    let severity = severity_of(figure, context.bands);
    let verdict = Node::new("span.verdict").child(icon(icon::of_severity(severity))).child(
        Node::new("span").name("data-verdict", kind.name()).text(verdict.unwrap_or_default()),
    );
    let spec = match kind {
        RateKind::Open => "div.rate.directional part=rate",
        _ => "div.rate part=rate",
    };
    let series = Series::Rate(kind);
    let trend = trend_of(feed, series, view.span, context.now);
    let said = trend::said(series, trend.as_ref(), view, context);
    Node::new(spec)
        .name("data-severity", severity_name(severity))
        .child(Node::new("span.rate-name").text(context.say(labels::rate(kind))))
        .child(evidence(kind, feed, context))
        .child(value("span.rate-value", kind, feed, context))
        .child(bar(kind, feed, context))
        .child(trend::line(trend.as_ref(), 0, view, context))
        .child(
            Node::new("div.judgement").child(verdict).child(Node::new("span.rate-way").text(said)),
        )
}

/// A rate of what is known.
#[must_use]
pub fn figure_of(kind: RateKind, feed: &Feed) -> Option<RateFigure> {
    feed.stats().map(|stats| RateFigure::new(kind, stats))
}

/// The value of a rate, in percent.
#[must_use]
pub fn value(spec: &'static str, kind: RateKind, feed: &Feed, context: Context<'_>) -> Node {
    let value = figure_of(kind, feed).and_then(|figure| figure.value);
    Node::new(spec).name("data-rate", kind.name()).text(context.locale.percent_or_unknown(value))
}

/// What a rate rests on.
#[must_use]
pub fn evidence(kind: RateKind, feed: &Feed, context: Context<'_>) -> Node {
    let figure = figure_of(kind, feed);
    let evidence = figure.map(|figure| said::evidence(context.locale, kind, figure.evidence));
    Node::new("span.rate-evidence").text(evidence.unwrap_or_default())
}

/// How what is thought of a rate is drawn.
#[must_use]
pub fn severity_of(figure: Option<RateFigure>, bands: &Bands) -> Severity {
    let judged = figure.and_then(|figure| {
        let verdict = bands.verdict(&figure)?;
        Some(severity(figure.kind, verdict))
    });
    judged.unwrap_or(Severity::Neutral)
}

/// The name of a severity in the style sheet.
#[must_use]
pub fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Good => "good",
        Severity::Attention => "attention",
        Severity::Danger => "danger",
        Severity::Neutral => "neutral",
    }
}

/// The bar of a rate: a meter on a scale that may end before 100 %, with the thresholds of its
/// bands as ticks and the confidence interval of the rate.
#[must_use]
pub fn bar(kind: RateKind, feed: &Feed, context: Context<'_>) -> Node {
    let figure = figure_of(kind, feed);
    let percent = |part: fn(&RateFigure) -> f64, unknown: f64| {
        plain_number(figure.as_ref().map_or(unknown, part) * 100.0)
    };
    let sentence = figure.as_ref().map(|figure| said::meter(context.locale, context.bands, figure));
    let ticks = figure.as_ref().map(|figure| marks::ticks(context.bands, figure));
    let interval_band = figure.as_ref().map(marks::interval_band);
    let edge = ticks.iter().chain(&interval_band).map(String::as_str).collect::<String>();
    Node::new("div.bar part=bar role=meter aria-valuemin=0")
        .set("aria-label", context.say(labels::full_rate(kind)))
        .set("aria-valuemax", percent(|figure| figure.scale.get(), 1.0))
        .set("aria-valuenow", percent(|figure| figure.value.map_or(0.0, Rate::get), 0.0))
        .set("aria-valuetext", sentence.unwrap_or_else(|| UNKNOWN.to_owned()))
        .child(fill(percent(RateFigure::fill, 0.0)))
        .child(
            Node::new("svg.marks viewBox=0,0,100,10 preserveAspectRatio=none aria-hidden=true")
                // What sets the others off from the bar, whatever colours these have.
                .child(Node::new("path.edge").set("d", edge))
                .child(Node::new("path.ticks").maybe("d", ticks))
                .child(Node::new("path.interval").maybe("d", interval_band)),
        )
}

/// The filled part of a bar, in percent of its length.
#[must_use]
pub fn fill(mut percent: String) -> Node {
    percent.push('%');
    Node::new("div.fill").setting(Kind::Style, "inline-size", Some(percent.into()))
}
