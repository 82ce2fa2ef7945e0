//! Polling end to end: many elements, several tabs, suspend, rate limits, crashes.

use std::time::Duration;

use anyhow::{Context, ensure};
use e2e::{Api, Browser, Site};
use serde_json::json;

type Done = anyhow::Result<()>;

const SENT: &str = "[data-counter=Sent]";

/// Makes a browser function throw that the wasm calls every second, which interrupts the wasm.
const SABOTAGE: &str = "Date.now = () => { throw new Error('sabotage') };";

/// Counts the requests for a campaign over a time.
async fn requests_within(site: &Site, id: &str, time: Duration) -> u64 {
    let before = site.sandbox.requests(id);
    tokio::time::sleep(time).await;
    site.sandbox.requests(id) - before
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_elements_share_one_request_per_interval() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let element = "<campaign-stats campaign=camp_123 refresh=1></campaign-stats>";
    let page = browser.open(&site.page("hundred", &element.repeat(100))).await?;
    page.await_text(SENT, "480").await?;
    site.ensure_one_request_per_second("camp_123").await?;
    site.sandbox.clock.put(60_000);
    page.await_text(SENT, &site.sent("camp_123")).await?;
    let shown = "return [...new Set([...document.querySelectorAll('campaign-stats')]
        .map(each => each.shadowRoot.querySelector('[data-counter=Sent]').textContent))]";
    ensure!(page.run(shown, vec![]).await? == json!([site.sent("camp_123")]));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_share_one_request_per_interval() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let url = site.url("?campaign=camp_123&refresh=1");
    let first = browser.open(&url).await?;
    first.await_text(SENT, "480").await?;
    let second = browser.open_window(&url).await?;
    let both_visible = first.run("return document.visibilityState", vec![]).await?;
    ensure!(both_visible == json!("visible"));
    first.await_text(SENT, "480").await?;
    site.ensure_one_request_per_second("camp_123").await?;
    site.sandbox.clock.put(60_000);
    first.await_text(SENT, &site.sent("camp_123")).await.context("the second tab")?;
    second.back().await?;
    first.await_text(SENT, &site.sent("camp_123")).await.context("the first tab")?;
    // The first tab is the leader; when it closes, the second one takes over.
    second.close_first().await?;
    site.sandbox.clock.put(120_000);
    first.await_text(SENT, &site.sent("camp_123")).await.context("after a takeover")
}

#[tokio::test(flavor = "multi_thread")]
async fn paused_tab_keeps_its_numbers_while_another_refreshes() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let url = site.url("?campaign=camp_123&refresh=1");
    let first = browser.open(&url).await?;
    first.await_text(SENT, "480").await?;
    first.inside("root.querySelector('.pause').click()", vec![]).await?;
    first.await_text(".next", "Paused.").await?;
    let second = browser.open_window(&url).await?;
    for minutes in 1..=3 {
        site.sandbox.clock.put(minutes * 60_000);
        first.await_text(SENT, &site.sent("camp_123")).await.context("the second tab")?;
    }
    second.back().await?;
    ensure!(first.text(SENT).await? == "480", "the paused tab was updated");
    first.await_text(".next", "Paused.").await
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_are_refreshed_after_suspend() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page = browser.open(&site.url("?campaign=camp_123&refresh=3600")).await?;
    page.await_text(SENT, "480").await?;
    site.sandbox.clock.put(3_600_000);
    page.run("const real = Date.now; Date.now = () => real() + 2 * 3600 * 1000", vec![]).await?;
    page.await_text(SENT, &site.sent("camp_123")).await?;
    page.await_text(".freshness", "Updated").await
}

