//! One question to the API: the numbers of one campaign, or a typed failure.

use js_sys::{Date, JSON};
use web_sys::AbortSignal;

use super::clock;
use super::http::{self, NoAnswer, NoBody};
use crate::model::answer::{Answer, MAX_ANSWER_BYTES, Undecodable};
use crate::model::campaign::CampaignId;
use crate::model::failure::Failure;
use crate::model::stats::CampaignStats;
use crate::model::time::Millis;

/// Where the numbers of one campaign are.
#[derive(Clone, Debug)]
pub struct Endpoint {
    campaign: CampaignId,
    url: String,
}

impl Endpoint {
    /// The endpoint of a campaign. Without an API base, it lies beside the page.
    #[must_use]
    pub fn new(api: Option<&str>, campaign: CampaignId) -> Self {
        let (base, slash) = api.map_or(("", ""), |base| (base, "/"));
        let url = [base, slash, "v1/campaigns/", &campaign.url_segment(), "/stats"].concat();
        Self { campaign, url }
    }

    /// Asks once.
    ///
    /// # Errors
    /// [`Failure`], also when the signal aborts; who aborts knows why.
    pub async fn ask(&self, signal: &AbortSignal) -> Result<CampaignStats, Failure> {
        let answer = http::get(&self.url, signal).await.map_err(|no_answer| match no_answer {
            NoAnswer::BadAddress => Failure::BadAddress,
            NoAnswer::Broken => Failure::Network,
        })?;
        if answer.redirected() {
            return Err(Failure::Redirected);
        }
        let retry_after = answer.header("Retry-After").and_then(|value| retry_after(&value));
        if let Some(failure) = Failure::from_status(answer.status, retry_after) {
            return Err(failure);
        }
        let body = answer.body(MAX_ANSWER_BYTES).await.map_err(|no_body| match no_body {
            NoBody::Broken => Failure::Network,
            NoBody::TooLarge => Failure::Undecodable(Undecodable::TooLarge),
        })?;
        decode(&body).and_then(|answer| answer.check(&self.campaign)).map_err(Failure::Undecodable)
    }
}

/// The browser parses the JSON: its parser is there already, and fast.
fn decode(body: &[u8]) -> Result<Answer, Undecodable> {
    let text = std::str::from_utf8(body).map_err(|_| Undecodable::NotJson)?.trim();
    if text.is_empty() {
        return Err(Undecodable::Empty);
    }
    if text.starts_with('<') {
        return Err(Undecodable::WebPage);
    }
    let value = JSON::parse(text).map_err(|_| Undecodable::NotJson)?;
    if !value.is_object() || js_sys::Array::is_array(&value) {
        return Err(Undecodable::NotAnObject);
    }
    serde_wasm_bindgen::from_value(value).map_err(|_| Undecodable::NotAnObject)
}

/// A `Retry-After`: seconds, or a date as HTTP writes it (RFC 9110, section 10.2.3).
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "only a finite time is cast, and the cast saturates"
)]
fn retry_after(value: &str) -> Option<Millis> {
    let value = value.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Millis::seconds(seconds));
    }
    let at = Date::parse(value);
    at.is_finite().then(|| Millis(at as u64) - clock::now())
}
