//! The built page in a real browser, against the sandbox.

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use e2e::{Api, Browser, Page, Site, dist, store_history};
use serde_json::{Value, json};
use tempfile::TempDir;

type Done = anyhow::Result<()>;

const SENT: &str = "[data-counter=Sent]";
const REFRESH: &str = ".card .refresh";

/// Selector within the card with this index.
fn nth(card: usize, selector: &str) -> String {
    format!(".card:nth-of-type({}) {selector}", card + 1)
}

#[tokio::test(flavor = "multi_thread")]
async fn documented_example_is_shown_exactly() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page = browser.open(&site.url("?campaign=camp_123")).await?;
    page.await_text(SENT, "480").await?;
    for (counter, number) in [
        ("Enrolled", "500"),
        ("Sent", "480"),
        ("Delivered", "471"),
        ("Bounced", "9"),
        ("Replied", "38"),
        ("Queued", "20"),
    ] {
        ensure!(page.text(&format!("[data-counter={counter}]")).await? == number, "{counter}");
    }
    for (rate, percent) in
        [("Delivery", "98.1%"), ("Open", "42%"), ("Reply", "8%"), ("Bounce", "1.9%")]
    {
        ensure!(page.text(&format!("[data-rate={rate}]")).await? == percent, "{rate}");
    }
    let evidence = "return [...root.querySelectorAll('.rate-evidence')].map(e => e.textContent)";
    let evidence = page.inside(evidence, vec![]).await?;
    let expected =
        ["471 of 480 sent", "about 198 of 471 delivered", "38 of 471 delivered", "9 of 480 sent"];
    ensure!(evidence == json!(expected), "{evidence}");
    page.await_text(".freshness", "Updated").await?;
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn refresh_button_updates_the_same_elements() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page = browser.open(&site.url("?campaign=camp_123&refresh=3600")).await?;
    page.await_text(SENT, "480").await?;
    page.inside("window.before = root.querySelector('[data-counter=Sent]')", vec![]).await?;
    site.sandbox.clock.put(10 * 60_000);
    // Requests are at least one second apart.
    tokio::time::sleep(Duration::from_secs(1)).await;
    page.click(REFRESH).await?;
    let now = site.sent("camp_123");
    page.await_text(SENT, &now).await?;
    // In one script, because a change is shown for eight seconds only.
    let script = "return [before === root.querySelector('[data-counter=Sent]'),
        root.querySelector('[data-change=Sent]').textContent]";
    let sent: u64 = now.parse()?;
    let (same, change) = (true, format!("+{}", sent - 480));
    let found = page.inside(script, vec![]).await?;
    ensure!(found == json!([same, change]), "same element, change: {found}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn automatic_refresh_causes_no_layout_shift() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page = browser.open(&site.url("?campaign=camp_123&refresh=5")).await?;
    page.await_text(SENT, "480").await?;
    let watch = "window.shifts = 0;
        new PerformanceObserver(list => { shifts += list.getEntries().length })
            .observe({ type: 'layout-shift', buffered: false });
        const box = e => { const b = e.getBoundingClientRect(); return [b.x, b.y, b.height] };
        const there = [...root.querySelectorAll('.card *')]
            .filter(e => !e.matches('.fill, .range, .change, svg *') && box(e)[2] > 0
                && getComputedStyle(e).visibility === 'visible');
        window.boxes = () => there.map(e => e.className + box(e));
        window.before = boxes();
        window.moved = () => boxes().filter((box, place) => box !== before[place])";
    page.inside(watch, vec![]).await?;
    site.sandbox.clock.put(20_000);
    page.await_text(SENT, &site.sent("camp_123")).await?;
    let moved = page.inside("return [shifts, moved()]", vec![]).await?;
    ensure!(moved == json!([0, []]), "layout shift: {moved}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn refresh_without_changes_writes_only_the_age() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page = browser.open(&site.url("?campaign=camp_999")).await?;
    // Without a gap before the first answer.
    let samples: Vec<_> = (1..=20).rev().map(|it| (5 * it, [500, 480, 471, 9, 38, 20])).collect();
    store_history(&page, &site.url(""), "camp_123", &samples).await?;
    let page = browser.open(&site.url("?campaign=camp_123&refresh=5")).await?;
    // Before, the numbers are those of the history.
    page.await_text(".freshness", "Updated").await?;
    page.await_text(".when", "since ").await?;
    let watch = "window.writes = [];
        new MutationObserver(list => list.forEach(record =>
            writes.push(String((record.target.nodeType === 3 ? record.target.parentElement
                : record.target).getAttribute('class')))))
            .observe(root.querySelector('.card'),
                { subtree: true, childList: true, characterData: true, attributes: true })";
    page.inside(watch, vec![]).await?;
    let before = site.sandbox.requests("camp_123");
    site.await_requests("camp_123", before + 3).await?;
    let writes = page.run("return [...new Set(writes)]", vec![]).await?;
    let other =
        "return [...new Set(writes)].filter(name => !/^(freshness|moment|point)$/.test(name))";
    let other = page.run(other, vec![]).await?;
    ensure!(other == json!([]), "also written: {writes}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_has_a_message_and_throws_nothing() -> Done {
    let faults = [
        ("camp_429", "Too many requests. Next try in"),
        ("camp_500", "The server has a problem (status 500)."),
        (
            "camp_403",
            "The API key was rejected. Contact the administrator of this page. Refresh to try again.",
        ),
        ("camp_999", "Campaign camp_999 was not found in this workspace. Refresh to try again."),
        ("not an id", "The server does not accept the campaign id “not an id”."),
        ("camp_redirect", "The server redirected the request. You may have to sign in again."),
        ("camp_html", "The server’s response can’t be used: it is a web page, not numbers."),
        ("camp_empty", "The server’s response can’t be used: it is empty."),
        ("camp_huge", "The server’s response can’t be used: it is larger than 64 KB."),
        ("camp_truncated", "can’t be used: it is not valid JSON or is incomplete."),
        ("camp_missing_field", "can’t be used: “openRate” is missing."),
        ("camp_impossible", "can’t be used: “sent” can’t be -4."),
        ("camp_other", "can’t be used: it is for campaign “camp_somebody_else”."),
        ("camp_hanging", "The server did not answer within 10 seconds."),
        ("camp_dripping", "The server did not answer within 10 seconds."),
    ];
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let query: Vec<_> = faults.iter().map(|(id, _)| format!("campaign={id}")).collect();
    let page = browser.open(&site.url(&format!("?layout=card&{}", query.join("&")))).await?;
    for (card, (id, message)) in faults.iter().enumerate() {
        page.await_text(&nth(card, ".headline p"), message).await.context(*id)?;
        ensure!(page.text(&nth(card, SENT)).await? == "—", "{id} shows a number");
    }
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn draft_is_not_an_error() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page =
        browser.open(&site.url("?layout=card&campaign=camp_draft&campaign=camp_no_rates")).await?;
    page.await_text(&nth(0, ".headline"), "Nothing sent yet.").await?;
    ensure!(page.text(&nth(0, SENT)).await? == "0");
    ensure!(page.text(&nth(0, "[data-rate=Delivery]")).await? == "—");
    page.await_text(&nth(1, SENT), "480").await?;
    ensure!(page.text(&nth(1, "[data-rate=Open]")).await? == "—", "null is shown as unknown");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn outage_keeps_stale_numbers_until_recovery() -> Done {
    let (site, browser, mut api) = (Site::start().await?, Browser::start().await?, Api::start()?);
    let query = format!("?campaign=camp_123&refresh=1&api={}", api.url());
    let page = browser.open(&site.url(&query)).await?;
    page.await_text(SENT, "480").await?;
    api.kill();
    page.await_text(".headline", "Can’t reach the server.").await?;
    page.await_text(".freshness", "Stale:").await?;
    ensure!(page.text(SENT).await? == "480", "the last good numbers are gone");
    api.restart()?;
    page.await_text(".headline", "waiting in the queue").await?;
    page.await_text(".freshness", "Updated").await?;
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn hidden_tab_sends_no_requests_and_one_on_return() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page = browser.open(&site.url("?campaign=camp_123&refresh=1")).await?;
    page.await_text(SENT, "480").await?;
    let other = page.open_tab().await?;
    // An earlier request may still be in flight.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let before = site.sandbox.requests("camp_123");
    // Twenty intervals in real time: the absence of requests is tested.
    tokio::time::sleep(Duration::from_secs(20)).await;
    let requests = site.sandbox.requests("camp_123") - before;
    ensure!(requests == 0, "{requests} requests while hidden");
    site.sandbox.clock.put(60_000);
    let (returned, before) = (Instant::now(), site.sandbox.requests("camp_123"));
    other.close().await?;
    page.await_text(SENT, &site.sent("camp_123")).await?;
    let (requests, max_requests) =
        (site.sandbox.requests("camp_123") - before, 2 * returned.elapsed().as_secs() + 2);
    ensure!(
        requests <= max_requests,
        "{requests} requests on return: missed requests were made up for"
    );
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn offline_page_recovers_by_itself() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page = browser.open(&site.url("?campaign=camp_123&refresh=1")).await?;
    page.await_text(SENT, "480").await?;
    browser.network(false).await?;
    page.await_text(".next", "You are offline").await?;
    page.await_text(".freshness", "Stale:").await?;
    site.sandbox.clock.put(20_000);
    browser.network(true).await?;
    page.await_text(SENT, &site.sent("camp_123")).await?;
    page.await_text(".headline", "waiting in the queue").await
}

#[tokio::test(flavor = "multi_thread")]
async fn pause_stops_refreshing_until_resumed() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page = browser.open(&site.url("?campaign=camp_123&refresh=1")).await?;
    page.await_text(SENT, "480").await?;
    page.click(".pause").await?;
    page.await_text(".next", "Paused.").await?;
    site.sandbox.clock.put(60_000);
    page.await_text(".freshness", "Stale:").await?;
    ensure!(page.text(SENT).await? == "480", "refreshed while paused");
    page.click(".pause").await?;
    page.await_text(SENT, &site.sent("camp_123")).await
}

/// Checks that the page shows a board of the healthy campaigns of the sandbox.
async fn ensure_board_of_healthy_campaigns(page: &Page<'_>) -> Done {
    page.await_text(SENT, "480").await?;
    ensure!(page.text("tbody th > span").await? == "Spring launch");
    let rows = page.inside("return root.querySelectorAll('tbody tr').length", vec![]).await?;
    ensure!(rows == json!(sandbox::demo::healthy().count()), "{rows} rows");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn page_without_campaign_shows_campaigns_json() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page = browser.open(&site.url("?refresh=30")).await?;
    ensure_board_of_healthy_campaigns(&page).await?;
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn page_without_query_leads_to_the_start_page() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page = browser.open(&site.url("")).await?;
    page.await_run("return location.href", json!(site.url("demo/"))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn framed_page_without_query_shows_campaigns_json() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page = browser.open(&site.page("frames", "<iframe src='/'></iframe>")).await?;
    let shown = "const inside = document.querySelector('iframe').contentDocument;
        return [inside.location.pathname,
            inside.querySelector('campaign-stats')?.shadowRoot.querySelectorAll('tbody tr').length]";
    page.await_run(shown, json!(["/", sandbox::demo::healthy().count()])).await
}

/// A folder with the page in `own/`, with this start page in its `campaigns.json`.
fn page_with_start(start: &str) -> anyhow::Result<TempDir> {
    let folder = TempDir::with_prefix("campaign-stats-start-")?;
    let own = folder.path().join("own");
    std::fs::create_dir(&own)?;
    for entry in std::fs::read_dir(dist()?)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            std::fs::copy(entry.path(), own.join(entry.file_name()))?;
        }
    }
    let list = json!({ "page": start, "campaigns": [{ "id": "camp_1" }, { "id": "camp_2" }] });
    std::fs::write(own.join("campaigns.json"), list.to_string())?;
    Ok(folder)
}

#[tokio::test(flavor = "multi_thread")]
async fn start_page_must_be_another_page_of_the_same_origin() -> Done {
    let browser = Browser::start().await?;
    for start in
        ["https://example.com/", "//example.com/", "http://[", "javascript:alert(1)", "", "./#top"]
    {
        let folder = page_with_start(start)?;
        let site = Site::start_with(folder.path()).await?;
        let page = browser.open(&site.url("own/")).await?;
        let rows = "return root.querySelectorAll('tbody tr').length";
        page.await_inside(rows, json!(2)).await.with_context(|| format!("page {start:?}"))?;
        let address = page.run("return location.href", vec![]).await?;
        ensure!(address == json!(site.url("own/")), "{start:?} leads to {address}");
    }
    let folder = page_with_start("?campaign=camp_3")?;
    let site = Site::start_with(folder.path()).await?;
    let page = browser.open(&site.url("own/")).await?;
    page.await_run("return location.href", json!(site.url("own/?campaign=camp_3"))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn invalid_options_are_reported_and_the_others_used() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let long = "x".repeat(5000);
    let query = format!(
        "?campaign=camp_123&refresh=soon&colour=red&campaign=&campaign=..\
        &campaign={long}&theme=pink&token=sk_live_do_not_repeat"
    );
    let page = browser.open(&site.url(&query)).await?;
    page.await_text(SENT, "480").await?;
    let problems = page.text(".problems").await?;
    for reported in [
        "refresh=“soon”",
        "“colour”",
        "“campaign” is empty",
        "“..”",
        "5000 characters",
        "theme=“pink”",
        "A key in the page or its address is not used",
    ] {
        ensure!(problems.contains(reported), "{reported} is not in: {problems}");
    }
    let body =
        page.inside("return document.documentElement.outerHTML + root.innerHTML", vec![]).await?;
    ensure!(!body.to_string().contains("do_not_repeat"), "the key is on the page");
    ensure!(page.inside("return root.querySelectorAll('.card').length", vec![]).await? == 1);
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn unusual_ids_reach_the_api_unchanged() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let ids = ["a/../b", "a.b", "\"><img src=x onerror=alert(1)>", "%00", "🐝", "a?b#c&d"];
    let query = "const query = new URLSearchParams(arguments[0].map(id => ['campaign', id]));
        query.append('layout', 'card'); location.search = query.toString()";
    let page = browser.open(&site.url("?campaign=camp_123")).await?;
    page.run(query, vec![json!(ids)]).await?;
    for (card, id) in ids.iter().enumerate() {
        let message = format!("does not accept the campaign id “{id}”");
        page.await_text(&nth(card, ".headline"), &message).await?;
    }
    ensure!(
        page.inside("return root.querySelectorAll('img').length", vec![]).await? == 0,
        "an id became HTML"
    );
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn browser_sends_no_key() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page = browser.open(&site.url("?campaign=camp_123")).await?;
    page.await_text(SENT, "480").await?;
    let requests = site.requests();
    ensure!(!requests.is_empty());
    for headers in requests {
        ensure!(!headers.contains_key("authorization"), "{headers:?}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_overflows_the_viewport() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    // With a history, so that trends and changes are shown.
    let page = browser.open(&site.url("?campaign=camp_123")).await?;
    let samples: Vec<_> = (1..=8)
        .rev()
        .map(|hours| (3600 * hours, if hours == 8 { [0; 6] } else { [500, 400, 393, 7, 30, 100] }))
        .collect();
    for id in ["camp_123", "camp_millions"] {
        store_history(&page, &site.url(""), id, &samples).await?;
    }
    for (width, layout) in
        [200, 320, 768, 910, 950, 1150, 1440, 3840].into_iter().flat_map(|width| {
            ["card", "compact", "board", "board&lang=pt"].map(|layout| (width, layout))
        })
    {
        browser.emulate_screen(width, 1.0, false).await?;
        let query = "?campaign=camp_123&campaign=camp_millions&campaign=camp_500&layout=";
        let page = browser.open(&site.url(&[query, layout].concat())).await?;
        page.await_text(SENT, "480").await?;
        page.await_inside("return /11.204.331/.test(root.textContent)", json!(true)).await?;
        // These have room beyond their box: labels of a bar, a message beside unknown values; or hide what does not fit.
        let script = "root.querySelectorAll('details').forEach(details => { details.open = true });
            return [...root.querySelectorAll('.cards *')]
            .filter(e => !e.matches('.live-region, .threshold, .threshold span, .sent-trend, [data-state=unknown] th, svg, svg *') && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline')
            .map(e => `${e.className || e.tagName}: ${e.textContent.slice(0, 40)}`)
            .concat(document.documentElement.scrollWidth > innerWidth ? ['the page'] : [])";
        let wide = page.inside(script, vec![]).await?;
        ensure!(wide == json!([]), "{layout} at {width} px: {wide}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn bars_of_the_funnel_have_one_scale() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    for width in [320, 920] {
        browser.emulate_screen(width, 1.0, false).await?;
        let page = browser.open(&site.url("?campaign=camp_123")).await?;
        page.await_text(SENT, "480").await?;
        let script = "root.querySelector('.funnel').open = true;
            const widths = [...root.querySelectorAll('.track')].map(e => Math.round(e.clientWidth));
            return [widths.length, new Set(widths).size]";
        ensure!(page.inside(script, vec![]).await? == json!([5, 1]), "at {width} px");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn theme_option_overrides_the_system_setting() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let ink = "return getComputedStyle(root.querySelector('h2')).color";
    let mut colours: Vec<Value> = Vec::new();
    for (theme, reader_dark) in [("auto", false), ("dark", false), ("auto", true), ("light", true)]
    {
        browser.emulate_screen(800, 1.0, reader_dark).await?;
        let page = browser.open(&site.url(&format!("?campaign=camp_123&theme={theme}"))).await?;
        page.await_text(SENT, "480").await?;
        colours.push(page.inside(ink, vec![]).await?);
    }
    let [light, dark, auto_dark, forced_light] = &colours[..] else {
        anyhow::bail!("expected four colours")
    };
    ensure!(light != dark && dark == auto_dark && light == forced_light, "{colours:?}");
    Ok(())
}

/// A page of the same origin with the standalone page in an iframe. Records messages in `told`.
fn framing(site: &Site, name: &str, question: &str) -> String {
    let body = format!(
        "<iframe src='/?campaign=camp_123' style='inline-size: 600px; block-size: 100px'></iframe>
        <script>window.told = [];
        addEventListener('message', ({{ data }}) => told.push(data));
        const frame = document.querySelector('iframe');
        frame.onload = () => frame.contentWindow.postMessage({question}, location.origin)</script>"
    );
    site.page(name, &body)
}

#[tokio::test(flavor = "multi_thread")]
async fn page_reports_its_height_on_request_and_on_change() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let url = framing(&site, "asks", "{ type: 'campaign-stats-height?' }");
    let page = browser.open(&url).await?;
    let fits = "const inside = frame.contentDocument.querySelector('campaign-stats');
        const { type, height } = told.at(-1) ?? {};
        return type === 'campaign-stats-height' && height > 300
            && height === Math.ceil(inside.getBoundingClientRect().height)
            && Boolean(inside.shadowRoot.querySelector('[data-counter=Sent]'))";
    page.await_run(fits, json!(true)).await?;
    page.run("window.before = told.at(-1).height; frame.style.inlineSize = '250px'", vec![])
        .await?;
    page.await_run("return told.at(-1).height > before", json!(true)).await?;
    page.await_run(fits, json!(true)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn page_sends_no_messages_without_a_request() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page = browser.open(&framing(&site, "silent", "{ type: 'hello' }")).await?;
    let shown = "return frame.contentDocument.querySelector('campaign-stats')?.shadowRoot
        .querySelector('[data-counter=Sent]')?.textContent";
    page.await_run(shown, json!("480")).await?;
    ensure!(page.run("return told", vec![]).await? == json!([]));
    Ok(())
}
