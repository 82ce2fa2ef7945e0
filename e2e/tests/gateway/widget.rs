//! The widget behind the gateway, in a browser.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use anyhow::ensure;
use e2e::{Browser, Gateway, Upstream, readable_dist};
use serde_json::json;

use crate::Done;

const SENT: &str = "[data-counter=Sent]";

#[tokio::test(flavor = "multi_thread")]
async fn numbers_served_stale_are_shown_with_their_age() -> Done {
    let dist = readable_dist()?;
    let folder = dist.path().to_string_lossy().into_owned();
    let settings = [("CAMPAIGN_STATS_PERIOD", "1"), ("CAMPAIGN_STATS_DIST", folder.as_str())];
    let mut api = Upstream::start()?;
    let gateway = Gateway::start(&api.url(), &settings).await?;
    let browser = Browser::start().await?;
    let page = browser.open(&gateway.url("/?campaign=camp_123&refresh=1")).await?;
    page.await_text(SENT, "480").await?;
    page.await_text(".freshness", "Updated").await?;
    api.kill();
    page.await_text(".headline", "Showing its last good numbers.").await?;
    // More than the widget's own limit of two intervals.
    let age = "const age = /Stale: (\\d+)/.exec(root.querySelector('.freshness').textContent);
        return Boolean(age && age[1] >= 4)";
    page.await_inside(age, json!(true)).await?;
    ensure!(page.text(SENT).await? == "480", "the stale numbers are not shown");
    api.restart()?;
    page.await_text(".headline", "waiting in the queue").await?;
    page.await_text(".freshness", "Updated").await?;
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn page_has_no_csp_violations() -> Done {
    let dist = readable_dist()?;
    let folder = dist.path().to_string_lossy().into_owned();
    let api = Upstream::start()?;
    let gateway = Gateway::start(&api.url(), &[("CAMPAIGN_STATS_DIST", folder.as_str())]).await?;
    let browser = Browser::start().await?;
    browser.record_csp_violations().await?;
    let page = browser.open(&gateway.url("/?campaign=camp_123&refresh=1")).await?;
    page.await_text(SENT, "480").await?;
    page.click(".refresh").await?;
    let violations = page.run("return window.violations", vec![]).await?;
    ensure!(violations == json!([]), "CSP violations: {violations}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn embed_page_is_served_with_its_files_and_has_no_csp_violations() -> Done {
    let dist = readable_dist()?;
    let list = dist.path().join("campaigns.json");
    fs::write(&list, r#"[{ "id": "camp_123", "label": "Spring launch" }]"#)?;
    fs::set_permissions(&list, fs::Permissions::from_mode(0o644))?;
    let folder = dist.path().to_string_lossy().into_owned();
    let api = Upstream::start()?;
    let gateway = Gateway::start(&api.url(), &[("CAMPAIGN_STATS_DIST", folder.as_str())]).await?;
    let html = gateway.get("/embed.html").await?;
    ensure!(html.status == 200 && html.header("cache-control") == "max-age=60", "{html:?}");
    let browser = Browser::start().await?;
    browser.record_csp_violations().await?;
    let page = browser.open(&gateway.url("/embed.html")).await?;
    let listed = "return document.querySelector('.embed-row .embed-name')?.textContent";
    page.await_run(listed, json!("Spring launch")).await?;
    page.run("document.querySelector('.embed-row').click()", vec![]).await?;
    let sent = "return document.querySelector('.embed-stage [data-counter=Sent]')?.textContent";
    page.await_run(sent, json!("480")).await?;
    let loaded =
        "return performance.getEntriesByType('resource').map(entry => new URL(entry.name).pathname)
        .filter(name => /^.embed[-.]/.test(name)).sort()";
    let loaded = page.run(loaded, vec![]).await?;
    let names = loaded.as_array().cloned().unwrap_or_default();
    ensure!(names.len() >= 4, "{loaded}");
    for name in names.iter().filter_map(|name| name.as_str()) {
        let file = gateway.get(name).await?;
        let is_cached_forever = file.header("cache-control").contains("immutable");
        ensure!(file.status == 200 && is_cached_forever, "{name}: {file:?}");
    }
    let violations = page.run("return window.violations", vec![]).await?;
    ensure!(violations == json!([]), "CSP violations: {violations}");
    page.ensure_no_errors().await
}
