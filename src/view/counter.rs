//! One of the six counts.

use leptos::prelude::*;

use crate::model::feed::Feed;
use crate::model::stats::Counter;
use crate::model::trend::Series;
use crate::model::words;

use super::context::Context;
use super::trend::{Lens, TrendLine, nearest, trend_of};

/// A count with its name, what the last refresh changed in it, and how it came about. Unknown
/// until the first numbers are there.
#[component]
pub fn CounterTile(
    /// Which count.
    counter: Counter,
    /// Where it comes from.
    feed: ReadSignal<Feed>,
    /// What it goes by.
    context: Context,
    /// What of its way is looked at.
    lens: Lens,
) -> impl IntoView {
    let series = Series::Count(counter);
    let count = move || feed.with(|feed| feed.stats().map(|stats| counter.of(stats)));
    let value = move || context.say(|language| language.count_or_unknown(count()));
    let change = move || {
        let change = feed.with(|feed| feed.change(counter, context.now.get()))?;
        Some(context.say(|language| words::change(language, change)))
    };
    let trend = trend_of(feed, series, lens);
    let way = move || {
        let trend = trend()?;
        Some(context.say(|language| match lens.at.get().and_then(|at| nearest(&trend, at)) {
            Some(point) => words::value(language, series, point.value),
            None => words::growth(language, series, trend.change()),
        }))
    };
    view! {
        <div class="counter" part="counter">
            <dt>{context.say(|language| language.say(words::counter(counter)))}</dt>
            <dd class="figure">
                <span data-counter=counter.name()>{value}</span>
                <span class="change" data-change=counter.name()>{change}</span>
            </dd>
            <dd class="way">
                <span data-way=counter.name()>{way}</span>
                <TrendLine series feed lens />
            </dd>
        </div>
    }
}
