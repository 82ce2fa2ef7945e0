//! The `<campaign-stats>` element on a host page.

use std::time::Duration;

use anyhow::ensure;
use e2e::{Browser, Site};
use serde_json::json;

type Done = anyhow::Result<()>;

const SENT: &str = "[data-counter=Sent]";

#[tokio::test(flavor = "multi_thread")]
async fn attribute_changes_are_applied() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let element = "<campaign-stats campaign=camp_123 refresh=3600 layout=card></campaign-stats>";
    let page = browser.open(&site.page("live", element)).await?;
    page.await_text(SENT, "480").await?;
    page.inside("window.card = root.querySelector('.card')", vec![]).await?;
    let set = "document.querySelector('campaign-stats').setAttribute(...arguments)";
    page.run(set, vec![json!("label"), json!("Spring")]).await?;
    page.await_text("h2", "Spring").await?;
    page.run(set, vec![json!("theme"), json!("dark")]).await?;
    site.sandbox.clock.put(60_000);
    page.run(set, vec![json!("refresh"), json!("1")]).await?;
    page.await_text(SENT, &site.sent("camp_123")).await?;
    let same = page.inside("return card === root.querySelector('.card')", vec![]).await?;
    ensure!(same == json!(true), "the card was remounted");
    page.run(set, vec![json!("campaign"), json!("camp_draft camp_123")]).await?;
    page.await_text(".headline", "Nothing sent yet.").await?;
    let cards = "return root.querySelectorAll('.card').length";
    ensure!(page.inside(cards, vec![]).await? == json!(2));
    page.await_text(".problems", "“label” works with one campaign only").await?;
    page.run("document.querySelector('campaign-stats').removeAttribute('label')", vec![]).await?;
    page.await_inside("return root.querySelector('.problems')", json!(null)).await?;
    page.run(set, vec![json!("refresh"), json!("never")]).await?;
    page.await_text(".problems", "refresh=“never” is not a number of seconds").await?;
    page.run(set, vec![json!("refresh"), json!("2")]).await?;
    page.await_inside("return root.querySelector('.problems')", json!(null)).await?;
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn properties_reflect_attributes_and_are_upgraded() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let early = "<campaign-stats></campaign-stats><script>
        const early = document.querySelector('campaign-stats');
        early.campaign = 'camp_123'; early.refresh = 2; early.kiosk = true</script>";
    let page = browser.open(&site.page("early", early)).await?;
    page.await_text(SENT, "480").await?;
    let state = "const e = document.querySelector('campaign-stats');
        const state = [e.getAttribute('refresh'), e.kiosk, e.hasAttribute('kiosk'), e.campaign];
        e.setAttribute('kiosk', 'false');
        return [...state, e.kiosk]";
    ensure!(page.run(state, vec![]).await? == json!(["2", true, true, "camp_123", false]));
    page.run("document.querySelector('campaign-stats').campaign = 'camp_draft'", vec![]).await?;
    page.await_text(".headline", "Nothing sent yet.").await?;
    let name = "document.querySelector('campaign-stats').names = { camp_draft: 'Autumn sale' }";
    page.run(name, vec![]).await?;
    page.await_text("h2", "Autumn sale").await?;
    ensure!(page.text(".id").await? == "camp_draft");
    page.run("document.querySelector('campaign-stats').campaign = ''", vec![]).await?;
    page.await_text("h2", "Autumn sale").await
}

