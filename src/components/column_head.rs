//! The head of a column.

use leptos::prelude::*;

use super::environment::Environment;
use crate::model::display::board::{column_name, sort_direction};
use crate::model::insight::sorting::{Column, Order};

/// The name of a column as a button that sorts by it, or reverses the order.
#[component]
pub fn ColumnHead(
    column: Column,
    order: RwSignal<Option<Order>>,
    environment: Environment,
) -> impl IntoView {
    let sort = move |_| order.update(|order| *order = Some(Order::after_click(*order, column)));
    view! {
        <th
            role="columnheader"
            scope="col"
            aria-sort=move || sort_direction(column, order.get())
            data-column=column.name()
        >
            <button type="button" on:click=sort>
                {environment.text(column_name(column))}
            </button>
        </th>
    }
}
