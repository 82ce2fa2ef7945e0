//! One campaign in a line, for the head of a page.

use leptos::prelude::*;

use crate::model::band::Severity;
use crate::model::campaign::Campaign;
use crate::model::feed::Feed;
use crate::model::insight::RateKind;
use crate::model::stats::Counter;
use crate::model::words as said;

use super::card::{freshness_of, state};
use super::context::Context;
use super::head::FreshnessLine;
use super::icon::{self, Icon};
use super::rate::{figure_of, severity_name, severity_of, value_of};
use super::reactive::{maybe, name, with, words};
use super::wrong::WrongLine;

/// A campaign's numbers in one line: its state, and what matters most.
#[component]
pub fn Compact(
    /// Which campaign.
    campaign: Campaign,
    /// What is known.
    feed: ReadSignal<Feed>,
    /// What it goes by.
    context: Context,
) -> impl IntoView {
    let freshness = freshness_of(feed, context);
    let (title, id) = (campaign.name().to_owned(), campaign.id);
    view! {
        <article class="compact" part="card" aria-label=title.clone()
            data-state=name(move || state(freshness()))>
            <strong>{title.clone()}</strong>
            <CompactCount counter=Counter::Sent feed context />
            <CompactRate kind=RateKind::Reply feed context />
            <CompactRate kind=RateKind::Bounce feed context />
            <CompactCount counter=Counter::Queued feed context />
            <WrongLine id otherwise=String::new() feed context />
            <FreshnessLine feed context />
        </article>
    }
}

#[component]
fn CompactCount(counter: Counter, feed: ReadSignal<Feed>, context: Context) -> impl IntoView {
    let value = words(move || {
        let count = with(feed, |feed| feed.stats().map(|stats| counter.of(stats)));
        context.say(|language| language.count_or_unknown(count))
    });
    view! {
        <span class="item">
            <b data-counter=counter.name()>{value}</b>
            " "
            {context.say(|language| language.say(said::counter(counter)))}
        </span>
    }
}

#[component]
fn CompactRate(kind: RateKind, feed: ReadSignal<Feed>, context: Context) -> impl IntoView {
    let (figure, severity) = (figure_of(kind, feed), severity_of(kind, feed, context));
    let value = value_of(kind, feed, context);
    let sentence = maybe(move || {
        let figure = figure()?;
        Some(context.say(|language| said::meter(language, &context.bands, &figure)))
    });
    // A line has room only for what is not as it should be.
    let mark = move || match severity() {
        Severity::Good | Severity::Neutral => "",
        other => icon::of_severity(other),
    };
    view! {
        <span class="item" title=sentence data-severity=name(move || severity_name(severity()))>
            <Icon path=name(mark) />
            <b data-rate=kind.name()>{value}</b>
            " "
            {context.say(|language| language.say(said::rate(kind)))}
        </span>
    }
}
