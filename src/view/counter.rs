//! One of the six counts.

use leptos::prelude::*;

use crate::model::feed::Feed;
use crate::model::format;
use crate::model::stats::Counter;
use crate::model::time::Millis;
use crate::model::words;

/// A count with its name. Unknown until the first numbers are there.
#[component]
pub fn CounterTile(
    /// Which count.
    counter: Counter,
    /// Where it comes from.
    feed: ReadSignal<Feed>,
    /// The time, ticking.
    now: ReadSignal<Millis>,
) -> impl IntoView {
    let value = move || {
        feed.with(|feed| {
            feed.stats().map_or_else(
                || format::UNKNOWN.to_owned(),
                |stats| format::count(counter.of(stats)),
            )
        })
    };
    let change = move || {
        let change = feed.with(|feed| feed.change(counter, now.get()));
        change.map(words::change)
    };
    view! {
        <div class="counter">
            <dt>{words::counter(counter)}</dt>
            <dd data-counter=words::counter(counter)>{value}</dd>
            <dd class="change" data-change=words::counter(counter)>{change}</dd>
        </div>
    }
}
