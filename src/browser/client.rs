//! The client of the stats endpoint: sends one request and decodes the response.

use js_sys::{Array, Date, JSON};
use web_sys::AbortSignal;

use super::clock;
use super::http::{self, BodyError, RequestError};
use super::location;
use super::request_log;
use super::token::TokenProvider;
use crate::model::options::campaign::CampaignId;
use crate::model::options::settings::Credentials;
use crate::model::polling::error::StatsError;
use crate::model::polling::response::{FetchError, FetchResult, Response};
use crate::model::polling::schedule::MIN_GAP;
use crate::model::stats::campaign_stats::CampaignStats;
use crate::model::stats::decode::{self, DecodeError, MAX_RESPONSE_BYTES};
use crate::model::stats::raw::RawStats;
use crate::model::time::Millis;

/// The stats endpoint of a campaign, and how requests are authorized.
///
/// Has no `Debug`: a token is never printed.
#[derive(Clone, PartialEq)]
pub struct Endpoint {
    campaign: CampaignId,
    url: String,
    /// The URL as the browser resolves it; as it is where that is not possible.
    address: String,
    access: Access,
}

/// How requests are authorized.
#[derive(Clone, Default, PartialEq)]
pub struct Access {
    /// Whether cookies are sent to another origin.
    pub credentials: Credentials,
    /// Provides an access token, if the API needs one.
    pub token: Option<TokenProvider>,
}

/// Status of a good response.
const OK: u16 = 200;

/// Status for a missing or rejected token (RFC 9110, section 15.5.2).
const UNAUTHORIZED: u16 = 401;

impl Endpoint {
    /// The endpoint of a campaign. Without a base URL, it is relative to the page.
    #[must_use]
    pub fn new(api: Option<&str>, campaign: CampaignId, access: Access) -> Self {
        let (base, slash) = api.map_or(("", ""), |base| (base, "/"));
        let url = [base, slash, "v1/campaigns/", &campaign.url_segment(), "/stats"].concat();
        let address = location::resolve(&url).unwrap_or_else(|| url.clone());
        Self { campaign, url, address, access }
    }

    /// The campaign.
    #[must_use]
    pub fn campaign(&self) -> &CampaignId {
        &self.campaign
    }

    /// Whether answers are for a certain person: with a token, or with cookies for another origin.
    #[must_use]
    pub fn is_personal(&self) -> bool {
        self.has_token() || self.access.credentials == Credentials::Include
    }

    /// Whether requests have a token.
    #[must_use]
    pub fn has_token(&self) -> bool {
        self.access.token.is_some()
    }

    /// The URL as the browser resolves it: the same for each way to write it.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// How often the page has replaced the token function; `None` without one.
    #[must_use]
    pub fn token_replacements(&self) -> Option<u32> {
        self.access.token.as_ref().map(TokenProvider::replacements)
    }

    /// Forgets a token of a function that the page has replaced. Returns whether there was one.
    #[must_use]
    pub fn forget_former_token(&self) -> bool {
        self.access.token.as_ref().is_some_and(TokenProvider::forget_former)
    }

    /// The URL, possibly relative to the page.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Identifies requests whose responses tabs may share. `None` with a token: its responses are not shared.
    #[must_use]
    pub fn name_for_tabs(&self) -> Option<String> {
        let credentials = self.access.credentials.name();
        (!self.has_token()).then(|| [credentials, " ", &self.address].concat())
    }

    /// Sends one request; after a rejected token, a second one with a new token.
    pub async fn fetch(&self, signal: &AbortSignal) -> FetchResult {
        match self.response(signal).await {
            Ok(response) => FetchResult::Response(response),
            Err(error) => FetchResult::Failed(error),
        }
    }

    /// The response that the loader has received before the wasm was ready, if there is one with status 200.
    #[must_use]
    pub fn early_result(&self) -> Option<FetchResult> {
        if self.has_token() {
            return None;
        }
        let early = http::take_complete_response(&self.url, self.access.credentials)?;
        let response = good_response(&early.head, early.text);
        let age = response.age + (clock::now() - early.received_at);
        Some(FetchResult::Response(Response { age, ..response }))
    }

    async fn response(&self, signal: &AbortSignal) -> Result<Response, FetchError> {
        let answer = match &self.access.token {
            Some(provider) => self.get_with_token(provider, signal).await?,
            None => self.get(None, signal).await?,
        };
        if answer.redirected() {
            return Err(FetchError::Redirected);
        }
        if answer.status != OK {
            return Ok(error_response(&answer));
        }
        let body = answer.body(MAX_RESPONSE_BYTES).await.map_err(|error| match error {
            BodyError::Broken => FetchError::Broken,
            BodyError::TooLarge => FetchError::TooLarge,
        })?;
        // As in `Response.json()`: a mistake in the encoding of a field that is not read does no harm.
        Ok(good_response(&answer, String::from_utf8_lossy(&body).into_owned()))
    }

