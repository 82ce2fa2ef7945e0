//! Several campaigns in one table.

use std::sync::Arc;

use leptos::prelude::*;

use crate::model::board::{Column, Order, Row, sorted};
use crate::model::campaign::Campaign;
use crate::model::feed::Feed;
use crate::model::spoken::Notice;
use crate::model::texts::Text;

use super::board_row::{BoardRow, TotalsRow};
use super::comparison::ComparisonLine;
use super::context::{Act, Context};
use super::head::{Controls, Paused};
use super::reactive::{each, name, with};

/// A campaign on a board.
#[derive(Clone)]
pub struct Entry {
    /// Which campaign.
    pub campaign: Campaign,
    /// What is known of it.
    pub feed: ReadSignal<Feed>,
}

/// The campaigns of a board, shared by its parts.
pub(super) type Entries = StoredValue<Vec<Entry>>;

/// Campaigns in a table that can be sorted by every column, with the sum of all, and two of
/// them compared.
#[component]
pub fn Board(
    /// The campaigns.
    entries: Vec<Entry>,
    /// What it goes by.
    context: Context,
    /// What became of the last wish that cannot be seen.
    notice: RwSignal<Option<Notice>>,
    /// Called with what a person wants.
    act: Act,
) -> impl IntoView {
    let entries = StoredValue::new(entries);
    let order = RwSignal::new(None::<Order>);
    let paused: Paused = Arc::new(move || {
        entries.with_value(|entries| entries.iter().all(|entry| with(entry.feed, Feed::paused)))
    });
    let places = Memo::new(move |_| places(entries, order.get()));
    let rows = move || {
        entries.with_value(|entries| {
            let shown = places.get().into_iter().filter_map(|place| entries.get(place).cloned());
            each(shown, |entry| view! { <BoardRow entry context /> })
        })
    };
    let title = context.say(|language| language.say(Text::Campaigns));
    view! {
        <section class="board card" part="board" aria-label=title.clone()>
            <header class="head" part="head">
                <h2>{title.clone()}</h2>
                <Controls paused context notice act />
            </header>
            <table role="table">
                <thead role="rowgroup">
                    <tr role="row">
                        {each(Column::ALL, |column| view! { <ColumnHead column order context /> })}
                    </tr>
                </thead>
                <tbody role="rowgroup">{rows}</tbody>
                <tfoot role="rowgroup"><TotalsRow entries context /></tfoot>
            </table>
            <ComparisonLine entries context />
        </section>
    }
}

/// The places of the campaigns in this order; as given, where none is wanted.
fn places(entries: Entries, order: Option<Order>) -> Vec<usize> {
    entries.with_value(|entries| {
        let Some(order) = order else { return (0..entries.len()).collect() };
        let known: Vec<_> =
            entries.iter().map(|entry| with(entry.feed, |feed| feed.stats().cloned())).collect();
        let rows: Vec<_> = entries
            .iter()
            .zip(&known)
            .map(|(entry, stats)| Row { name: entry.campaign.name(), stats: stats.as_ref() })
            .collect();
        sorted(&rows, order)
    })
}

/// The name of a column: pressed, the table is sorted by it, or the other way round.
#[component]
fn ColumnHead(column: Column, order: RwSignal<Option<Order>>, context: Context) -> impl IntoView {
    let sort = name(move || match order.get() {
        Some(order) if order.column == column && order.descending => "descending",
        Some(order) if order.column == column => "ascending",
        _ => "none",
    });
    let press = move |_| {
        order.update(|order| {
            *order = Some(order.map_or_else(|| Order::by(column), |order| order.toggled(column)));
        });
    };
    let title = context.say(|language| language.say(column_name(column)));
    view! {
        <th role="columnheader" scope="col" aria-sort=sort data-column=column.name()>
            <button type="button" on:click=press>{title}</button>
        </th>
    }
}

fn column_name(column: Column) -> Text {
    match column {
        Column::Campaign => Text::Campaign,
        Column::Sent => Text::Sent,
        Column::Delivery => Text::Delivery,
        Column::Open => Text::Open,
        Column::Reply => Text::Reply,
        Column::Bounce => Text::Bounce,
        Column::Queued => Text::Queued,
    }
}
