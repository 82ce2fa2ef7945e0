//! A count in a row of a board.

use leptos::prelude::*;

use super::bind::{text_content, text_content_of};
use super::campaign_view::CampaignView;
use super::sparkline::Sparkline;
use crate::model::display::counter::CountsDisplay;
use crate::model::history::trend::Series;
use crate::model::stats::campaign_stats::Counter;
use crate::model::text::labels;

/// A count; sent emails with their trend.
#[component]
pub fn CountCell(
    view: CampaignView,
    counts: Memo<CountsDisplay>,
    counter: Counter,
) -> impl IntoView {
    let value = move || counts.with(|counts| counts.value(counter).to_owned());
    view! {
        <td
            role="cell"
            data-column=counter.name()
            data-label=view.environment.text(labels::counter(counter))
        >
            <span data-counter=counter.name() {..text_content_of(Box::new(value))}></span>
            {(counter == Counter::Sent).then(|| view! { <SentTrend view /> })}
        </td>
    }
}

#[component]
fn SentTrend(view: CampaignView) -> impl IntoView {
    let trend = view.trend(Series::Count(Counter::Sent));
    view! {
        <span class="sent-trend">
            <span class="trend-text" {..text_content(trend, |it| &it.text)}></span>
            <Sparkline view trend />
        </span>
    }
}
