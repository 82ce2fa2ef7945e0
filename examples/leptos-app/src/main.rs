//! A Leptos page that shows campaigns in two ways: with the widget's component, and with a view of its own
//! on top of the polling hook.

#[cfg(target_arch = "wasm32")]
#[expect(unreachable_pub, reason = "the macro `component` makes its functions public")]
mod app {
    use campaign_stats::CampaignStats;
    use campaign_stats::CampaignStatsHandle;
    use campaign_stats::model::options::campaign::{Campaign, CampaignId};
    use campaign_stats::model::options::settings::Settings;
    use campaign_stats::model::time::Millis;
    use campaign_stats::{UseCampaignStatsOptions, use_campaign_stats};
    use leptos::prelude::*;

    /// A choice of two campaigns, with the chosen one in both ways.
    #[component]
    pub(crate) fn App(first: CampaignId, draft: CampaignId) -> impl IntoView {
        let campaign = RwSignal::new(first);
        let settings = Signal::derive(move || Settings {
            campaigns: vec![Campaign { id: campaign.get(), label: String::new() }],
            refresh: Millis::seconds(5),
            ..Settings::default()
        });
        let handle = CampaignStatsHandle::default();
        view! {
            <button on:click=move |_| campaign.set(draft.clone())>"Show the draft"</button>
            <button on:click=move |_| handle.refresh()>"Refresh the card"</button>
            <SentEmails campaign />
            <div class="campaign-stats">
                <CampaignStats settings handle />
            </div>
        }
    }

    /// The sent emails of a campaign in one sentence, with a button. The hook shares the feed of the card:
    /// there is one request for both.
    #[component]
    fn SentEmails(campaign: RwSignal<CampaignId>) -> impl IntoView {
        let options = Signal::derive_local(move || UseCampaignStatsOptions::new(campaign.get()));
        let campaign = use_campaign_stats(options);
        let sent = move || match (campaign.stats.get(), campaign.error.get()) {
            (Some(stats), _) => format!("{} sent", stats.sent.get()),
            (None, Some(_)) => "no answer".to_owned(),
            (None, None) => "…".to_owned(),
        };
        view! {
            <p id="sent">{sent}</p>
            <button id="pause" on:click=move |_| campaign.pause()>"Pause"</button>
        }
    }
}

#[cfg(target_arch = "wasm32")]
fn main() {
    use campaign_stats::model::options::campaign::CampaignId;
    use leptos::prelude::*;

    let campaigns = (CampaignId::parse("camp_123"), CampaignId::parse("camp_draft"));
    if let (Ok(first), Ok(draft)) = campaigns {
        mount_to_body(move || view! { <app::App first draft /> });
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("this is a web page: `trunk serve` shows it");
}
