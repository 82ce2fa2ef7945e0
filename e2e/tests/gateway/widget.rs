//! The widget behind the gateway, in a browser.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use anyhow::ensure;
use e2e::{Browser, Gateway, Upstream, dist};
use serde_json::json;
use tempfile::TempDir;

use crate::Done;

const SENT: &str = "[data-counter=Sent]";

/// A copy of `dist/` that nginx's workers can read, which run as another user.
fn readable_dist() -> anyhow::Result<TempDir> {
    let folder = TempDir::with_prefix("dist-")?;
    let open = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode));
    open(folder.path(), 0o755)?;
    for entry in fs::read_dir(dist()?)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            let copy = folder.path().join(entry.file_name());
            fs::copy(entry.path(), &copy)?;
            open(&copy, 0o644)?;
        }
    }
    Ok(folder)
}

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
