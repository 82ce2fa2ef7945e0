//! The refresh engine as a whole: many elements, many tabs, long times, and the worst.

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use e2e::{Api, Browser, Site};
use serde_json::json;

type Done = anyhow::Result<()>;

const SENT: &str = "[data-counter=Sent]";

/// Makes a function of the browser throw that the wasm calls every second, and so breaks off in
/// the middle of whatever it does.
const SABOTAGE: &str = "Date.now = () => { throw new Error('sabotage') };";

/// Holds that a campaign is asked for about once a second, ten times.
async fn asked_once_a_second(site: &Site, id: &str) -> Done {
    let (began, before) = (Instant::now(), site.sandbox.requests(id));
    site.await_requests(id, before + 10).await?;
    // A busy machine may be late, but never early: each interval is at most a tenth shorter.
    let took = began.elapsed();
    ensure!(took > Duration::from_secs(8), "ten requests in {took:?}");
    Ok(())
}

/// Counts the requests for a campaign over a time that is itself what is tested.
async fn requests_within(site: &Site, id: &str, time: Duration) -> u64 {
    let before = site.sandbox.requests(id);
    tokio::time::sleep(time).await;
    site.sandbox.requests(id) - before
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_elements_of_a_campaign_ask_once_an_interval() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let element = "<campaign-stats campaign=camp_123 refresh=1></campaign-stats>";
    let page = browser.open(&site.page("hundred", &element.repeat(100))).await?;
    page.await_text(SENT, "480").await?;
    asked_once_a_second(&site, "camp_123").await?;
    site.sandbox.clock.put(60_000);
    page.await_text(SENT, &site.sent("camp_123")).await?;
    let shown = "return [...new Set([...document.querySelectorAll('campaign-stats')]
        .map(each => each.shadowRoot.querySelector('[data-counter=Sent]').textContent))]";
    ensure!(page.run(shown, vec![]).await? == json!([site.sent("camp_123")]));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_ask_once_an_interval_and_both_show_what_was_heard() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let url = site.url("?campaign=camp_123&refresh=1");
    let first = browser.open(&url).await?;
    first.await_text(SENT, "480").await?;
    let second = browser.open_window(&url).await?;
    let both_visible = first.run("return document.visibilityState", vec![]).await?;
    ensure!(both_visible == json!("visible"));
    first.await_text(SENT, "480").await?;
    asked_once_a_second(&site, "camp_123").await?;
    site.sandbox.clock.put(60_000);
    first.await_text(SENT, &site.sent("camp_123")).await.context("the second tab")?;
    second.back().await?;
    first.await_text(SENT, &site.sent("camp_123")).await.context("the first tab")?;
    // The first tab has asked so far; when it is gone, the second one goes on.
    second.close_first().await?;
    site.sandbox.clock.put(120_000);
    first.await_text(SENT, &site.sent("camp_123")).await.context("after a takeover")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_tab_holds_its_numbers_while_another_goes_on() -> Done {
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
    ensure!(first.text(SENT).await? == "480", "the numbers went on");
    first.await_text(".next", "Paused.").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_that_slept_shows_fresh_numbers_within_seconds() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page = browser.open(&site.url("?campaign=camp_123&refresh=3600")).await?;
    page.await_text(SENT, "480").await?;
    site.sandbox.clock.put(3_600_000);
    page.run("const real = Date.now; Date.now = () => real() + 2 * 3600 * 1000", vec![]).await?;
    page.await_text(SENT, &site.sent("camp_123")).await?;
    page.await_text(".freshness", "Updated").await
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_requests_waits_as_long_as_it_is_told_where_that_can_be_read() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page = browser.open(&site.url("?campaign=camp_429&refresh=1")).await?;
    page.await_text(".headline p", "Too many requests. Next try in 0:").await?;
    let asked = requests_within(&site, "camp_429", Duration::from_secs(5)).await;
    ensure!(asked == 0, "{asked} requests in spite of Retry-After: 30");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_requests_backs_off_where_the_wait_cannot_be_read() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    // Across origins a header is readable only where the server says so; this hides it.
    let hide = "<script>const get = Headers.prototype.get;
        Headers.prototype.get = function (name) {
            return name === 'Retry-After' ? null : get.call(this, name) }</script>";
    let element = "<campaign-stats campaign=camp_429 refresh=1></campaign-stats>";
    let page = browser.open(&site.page("hidden", &[hide, element].concat())).await?;
    page.await_text(".headline p", "Too many requests.").await?;
    // Early waits are short: a third request comes within seconds.
    site.await_requests("camp_429", 3).await?;
    let asked = requests_within(&site, "camp_429", Duration::from_secs(10)).await;
    ensure!(asked <= 8, "{asked} requests in ten intervals of failure");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_hangs_is_given_up_and_its_recovery_is_noticed() -> Done {
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
async fn when_the_wasm_breaks_the_numbers_stay_and_a_button_reloads() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page = browser.open(&site.url("?campaign=camp_123&refresh=1")).await?;
    page.await_text(SENT, "480").await?;
    page.await_text(".moment", "As of").await?;
    page.add_script(SABOTAGE).await?;
    page.await_text(".fallback", "Live updates have stopped").await?;
    ensure!(page.text(SENT).await? == "480", "the last good numbers are gone");
    let spoken = "return root.querySelector('.fallback').getAttribute('role')";
    ensure!(page.inside(spoken, vec![]).await? == json!("alert"));
    // An age that no longer ticks would soon be wrong.
    let seen = "const seen = name => root.querySelector(name).checkVisibility();
        return [seen('.freshness'), seen('.controls'), seen('.moment')]";
    ensure!(page.inside(seen, vec![]).await? == json!([false, false, true]));
    for width in [200, 320] {
        browser.emulate_screen(width, 1.0, false).await?;
        let name = "return root.querySelector('h2').clientWidth > innerWidth / 2
            && document.documentElement.scrollWidth <= innerWidth";
        ensure!(
            page.inside(name, vec![]).await? == json!(true),
            "no room for a name at {width} px"
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
async fn a_trap_in_the_wasm_is_noticed_too() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page = browser.open(&site.url("?campaign=camp_123&refresh=1")).await?;
    page.await_text(SENT, "480").await?;
    // As a trap looks from outside: no frame of it names a file.
    let trap = "setTimeout(() => { throw new WebAssembly.RuntimeError('unreachable') })";
    page.add_script(trap).await?;
    page.await_text(".fallback", "Live updates have stopped").await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_of_the_host_page_is_not_taken_for_ours() -> Done {
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
async fn a_kiosk_reloads_by_itself_after_a_crash() -> Done {
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
async fn where_the_wasm_cannot_be_had_the_element_says_so() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let block = "<meta http-equiv=Content-Security-Policy content=\"script-src 'self'\">";
    let element = "<campaign-stats campaign=camp_123></campaign-stats>";
    let page = browser.open(&site.page("blocked", &[block, element].concat())).await?;
    page.await_text("[role=alert]", "The numbers can’t be shown.").await
}
