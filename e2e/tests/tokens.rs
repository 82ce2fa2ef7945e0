//! Tokens and cookies: sent to the API only, and never exposed.

use std::time::Duration;

use anyhow::ensure;
use axum::http::header::{AUTHORIZATION, COOKIE};
use e2e::{Browser, Site, TokenApi};
use serde_json::json;

type Done = anyhow::Result<()>;

const SENT: &str = "[data-counter=Sent]";

fn bearer(tokens: &[&str]) -> Vec<Option<String>> {
    tokens.iter().map(|token| Some(format!("Bearer {token}"))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn token_is_sent_to_the_api_only_and_renewed_when_rejected() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let api = TokenApi::start("secret-1").await?;
    let body = format!(
        "<campaign-stats campaign=camp_123 refresh=3600 api='{}'></campaign-stats><script>
        window.calls = 0; window.heard = [];
        for (const name of ['update', 'state']) {{
            addEventListener('campaign-stats-' + name, ({{ detail }}) => heard.push(detail)) }}
        document.querySelector('campaign-stats').tokenProvider =
            () => Promise.resolve(`secret-${{++calls}}\\n`)</script>",
        api.url()
    );
    let page = browser.open(&site.page("token", &body)).await?;
    page.await_text(SENT, "480").await?;
    ensure!(
        api.header_values(AUTHORIZATION) == bearer(&["secret-1"]),
        "requested without a token, or twice"
    );
    api.set_valid_token("secret-2");
    // Requests are at least one second apart.
    tokio::time::sleep(Duration::from_secs(1)).await;
    page.run("document.querySelector('campaign-stats').refresh()", vec![]).await?;
    page.await_run("return calls", json!(2)).await?;
    let responses = "return performance.getEntriesByType('resource')
        .filter(({ name }) => name.endsWith('/stats')).length";
    page.await_run(responses, json!(3)).await?;
    ensure!(api.header_values(AUTHORIZATION) == bearer(&["secret-1", "secret-1", "secret-2"]));
    api.set_valid_token("another");
    tokio::time::sleep(Duration::from_secs(1)).await;
    page.run("document.querySelector('campaign-stats').refresh()", vec![]).await?;
    page.await_text(".headline", "The API key was rejected").await?;
    ensure!(api.header_values(AUTHORIZATION).len() == 5, "retried more than once");

    let traces = "const element = document.querySelector('campaign-stats');
        const databases = await indexedDB.databases();
        return JSON.stringify([element.outerHTML, element.shadowRoot.innerHTML, location.href,
            { ...localStorage }, { ...sessionStorage }, databases, document.cookie, heard, thrown,
            performance.getEntries().map(entry => entry.name), await navigator.locks.query()])";
    let traces = page.run_async(traces).await?.to_string();
    ensure!(!traces.contains("secret"), "the token is in {traces}");
    ensure!(!traces.contains("campaign-stats 36"), "took part in the leader election: {traces}");
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn unusable_token_is_reported_and_no_request_sent() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let api = TokenApi::start("secret").await?;
    let body = "<script type=module>
        const providers = [() => 'two\\nlines', () => 'caf\u{e9}-secret', () => '\u{1f41d}', () => '',
            () => 42, () => null, () => { throw new Error('secret') },
            () => Promise.reject('secret'), () => 'sk_live_secret', () => 'Bearer secret'];
        for (const provider of providers) {
            const element = document.createElement('campaign-stats');
            Object.assign(element, { campaign: 'camp_123', api: API, refresh: 3600 });
            element.tokenProvider = provider;
            document.body.append(element);
        }</script>";
    let body = body.replace("API", &format!("'{}'", api.url()));
    let page = browser.open(&site.page("unusable", &body)).await?;
    let messages =
        "return [...document.querySelectorAll('campaign-stats')].filter(({ shadowRoot }) =>
        shadowRoot.querySelector('.headline')?.textContent.includes('no API token')).length";
    page.await_run(messages, json!(10)).await?;
    ensure!(api.header_values(AUTHORIZATION).is_empty(), "requested without a token");
    let shown = "return [...document.querySelectorAll('campaign-stats')]
        .map(({ shadowRoot }) => shadowRoot.innerHTML).join()";
    ensure!(!page.run(shown, vec![]).await?.to_string().contains("secret"));
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn token_instead_of_a_provider_is_rejected_and_not_shown() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let body = "<campaign-stats campaign=camp_123></campaign-stats><script>window.warned = [];
        console.warn = (...words) => warned.push(words.join(' '));
        document.querySelector('campaign-stats').tokenProvider = 'secret'</script>";
    let page = browser.open(&site.page("string", body)).await?;
    page.await_text(".problems", "tokenProvider is not a function").await?;
    page.await_text(SENT, "480").await?;
    let output = page.inside("return root.innerHTML + warned.join()", vec![]).await?.to_string();
    ensure!(
        output.contains("campaign-stats: tokenProvider") && !output.contains("secret"),
        "{output}"
    );
    page.run("document.querySelector('campaign-stats').tokenProvider = null", vec![]).await?;
    page.await_inside("return root.querySelector('.problems')", json!(null)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_shared_only_with_the_same_token_provider() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let api = TokenApi::start("secret").await?;
    let body = "<script type=module>
        const [one, other] = [() => 'secret', () => 'secret'];
        for (const tokenProvider of [one, one, other, one]) {
            const element = document.createElement('campaign-stats');
            Object.assign(element, { campaign: 'camp_123', api: API, refresh: 3600, tokenProvider });
            document.body.append(element);
        }</script>";
    let body = body.replace("API", &format!("'{}'", api.url()));
    let page = browser.open(&site.page("providers", &body)).await?;
    let shown = "return [...document.querySelectorAll('campaign-stats')].filter(({ shadowRoot }) =>
        shadowRoot.querySelector('[data-counter=Sent]')?.textContent === '480').length";
    page.await_run(shown, json!(4)).await?;
    ensure!(api.header_values(AUTHORIZATION) == bearer(&["secret", "secret"]));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn cookies_are_sent_to_another_origin_only_if_included() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let api = TokenApi::start("").await?;
    // Cookies are not limited to a port, so this one applies to the API's, too.
    let body = format!(
        "<script>document.cookie = 'who=me; path=/'</script>
        <campaign-stats campaign=camp_123 refresh=3600 api='{0}' credentials=include></campaign-stats>
        <campaign-stats campaign=camp_123 refresh=3600 api='{0}'></campaign-stats>
        <campaign-stats campaign=camp_123 refresh=3600 api='{0}' credentials=omit></campaign-stats>",
        api.url()
    );
    let page = browser.open(&site.page("cookies", &body)).await?;
    let shown = "return [...document.querySelectorAll('campaign-stats')].filter(({ shadowRoot }) =>
        shadowRoot.querySelector('[data-counter=Sent]')?.textContent === '480').length";
    page.await_run(shown, json!(3)).await?;
    let mut cookies = api.header_values(COOKIE);
    cookies.sort();
    ensure!(cookies == [None, Some("who=me".to_owned())], "{cookies:?}");
    let problems = "return document.querySelector('[credentials=omit]').shadowRoot
        .querySelector('.problems').textContent";
    let problems = page.run(problems, vec![]).await?.to_string();
    ensure!(problems.contains("credentials=“omit”"), "{problems}");
    page.ensure_no_errors().await
}
