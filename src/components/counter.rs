//! One of the six counts of a card.

use leptos::prelude::*;

use super::bind::text_content;
use super::campaign_view::CampaignView;
use super::sparkline::Sparkline;
use crate::model::display::counter::CounterDisplay;
use crate::model::history::trend::Series;
use crate::model::stats::campaign_stats::Counter;

/// A count with its name, its last change and its trend.
#[component]
pub fn CounterTile(view: CampaignView, counter: Counter) -> impl IntoView {
    let count = counter_display(view, counter);
    let trend = view.trend(Series::Count(counter));
    view! {
        <div class="counter" part="counter">
            <dt {..text_content(count, |it| &it.name)}></dt>
            <dd class="figure">
                <span data-counter=counter.name() {..text_content(count, |it| &it.value)}></span>
                <span class="change" data-change=counter.name() {..text_content(count, |it| &it.change)}></span>
            </dd>
            <dd class="counter-trend" data-trend=counter.name()>
                <span {..text_content(trend, |it| &it.text)}></span>
                <Sparkline view trend />
            </dd>
        </div>
    }
}

/// Memo of a displayed count.
pub fn counter_display(view: CampaignView, counter: Counter) -> Memo<CounterDisplay> {
    view.derive(move |feed, context| CounterDisplay::of(counter, feed, context))
}
