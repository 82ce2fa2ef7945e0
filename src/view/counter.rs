//! One of the six counts.

use leptos::prelude::*;

use crate::model::feed::Feed;
use crate::model::stats::Counter;
use crate::model::trend::Series;
use crate::model::words as said;

use super::context::Context;
use super::more::{Lens, way_of};
use super::reactive::{some_words, with, words};

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
    let count = move || with(feed, |feed| feed.stats().map(|stats| counter.of(stats)));
    let value = words(move || context.say(|language| language.count_or_unknown(count())));
    let change = some_words(move || {
        let change = with(feed, |feed| feed.change(counter, context.now.get()))?;
        Some(context.say(|language| said::change(language, change)))
    });
    view! {
        <div class="counter" part="counter">
            <dt>{context.say(|language| language.say(said::counter(counter)))}</dt>
            <dd class="figure">
                <span data-counter=counter.name()>{value}</span>
                <span class="change" data-change=counter.name()>{change}</span>
            </dd>
            <dd class="way" data-way=counter.name()>{way_of(series, feed, context, lens)}</dd>
        </div>
    }
}
