//! One rate: its name, its value, its fraction and its bar.

use leptos::prelude::*;

use crate::model::feed::Feed;
use crate::model::format;
use crate::model::insight::{RateFigure, RateKind};
use crate::model::stats::Rate;
use crate::model::words;

/// A rate as a row. Without data it keeps its place and says so.
#[component]
pub fn RateRow(
    /// Which rate.
    kind: RateKind,
    /// Where it comes from.
    feed: ReadSignal<Feed>,
) -> impl IntoView {
    let figure = move || feed.with(|feed| feed.stats().map(|stats| RateFigure::new(kind, stats)));
    let value = move || {
        let known = figure().and_then(|figure| figure.value);
        known.map_or_else(|| format::UNKNOWN.to_owned(), format::percent)
    };
    let evidence = move || figure().map(|figure| words::evidence(kind, figure.evidence));
    let scale = move || figure().map(|figure| words::scale_to(&format::percent(figure.scale)));
    view! {
        <div class="rate" class:directional=kind == RateKind::Open>
            <span class="rate-name">{words::rate(kind)}</span>
            <span class="rate-value" data-rate=words::rate(kind)>{value}</span>
            <Bar kind feed />
            <span class="rate-scale" aria-hidden="true">{scale}</span>
            <span class="rate-evidence">{evidence}</span>
        </div>
    }
}

/// The bar of a rate: a meter on a scale that may end before 100 %.
#[component]
fn Bar(kind: RateKind, feed: ReadSignal<Feed>) -> impl IntoView {
    let figure = move || feed.with(|feed| feed.stats().map(|stats| RateFigure::new(kind, stats)));
    let percent_number = |share: f64| format::plain_number(share * 100.0);
    let of_figure = move |part: fn(&RateFigure) -> f64, unknown: f64| {
        percent_number(figure().map_or(unknown, |figure| part(&figure)))
    };
    let now = move || of_figure(|figure| figure.value.map_or(0.0, Rate::get), 0.0);
    let max = move || of_figure(|figure| figure.scale.get(), 1.0);
    let width = move || [&of_figure(RateFigure::fill, 0.0), "%"].concat();
    let text = move || {
        figure().map_or_else(String::new, |figure| {
            let value = figure.value.map_or_else(|| format::UNKNOWN.to_owned(), format::percent);
            [&value, ", ", &words::evidence(kind, figure.evidence)].concat()
        })
    };
    view! {
        <div
            class="bar"
            role="meter"
            aria-label=words::rate(kind)
            aria-valuemin="0"
            aria-valuemax=max
            aria-valuenow=now
            aria-valuetext=text
        >
            <div class="fill" style:inline-size=width></div>
        </div>
    }
}
