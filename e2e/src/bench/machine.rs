//! How fast the machine is at the moment.

use serde_json::json;

use crate::{Browser, Page};

/// A piece of work that no change to the widget changes.
const WORK: &str =
    "const text = JSON.stringify({ campaignId: 'camp_123', sent: 480, rates: [0.42, 0.08] });
    let sum = 0;
    for (let nth = 0; nth < 50000; nth += 1) sum += JSON.parse(text).sent + String(nth).length;
    return sum";

/// How long it takes where nothing else runs, in milliseconds: on one core of a server processor of
/// the year 2023, with Chromium 148.
pub(super) const AT_REST_MS: f64 = 28.0;

/// How long it takes now, in milliseconds for which the thread ran. That is longer on a busy machine
/// too: processors share caches and heat, and virtual ones share more.
pub(super) async fn work(browser: &Browser, page: &Page<'_>) -> anyhow::Result<f64> {
    thread_time(browser, page, WORK).await
}

/// For how long the page's main thread runs while a script does, in milliseconds. What other
/// programs do meanwhile does not count.
pub(super) async fn thread_time(
    browser: &Browser,
    page: &Page<'_>,
    script: &str,
) -> anyhow::Result<f64> {
    browser.command("Performance.disable", json!({})).await?;
    browser.command("Performance.enable", json!({ "timeDomain": "threadTicks" })).await?;
    let before = browser.metric("TaskDuration").await?;
    page.run_async(script).await?;
    let after = browser.metric("TaskDuration").await?;
    // Whoever comes next may want another kind of time.
    browser.command("Performance.disable", json!({})).await?;
    Ok((after - before) * 1000.0)
}
