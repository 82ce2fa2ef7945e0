//! One campaign of a board.

use leptos::prelude::*;

use super::alert::Alert;
use super::bind::{name, optional, text, text_content};
use super::campaign_view::{CampaignEntry, CampaignView};
use super::counter::counter_display;
use super::environment::Environment;
use super::rate_bar::RateBar;
use super::rate_row::{SeverityIcon, is_directional, rate_display};
use super::sparkline::Sparkline;
use super::view_state::ViewState;
use crate::model::display::headline::AlertDisplay;
use crate::model::history::trend::Series;
use crate::model::insight::rates::RateKind;
use crate::model::stats::campaign_stats::Counter;

/// Rates with a bar.
const WITH_BAR: [RateKind; 2] = [RateKind::Reply, RateKind::Bounce];

/// A row. A problem stands below the name and leaves the other rows alone.
#[component]
pub fn BoardRow(entry: CampaignEntry, state: ViewState, environment: Environment) -> impl IntoView {
    let view = CampaignView::new(entry, state, environment.for_view());
    let alert = view.derive_every_second(move |feed, context| {
        entry.campaign.with(|campaign| AlertDisplay::or_id(campaign, feed, context))
    });
    view! {
        <tr role="row" data-state=view.freshness_name()>
            <th role="rowheader" scope="row">
                <span>{view.name()}</span>
                <Alert alert />
            </th>
            <SentCell view />
            {RateKind::ALL.map(|kind| view! { <RateCell view kind /> }).collect_view()}
            <QueuedCell view />
        </tr>
    }
}

/// Sent emails with their trend.
#[component]
fn SentCell(view: CampaignView) -> impl IntoView {
    let count = counter_display(view, Counter::Sent);
    let trend = view.trend(Series::Count(Counter::Sent));
    view! {
        <td role="cell" data-label=text(count, |it| &it.name)>
            <span data-counter=Counter::Sent.name() {..text_content(count, |it| &it.value)}></span>
            <span class="trend-text" {..text_content(trend, |it| &it.text)}></span>
            <Sparkline view trend />
        </td>
    }
}

#[component]
fn QueuedCell(view: CampaignView) -> impl IntoView {
    let count = counter_display(view, Counter::Queued);
    view! {
        <td role="cell" data-label=text(count, |it| &it.name)>
            <span data-counter=Counter::Queued.name() {..text_content(count, |it| &it.value)}></span>
        </td>
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
            data-label=text(rate, |it| &it.name)
            title=optional(rate, |it| it.sentence.as_deref())
            data-severity=name(rate, |it| it.severity.name())
        >
            <span class="rate-value" data-rate=kind.name() {..text_content(rate, |it| &it.value)}></span>
            <SeverityIcon rate />
            {bar}
        </td>
    }
}
