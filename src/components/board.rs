//! Several campaigns in a table.

use leptos::prelude::*;

use super::board_head::BoardHead;
use super::board_row::BoardRow;
use super::campaign_view::CampaignEntry;
use super::column_head::ColumnHead;
use super::comparison::Comparison;
use super::environment::Environment;
use super::group_view::GroupView;
use super::history_controls::HistoryControls;
use super::live_region::LiveRegion;
use super::totals::Totals;
use super::view_state::ViewState;
use crate::model::display::board::row_order;
use crate::model::display::trend::has_trend;
use crate::model::insight::sorting::Column;
use crate::model::text::texts::Text;

/// Campaigns in a table that can be sorted by every column, with totals, and two of them compared.
#[component]
pub fn Board(
    entries: Memo<Vec<CampaignEntry>>,
    state: ViewState,
    environment: Environment,
) -> impl IntoView {
    let view = GroupView::new(entries, state, environment);
    let order = state.order;
    let rows = view.derive(move |entries, _| row_order(entries, order.get()));
    let ordered = move || {
        let (entries, rows) = (entries.get(), rows.get());
        rows.into_iter().filter_map(|place| entries.get(place).copied()).collect::<Vec<_>>()
    };
    let has_trend = view
        .derive(|entries, context| entries.iter().any(|(_, feed)| has_trend(feed, context.now)));
    let row_count = move || entries.with(|entries| entries.len().to_string());
    view! {
        <section
            class="board card"
            class:with-trend=has_trend
            part="board"
            style=("--rows", row_count)
            aria-label=environment.text(Text::Campaigns)
        >
            <BoardHead view />
            <LiveRegion view />
            <table role="table">
                <thead role="rowgroup">
                    <tr role="row">
                        {Column::ALL
                            .map(|column| view! { <ColumnHead column order environment /> })
                            .collect_view()}
                    </tr>
                </thead>
                <tbody role="rowgroup">
                    <For each=ordered key=CampaignEntry::id let:entry>
                        <BoardRow entry state environment />
                    </For>
                </tbody>
                <tfoot role="rowgroup">
                    <Totals view />
                </tfoot>
            </table>
            <Comparison view />
            <HistoryControls view has_trend />
        </section>
    }
}
