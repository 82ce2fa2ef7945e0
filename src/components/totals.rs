//! The totals of a board.

use leptos::prelude::*;

use super::bind::{text_content, text_content_of};
use super::group_view::GroupView;
use crate::model::display::board::TotalsDisplay;
use crate::model::insight::rates::RateKind;
use crate::model::stats::campaign_stats::Counter;
use crate::model::text::labels;

/// The sums of all campaigns, and the rates of these sums.
#[component]
pub fn Totals(view: GroupView) -> impl IntoView {
    let environment = view.environment;
    let totals = view.derive(TotalsDisplay::of);
    let rate = move |kind: RateKind| {
        let value = move || totals.with(|totals| totals.rate(kind).to_owned());
        view! {
            <td role="cell" data-label=environment.text(labels::rate(kind)) data-total=kind.name()>
                <span class="rate-value" {..text_content_of(Box::new(value))}></span>
            </td>
        }
    };
    let count = move |counter: Counter, value: fn(&TotalsDisplay) -> &str| {
        view! {
            <td
                role="cell"
                data-label=environment.text(labels::counter(counter))
                data-total=counter.name()
                {..text_content(totals, value)}
            ></td>
        }
    };
    view! {
        <tr role="row">
            <th role="rowheader" scope="row">
                <span {..text_content(totals, |it| &it.title)}></span>
            </th>
            {count(Counter::Sent, |it| &it.sent)}
            {RateKind::ALL.map(rate).collect_view()}
            {count(Counter::Queued, |it| &it.queued)}
        </tr>
    }
}
