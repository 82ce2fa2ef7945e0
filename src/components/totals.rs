//! The totals of a board.

use leptos::prelude::*;

use super::bind::{DynamicText, text_content, text_content_of};
use super::environment::Environment;
use super::group_view::GroupView;
use crate::model::display::board::{TotalsDisplay, column_name};
use crate::model::insight::rates::RateKind;
use crate::model::insight::sorting::Column;
use crate::model::stats::campaign_stats::Counter;

/// The sums of all campaigns, and the rates of these sums.
#[component]
pub fn Totals(view: GroupView) -> impl IntoView {
    let environment = view.environment;
    let totals = view.derive(TotalsDisplay::of);
    let count = move |counter: Counter| {
        let value = move || totals.with(|totals| totals.counts.value(counter).to_owned());
        let column = Column::Count(counter);
        view! { <Total column environment value=Box::new(value) /> }
    };
    let rate = move |kind: RateKind| {
        let value = move || totals.with(|totals| totals.rate(kind).to_owned());
        view! { <Total column=Column::Rate(kind) environment value=Box::new(value) /> }
    };
    view! {
        <tr role="row">
            <th role="rowheader" scope="row">
                <span {..text_content(totals, |it| &it.title)}></span>
            </th>
            {Column::COUNTS.map(count).collect_view()}
            {RateKind::ALL.map(rate).collect_view()}
        </tr>
    }
}

/// The total of a column.
#[component]
fn Total(column: Column, environment: Environment, value: DynamicText) -> impl IntoView {
    view! {
        <td
            role="cell"
            data-column=column.name()
            data-label=environment.text(column_name(column))
            data-total=column.name()
            {..text_content_of(value)}
        ></td>
    }
}