#[tokio::test(flavor = "multi_thread")]
async fn readable_retry_after_is_respected() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page = browser.open(&site.url("?campaign=camp_429&refresh=1")).await?;
    page.await_text(".headline p", "Too many requests. Next try in 0:").await?;
    let requests = requests_within(&site, "camp_429", Duration::from_secs(5)).await;
    ensure!(requests == 0, "{requests} requests during Retry-After: 30");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn unreadable_retry_after_uses_the_backoff() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    // Hides the header, as for another origin that does not expose it.
    let hide = "<script>const get = Headers.prototype.get;
        Headers.prototype.get = function (name) {
            return name === 'Retry-After' ? null : get.call(this, name) }</script>";
    let element = "<campaign-stats campaign=camp_429 refresh=1></campaign-stats>";
    let page = browser.open(&site.page("hidden", &[hide, element].concat())).await?;
    page.await_text(".headline p", "Too many requests.").await?;
    // The first waits are short: the third request follows within seconds.
    site.await_requests("camp_429", 3).await?;
    let requests = requests_within(&site, "camp_429", Duration::from_secs(10)).await;
    ensure!(requests <= 8, "{requests} requests in ten intervals of failure");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn hanging_server_times_out_and_recovers() -> Done {
    let (site, browser, mut api) = (Site::start().await?, Browser::start().await?, Api::start()?);
    let query = format!("?campaign=camp_123&refresh=1&api={}", api.url());
    let page = browser.open(&site.url(&query)).await?;
    page.await_text(SENT, "480").await?;
    api.hang();
    page.await_text(".headline p", "The server did not answer within 10 seconds.").await?;
    page.await_text(".freshness", "Stale:").await?;
    ensure!(page.text(SENT).await? == "480", "the last good numbers are gone");
    api.kill();
    api.restart()?;
    page.await_text(".freshness", "Updated").await?;
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn crash_keeps_the_numbers_and_offers_a_reload() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page = browser.open(&site.url("?campaign=camp_123&refresh=1")).await?;
    page.await_text(SENT, "480").await?;
    page.await_text(".moment", "As of").await?;
    page.add_script(SABOTAGE).await?;
    page.await_text(".fallback", "Live updates have stopped").await?;
    ensure!(page.text(SENT).await? == "480", "the last good numbers are gone");
    let role = "return root.querySelector('.fallback').getAttribute('role')";
    ensure!(page.inside(role, vec![]).await? == json!("alert"));
    // The relative age is hidden, because it is no longer updated.
    let visible = "const seen = name => root.querySelector(name).checkVisibility();
        return [seen('.freshness'), seen('.controls'), seen('.moment')]";
    ensure!(page.inside(visible, vec![]).await? == json!([false, false, true]));
    for width in [200, 320] {
        browser.emulate_screen(width, 1.0, false).await?;
        let name = "return root.querySelector('h2').clientWidth > innerWidth / 2
            && document.documentElement.scrollWidth <= innerWidth";
        ensure!(
            page.inside(name, vec![]).await? == json!(true),
            "the name is too narrow at {width} px"
        );
    }
    page.run("window.old = true", vec![]).await?;
    page.click(".fallback button").await?;
    page.await_run("return window.old === undefined", json!(true)).await?;
    page.await_text(".freshness", "Updated").await?;
    let gone = "return root.querySelector('.fallback')";
    ensure!(page.inside(gone, vec![]).await?.is_null());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn wasm_trap_is_detected() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page = browser.open(&site.url("?campaign=camp_123&refresh=1")).await?;
    page.await_text(SENT, "480").await?;
    // Like a real trap, whose stack frames name no file.
    let trap = "setTimeout(() => { throw new WebAssembly.RuntimeError('unreachable') })";
    page.add_script(trap).await?;
    page.await_text(".fallback", "Live updates have stopped").await
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_of_the_host_page_are_ignored() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page = browser.open(&site.url("?campaign=camp_123&refresh=1")).await?;
    page.await_text(SENT, "480").await?;
    page.add_script("setTimeout(() => { throw new Error('theirs') }); Promise.reject('also')")
        .await?;
    site.sandbox.clock.put(60_000);
    page.await_text(SENT, &site.sent("camp_123")).await?;
    let fallback = "return root.querySelector('.fallback')";
    ensure!(page.inside(fallback, vec![]).await?.is_null());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn kiosk_reloads_after_a_crash() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let element = "<campaign-stats campaign=camp_123 refresh=1 kiosk></campaign-stats>";
    let (embedded, display) =
        (site.page("kiosk", element), site.url("?campaign=camp_123&refresh=1&kiosk"));
    for address in [embedded, display] {
        let page = browser.open(&address).await?;
        page.await_text(SENT, "480").await?;
        page.add_script(&["window.old = true;", SABOTAGE].concat()).await?;
        page.await_text(".fallback", "Live updates have stopped").await?;
        page.await_inside("return window.old === undefined", json!(true)).await?;
        page.await_text(SENT, "480").await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn blocked_wasm_shows_an_error() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let block = "<meta http-equiv=Content-Security-Policy content=\"script-src 'self'\">";
    let element = "<campaign-stats campaign=camp_123></campaign-stats>";
    let page = browser.open(&site.page("blocked", &[block, element].concat())).await?;
    page.await_text(".fallback", "Live updates could not be started.").await?;
    page.await_text(SENT, "480").await
}
