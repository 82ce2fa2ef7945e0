//! Storage of the history between visits.

use std::time::Duration;

use anyhow::ensure;
use e2e::{Browser, Site};
use serde_json::json;

type Done = anyhow::Result<()>;

const SENT: &str = "[data-counter=Sent]";

/// Script that returns the number of stored campaigns and of the first one's samples.
const STORED: &str = "const value = localStorage.getItem(localStorage.key(0));
    return [localStorage.length, value.split(';').length - 3]";

#[tokio::test(flavor = "multi_thread")]
async fn history_survives_a_reload() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let url = site.url("?campaign=camp_123&refresh=3600");
    let page = browser.open(&url).await?;
    page.await_text(SENT, "480").await?;
    // One sample is kept per five seconds.
    tokio::time::sleep(Duration::from_secs(6)).await;
    let page = browser.open(&url).await?;
    page.await_text(SENT, "480").await?;
    ensure!(page.run(STORED, vec![]).await? == json!([1, 1]));
    let page = browser.open(&url).await?;
    page.await_text(SENT, "480").await?;
    ensure!(page.run(STORED, vec![]).await? == json!([1, 2]));
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn history_off_stores_nothing() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let url = site.url("?campaign=camp_123&history=off");
    for _ in 0..2 {
        let page = browser.open(&url).await?;
        page.await_text(SENT, "480").await?;
        ensure!(page.run("return localStorage.length", vec![]).await? == json!(0));
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_are_shown_without_storage_access() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let body = "<script>Object.defineProperty(window, 'localStorage',
            { get() { throw new DOMException('no', 'SecurityError') } })</script>
        <campaign-stats campaign=camp_123></campaign-stats>";
    let page = browser.open(&site.page("forbidden", body)).await?;
    page.await_text(SENT, "480").await?;
    page.ensure_no_errors().await
}
