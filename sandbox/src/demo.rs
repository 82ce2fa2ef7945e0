//! The demo pages: healthy campaigns with their past, and failing ones.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderName, header};
use axum::response::IntoResponse;
use axum::routing::get;
use serde_json::{Value, json};

use crate::catalogue::{CAMPAIGNS, Campaign};
use crate::history;
use crate::server::Sandbox;

/// The address of the demo, relative to the widget's page.
pub const PAGE: &str = "demo/";

/// Placeholder in the pages for their campaigns, as JSON.
const CAMPAIGNS_PLACEHOLDER: &str = "{{campaigns}}";

/// The policy of the pages: that of `docs/security-and-csp.md` for a page of the same origin, with a style sheet.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; \
    style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; \
    require-trusted-types-for 'script'";

/// Routes of the demo pages.
pub(crate) fn routes() -> Router<Arc<Sandbox>> {
    let script = include_str!("../demo/demo.js");
    let style = include_str!("../demo/demo.css");
    Router::new()
        .route("/demo/", get(healthy_page))
        .route("/demo/failures.html", get(failures_page))
        .route("/demo/demo.js", get(file("text/javascript; charset=utf-8", script)))
        .route("/demo/demo.css", get(file("text/css; charset=utf-8", style)))
}

/// Campaigns without a fault.
pub fn healthy() -> impl Iterator<Item = &'static Campaign> {
    CAMPAIGNS.iter().filter(|campaign| campaign.fault.is_none())
}

async fn healthy_page(State(sandbox): State<Arc<Sandbox>>) -> impl IntoResponse {
    let campaigns = healthy().map(|campaign| {
        let history = history::stored(&sandbox, campaign);
        json!({ "id": campaign.id, "label": campaign.label, "history": history })
    });
    page(include_str!("../demo/index.html"), campaigns.collect())
}

async fn failures_page() -> impl IntoResponse {
    let failing = CAMPAIGNS.iter().filter(|campaign| campaign.fault.is_some());
    let campaigns = failing.map(|campaign| json!({ "id": campaign.id, "label": campaign.label }));
    page(include_str!("../demo/failures.html"), campaigns.collect())
}

fn page(html: &str, campaigns: Vec<Value>) -> impl IntoResponse + use<> {
    // Text of a script element: it must not contain an end tag.
    let campaigns = Value::from(campaigns).to_string().replace('<', "\\u003c");
    let html = html.replace(CAMPAIGNS_PLACEHOLDER, &campaigns);
    ([(header::CONTENT_SECURITY_POLICY, POLICY)], file("text/html; charset=utf-8", html))
}

/// Not stored by browsers, because the past goes on.
fn file<Text>(content_type: &'static str, text: Text) -> ([(HeaderName, &'static str); 2], Text) {
    ([(header::CONTENT_TYPE, content_type), (header::CACHE_CONTROL, "no-store")], text)
}