#[tokio::test(flavor = "multi_thread")]
async fn methods_refresh_pause_and_resume_work() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let element = "<campaign-stats campaign=camp_123 refresh=3600></campaign-stats>";
    let page = browser.open(&site.page("methods", element)).await?;
    page.await_text(SENT, "480").await?;
    site.sandbox.clock.put(60_000);
    page.run("document.querySelector('campaign-stats').pause()", vec![]).await?;
    page.await_text(".next", "Paused.").await?;
    // Requests are at least one second apart.
    tokio::time::sleep(Duration::from_secs(1)).await;
    page.run("document.querySelector('campaign-stats').refresh()", vec![]).await?;
    page.await_text(SENT, &site.sent("camp_123")).await?;
    page.run("document.querySelector('campaign-stats').resume()", vec![]).await?;
    page.await_inside("return root.querySelector('.next').textContent", json!("")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn pause_is_that_of_the_last_click_when_an_element_is_inserted_again() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let element = "<campaign-stats campaign=camp_123 refresh=1></campaign-stats>";
    let page = browser.open(&site.page("again", element)).await?;
    page.await_text(SENT, "480").await?;
    page.run("window.element = document.querySelector('campaign-stats'); element.pause()", vec![])
        .await?;
    page.await_text(".next", "Paused.").await?;
    // Longer than its feed is kept.
    let again = "element.remove();
        await new Promise(done => setTimeout(done, 1500));
        document.body.append(element)";
    page.run_async(again).await?;
    page.await_text(".next", "Paused.").await?;
    page.click(".pause").await?;
    page.await_inside("return root.querySelector('.next').textContent", json!("")).await?;
    page.run_async(again).await?;
    page.await_text(SENT, "480").await?;
    site.sandbox.clock.put(60_000);
    page.await_text(SENT, &site.sent("camp_123")).await?;
    ensure!(
        page.inside("return root.querySelector('.next').textContent", vec![]).await? == json!("")
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn methods_called_from_property_getters_take_effect() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let element = "<campaign-stats campaign=camp_123 refresh=3600></campaign-stats>";
    let page = browser.open(&site.page("getters", element)).await?;
    page.await_text(SENT, "480").await?;
    let names = "const element = document.querySelector('campaign-stats');
        element.names = { get camp_123() { element.pause(); element.refresh(); return 'Spring'; } }";
    page.run(names, vec![]).await?;
    page.await_text("h2", "Spring").await?;
    page.await_text(".next", "Paused.").await?;
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn moving_the_element_keeps_its_state() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let element =
        "<div id=one><campaign-stats campaign=camp_123 refresh=3600></campaign-stats></div>
        <div id=two></div>";
    let page = browser.open(&site.page("moved", element)).await?;
    page.await_text(SENT, "480").await?;
    let before = site.sandbox.requests("camp_123");
    let shift = "window.node = root.querySelector('[data-counter=Sent]');
        document.getElementById('two').append(document.querySelector('campaign-stats'))";
    page.inside(shift, vec![]).await?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let same = "return node === root.querySelector('[data-counter=Sent]') && node.textContent";
    ensure!(page.inside(same, vec![]).await? == json!("480"));
    ensure!(site.sandbox.requests("camp_123") == before, "moving caused a request");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn removed_element_stops_polling_and_restarts_when_reinserted() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let element = "<campaign-stats campaign=camp_123 refresh=1></campaign-stats>";
    let page = browser.open(&site.page("removed", element)).await?;
    page.await_text(SENT, "480").await?;
    let remove = "window.kept = document.querySelector('campaign-stats'); kept.remove()";
    page.run(remove, vec![]).await?;
    let before = site.sandbox.requests("camp_123");
    tokio::time::sleep(Duration::from_secs(5)).await;
    let requests = site.sandbox.requests("camp_123") - before;
    ensure!(requests <= 1, "{requests} requests after removal");
    site.sandbox.clock.put(60_000);
    page.run("document.body.append(kept)", vec![]).await?;
    page.await_text(SENT, &site.sent("camp_123")).await?;
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn loader_can_run_twice() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let again = "<script type=module src=/campaign-stats.js?again></script>
        <campaign-stats campaign=camp_123></campaign-stats>";
    let page = browser.open(&site.page("twice", again)).await?;
    page.await_text(SENT, "480").await?;
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn key_in_an_attribute_is_rejected_and_not_shown() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let element = "<campaign-stats campaign=camp_123 api-key=sk_live_secret></campaign-stats>";
    let page = browser.open(&site.page("key", element)).await?;
    page.await_text(".problems", "A key in the page or its address is not used").await?;
    page.await_text(SENT, "480").await?;
    let inside = page.inside("return root.innerHTML", vec![]).await?;
    ensure!(!inside.to_string().contains("secret"), "the key is shown");
    let element = "<campaign-stats campaign=camp_123 api=sk_live_secret></campaign-stats>";
    let page = browser.open(&site.page("key-as-api", element)).await?;
    page.await_text(".problems", "A key in the page or its address is not used").await?;
    page.await_text(SENT, "480").await?;
    let sent = "return performance.getEntriesByType('resource').map(entry => entry.name).join(' ')";
    ensure!(!page.run(sent, vec![]).await?.to_string().contains("secret"), "the key was sent");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn language_file_is_fetched_once() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let element = "<campaign-stats campaign=camp_123 lang=de_AT></campaign-stats>";
    let page = browser.open(&site.page("german", &element.repeat(4))).await?;
    page.await_text(".headline", "20 E-Mails").await?;
    let fetched = "return performance.getEntriesByType('resource')
        .filter(entry => entry.name.endsWith('/de.txt')).length";
    ensure!(page.run(fetched, vec![]).await? == json!(1));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn pause_before_the_wasm_has_loaded_takes_effect() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let element = "<campaign-stats campaign=camp_123></campaign-stats><script type=module>
        document.querySelector('campaign-stats').pause()</script>";
    let page = browser.open(&site.page("paused", element)).await?;
    page.await_text(".next", "Paused.").await
}

#[tokio::test(flavor = "multi_thread")]
async fn first_request_starts_before_the_wasm_has_loaded() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let element = "<campaign-stats campaign=camp_123 refresh=3600></campaign-stats>
        <campaign-stats campaign=camp_123 refresh=3600></campaign-stats>";
    let page = browser.open(&site.page("early", element)).await?;
    page.await_text(SENT, "480").await?;
    let order = "const at = end => performance.getEntriesByType('resource')
            .find(entry => entry.name.endsWith(end));
        return at('/stats').startTime < at('.wasm').responseEnd";
    ensure!(page.run(order, vec![]).await? == json!(true), "the request waited for the wasm");
    ensure!(site.sandbox.requests("camp_123") == 1, "more than one request");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn strict_csp_has_no_violations() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    browser.record_csp_violations().await?;
    let policy = "<meta http-equiv=Content-Security-Policy content=\"default-src 'none';
        script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; style-src 'none';
        require-trusted-types-for 'script'\">";
    let element =
        "<campaign-stats layout=card campaign='camp_123 camp_draft camp_999' refresh=1 oddly=set>
        </campaign-stats><campaign-stats></campaign-stats>";
    let page = browser.open(&site.page("strict", &[policy, element].concat())).await?;
    page.await_text(SENT, "480").await?;
    page.click(".pause").await?;
    page.await_text(".next", "Paused.").await?;
    let set = "document.querySelector('campaign-stats').setAttribute('refresh', 'never')";
    page.run(set, vec![]).await?;
    page.await_text(".problems", "refresh=“never”").await?;
    let violations = page.run("return window.violations", vec![]).await?;
    ensure!(violations == json!([]), "CSP violations: {violations}");
    page.ensure_no_errors().await
}