    async fn get_with_token(
        &self,
        provider: &TokenProvider,
        signal: &AbortSignal,
    ) -> Result<http::HttpResponse, FetchError> {
        let mut again = true;
        loop {
            let token = provider.token().await.ok_or(FetchError::NoToken)?;
            // The function may have been slow, and another feed may have sent a request meanwhile.
            while let Some(at) = request_log::latest(&self.address, clock::now()) {
                if !clock::sleep(at + MIN_GAP - clock::now()).await {
                    break;
                }
            }
            if signal.aborted() {
                return Err(FetchError::Broken);
            }
            request_log::add(&self.address, clock::now());
            let answer = self.get(Some(&token), signal).await?;
            if answer.status != UNAUTHORIZED {
                return Ok(answer);
            }
            provider.invalidate(&token);
            if !std::mem::replace(&mut again, false) {
                return Ok(answer);
            }
        }
    }

    async fn get(
        &self,
        token: Option<&str>,
        signal: &AbortSignal,
    ) -> Result<http::HttpResponse, FetchError> {
        let answer = http::get(&self.url, self.access.credentials, token, signal).await;
        answer.map_err(|error| match error {
            RequestError::BadAddress => FetchError::BadAddress,
            RequestError::Broken => FetchError::Broken,
        })
    }

    /// Decodes and validates a fetch result.
    ///
    /// # Errors
    /// [`StatsError`] if the request failed or the response is invalid.
    pub fn decode(&self, result: &FetchResult) -> Result<CampaignStats, StatsError> {
        let response = match result {
            FetchResult::Failed(error) => return Err(error.stats_error()),
            FetchResult::Response(response) => response,
        };
        if let Some(failure) = StatsError::from_status(response.status, response.wait) {
            return Err(failure);
        }
        let answer = parse(&response.body);
        let stats = answer.and_then(|answer| decode::validate(&self.campaign, answer));
        stats.map_err(StatsError::Decode)
    }
}

/// A response with status 200, and its body.
fn good_response(answer: &http::HttpResponse, body: String) -> Response {
    Response {
        body,
        date: date(answer),
        age: age(answer),
        served_stale: served_stale(answer),
        ..error_response(answer)
    }
}

/// A response of which only the status counts, and `Retry-After`.
fn error_response(answer: &http::HttpResponse) -> Response {
    let wait = answer.header("Retry-After").and_then(|value| retry_after(&value));
    let (body, age) = (String::new(), Millis(0));
    Response { status: answer.status, wait, body, date: None, age, served_stale: None }
}

/// Parses JSON with the browser's parser, which is fast and adds no bytes.
fn parse(body: &str) -> Result<RawStats, DecodeError> {
    let value = JSON::parse(decode::json_text(body)?).map_err(|_| DecodeError::NotJson)?;
    // `is_object` is true for arrays, too.
    if Array::is_array(&value) {
        return Err(DecodeError::NotAnObject);
    }
    // `RawStats` accepts any value in any field, so this fails only for values that are not objects.
    serde_wasm_bindgen::from_value(value).map_err(|_| DecodeError::NotAnObject)
}

/// When the server sent a response.
fn date(answer: &http::HttpResponse) -> Option<Millis> {
    answer.header("Date").and_then(|value| point_in_time(&value))
}

/// Age of a response by the gateway's clock (contract: `deploy/README.md`); 0 without a gateway.
fn age(answer: &http::HttpResponse) -> Millis {
    let as_of = answer.header("Campaign-Stats-As-Of").and_then(|value| point_in_time(&value));
    let on_the_way = answer.header("Age").and_then(|value| value.trim_ascii().parse().ok());
    match (date(answer), as_of) {
        (Some(now), Some(as_of)) => now - as_of + Millis::seconds(on_the_way.unwrap_or_default()),
        _ => Millis(0),
    }
}

/// Status of the API's error, if a gateway served its last good response.
fn served_stale(answer: &http::HttpResponse) -> Option<u16> {
    answer.header("Campaign-Stats-Freshness").filter(|freshness| freshness == "stale")?;
    let status = answer.header("Campaign-Stats-Failure");
    // `u64` because its parser is in the wasm anyway.
    let number = status.and_then(|status| status.parse::<u64>().ok());
    Some(number.and_then(|number| u16::try_from(number).ok()).unwrap_or_default())
}

/// `Retry-After`: seconds or an HTTP date (RFC 9110, section 10.2.3).
fn retry_after(value: &str) -> Option<Millis> {
    let value = value.trim_ascii();
    if let Ok(seconds) = value.parse() {
        return Some(Millis::seconds(seconds));
    }
    // A date in the past is a wrong clock or a mistake.
    point_in_time(value).map(|at| at - clock::now()).filter(|wait| *wait > Millis(0))
}

/// Parses an HTTP or RFC 3339 date.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "only a finite time is cast, and the cast saturates"
)]
fn point_in_time(text: &str) -> Option<Millis> {
    let at = Date::parse(text);
    at.is_finite().then_some(Millis(at as u64))
}
