//! One question to the API, and what its answer means.

use js_sys::{Array, Date, JSON};
use web_sys::AbortSignal;

use super::clock;
use super::http::{self, BodyError, RequestError};
use super::token::TokenProvider;
use crate::model::options::campaign::CampaignId;
use crate::model::options::settings::Credentials;
use crate::model::polling::error::StatsError;
use crate::model::polling::response::{FetchError, FetchResult, Response};
use crate::model::stats::campaign_stats::CampaignStats;
use crate::model::stats::decode::{self, DecodeError, MAX_ANSWER_BYTES};
use crate::model::stats::raw::RawStats;
use crate::model::time::Millis;

/// Where the numbers of one campaign are, and by what right they are asked for.
///
/// Has no `Debug`: a token is never printed.
#[derive(Clone, PartialEq)]
pub struct Endpoint {
    campaign: CampaignId,
    url: String,
    access: Access,
}

/// By what right an API is asked.
#[derive(Clone, Default, PartialEq)]
pub struct Access {
    /// Whether cookies go to another origin.
    pub credentials: Credentials,
    /// Whence a token comes, where the API wants one.
    pub token: Option<TokenProvider>,
}

/// What an API answers to a token that it does not take (RFC 9110, section 15.5.2).
const UNAUTHORIZED: u16 = 401;

impl Endpoint {
    /// The endpoint of a campaign. Without an API base, it lies beside the page.
    #[must_use]
    pub fn new(api: Option<&str>, campaign: CampaignId, access: Access) -> Self {
        let (base, slash) = api.map_or(("", ""), |base| (base, "/"));
        let url = [base, slash, "v1/campaigns/", &campaign.url_segment(), "/stats"].concat();
        Self { campaign, url, access }
    }

    /// Its URL, which may be relative to the page.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Names all that must be equal for one answer to serve another tab; `None` where none may:
    /// what is answered to a token is for those who gave it.
    #[must_use]
    pub fn name_for_tabs(&self, url: &str) -> Option<String> {
        let credentials = self.access.credentials.name();
        self.access.token.is_none().then(|| [credentials, " ", url].concat())
    }

    /// Asks once; with a token that the API refuses, once more with a new one. What an abort by
    /// the signal leads to is of no interest: who aborts knows why.
    pub async fn fetch(&self, signal: &AbortSignal) -> FetchResult {
        match self.response(signal).await {
            Ok(response) => FetchResult::Response(response),
            Err(error) => FetchResult::Failed(error),
        }
    }

    async fn response(&self, signal: &AbortSignal) -> Result<Response, FetchError> {
        let answer = match &self.access.token {
            Some(provider) => self.get_with_token(provider, signal).await?,
            None => self.get(None, signal).await?,
        };
        if answer.redirected() {
            return Err(FetchError::Redirected);
        }
        let status = answer.status;
        let wait = answer.header("Retry-After").and_then(|value| retry_after(&value));
        if status != 200 {
            return Ok(Response {
                status,
                wait,
                body: String::new(),
                age: Millis(0),
                served_stale: None,
            });
        }
        let (age, served_stale) = (age(&answer), served_stale(&answer));
        let body = answer.body(MAX_ANSWER_BYTES).await.map_err(|error| match error {
            BodyError::Broken => FetchError::Broken,
            BodyError::TooLarge => FetchError::TooLarge,
        })?;
        let body = String::from_utf8(body).map_err(|_| FetchError::NotText)?;
        Ok(Response { status, wait, body, age, served_stale })
    }

    async fn get_with_token(
        &self,
        provider: &TokenProvider,
        signal: &AbortSignal,
    ) -> Result<http::HttpResponse, FetchError> {
        let mut again = true;
        loop {
            let token = provider.token().await.ok_or(FetchError::NoToken)?;
            let answer = self.get(Some(&token), signal).await?;
            if answer.status != UNAUTHORIZED {
                return Ok(answer);
            }
            provider.refuse(&token);
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

    /// The numbers in what was heard.
    ///
    /// # Errors
    /// [`StatsError`] says why there are none that can be believed.
    pub fn decode(&self, result: &FetchResult) -> Result<CampaignStats, StatsError> {
        let response = match result {
            FetchResult::Failed(error) => return Err(error.failure()),
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

/// The browser parses the JSON: its parser is there already, and fast.
fn parse(body: &str) -> Result<RawStats, DecodeError> {
    let value = JSON::parse(decode::json_in(body)?).map_err(|_| DecodeError::NotJson)?;
    // An array is an object too.
    if Array::is_array(&value) {
        return Err(DecodeError::NotAnObject);
    }
    // Takes any value in any field, so it fails only for what is no object.
    serde_wasm_bindgen::from_value(value).map_err(|_| DecodeError::NotAnObject)
}

/// How old an answer is, by the gateway's own clock: the contract is in `deploy/README.md`.
/// Without a gateway that says so, it is new.
fn age(answer: &http::HttpResponse) -> Millis {
    let time = |name| answer.header(name).and_then(|value| point_in_time(&value));
    let on_the_way = answer.header("Age").and_then(|value| value.trim_ascii().parse().ok());
    match (time("Date"), time("Campaign-Stats-As-Of")) {
        (Some(now), Some(as_of)) => now - as_of + Millis::seconds(on_the_way.unwrap_or_default()),
        _ => Millis(0),
    }
}

/// The status with which the API fails, where a gateway gives its last good numbers.
fn served_stale(answer: &http::HttpResponse) -> Option<u16> {
    answer.header("Campaign-Stats-Freshness").filter(|freshness| freshness == "stale")?;
    let status = answer.header("Campaign-Stats-Failure");
    // By the parser that the wasm has already.
    let number = status.and_then(|status| status.parse::<u64>().ok());
    Some(number.and_then(|number| u16::try_from(number).ok()).unwrap_or_default())
}

/// A `Retry-After`: seconds, or a date as HTTP writes it (RFC 9110, section 10.2.3).
fn retry_after(value: &str) -> Option<Millis> {
    let value = value.trim_ascii();
    if let Ok(seconds) = value.parse() {
        return Some(Millis::seconds(seconds));
    }
    // One that is over is no wish, but a clock that differs or a mistake.
    point_in_time(value).map(|at| at - clock::now()).filter(|wait| *wait > Millis(0))
}

/// A point in time as HTTP or RFC 3339 writes it.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "only a finite time is cast, and the cast saturates"
)]
fn point_in_time(text: &str) -> Option<Millis> {
    let at = Date::parse(text);
    at.is_finite().then_some(Millis(at as u64))
}
