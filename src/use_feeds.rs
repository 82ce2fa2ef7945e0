//! The campaigns of the settings, each with its polling.

use std::sync::Arc;

use leptos::callback::UnsyncCallback;
use leptos::prelude::*;
use leptos::reactive::owner::WeakOwner;

use crate::browser::clock::use_now;
use crate::browser::token::TokenProvider;
use crate::browser::use_campaign_stats::{
    UseCampaignStatsOptions, UseCampaignStatsReturn, use_campaign_stats,
};
use crate::components::campaign_view::CampaignEntry;
use crate::model::options::campaign::{Campaign, CampaignId};
use crate::model::options::settings::Settings;
use crate::model::polling::feed::Feed;
use crate::model::polling::widget_event::{LastReported, WidgetEvent};
use crate::use_keyed::use_keyed;

/// A campaign with its polling.
#[derive(Clone, Copy)]
pub(crate) struct PolledCampaign {
    /// For the components.
    pub(crate) entry: CampaignEntry,
    /// The polling.
    pub(crate) polling: UseCampaignStatsReturn,
}

/// What is known of campaigns now.
pub(crate) fn known(campaigns: &[PolledCampaign]) -> Vec<(Campaign, Arc<Feed>)> {
    let of =
        |it: &PolledCampaign| (it.entry.campaign.get_untracked(), it.entry.feed.get_untracked());
    campaigns.iter().map(of).collect()
}

/// Polls the campaigns of the settings, and reports their events.
pub(crate) fn use_feeds(
    settings: Signal<Settings>,
    token: Signal<Option<TokenProvider>, LocalStorage>,
    on_event: Option<UnsyncCallback<(CampaignId, WidgetEvent)>>,
) -> ReadSignal<Vec<PolledCampaign>> {
    let ids = Memo::new(move |_| settings.with(campaign_ids));
    use_keyed(
        move || ids.get(),
        move |id| {
            let campaign = use_feed(id, settings, token);
            if let Some(on_event) = on_event {
                report_events(id.clone(), campaign, on_event);
            }
            campaign
        },
    )
}

fn campaign_ids(settings: &Settings) -> Vec<CampaignId> {
    let mut ids: Vec<CampaignId> = Vec::new();
    for Campaign { id, .. } in &settings.campaigns {
        // A list with keys must not have one twice.
        if !ids.contains(id) {
            ids.push(id.clone());
        }
    }
    ids
}

/// Polls one campaign.
fn use_feed(
    id: &CampaignId,
    settings: Signal<Settings>,
    token: Signal<Option<TokenProvider>, LocalStorage>,
) -> PolledCampaign {
    let (of_campaign, of_options) = (id.clone(), id.clone());
    let campaign = Memo::new(move |_| {
        let known = settings.with(|settings| {
            settings.campaigns.iter().find(|campaign| campaign.id == of_campaign).cloned()
        });
        known.unwrap_or_else(|| Campaign { id: of_campaign.clone(), label: String::new() })
    });
    let options = Signal::derive_local(move || {
        settings.with(|settings| UseCampaignStatsOptions {
            campaign: of_options.clone(),
            api: settings.api.clone(),
            credentials: settings.credentials,
            token: token.get(),
            interval: settings.refresh,
            background: settings.background,
            history: settings.history,
        })
    });
    let polling = use_campaign_stats(options);
    PolledCampaign { entry: CampaignEntry { campaign, feed: polling.feed }, polling }
}

/// Reports the events of a campaign.
fn report_events(
    id: CampaignId,
    campaign: PolledCampaign,
    on_event: UnsyncCallback<(CampaignId, WidgetEvent)>,
) {
    let (now, last_reported) = (use_now(), StoredValue::new(LastReported::default()));
    // The handler runs in the owner of the campaign: that of the effect is cleaned up before each run.
    let owner = Owner::current().map(|owner| owner.downgrade());
    Effect::new(move |_| {
        let events = campaign.entry.feed.with(|feed| {
            last_reported.try_update_value(|last_reported| last_reported.events(feed, now.get()))
        });
        let Some(owner) = owner.as_ref().and_then(WeakOwner::upgrade) else { return };
        for event in events.into_iter().flatten() {
            owner.with(|| untrack(|| on_event.run((id.clone(), event))));
        }
    });
}
