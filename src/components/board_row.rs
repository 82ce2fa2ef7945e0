//! One campaign of a board.

use leptos::prelude::*;

use super::alert::Alert;
use super::bind::{name, optional, text_content};
use super::campaign_view::{CampaignEntry, CampaignView};
use super::count_cell::CountCell;
use super::environment::Environment;
use super::rate_bar::RateBar;
use super::rate_row::{SeverityIcon, rate_display};
use super::row_detail::{DetailToggle, RowDetail};
use super::view_state::ViewState;
use crate::model::display::counter::CountsDisplay;
use crate::model::display::headline::AlertDisplay;
use crate::model::insight::rates::RateKind;
use crate::model::insight::sorting::Column;
use crate::model::text::labels;

/// A row. A problem stands below the name and leaves the other rows alone. All counts are in a row of their own,
/// which a button shows where there are no columns for them.
#[component]
pub fn BoardRow(entry: CampaignEntry, state: ViewState, environment: Environment) -> impl IntoView {
    let view = CampaignView::new(entry, state, environment.for_view());
    let counts = view.derive(CountsDisplay::of);
    let alert = view.derive_every_second(move |feed, context| {
        entry.campaign.with(|campaign| AlertDisplay::or_id(campaign, feed, context))
    });
    let is_open = RwSignal::new(false);
    view! {
        <tr role="row" data-state=view.freshness_name()>
            <th role="rowheader" scope="row" aria-label=view.name()>
                <DetailToggle view is_open />
                <span>{view.name()}</span>
                <Alert alert />
            </th>
            {Column::COUNTS.map(|counter| view! { <CountCell view counts counter /> }).collect_view()}
            {RateKind::ALL.map(|kind| view! { <RateCell view kind /> }).collect_view()}
        </tr>
        <RowDetail view counts is_open />
    }
}

/// A rate; some with bar and evidence.
#[component]
fn RateCell(view: CampaignView, kind: RateKind) -> impl IntoView {
    let rate = rate_display(view, kind);
    let has_bar = RateKind::WITH_BAR_ON_BOARD.contains(&kind);
    // The meter says the value and the evidence, too.
    let hidden = has_bar.then_some("true");
    let bar = has_bar.then(|| {
        view! {
            <RateBar rate />
            <span
                class="rate-evidence"
                {..text_content(rate, |it| &it.evidence)}
                aria-hidden=hidden
            ></span>
        }
    });
    view! {
        <td
            class:directional=kind.is_directional()
            role="cell"
            data-column=kind.name()
            data-label=view.environment.text(labels::full_rate(kind))
            title=optional(rate, |it| it.sentence.as_deref())
            data-severity=name(rate, |it| it.severity.name())
        >
            <span
                class="rate-value"
                data-rate=kind.name()
                {..text_content(rate, |it| &it.value)}
                aria-hidden=hidden
            ></span>
            <SeverityIcon rate />
            {bar}
        </td>
    }
}
