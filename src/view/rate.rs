//! One rate: its name, its value, its bar, what it rests on and what is to be thought of it.

use leptos::prelude::*;

use crate::model::advice;
use crate::model::band::{Severity, severity};
use crate::model::feed::Feed;
use crate::model::format::plain_number;
use crate::model::insight::{RateFigure, RateKind};
use crate::model::stats::Rate;
use crate::model::trend::Series;
use crate::model::words as said;

use super::context::Context;
use super::icon::{self, Icon};
use super::marks;
use super::more::{Lens, way_of};
use super::reactive::{Words, maybe, name, some_words, with, words};

/// A rate as a row. Without data it keeps its place and says so.
#[component]
pub fn RateRow(
    /// Which rate.
    kind: RateKind,
    /// Where it comes from.
    feed: ReadSignal<Feed>,
    /// What it goes by.
    context: Context,
    /// What of its way is looked at.
    lens: Lens,
) -> impl IntoView {
    let series = Series::Rate(kind);
    let figure = figure_of(kind, feed);
    let value = value_of(kind, feed, context);
    let evidence = some_words(move || {
        figure().map(|it| context.say(|language| said::evidence(language, kind, it.evidence)))
    });
    let severity = severity_of(kind, feed, context);
    view! {
        <div class="rate" part="rate" class:directional=kind == RateKind::Open
            data-severity=name(move || severity_name(severity()))>
            <span class="rate-name">{context.say(|language| language.say(said::rate(kind)))}</span>
            <span class="rate-evidence">{evidence}</span>
            <span class="rate-value" data-rate=kind.name()>{value}</span>
            <Bar kind feed context />
            <div class="judgement">
                <Verdict kind feed context />
                <span class="rate-way">{way_of(series, feed, context, lens)}</span>
            </div>
        </div>
    }
}

/// A rate of what is known.
pub fn figure_of(
    kind: RateKind,
    feed: ReadSignal<Feed>,
) -> impl Fn() -> Option<RateFigure> + Copy + Send + Sync + 'static {
    move || with(feed, |feed| feed.stats().map(|stats| RateFigure::new(kind, stats)))
}

/// The value of a rate, in percent.
pub(super) fn value_of(kind: RateKind, feed: ReadSignal<Feed>, context: Context) -> Words {
    let figure = figure_of(kind, feed);
    words(move || {
        let value = figure().and_then(|figure| figure.value);
        context.say(|language| language.percent_or_unknown(value))
    })
}

/// How what is thought of a rate is drawn.
pub fn severity_of(
    kind: RateKind,
    feed: ReadSignal<Feed>,
    context: Context,
) -> impl Fn() -> Severity + Copy + Send + Sync + 'static {
    let figure = figure_of(kind, feed);
    move || {
        let verdict = figure().and_then(|figure| context.bands.verdict(kind, figure.evidence));
        verdict.map_or(Severity::Neutral, |verdict| severity(kind, verdict))
    }
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

/// What is to be thought of a rate: a word, and a mark.
#[component]
fn Verdict(kind: RateKind, feed: ReadSignal<Feed>, context: Context) -> impl IntoView {
    let (figure, severity) = (figure_of(kind, feed), severity_of(kind, feed, context));
    let word = some_words(move || {
        let figure = figure()?;
        Some(context.say(|language| advice::verdict(language, &context.bands, &figure)))
    });
    view! {
        <span class="verdict">
            <Icon path=name(move || icon::of_severity(severity())) />
            <span data-verdict=kind.name()>{word}</span>
        </span>
    }
}

/// The bar of a rate: a meter on a scale that may end before 100 %, with the thresholds of its
/// bands as ticks and the interval of the rate as a whisker.
#[component]
pub fn Bar(
    /// Which rate.
    kind: RateKind,
    /// Where it comes from.
    feed: ReadSignal<Feed>,
    /// What it goes by.
    context: Context,
) -> impl IntoView {
    let figure = figure_of(kind, feed);
    let of_figure = move |part: fn(&RateFigure) -> f64, unknown: f64| {
        plain_number(figure().map_or(unknown, |figure| part(&figure)) * 100.0)
    };
    let now = maybe(move || Some(of_figure(|it| it.value.map_or(0.0, Rate::get), 0.0)));
    let max = maybe(move || Some(of_figure(|figure| figure.scale.get(), 1.0)));
    let width = words(move || [&of_figure(RateFigure::fill, 0.0), "%"].concat());
    let sentence = maybe(move || {
        let figure = figure()?;
        Some(context.say(|language| said::meter(language, &context.bands, &figure)))
    });
    let ticks = maybe(move || figure().map(|figure| marks::ticks(&context.bands, &figure)));
    let whisker = maybe(move || figure().map(|figure| marks::whisker(&figure)));
    view! {
        <div
            class="bar"
            part="bar"
            role="meter"
            aria-label=context.say(|language| language.say(said::full_rate(kind)))
            aria-valuemin="0"
            aria-valuemax=max
            aria-valuenow=now
            aria-valuetext=sentence
        >
            <div class="fill" style:inline-size=width></div>
            <svg class="marks" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                <path class="ticks" d=ticks />
                <path class="whisker" d=whisker />
            </svg>
        </div>
    }
}
