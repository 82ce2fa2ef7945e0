//! The history outlives the page that made it, and harms none.

use std::time::Duration;

use anyhow::ensure;
use e2e::{Browser, Site};
use serde_json::json;

type Done = anyhow::Result<()>;

const SENT: &str = "[data-counter=Sent]";

/// How many samples are stored of the only campaign.
const STORED: &str = "const value = localStorage.getItem(localStorage.key(0));
    return [localStorage.length, value.split(';').length - 3]";

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_goes_on_where_the_page_ended() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let url = site.url("?campaign=camp_123&refresh=3600");
    let page = browser.open(&url).await?;
    page.await_text(SENT, "480").await?;
    // Of five seconds, one sample is kept.
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
async fn a_history_that_is_off_leaves_no_trace() -> Done {
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
async fn where_storage_is_forbidden_the_numbers_come_all_the_same() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let body = "<script>Object.defineProperty(window, 'localStorage',
            { get() { throw new DOMException('no', 'SecurityError') } })</script>
        <campaign-stats campaign=camp_123></campaign-stats>";
    let page = browser.open(&site.page("forbidden", body)).await?;
    page.await_text(SENT, "480").await?;
    page.ensure_no_errors().await
}
