//! Firefox and `WebKit`: the examples, and features that differ between browsers, such as CSP,
//! storage and headers.

use anyhow::ensure;
use axum::http::header::AUTHORIZATION;
use e2e::{Api, Engine, Host, OtherBrowser, RawApi, RawResponse, Site, TokenApi};
use serde_json::json;

type Done = anyhow::Result<()>;

const SENT: &str = "[data-counter=Sent]";

/// Script that records CSP violations; placed before the policy, so it is not subject to it.
/// Firefox requests `favicon.ico` by itself, which is ignored.
const RECORD_VIOLATIONS: &str = "<script>window.violations = [];
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
        blockedURI.endsWith('/favicon.ico') || violations.push([violatedDirective, blockedURI]))
    </script>";

/// The site, a host for pages of another origin, and the site's URL without trailing slash.
async fn start_servers() -> anyhow::Result<(Site, Host, String)> {
    let (site, host) = (Site::start_with_cors().await?, Host::start().await?);
    let stats = site.url("").trim_end_matches('/').to_owned();
    Ok((site, host, stats))
}

async fn plain_example(engine: Engine) -> Done {
    let Some(browser) = OtherBrowser::start(engine).await? else { return Ok(()) };
    let (_site, host, stats) = start_servers().await?;
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

async fn other_examples(engine: Engine) -> Done {
    let Some(browser) = OtherBrowser::start(engine).await? else { return Ok(()) };
    let ((site, host, stats), api) = (start_servers().await?, Api::start()?);

    let page = browser.open(&host.example("several.html", &stats, &stats)?).await?;
    let shown = "return [...document.querySelectorAll('campaign-stats')].map(element =>
        [...element.shadowRoot.querySelectorAll('[data-counter=Sent]')].map(e => e.textContent))";
    page.await_run(shown, json!([["480"], ["480"], ["0", "480"]])).await?;
    // Shared by all three elements. If the wasm loads slowly, the early response is too old by
    // then and requested again.
    let requests = site.sandbox.requests("camp_123");
    ensure!(requests <= 2, "{requests} requests for the same campaign");

    let page = browser.open(&host.example("cross-origin.html", &stats, &api.url())?).await?;
    page.await_text(SENT, "480").await?;

    let page = browser.open(&host.example("update.html", &stats, &stats)?).await?;
    let text = "return document.getElementById('replies').textContent";
    page.await_run(text, json!("camp_123: 38 replies, 0 new.")).await?;
    page.run("document.querySelector('campaign-stats').pause()", vec![]).await?;
    page.await_run("return document.getElementById('state').textContent", json!("paused")).await?;

    let page = browser.open(&host.example("iframe.html", &stats, &stats)?).await?;
    let fits =
        "const { height } = document.querySelector('campaign-stats').getBoundingClientRect();
        return [document.querySelector('campaign-stats').shadowRoot
            .querySelector('[data-counter=Sent]')?.textContent, Math.ceil(height) - innerHeight]";
    page.await_in_frame(fits, json!(["480", 0])).await?;
    browser.quit().await
}

async fn strict_csp(engine: Engine) -> Done {
    let Some(browser) = OtherBrowser::start(engine).await? else { return Ok(()) };
    let (_site, host, stats) = start_servers().await?;
    let url = host.example_after(RECORD_VIOLATIONS, "strict-csp.html", &stats, &stats)?;
    let page = browser.open(&url).await?;
    page.await_text(SENT, "480").await?;
    page.await_text(".freshness", "Updated").await?;
    let styled = "return getComputedStyle(root.querySelector('.counters')).display";
    ensure!(page.inside(styled, vec![]).await? == json!("grid"));
    let violations = page.run("return violations", vec![]).await?;
    ensure!(violations == json!([]), "CSP violations: {violations}");
    // The listener works.
    page.run("document.body.setAttribute('style', 'top: 0')", vec![]).await?;
    page.await_run("return violations.length > 0", json!(true)).await?;
    browser.quit().await
}

async fn token_and_storage(engine: Engine) -> Done {
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
    let traces = "return root.innerHTML + JSON.stringify({ ...localStorage, ...sessionStorage })";
    ensure!(!page.inside(traces, vec![]).await?.to_string().contains("secret"));

    let page = browser.open(&site.url("?campaign=camp_123&refresh=1")).await?;
    page.await_text(".when", "since ").await?;
    // The trend is from storage: with this interval it would otherwise take an hour.
    let page = browser.open(&site.url("?campaign=camp_123&refresh=3600&lang=de")).await?;
    page.await_text(SENT, "480").await?;
    page.await_text(".when", "seit ").await?;
    page.await_text(".freshness", "vor").await?;
    browser.quit().await
}

/// A byte order mark, a status without numbers, and a language without texts.
async fn unusual_answers_and_languages(engine: Engine) -> Done {
    let Some(browser) = OtherBrowser::start(engine).await? else { return Ok(()) };
    let stats = "\u{feff}{\"campaignId\":\"0\",\"totalEnrolled\":500,\"sent\":480,\"delivered\":471,\
        \"bounced\":9,\"replied\":38,\"queued\":20,\"openRate\":0.42,\"replyRate\":0.08}";
    let answer = |status: &str, body: &str| {
        RawResponse::Once(
            format!(
                "HTTP/1.1 {status}\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: {}\r\n\
                Connection: close\r\n\r\n{body}",
                body.len()
            )
            .into_bytes(),
        )
    };
    let answers = vec![answer("200 OK", stats), answer("304 Not Modified", "")];
    let (site, api) = (Site::start().await?, RawApi::start(answers).await?);
    let element = |id| {
        let api = api.url();
        format!("<campaign-stats campaign={id} api='{api}' refresh=3600 lang=ar></campaign-stats>")
    };
    let page = browser.open(&site.page("mark", &element(0))).await?;
    page.await_text(".freshness", "ago").await?;
    ensure!(page.text(".freshness").await?.is_ascii(), "two languages");
    let page = browser.open(&site.page("status", &element(1))).await?;
    page.await_text(".headline", "The server did not send the numbers again").await?;
    browser.quit().await
}

#[tokio::test(flavor = "multi_thread")]
async fn firefox_unusual_answers_and_languages() -> Done {
    unusual_answers_and_languages(Engine::Firefox).await
}

#[tokio::test(flavor = "multi_thread")]
async fn webkit_unusual_answers_and_languages() -> Done {
    unusual_answers_and_languages(Engine::WebKit).await
}

#[tokio::test(flavor = "multi_thread")]
async fn firefox_plain_example() -> Done {
    plain_example(Engine::Firefox).await
}

#[tokio::test(flavor = "multi_thread")]
async fn firefox_other_examples() -> Done {
    other_examples(Engine::Firefox).await
}

#[tokio::test(flavor = "multi_thread")]
async fn firefox_strict_csp() -> Done {
    strict_csp(Engine::Firefox).await
}

#[tokio::test(flavor = "multi_thread")]
async fn firefox_token_and_storage() -> Done {
    token_and_storage(Engine::Firefox).await
}

#[tokio::test(flavor = "multi_thread")]
async fn webkit_plain_example() -> Done {
    plain_example(Engine::WebKit).await
}

#[tokio::test(flavor = "multi_thread")]
async fn webkit_other_examples() -> Done {
    other_examples(Engine::WebKit).await
}

#[tokio::test(flavor = "multi_thread")]
async fn webkit_strict_csp() -> Done {
    strict_csp(Engine::WebKit).await
}

#[tokio::test(flavor = "multi_thread")]
async fn webkit_token_and_storage() -> Done {
    token_and_storage(Engine::WebKit).await
}
