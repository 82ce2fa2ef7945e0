//! One campaign in a line.

use leptos::prelude::*;

use super::alert::Alert;
use super::bind::{name, optional, text_content};
use super::campaign_view::{CampaignEntry, CampaignView};
use super::counter::counter_display;
use super::environment::Environment;
use super::group_view::GroupView;
use super::icon::Icon;
use super::live_region::LiveRegion;
use super::rate_row::rate_display;
use super::status::Status;
use super::view_state::ViewState;
use crate::model::display::headline::AlertDisplay;
use crate::model::display::marks;
use crate::model::display::status::StatusDisplay;
use crate::model::insight::bands::Severity;
use crate::model::insight::rates::RateKind;
use crate::model::stats::campaign_stats::Counter;

/// The most important numbers of a campaign in one line.
#[component]
pub fn Compact(entry: CampaignEntry, state: ViewState, environment: Environment) -> impl IntoView {
    let view = CampaignView::new(entry, state, environment);
    let group = GroupView::new(Memo::new(move |_| vec![entry]), state, environment);
    let alert = view.derive_every_second(move |feed, context| {
        entry.campaign.with(|campaign| AlertDisplay::of(&campaign.id, feed, context))
    });
    let status = view.derive_every_second(StatusDisplay::of);
    view! {
        <article class="compact" part="card" aria-label=view.name() data-state=view.freshness_name()>
            <strong>{view.name()}</strong>
            <CountItem view counter=Counter::Sent />
            <RateItem view kind=RateKind::Reply />
            <RateItem view kind=RateKind::Bounce />
            <CountItem view counter=Counter::Queued />
            <Alert alert />
            <Status status />
            <LiveRegion view=group />
        </article>
    }
}

/// A count followed by its name.
#[component]
fn CountItem(view: CampaignView, counter: Counter) -> impl IntoView {
    let count = counter_display(view, counter);
    view! {
        <span class="item">
            <b data-counter=counter.name() {..text_content(count, |it| &it.value)}></b>
            <span>" "{move || count.with(|it| it.name.clone())}</span>
        </span>
    }
}

/// A rate followed by its name. There is room for a mark only where something is wrong.
#[component]
fn RateItem(view: CampaignView, kind: RateKind) -> impl IntoView {
    let rate = rate_display(view, kind);
    let path = name(rate, |it| match it.severity {
        Severity::Good | Severity::Neutral => "",
        severity => marks::of_severity(severity),
    });
    view! {
        <span
            class="item"
            title=optional(rate, |it| it.sentence.as_deref())
            data-severity=name(rate, |it| it.severity.name())
        >
            <Icon path />
            <b data-rate=kind.name() {..text_content(rate, |it| &it.value)}></b>
            <span>" "{move || rate.with(|it| it.name.clone())}</span>
        </span>
    }
}
