//! One campaign of a board.

use leptos::prelude::*;

use super::alert::Alert;
use super::bind::{name, optional, text_content, text_content_of};
use super::campaign_view::{CampaignEntry, CampaignView};
use super::environment::Environment;
use super::rate_bar::RateBar;
use super::rate_row::{SeverityIcon, is_directional, rate_display};
use super::row_detail::{DetailToggle, RowDetail};
use super::sparkline::Sparkline;
use super::view_state::ViewState;
use crate::model::display::counter::CountsDisplay;
use crate::model::display::headline::AlertDisplay;
use crate::model::history::trend::Series;
use crate::model::insight::rates::RateKind;
use crate::model::insight::sorting::Column;
use crate::model::stats::campaign_stats::Counter;
use crate::model::text::labels;

/// Rates with a bar.
const WITH_BAR: [RateKind; 2] = [RateKind::Reply, RateKind::Bounce];

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
            <th role="rowheader" scope="row">
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

/// A count; sent emails with their trend.
#[component]
fn CountCell(view: CampaignView, counts: Memo<CountsDisplay>, counter: Counter) -> impl IntoView {
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

/// A rate; some with bar and evidence.
#[component]
fn RateCell(view: CampaignView, kind: RateKind) -> impl IntoView {
    let rate = rate_display(view, kind);
    let bar = WITH_BAR.contains(&kind).then(|| {
        view! {
            <RateBar rate />
            <span class="rate-evidence" {..text_content(rate, |it| &it.evidence)}></span>
        }
    });
    view! {
        <td
            class:directional=is_directional(kind)
            role="cell"
            data-column=kind.name()
            data-label=view.environment.text(labels::full_rate(kind))
            title=optional(rate, |it| it.sentence.as_deref())
            data-severity=name(rate, |it| it.severity.name())
        >
            <span class="rate-value" data-rate=kind.name() {..text_content(rate, |it| &it.value)}></span>
            <SeverityIcon rate />
            {bar}
        </td>
    }
}
