//! An API that wants a token of the page's own, which may expire.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

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
    asked: Mutex<Vec<HeaderMap>>,
}

/// The API. It takes one token at a time.
pub struct TokenApi {
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl TokenApi {
    /// Serves the documented numbers of every campaign to whoever has the token, from any origin,
    /// with cookies or without.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(token: &str) -> anyhow::Result<Self> {
        let shared = Arc::<Shared>::default();
        // Cookies are sent only where neither is `*`.
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
        api.take_only(token);
        Ok(api)
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on only this token is good.
    pub fn take_only(&self, token: &str) {
        token.clone_into(&mut self.shared.valid.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// What every request so far said of who asks, in the header of this name.
    #[must_use]
    pub fn asked_with(&self, name: header::HeaderName) -> Vec<Option<String>> {
        let asked = self.shared.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let value = |headers: &HeaderMap| {
            headers.get(&name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        asked.iter().map(value).collect()
    }
}

async fn stats(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let valid = shared.valid.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let given = headers.get(header::AUTHORIZATION).cloned();
    shared.asked.lock().unwrap_or_else(PoisonError::into_inner).push(headers);
    let wanted = if valid.is_empty() { None } else { Some(format!("Bearer {valid}")) };
    if given.as_ref().and_then(|given| given.to_str().ok()) != wanted.as_deref() {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    Json(json!({
        "campaignId": id, "totalEnrolled": 500, "sent": 480, "delivered": 471, "bounced": 9,
        "replied": 38, "queued": 20, "openRate": 0.42, "replyRate": 0.08
    }))
    .into_response()
}
