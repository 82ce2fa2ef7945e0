//! The widget behind the gateway, in a browser.

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
