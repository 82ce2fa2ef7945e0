//! One campaign as a card.

use leptos::prelude::*;

use super::campaign_view::{CampaignEntry, CampaignView};
use super::card_head::CardHead;
use super::counter::CounterTile;
use super::environment::Environment;
use super::footer::Footer;
use super::funnel::Funnel;
use super::group_view::GroupView;
use super::headline::Headline;
use super::history_controls::HistoryControls;
use super::live_region::LiveRegion;
use super::rate_row::RateRow;
use super::view_state::ViewState;
use crate::model::display::counter::has_wide_count;
use crate::model::display::trend::has_trend;
use crate::model::insight::rates::RateKind;
use crate::model::stats::campaign_stats::Counter;

/// A campaign's numbers, and how far they can be trusted. Every part but the trend is there in every state, so that
/// nothing moves when numbers change. The trend needs no room among the numbers.
#[component]
pub fn Card(entry: CampaignEntry, state: ViewState, environment: Environment) -> impl IntoView {
    let view = CampaignView::new(entry, state, environment);
    let group = GroupView::new(Memo::new(move |_| vec![entry]), state, environment);
    let has_trend = view.derive(|feed, context| has_trend(feed, context.now));
    let wide = view.derive(|feed, _| has_wide_count(feed));
    view! {
        <article
            class="card"
            class:with-trend=has_trend
            part="card"
            aria-label=view.name()
            data-state=view.freshness_name()
        >
            <CardHead view />
            <Headline view />
            <LiveRegion view=group />
            <div class="body">
                <dl class="counters" class:wide-counts=wide part="counters">
                    {Counter::ALL.map(|counter| view! { <CounterTile view counter /> }).collect_view()}
                </dl>
                <div class="rates" part="rates">
                    {RateKind::ALL.map(|kind| view! { <RateRow view kind /> }).collect_view()}
                </div>
                <Footer view />
                <Funnel view />
                <HistoryControls view=group has_trend />
            </div>
        </article>
    }
}
