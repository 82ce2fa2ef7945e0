//! The pages that are measured, and what is served beside them.

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

use super::Contender;

/// By how much a campaign is older with every answer: enough that numbers change each time.
const AGES_BY_MS: u64 = 60_000;

/// The campaign of all pages.
const CAMPAIGN: &str = "camp_123";

/// Both contenders on one server, each in a folder with an API of its own.
pub struct Stage {
    address: SocketAddr,
    visits: AtomicU64,
}

impl Stage {
    /// Serves them as a good server does: compressed beforehand.
    ///
    /// # Errors
    /// When one of them has not been built.
    pub async fn start() -> anyhow::Result<Self> {
        let answers = Arc::<AtomicU64>::default();
        let mut router = Router::new().route("/{contender}/on/{elements}", get(page));
        for contender in Contender::ALL {
            let folder = ["/", contender.name()].concat();
            let stats = Router::new()
                .route("/v1/campaigns/{id}/stats", get(stats))
                .with_state(Arc::clone(&answers))
                .fallback_service(ServeDir::new(contender.folder()?).precompressed_br());
            router = router.nest(&folder, stats);
        }
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self { address, visits: AtomicU64::default() })
    }

    /// The address of a page with so many elements. Each is on a site of its own, for which a
    /// browser starts anew: with nothing cached or compiled, in a process of its own.
    #[must_use]
    pub fn page(&self, contender: Contender, elements: usize) -> String {
        let visit = self.visits.fetch_add(1, Ordering::Relaxed);
        let port = self.address.port();
        format!("http://visit-{visit}.localhost:{port}/{}/on/{elements}", contender.name())
    }
}

impl Stage {
    /// The address of a page with one element that shows a campaign of another API.
    #[must_use]
    pub fn page_of(&self, contender: Contender, campaign: &str, api: &str) -> String {
        [&self.page(contender, 1), "?campaign=", campaign, "&api=", api].concat()
    }
}

/// The two lines of the README, with one element or several.
async fn page(
    Path((contender, elements)): Path<(String, usize)>,
    Query(options): Query<HashMap<String, String>>,
) -> Html<String> {
    let mut html = "<!doctype html><html lang=en><title>Bench</title>".to_owned();
    if elements > 0 {
        html.push_str("<script type=module src=\"/");
        html.push_str(&contender);
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
    State(answers): State<Arc<AtomicU64>>,
    Path(id): Path<String>,
) -> Result<Json<Stats>, StatusCode> {
    let campaign = catalogue::find(&id).ok_or(StatusCode::NOT_FOUND)?;
    let age = answers.fetch_add(1, Ordering::Relaxed) * AGES_BY_MS;
    Ok(Json(campaign.script.at(campaign.id, 1, age)))
}
