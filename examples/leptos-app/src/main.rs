//! A Leptos page of one's own with the widget's component in it.

#[cfg(target_arch = "wasm32")]
mod app {
    use campaign_stats::CampaignStats;
    use campaign_stats::model::options::campaign::CampaignId;
    use campaign_stats::model::options::settings::Settings;
    use campaign_stats::model::polling::widget_event::WidgetEvent;
    use campaign_stats::widget::Controls;
    use leptos::prelude::*;

    /// A choice of campaigns, the one that is chosen, and what it has told last.
    #[component]
    pub(crate) fn App() -> impl IntoView {
        let campaign = RwSignal::new("camp_123".to_owned());
        let sent = RwSignal::new(None);
        let settings = Signal::derive(move || {
            let options = [("campaign", campaign.get()), ("refresh", "5".to_owned())];
            Settings::from_attributes(options.map(|(name, value)| (name.to_owned(), value))).0
        });
        let on_event = move |_: CampaignId, report: WidgetEvent| {
            if let WidgetEvent::Update(update) = report {
                sent.set(Some(update.stats.sent.get()));
            }
        };
        let controls = Controls::default();
        let refresh = controls.clone();
        view! {
            <button on:click=move |_| campaign.set("camp_draft".to_owned())>"Show the draft"</button>
            <button id="refresh" on:click=move |_| refresh.refresh()>"Refresh"</button>
            <p id="sent">{move || sent.get().map(|sent| format!("{sent} sent"))}</p>
            <div class="campaign-stats">
                <CampaignStats settings on_event controls />
            </div>
        }
    }
}

#[cfg(target_arch = "wasm32")]
fn main() {
    leptos::mount::mount_to_body(app::App);
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("this is a web page: `trunk serve` shows it");
}
