//! `campaigns.json` beside the page: what to show where the URL names no campaign.

use js_sys::JSON;
use serde::Deserialize;
use web_sys::AbortController;

use super::http;
use crate::model::campaign::{Campaign, CampaignId};
use crate::model::settings::Credentials;

#[derive(Deserialize)]
struct Entry {
    id: String,
    #[serde(default)]
    label: String,
}

/// The file's place, seen from the page.
const URL: &str = "campaigns.json";

/// The longest list that is read, in bytes: some hundreds of campaigns.
const MAX_BYTES: usize = 64 * 1024;

/// The campaigns listed; none where there is no such file, or none that can be read.
pub async fn fetch() -> Vec<Campaign> {
    read().await.unwrap_or_default()
}

async fn read() -> Option<Vec<Campaign>> {
    let controller = AbortController::new().ok()?;
    let answer = http::get(URL, Credentials::default(), None, &controller.signal()).await.ok()?;
    if answer.status != 200 {
        return None;
    }
    let body = answer.body(MAX_BYTES).await.ok()?;
    let json = JSON::parse(std::str::from_utf8(&body).ok()?).ok()?;
    let entries: Vec<Entry> = serde_wasm_bindgen::from_value(json).ok()?;
    let listed = entries.into_iter().filter_map(|entry| {
        Some(Campaign { id: CampaignId::parse(&entry.id).ok()?, label: entry.label })
    });
    Some(listed.collect())
}
