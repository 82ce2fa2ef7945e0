//! Router of the sandbox. Tests can call it without a port.

use std::collections::HashMap;
use std::convert::Infallible;
use std::future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};
use tower_http::cors::{Any, CorsLayer};

use crate::catalogue::{self, Campaign};
use crate::clock::Clock;
use crate::demo;
use crate::fault::{self, Fault, RETRY_AFTER_SECONDS, SLOW_MS};
use crate::simulation::Stats;

/// API key of the simulated workspace. Not a secret.
pub const KEY: &str = "sk_test_sandbox";

/// Longest accepted campaign id.
const MAX_ID_BYTES: usize = 64;

/// A simulated workspace.
#[derive(Debug)]
pub struct Sandbox {
    /// Seed of the simulation.
    pub seed: u64,
    /// Clock of the simulation.
    pub clock: Clock,
    requests: Mutex<HashMap<String, u64>>,
}

impl Sandbox {
    /// A workspace at time zero.
    #[must_use]
    pub fn new(seed: u64, clock: Clock) -> Arc<Self> {
        Arc::new(Self { seed, clock, requests: Mutex::default() })
    }

    /// Number of valid requests for a campaign's stats.
    #[must_use]
    pub fn requests(&self, id: &str) -> u64 {
        let requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        requests.get(id).copied().unwrap_or_default()
    }

    fn count_request(&self, id: &str) -> u64 {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let count = requests.entry(id.to_owned()).or_default();
        *count += 1;
        *count
    }

    fn stats(&self, campaign: &Campaign) -> Stats {
        campaign.script.at(campaign.id, self.seed, self.clock.elapsed())
    }
}

/// CORS policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cors {
    /// All origins may read responses.
    Open,
    /// No other origin may read responses.
    Closed,
}

/// The API, the demo pages, and the file that leads the widget's page to them.
pub fn app(sandbox: Arc<Sandbox>, cors: Cors) -> Router {
    let router = Router::new()
        .route("/v1/campaigns/{id}/stats", get(stats))
        .route("/campaigns.json", get(list))
        .merge(demo::routes())
        .fallback(|| async { StatusCode::NOT_FOUND })
        .with_state(sandbox);
    match cors {
        Cors::Open => router.layer(
            CorsLayer::new()
                .allow_origin(Any)
                .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE])
                .expose_headers([header::RETRY_AFTER]),
        ),
        Cors::Closed => router,
    }
}

/// The documented errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ApiError {
    InvalidRequest,
    AuthenticationFailed(StatusCode),
    CampaignNotFound,
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, code, message) = match self {
            Self::InvalidRequest => (
                StatusCode::BAD_REQUEST,
                "invalid_request",
                "The request was malformed or contained unexpected parameters.",
            ),
            Self::AuthenticationFailed(status) => (
                status,
                "authentication_failed",
                "The Authorization header is missing, malformed, or the key is invalid.",
            ),
            Self::CampaignNotFound => (
                StatusCode::NOT_FOUND,
                "campaign_not_found",
                "No campaign with the given id exists in your workspace.",
            ),
        };
        (status, Json(json!({ "error": { "code": code, "message": message } }))).into_response()
    }
}

async fn list() -> Json<Value> {
    let campaigns = demo::healthy().map(|it| json!({ "id": it.id, "label": it.label }));
    Json(json!({ "page": demo::PAGE, "campaigns": campaigns.collect::<Vec<_>>() }))
}

async fn stats(
    State(sandbox): State<Arc<Sandbox>>,
    id: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    match validate(id, query, &headers) {
        Ok(campaign) => respond(&sandbox, campaign).await,
        Err(error) => error.into_response(),
    }
}

/// Validates a request in the order of the API: key, format, existence of the campaign.
fn validate(
    id: Result<Path<String>, PathRejection>,
    query: Option<String>,
    headers: &HeaderMap,
) -> Result<&'static Campaign, ApiError> {
    let credential = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if credential.and_then(|text| text.strip_prefix("Bearer ")) != Some(KEY) {
        return Err(ApiError::AuthenticationFailed(StatusCode::UNAUTHORIZED));
    }
    let Path(id) = id.map_err(|_| ApiError::InvalidRequest)?;
    let has_body = headers.get(header::CONTENT_LENGTH).is_some_and(|length| length != "0")
        || headers.contains_key(header::TRANSFER_ENCODING);
    let well_formed = (1..=MAX_ID_BYTES).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    if query.is_some() || has_body || !well_formed {
        return Err(ApiError::InvalidRequest);
    }
    catalogue::find(&id).ok_or(ApiError::CampaignNotFound)
}

async fn respond(sandbox: &Sandbox, campaign: &Campaign) -> Response {
    let count = sandbox.count_request(campaign.id);
    let Some(fault) = campaign.fault else { return Json(sandbox.stats(campaign)).into_response() };
    match fault {
        Fault::Slow => {
            tokio::time::sleep(Duration::from_millis(SLOW_MS)).await;
            Json(sandbox.stats(campaign)).into_response()
        }
        Fault::Hanging => future::pending().await,
        Fault::Dripping => drip(&sandbox.stats(campaign)),
        Fault::Flaky if count.is_multiple_of(2) => StatusCode::BAD_GATEWAY.into_response(),
        Fault::TooManyRequests => {
            let retry_after = [(header::RETRY_AFTER, RETRY_AFTER_SECONDS.to_string())];
            let error =
                json!({ "error": { "code": "rate_limited", "message": "Too many requests." } });
            (StatusCode::TOO_MANY_REQUESTS, retry_after, Json(error)).into_response()
        }
        Fault::ServerError => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Fault::Forbidden => ApiError::AuthenticationFailed(StatusCode::FORBIDDEN).into_response(),
        Fault::Redirect => (StatusCode::FOUND, [(header::LOCATION, "/sign-in")]).into_response(),
        _ => wrong_body(fault, &sandbox.stats(campaign)),
    }
}

fn drip(stats: &Stats) -> Response {
    let body = serde_json::to_vec(stats).unwrap_or_default();
    let bytes = stream::iter(body).then(|byte| async move {
        tokio::time::sleep(Duration::from_secs(1)).await;
        Ok::<_, Infallible>(vec![byte])
    });
    ([(header::CONTENT_TYPE, "application/json")], Body::from_stream(bytes)).into_response()
}

fn wrong_body(fault: Fault, stats: &Stats) -> Response {
    let content_type = match fault {
        Fault::WebPage => "text/html; charset=utf-8",
        _ => "application/json",
    };
    match fault::body(fault, stats) {
        Some(body) => ([(header::CONTENT_TYPE, content_type)], Body::from(body)).into_response(),
        None => Json(stats).into_response(),
    }
}
