//! Proxy for the real API. It forwards only the one request that the widget makes, and adds the key
//! here, so that the key never reaches the browser.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::routing::get;

use crate::process::{API_KEY_VARIABLE, print_step};

/// Limit for one request to the API.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Limit for the body of a response, in bytes.
const MAX_BODY_BYTES: u64 = 1024 * 1024;

/// The real API and its key. No `Debug`, so that the key is never printed.
pub(crate) struct Live {
    upstream: String,
    authorization: String,
}

impl Live {
    /// Reads the key from the environment.
    pub(crate) fn from_environment(upstream: &str) -> anyhow::Result<Self> {
        let key = std::env::var(API_KEY_VARIABLE).unwrap_or_default();
        Self::new(upstream, key.trim())
    }

    fn new(upstream: &str, key: &str) -> anyhow::Result<Self> {
        if key.is_empty() {
            bail!(
                "--live needs the API key of the workspace in the environment:\n  \
                 read -rs {API_KEY_VARIABLE} && export {API_KEY_VARIABLE}"
            );
        }
        if !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            bail!("the key in {API_KEY_VARIABLE} contains invalid characters");
        }
        let upstream = upstream.trim_end_matches('/');
        if !(upstream.starts_with("https://") || is_loopback(upstream)) {
            bail!("--upstream must start with https://; otherwise the key is sent unencrypted");
        }
        let authorization = format!("Bearer {key}");
        Ok(Self { upstream: upstream.to_owned(), authorization })
    }
}

fn is_loopback(upstream: &str) -> bool {
    let host = upstream.strip_prefix("http://").unwrap_or_default();
    let host = host.split(['/', ':']).next();
    matches!(host, Some("127.0.0.1" | "localhost"))
}

/// Serves on a thread until the process ends.
pub(crate) fn start(live: Live, address: SocketAddr) -> anyhow::Result<()> {
    print_step(&format!("using {} with the key in {API_KEY_VARIABLE}", live.upstream));
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_io().build()?;
    let listener =
        runtime.block_on(tokio::net::TcpListener::bind(address)).context("starting the proxy")?;
    std::thread::spawn(move || runtime.block_on(async { axum::serve(listener, app(live)).await }));
    Ok(())
}

fn app(live: Live) -> Router {
    Router::new().route("/v1/campaigns/{id}/stats", get(forward)).with_state(Arc::new(live))
}

async fn forward(State(live): State<Arc<Live>>, Path(id): Path<String>) -> Response<Body> {
    let response = tokio::task::spawn_blocking(move || fetch(&live, &id)).await;
    response.ok().flatten().unwrap_or_else(|| {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::BAD_GATEWAY;
        response
    })
}

/// Sends the request; `None` if it fails. Errors are dropped, so that no part of the request gets
/// into a log.
fn fetch(live: &Live, id: &str) -> Option<Response<Body>> {
    let url = format!("{}/v1/campaigns/{}/stats", live.upstream, url_segment(id)?);
    // A redirect could send the key to another host.
    let request = ureq::get(&url)
        .config()
        .http_status_as_error(false)
        .max_redirects(0)
        .timeout_global(Some(TIMEOUT))
        .build()
        .header(header::AUTHORIZATION, &live.authorization)
        .header(header::ACCEPT, "application/json");
    let mut answer = request.call().ok()?;
    let body = answer.body_mut().with_config().limit(MAX_BODY_BYTES).read_to_vec().ok()?;
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = answer.status();
    for name in [header::CONTENT_TYPE, header::RETRY_AFTER] {
        if let Some(value) = answer.headers().get(&name) {
            response.headers_mut().insert(name, value.clone());
        }
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Some(response)
}

/// The id as one segment of a path, encoded as in the widget.
fn url_segment(id: &str) -> Option<String> {
    Some(campaign_stats::model::options::campaign::CampaignId::parse(id).ok()?.url_segment())
}

#[cfg(test)]
mod tests {
    use super::*;
    use sandbox::clock::Clock;
    use sandbox::server::{Cors, KEY, Sandbox};

    async fn serve(app: Router) -> SocketAddr {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, app).await });
        address
    }

    async fn proxy(key: &str) -> SocketAddr {
        let api = serve(sandbox::server::app(Sandbox::new(1, Clock::set()), Cors::Closed)).await;
        serve(app(Live::new(&format!("http://{api}"), key).unwrap())).await
    }

    async fn get(url: String, authorization: &'static str) -> (u16, String) {
        tokio::task::spawn_blocking(move || {
            let request =
                ureq::get(&url).config().http_status_as_error(false).max_redirects(0).build();
            let mut answer = request.header("Authorization", authorization).call().unwrap();
            (answer.status().as_u16(), answer.body_mut().read_to_string().unwrap())
        })
        .await
        .unwrap()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn proxy_replaces_the_authorization_of_the_caller() {
        let proxy = proxy(KEY).await;
        let url = format!("http://{proxy}/v1/campaigns/camp_123/stats");
        let (status, body) = get(url, "Bearer from-caller").await;
        assert_eq!(status, 200);
        assert!(body.contains("\"sent\":480"), "{body}");
        assert!(!body.contains(KEY));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn rejected_key_returns_401() {
        let proxy = proxy("sk_live_wrong").await;
        let url = format!("http://{proxy}/v1/campaigns/camp_123/stats");
        assert_eq!(get(url, "").await.0, 401);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn only_stats_requests_are_forwarded() {
        let proxy = proxy(KEY).await;
        for path in ["/v1/campaigns", "/v1/leads", "/campaigns.json", "/v1/campaigns/../leads"] {
            assert_eq!(get(format!("http://{proxy}{path}"), "").await.0, 404, "{path}");
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn redirects_are_not_followed() {
        let proxy = proxy(KEY).await;
        let url = format!("http://{proxy}/v1/campaigns/camp_redirect/stats");
        assert_eq!(get(url, "").await.0, 302);
    }

    #[test]
    fn upstream_must_be_https_or_loopback() {
        for refused in ["http://api.example", "http://127.0.0.1.example", "ftp://api.example"] {
            assert!(Live::new(refused, "sk_live_x").is_err(), "{refused}");
        }
        assert!(Live::new("https://api.example/", "sk_live_x").is_ok());
    }

    #[test]
    fn missing_or_invalid_key_is_an_error_without_the_key() {
        assert!(Live::new("https://api.example", "").is_err());
        let error = Live::new("https://api.example", "sk live\nsecret").err().unwrap();
        assert!(!format!("{error:?}").contains("secret"));
    }
}
