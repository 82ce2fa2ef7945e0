//! An API that requires a token from the page. The token can expire.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::json;
use tokio::net::TcpListener;
use tower_http::cors::{AllowHeaders, AllowOrigin, CorsLayer};

#[derive(Default)]
struct Shared {
    valid: Mutex<String>,
    latency: Mutex<Duration>,
    requests: Mutex<Vec<(Instant, HeaderMap)>>,
}

/// The API. One token at a time is valid.
pub struct TokenApi {
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl TokenApi {
    /// Serves the documented numbers for every campaign, to requests with the token, from every
    /// origin, with or without cookies.
    ///
    /// # Errors
    /// If no port is free.
    pub async fn start(token: &str) -> anyhow::Result<Self> {
        let shared = Arc::<Shared>::default();
        // Browsers send cookies only if neither is `*`.
        let cors = CorsLayer::new()
            .allow_origin(AllowOrigin::mirror_request())
            .allow_headers(AllowHeaders::mirror_request())
            .allow_credentials(true);
        let router = Router::new()
            .route("/v1/campaigns/{id}/stats", get(stats))
            .with_state(Arc::clone(&shared))
            .layer(cors);
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        tokio::spawn(async move { axum::serve(listener, router).await });
        let api = Self { address, shared };
        api.set_valid_token(token);
        Ok(api)
    }

    /// Base URL.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Makes this the only valid token.
    pub fn set_valid_token(&self, token: &str) {
        token.clone_into(&mut self.shared.valid.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Values of this header in all requests so far.
    #[must_use]
    pub fn header_values(&self, name: header::HeaderName) -> Vec<Option<String>> {
        let requests = self.shared.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let value = |headers: &HeaderMap| {
            headers.get(&name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        requests.iter().map(|(_, headers)| value(headers)).collect()
    }

    /// Answers this much later from now on.
    pub fn set_latency(&self, latency: Duration) {
        *self.shared.latency.lock().unwrap_or_else(PoisonError::into_inner) = latency;
    }

    /// The shortest time between two requests.
    #[must_use]
    pub fn shortest_gap(&self) -> Option<Duration> {
        let requests = self.shared.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let times: Vec<_> = requests.iter().map(|(at, _)| *at).collect();
        times.iter().zip(times.iter().skip(1)).map(|(one, next)| *next - *one).min()
    }
}

async fn stats(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let valid = shared.valid.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let token = headers.get(header::AUTHORIZATION).cloned();
    let request = (Instant::now(), headers);
    shared.requests.lock().unwrap_or_else(PoisonError::into_inner).push(request);
    let latency = *shared.latency.lock().unwrap_or_else(PoisonError::into_inner);
    tokio::time::sleep(latency).await;
    let expected = if valid.is_empty() { None } else { Some(format!("Bearer {valid}")) };
    if token.as_ref().and_then(|token| token.to_str().ok()) != expected.as_deref() {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    Json(json!({
        "campaignId": id, "totalEnrolled": 500, "sent": 480, "delivered": 471, "bounced": 9,
        "replied": 38, "queued": 20, "openRate": 0.42, "replyRate": 0.08
    }))
    .into_response()
}
