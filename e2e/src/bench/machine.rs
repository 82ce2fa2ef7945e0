//! Current speed of the machine.

use serde_json::json;

use crate::{Browser, Page};

/// Work that does not depend on the widget.
const FIXED_WORK: &str =
    "const text = JSON.stringify({ campaignId: 'camp_123', sent: 480, rates: [0.42, 0.08] });
    let sum = 0;
    for (let nth = 0; nth < 50000; nth += 1) sum += JSON.parse(text).sent + String(nth).length;
    return sum";

/// Time of the fixed work on an idle machine, in milliseconds: one core of a 2023 server processor,
/// Chromium 148.
pub(super) const IDLE_MS: f64 = 28.0;

/// Thread time of the fixed work, in milliseconds. It also grows on a busy machine, because cores
/// share caches and thermal limits.
pub(super) async fn fixed_work(browser: &Browser, page: &Page<'_>) -> anyhow::Result<f64> {
    thread_time(browser, page, FIXED_WORK).await
}

/// Time for which the main thread of the page runs during a script, in milliseconds. The time of
/// other programs is not included.
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
    // The next caller may need another time domain.
    browser.command("Performance.disable", json!({})).await?;
    Ok((after - before) * 1000.0)
}
