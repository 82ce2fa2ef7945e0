//! Serves the measured pages, both candidates and an API.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Html;
use axum::routing::get;
use axum::{Json, Router};
use sandbox::catalogue;
use sandbox::simulation::Stats;
use tokio::net::TcpListener;
use tower_http::services::ServeDir;

use super::Candidate;

/// Age added to the campaign with every response: enough that the numbers change each time.
const AGE_STEP_MS: u64 = 60_000;

/// The campaign of all pages.
const CAMPAIGN: &str = "camp_123";

/// Both candidates on one server, each in its own folder with its own API.
pub struct BenchServer {
    address: SocketAddr,
    visits: AtomicU64,
}

impl BenchServer {
    /// Starts the server, with precompressed files.
    ///
    /// # Errors
    /// If a candidate has not been built.
    pub async fn start() -> anyhow::Result<Self> {
        let responses = Arc::<AtomicU64>::default();
        let mut router = Router::new().route("/{candidate}/on/{elements}", get(page));
        for candidate in Candidate::ALL {
            let folder = ["/", candidate.name()].concat();
            let stats = Router::new()
                .route("/v1/campaigns/{id}/stats", get(stats))
                .with_state(Arc::clone(&responses))
                .fallback_service(ServeDir::new(candidate.folder()?).precompressed_br());
            router = router.nest(&folder, stats);
        }
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self { address, visits: AtomicU64::default() })
    }

    /// URL of a page with this number of elements. Every visit has its own host name, so that the
    /// browser starts a new process with nothing cached or compiled.
    #[must_use]
    pub fn page(&self, candidate: Candidate, elements: usize) -> String {
        let visit = self.visits.fetch_add(1, Ordering::Relaxed);
        let port = self.address.port();
        format!("http://visit-{visit}.localhost:{port}/{}/on/{elements}", candidate.name())
    }

    /// URL of a page with one element that shows a campaign of another API.
    #[must_use]
    pub fn page_of(&self, candidate: Candidate, campaign: &str, api: &str) -> String {
        [&self.page(candidate, 1), "?campaign=", campaign, "&api=", api].concat()
    }
}

/// The two lines of the README, with one or more elements.
async fn page(
    Path((candidate, elements)): Path<(String, usize)>,
    Query(options): Query<HashMap<String, String>>,
) -> Html<String> {
    let mut html = "<!doctype html><html lang=en><title>Bench</title>".to_owned();
    if elements > 0 {
        html.push_str("<script type=module src=\"/");
        html.push_str(&candidate);
        html.push_str("/campaign-stats.js\"></script>");
    }
    let campaign = options.get("campaign").map_or(CAMPAIGN, String::as_str);
    let api = options.get("api").map(|api| format!(" api={api}")).unwrap_or_default();
    let element = format!(
        "<campaign-stats campaign={campaign}{api} label=\"Spring launch\" refresh=3600>\
        </campaign-stats>"
    );
    html.push_str(&element.repeat(elements));
    Html(html)
}

async fn stats(
    State(responses): State<Arc<AtomicU64>>,
    Path(id): Path<String>,
) -> Result<Json<Stats>, StatusCode> {
    let campaign = catalogue::find(&id).ok_or(StatusCode::NOT_FOUND)?;
    let age = responses.fetch_add(1, Ordering::Relaxed) * AGE_STEP_MS;
    Ok(Json(campaign.script.at(campaign.id, 1, age)))
}
