//! The widget as a page of its own: reads the URL, starts a runner for each campaign, and
//! draws their cards.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::browser::campaign_list::{self, Listed};
use crate::browser::client::Endpoint;
use crate::browser::feeds::Subscription;
use crate::browser::runner::Pace;
use crate::browser::{clock, location};
use crate::model::campaign::CampaignId;
use crate::model::settings::{Problem, Settings, Theme};
use crate::model::time::Millis;
use crate::model::words;
use crate::view::card::Card;

/// Draws the page and keeps it up to date for as long as it is open.
pub fn start() {
    let (settings, problems) = Settings::from_query(location::query());
    set_theme(settings.theme);
    spawn_local(async move {
        let campaigns = campaigns(&settings, &problems).await;
        mount_to_body(move || view! { <Page settings problems campaigns /> });
    });
}

/// The campaigns of the URL; if it names none, those of the list beside the page. A URL that
/// tried to name some, and failed, gets no others in their place.
async fn campaigns(settings: &Settings, problems: &[Problem]) -> Vec<Listed> {
    if settings.campaigns.is_empty() && problems.is_empty() {
        return campaign_list::fetch().await;
    }
    let label = settings.label.clone().filter(|_| settings.campaigns.len() == 1);
    let listed =
        |id: &CampaignId| Listed { id: id.clone(), label: label.clone().unwrap_or_default() };
    settings.campaigns.iter().map(listed).collect()
}

#[component]
fn Page(settings: Settings, problems: Vec<Problem>, campaigns: Vec<Listed>) -> impl IntoView {
    let now = clock::ticking();
    let empty = campaigns.is_empty().then(|| view! { <p class="empty">{words::NO_CAMPAIGN}</p> });
    let cards =
        campaigns.into_iter().map(|listed| live_card(listed, &settings, now)).collect_view();
    view! {
        <main class="campaign-stats">
            <Problems problems />
            {empty}
            <div class="cards">{cards}</div>
        </main>
    }
}

/// What could not be used of the URL, each with what is done instead.
#[component]
fn Problems(problems: Vec<Problem>) -> impl IntoView {
    (!problems.is_empty()).then(|| {
        let items = problems
            .iter()
            .map(|problem| view! { <li>{words::problem(problem)}</li> })
            .collect_view();
        view! { <ul class="problems" role="alert">{items}</ul> }
    })
}

/// A card with a share in its campaign's feed, which ends with it.
fn live_card(
    listed: Listed,
    settings: &Settings,
    now: ReadSignal<Millis>,
) -> impl IntoView + use<> {
    let Listed { id: campaign, label } = listed;
    let endpoint = Endpoint::new(settings.api.as_deref(), campaign.clone());
    let pace = Pace { interval: settings.refresh, background: settings.background };
    let subscription = Subscription::new(endpoint, pace);
    let feed = subscription.feed().into();
    let subscription = StoredValue::new_local(subscription);
    let on_refresh = move || {
        let _ = subscription.try_with_value(Subscription::refresh);
    };
    let on_pause = move |paused| {
        let _ = subscription.try_with_value(|subscription| subscription.pause(paused));
    };
    view! { <Card campaign label feed now on_refresh on_pause /> }
}

fn set_theme(theme: Theme) {
    let root = web_sys::window().and_then(|window| window.document()?.document_element());
    if let Some(root) = root {
        // Fails only for names that are no attribute names.
        let _ = root.set_attribute("data-theme", theme.name());
    }
}
