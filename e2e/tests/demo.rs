//! The demo pages of the sandbox.

use anyhow::ensure;
use e2e::{Browser, Page, Site};
use serde_json::json;

type Done = anyhow::Result<()>;

const SENT: &str = "[data-counter=Sent]";

/// Time in which active campaigns send many emails. Counts of `camp_123` stay below 1,000.
const LATER: u64 = 40 * 60_000;

/// Script with the shadow roots of card and board; none while a board has only the loader's outline.
const ROOTS: &str = "const roots = [...document.querySelectorAll('campaign-stats')]
    .map(element => element.shadowRoot).filter(root => !root?.querySelector('[aria-busy=true]'));
    const lines = roots.flatMap(root => [...root?.querySelectorAll('.card .counter, tbody tr') ?? []])
        .map(part => part.querySelector('.trend .line')?.getAttribute('d'));";

/// Waits until each of the six counters and each row has a trend.
async fn await_trends(page: &Page<'_>) -> Done {
    let count = 6 + sandbox::demo::healthy().count();
    let known = "return lines.filter(line => line?.startsWith('M')).length";
    page.await_run(&[ROOTS, known].concat(), json!(count)).await
}

/// Checks that counts only grow: all of the card but the queue, and the sent emails of each row.
async fn ensure_no_trend_falls(page: &Page<'_>) -> Done {
    // The sixth counter is the queue. On a screen, the vertical axis points down.
    let falls = "const heights = line => [...line.matchAll(/[ML]\\d+ (\\d+)/g)].map(point => Number(point[1]));
        return lines.filter((line, place) => place !== 5
            && heights(line).some((y, index, all) => y > all[index - 1]))";
    let falling = page.run(&[ROOTS, falls].concat(), vec![]).await?;
    ensure!(falling == json!([]), "trends that fall: {falling}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn demo_shows_numbers_and_trends_at_once() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    browser.record_csp_violations().await?;
    let page = browser.open(&site.url("demo/")).await?;
    page.await_text(SENT, "480").await?;
    await_trends(&page).await?;
    ensure_no_trend_falls(&page).await?;
    // One request each: trends did not wait for a second answer.
    for campaign in sandbox::demo::healthy() {
        let requests = site.sandbox.requests(campaign.id);
        ensure!(requests == 1, "{requests} requests for {}", campaign.id);
    }
    ensure!(page.run("return violations", vec![]).await? == json!([]));
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn visit_after_a_restart_of_the_sandbox_shows_its_new_past() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    site.sandbox.clock.put(LATER);
    let page = browser.open(&site.url("demo/")).await?;
    page.await_text(SENT, &site.sent("camp_123")).await?;
    await_trends(&page).await?;
    ensure_no_trend_falls(&page).await?;
    site.sandbox.clock.put(0);
    let page = browser.open(&site.url("demo/")).await?;
    page.await_text(SENT, "480").await?;
    await_trends(&page).await?;
    ensure_no_trend_falls(&page).await
}

#[tokio::test(flavor = "multi_thread")]
async fn open_demo_reloads_after_a_restart_of_the_sandbox() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    site.sandbox.clock.put(LATER);
    let page = browser.open(&site.url("demo/")).await?;
    page.await_text(SENT, &site.sent("camp_123")).await?;
    page.run("window.before = true; document.querySelector('[campaign]').refresh = 1", vec![])
        .await?;
    site.sandbox.clock.put(0);
    page.await_run("return window.before === undefined", json!(true)).await?;
    page.await_text(SENT, "480").await?;
    await_trends(&page).await?;
    ensure_no_trend_falls(&page).await?;
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_have_a_page_of_their_own() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    browser.record_csp_violations().await?;
    let page = browser.open(&site.url("demo/")).await?;
    page.await_text(SENT, "480").await?;
    page.run("document.querySelector('a[href=\"failures.html\"]').click()", vec![]).await?;
    page.await_run("return location.href", json!(site.url("demo/failures.html"))).await?;
    let failing = sandbox::catalogue::CAMPAIGNS.len() - sandbox::demo::healthy().count();
    let rows = "return root.querySelectorAll('tbody tr').length";
    page.await_inside(rows, json!(failing)).await?;
    page.await_text("tbody", "status 500").await?;
    ensure!(page.run("return violations", vec![]).await? == json!([]));
    page.ensure_no_errors().await
}
