//! The foot of a card: how fast the campaign moves, and of what time its lines tell.

use leptos::prelude::*;

use crate::model::feed::Feed;
use crate::model::headline::pace;
use crate::model::stats::Counter;
use crate::model::texts::Text;
use crate::model::time::Millis;
use crate::model::trend::{Series, Span};
use crate::model::words as said;

use super::context::Context;
use super::reactive::{each, maybe, name, some_words, with, words};
use super::trend::{Lens, nearest, trend_of};

/// The foot of one campaign's card.
#[component]
pub fn Foot(
    /// What is known.
    feed: ReadSignal<Feed>,
    /// What it goes by.
    context: Context,
    /// What of the lines is looked at.
    lens: Lens,
) -> impl IntoView {
    let pace = some_words(move || {
        with(feed, |feed| {
            let now = feed.known_since()?;
            Some(context.say(|language| pace(language, feed, now)))
        })
    });
    let scales = some_words(move || {
        with(feed, |feed| {
            let stats = feed.stats()?;
            Some(context.say(|language| said::scales(language, stats)))
        })
    });
    view! {
        <footer class="foot" part="foot">
            <p class="pace">{pace}</p>
            <p class="scales">{scales}</p>
        </footer>
        <TimeBar feed context lens />
    }
}

/// Chooses the time that the lines show, and a point of it.
#[component]
fn TimeBar(feed: ReadSignal<Feed>, context: Context, lens: Lens) -> impl IntoView {
    // All counts have the same points.
    let trend = trend_of(feed, Series::Count(Counter::Sent), lens);
    let empty = maybe(move || trend().is_none().then(String::new));
    let last = move || trend().map_or(0, |trend| trend.points().len().saturating_sub(1));
    let place = move || {
        let (trend, at) = (trend()?, lens.at.get()?);
        trend
            .points()
            .iter()
            .position(|point| Some(point.at) == nearest(&trend, at).map(|it| it.at))
    };
    let look = move |place: String| {
        let point = trend()
            .and_then(|trend| trend.points().get(place.parse::<usize>().ok()?).map(|it| it.at));
        lens.at.set(point);
    };
    let when = some_words(move || {
        let trend = trend()?;
        let now = context.now.get_untracked();
        Some(context.say(|language| match lens.at.get().and_then(|at| nearest(&trend, at)) {
            Some(point) => language.moment(point.at, now),
            None => language.fill(Text::Since, &[&language.moment(trend.since(), now)]),
        }))
    });
    let point = maybe(move || {
        let (at, now) = (lens.at.get()?, context.now.get_untracked());
        with(feed, |feed| {
            let sample = feed.history().samples().iter().find(|sample| sample.at == at)?;
            Some(context.say(|language| {
                let counts = said::counts(language, |counter| sample.count(counter));
                [&language.moment(at, now), ": ", &counts].concat()
            }))
        })
    });
    let label = |text| context.say(|language| language.say(text));
    view! {
        <div class="times" part="times" data-empty=empty>
            <span class="spans" role="group" aria-label=label(Text::TrendSpan)>
                {each(Span::ALL, |span| view! { <SpanButton span context lens /> })}
            </span>
            <input type="range" class="point" min="0" step="1" max=maybe(move || Some(last().to_string()))
                aria-label=label(Text::Point) aria-valuetext=point
                prop:value=words(move || place().unwrap_or_else(last).to_string())
                on:input=move |event| look(event_target_value(&event))
                on:blur=move |_| lens.at.set(None) />
            <span class="when">{when}</span>
        </div>
    }
}

#[component]
fn SpanButton(span: Span, context: Context, lens: Lens) -> impl IntoView {
    let Millis(length) = span.millis();
    let chosen = name(move || if lens.span.get() == span { "true" } else { "false" });
    view! {
        <button type="button" aria-pressed=chosen on:click=move |_| lens.span.set(span)>
            {context.say(|language| language.span(Millis(length)))}
        </button>
    }
}
