//! `campaigns.json` beside the page: what to show where the URL names no campaign.

use js_sys::{Array, JSON, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::AbortController;

use super::http;
use crate::model::campaign::{Campaign, CampaignId};
use crate::model::settings::Credentials;

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
    let entries: Array = json.dyn_into().ok()?;
    // One entry that is of no use does not spoil the others.
    Some(entries.iter().filter_map(|entry| campaign(&entry)).collect())
}

fn campaign(entry: &JsValue) -> Option<Campaign> {
    let text = |name: &str| Reflect::get(entry, &name.into()).ok()?.as_string();
    let id = CampaignId::parse(&text("id")?).ok()?;
    Some(Campaign { id, label: text("label").unwrap_or_default() })
}
