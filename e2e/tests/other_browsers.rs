//! The browsers that are not Chromium: the examples, and what each browser does in its own way:
//! policies, tokens, storage, events, several tabs.

use anyhow::ensure;
use axum::http::header::AUTHORIZATION;
use e2e::{Api, Engine, Host, OtherBrowser, Site, TokenApi};
use serde_json::json;

type Done = anyhow::Result<()>;

const SENT: &str = "[data-counter=Sent]";

/// Stands before a policy, and so is none of its business. That Firefox asks for a picture of the
/// site by itself is none of the page's.
const KEEP_VIOLATIONS: &str = "<script>window.violations = [];
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
        blockedURI.endsWith('/favicon.ico') || violations.push([violatedDirective, blockedURI]))
    </script>";

/// A site, somebody else's pages, and the address of the site without its last slash.
async fn world() -> anyhow::Result<(Site, Host, String)> {
    let (site, host) = (Site::start_with_cors().await?, Host::start().await?);
    let stats = site.url("").trim_end_matches('/').to_owned();
    Ok((site, host, stats))
}

async fn shows_the_plain_example(engine: Engine) -> Done {
    let Some(browser) = OtherBrowser::start(engine).await? else { return Ok(()) };
    let (_site, host, stats) = world().await?;
    let page = browser.open(&host.example("plain.html", &stats, &stats)?).await?;
    page.await_text(SENT, "480").await?;
    ensure!(page.text("[data-rate=Open]").await?.starts_with("42"));
    page.await_text(".freshness", "Updated").await?;
    let styled = "return getComputedStyle(root.querySelector('.counters')).display";
    ensure!(page.inside(styled, vec![]).await? == json!("grid"));
    let set = "document.querySelector('campaign-stats').campaign = 'camp_draft'";
    page.run(set, vec![]).await?;
    page.await_text(".headline", "Nothing sent yet.").await?;
    browser.quit().await
}

async fn runs_the_other_examples(engine: Engine) -> Done {
    let Some(browser) = OtherBrowser::start(engine).await? else { return Ok(()) };
    let ((site, host, stats), api) = (world().await?, Api::start()?);

    let page = browser.open(&host.example("several.html", &stats, &stats)?).await?;
    let shown = "return [...document.querySelectorAll('campaign-stats')].map(element =>
        [...element.shadowRoot.querySelectorAll('[data-counter=Sent]')].map(e => e.textContent))";
    page.await_run(shown, json!([["480"], ["480"], ["0", "480"]])).await?;
    // Once for all three, or, where the wasm took so long that an early answer is old, once more.
    let asked = site.sandbox.requests("camp_123");
    ensure!(asked <= 2, "the same campaign was asked for {asked} times");

    let page = browser.open(&host.example("cross-origin.html", &stats, &api.url())?).await?;
    page.await_text(SENT, "480").await?;

    let page = browser.open(&host.example("update.html", &stats, &stats)?).await?;
    let said = "return document.getElementById('replies').textContent";
    page.await_run(said, json!("camp_123: 38 replies, 0 new.")).await?;
    page.run("document.querySelector('campaign-stats').pause()", vec![]).await?;
    page.await_run("return document.getElementById('state').textContent", json!("paused")).await?;

    let page = browser.open(&host.example("iframe.html", &stats, &stats)?).await?;
    let fits =
        "const { height } = document.querySelector('campaign-stats').getBoundingClientRect();
        return document.querySelector('campaign-stats').shadowRoot
            .querySelector('[data-counter=Sent]')?.textContent === '480'
            && Math.ceil(height) === innerHeight";
    page.await_in_frame(fits, json!(true)).await?;
    browser.quit().await
}

async fn keeps_a_strict_policy(engine: Engine) -> Done {
    let Some(browser) = OtherBrowser::start(engine).await? else { return Ok(()) };
    let (_site, host, stats) = world().await?;
    let url = host.example_after(KEEP_VIOLATIONS, "strict-csp.html", &stats, &stats)?;
    let page = browser.open(&url).await?;
    page.await_text(SENT, "480").await?;
    page.await_text(".freshness", "Updated").await?;
    let styled = "return getComputedStyle(root.querySelector('.counters')).display";
    ensure!(page.inside(styled, vec![]).await? == json!("grid"));
    let violations = page.run("return violations", vec![]).await?;
    ensure!(violations == json!([]), "violations of the policy: {violations}");
    // The listener does hear of them.
    page.run("document.body.setAttribute('style', 'top: 0')", vec![]).await?;
    page.await_run("return violations.length > 0", json!(true)).await?;
    browser.quit().await
}

async fn sends_a_token_and_remembers(engine: Engine) -> Done {
    let Some(browser) = OtherBrowser::start(engine).await? else { return Ok(()) };
    let (site, api) = (Site::start().await?, TokenApi::start("secret").await?);
    let body = format!(
        "<script type=module>
        const element = document.createElement('campaign-stats');
        Object.assign(element, {{ campaign: 'camp_123', api: '{}', refresh: 3600 }});
        element.tokenProvider = async () => 'secret';
        document.body.append(element);</script>",
        api.url()
    );
    let page = browser.open(&site.page("token", &body)).await?;
    page.await_text(SENT, "480").await?;
    ensure!(api.header_values(AUTHORIZATION) == [Some("Bearer secret".to_owned())]);
    let told = "return root.innerHTML + JSON.stringify({ ...localStorage, ...sessionStorage })";
    ensure!(!page.inside(told, vec![]).await?.to_string().contains("secret"));

    let page = browser.open(&site.url("?campaign=camp_123&refresh=1")).await?;
    page.await_text(".when", "since ").await?;
    // From storage: of its own, it would have lines in an hour only.
    let page = browser.open(&site.url("?campaign=camp_123&refresh=3600&lang=de")).await?;
    page.await_text(SENT, "480").await?;
    page.await_text(".when", "seit ").await?;
    page.await_text(".freshness", "vor").await?;
    browser.quit().await
}

#[tokio::test(flavor = "multi_thread")]
async fn firefox_shows_the_plain_example() -> Done {
    shows_the_plain_example(Engine::Firefox).await
}

#[tokio::test(flavor = "multi_thread")]
async fn firefox_runs_the_other_examples() -> Done {
    runs_the_other_examples(Engine::Firefox).await
}

#[tokio::test(flavor = "multi_thread")]
async fn firefox_finds_nothing_against_a_strict_policy() -> Done {
    keeps_a_strict_policy(Engine::Firefox).await
}

#[tokio::test(flavor = "multi_thread")]
async fn firefox_sends_a_token_and_remembers() -> Done {
    sends_a_token_and_remembers(Engine::Firefox).await
}

#[tokio::test(flavor = "multi_thread")]
async fn webkit_shows_the_plain_example() -> Done {
    shows_the_plain_example(Engine::WebKit).await
}

#[tokio::test(flavor = "multi_thread")]
async fn webkit_runs_the_other_examples() -> Done {
    runs_the_other_examples(Engine::WebKit).await
}

#[tokio::test(flavor = "multi_thread")]
async fn webkit_finds_nothing_against_a_strict_policy() -> Done {
    keeps_a_strict_policy(Engine::WebKit).await
}

#[tokio::test(flavor = "multi_thread")]
async fn webkit_sends_a_token_and_remembers() -> Done {
    sends_a_token_and_remembers(Engine::WebKit).await
}
