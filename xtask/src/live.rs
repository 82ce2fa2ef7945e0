//! The guard of the real key: passes on the one request that the widget makes, and nothing
//! else, with the key added on this side of the browser.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::routing::get;

use crate::process::say;

/// The variable that holds the key.
pub(crate) const KEY_VARIABLE: &str = "LEADTERRA_API_KEY";

/// How long the API may take.
const TIMEOUT: Duration = Duration::from_secs(20);

/// The longest answer that is passed on, in bytes.
const MAX_ANSWER_BYTES: u64 = 1024 * 1024;

/// The real API and the key to it. Has no `Debug`: a key is never printed.
pub(crate) struct Live {
    upstream: String,
    authorization: String,
}

impl Live {
    /// Takes the key from the environment.
    pub(crate) fn from_environment(upstream: &str) -> anyhow::Result<Self> {
        let key = std::env::var(KEY_VARIABLE).unwrap_or_default();
        Self::new(upstream, key.trim())
    }

    fn new(upstream: &str, key: &str) -> anyhow::Result<Self> {
        if key.is_empty() {
            bail!(
                "--live needs the workspace's key in the environment:\n  \
                 read -rs {KEY_VARIABLE} && export {KEY_VARIABLE}"
            );
        }
        if !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            bail!("the key in {KEY_VARIABLE} has characters that no key has");
        }
        let upstream = upstream.trim_end_matches('/');
        if !(upstream.starts_with("https://") || is_loopback(upstream)) {
            bail!("--upstream must be https://…: the key would cross the network in the clear");
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

/// Serves on a thread of its own, for as long as the process lives.
pub(crate) fn start(live: Live, address: SocketAddr) -> anyhow::Result<()> {
    say(&format!("asking {} with the key in {KEY_VARIABLE}", live.upstream));
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_io().build()?;
    let listener = runtime.block_on(tokio::net::TcpListener::bind(address)).context("the guard")?;
    std::thread::spawn(move || runtime.block_on(async { axum::serve(listener, app(live)).await }));
    Ok(())
}

fn app(live: Live) -> Router {
    Router::new().route("/v1/campaigns/{id}/stats", get(pass_on)).with_state(Arc::new(live))
}

async fn pass_on(State(live): State<Arc<Live>>, Path(id): Path<String>) -> Response<Body> {
    let asked = tokio::task::spawn_blocking(move || ask(&live, &id)).await;
    asked.ok().flatten().unwrap_or_else(|| {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::BAD_GATEWAY;
        response
    })
}

/// Asks the API; `None` where it cannot be reached. Errors are not repeated, so that nothing
/// of the request can get into a log.
fn ask(live: &Live, id: &str) -> Option<Response<Body>> {
    let url = format!("{}/v1/campaigns/{}/stats", live.upstream, url_segment(id)?);
    // A redirect could carry the key elsewhere.
    let request = ureq::get(&url)
        .config()
        .http_status_as_error(false)
        .max_redirects(0)
        .timeout_global(Some(TIMEOUT))
        .build()
        .header(header::AUTHORIZATION, &live.authorization)
        .header(header::ACCEPT, "application/json");
    let mut answer = request.call().ok()?;
    let body = answer.body_mut().with_config().limit(MAX_ANSWER_BYTES).read_to_vec().ok()?;
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

/// The id as one segment of a path, encoded as the widget does it.
fn url_segment(id: &str) -> Option<String> {
    Some(campaign_stats::model::campaign::CampaignId::parse(id).ok()?.url_segment())
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

    async fn guard(key: &str) -> SocketAddr {
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
    async fn the_guard_adds_the_key_whatever_the_caller_sent() {
        let guard = guard(KEY).await;
        let url = format!("http://{guard}/v1/campaigns/camp_123/stats");
        let (status, body) = get(url, "Bearer of-the-caller").await;
        assert_eq!(status, 200);
        assert!(body.contains("\"sent\":480"), "{body}");
        assert!(!body.contains(KEY));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_key_that_the_api_rejects_is_a_401() {
        let guard = guard("sk_live_wrong").await;
        let url = format!("http://{guard}/v1/campaigns/camp_123/stats");
        assert_eq!(get(url, "").await.0, 401);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn nothing_but_stats_is_passed_on() {
        let guard = guard(KEY).await;
        for path in ["/v1/campaigns", "/v1/leads", "/campaigns.json", "/v1/campaigns/../leads"] {
            assert_eq!(get(format!("http://{guard}{path}"), "").await.0, 404, "{path}");
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_redirect_is_not_followed_with_the_key() {
        let guard = guard(KEY).await;
        let url = format!("http://{guard}/v1/campaigns/camp_redirect/stats");
        assert_eq!(get(url, "").await.0, 302);
    }

    #[test]
    fn a_key_crosses_the_network_only_encrypted() {
        for refused in ["http://api.example", "http://127.0.0.1.example", "ftp://api.example"] {
            assert!(Live::new(refused, "sk_live_x").is_err(), "{refused}");
        }
        assert!(Live::new("https://api.example/", "sk_live_x").is_ok());
    }

    #[test]
    fn a_missing_or_broken_key_is_named_but_never_repeated() {
        assert!(Live::new("https://api.example", "").is_err());
        let error = Live::new("https://api.example", "sk live\nsecret").err().unwrap();
        assert!(!format!("{error:?}").contains("secret"));
    }
}
