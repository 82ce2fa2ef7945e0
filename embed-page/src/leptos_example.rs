//! The snippet for Leptos with all options.

use campaign_stats::model::options::campaign::{Campaign, CampaignId};
use campaign_stats::model::options::settings::Settings;
use campaign_stats::{CampaignStats, load_locale};
use leptos::prelude::*;

#[component]
pub fn Campaigns() -> impl IntoView {
    let campaigns = [("camp_123", "Spring launch"), ("camp_207", "")];
    let options = [
        ("api", "https://stats.intranet.example"),
        ("layout", "board"),
        ("refresh", "30"),
    ];
    let options = options.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let mut settings = Settings::from_attributes(options).0;
    for (id, label) in campaigns {
        let id = CampaignId::parse(id);
        settings.campaigns.extend(id.map(|id| Campaign { id, label: label.to_owned() }));
    }
    let locale = LocalResource::new(|| load_locale("de", "https://stats.intranet.example/"));
    view! {
        <div class="campaign-stats" data-theme="dark" data-kiosk="" lang="de">
            <CampaignStats settings locale=Signal::derive(move || locale.get()) />
        </div>
    }
}
