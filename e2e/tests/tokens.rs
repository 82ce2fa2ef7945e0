//! Tokens and cookies: sent to the API only, and never exposed.

use std::time::{Duration, Instant};

use anyhow::ensure;
use axum::http::header::{AUTHORIZATION, COOKIE};
use e2e::{Browser, Page, Site, TokenApi};
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
    ensure!(page.text(SENT).await? == "480", "the person is the same, so the numbers stay");

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

/// A page with an element whose token function returns `window.token`, and its API.
async fn open_with_token<'browser>(
    browser: &'browser Browser,
    site: &Site,
    api: &TokenApi,
) -> anyhow::Result<Page<'browser>> {
    let body = format!(
        "<campaign-stats campaign=camp_123 refresh=3600 api='{}'></campaign-stats><script>
        window.element = document.querySelector('campaign-stats');
        element.tokenProvider = () => 'first'</script>",
        api.url()
    );
    let page = browser.open(&site.page("person", &body)).await?;
    page.await_text(SENT, "480").await?;
    Ok(page)
}

/// Waits until this number of requests had this token. Returns the tokens of all requests.
async fn await_token(api: &TokenApi, token: &str, count: usize) -> anyhow::Result<Vec<String>> {
    let began = Instant::now();
    loop {
        let tokens = api.header_values(AUTHORIZATION).into_iter().flatten();
        let tokens: Vec<_> = tokens.map(|value| value.replace("Bearer ", "")).collect();
        if tokens.iter().filter(|known| *known == token).count() >= count {
            return Ok(tokens);
        }
        ensure!(began.elapsed() < Duration::from_secs(30), "only {tokens:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn refresh_after_a_new_function_asks_for_the_new_person() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let api = TokenApi::start("first").await?;
    let page = open_with_token(&browser, &site, &api).await?;
    api.set_valid_token("second");
    page.run("element.tokenProvider = () => 'second'", vec![]).await?;
    // Also at once after the last request.
    page.run("element.refresh()", vec![]).await?;
    let tokens = await_token(&api, "second", 1).await?;
    ensure!(tokens == ["first", "second"], "{tokens:?}");
    ensure!(page.text(SENT).await? == "480");
    // The next person may not see the numbers.
    page.run("element.tokenProvider = () => 'third'; element.refresh()", vec![]).await?;
    page.await_text(".headline", "The API key was rejected").await?;
    page.await_text(SENT, "—").await?;
    let tokens = await_token(&api, "third", 2).await?;
    ensure!(tokens == ["first", "second", "third", "third"], "{tokens:?}");
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn new_element_for_the_new_person_begins_without_numbers() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let api = TokenApi::start("first").await?;
    let page = open_with_token(&browser, &site, &api).await?;
    let replace = "const next = element.cloneNode();
        next.tokenProvider = () => 'second';
        element.replaceWith(next)";
    page.run(replace, vec![]).await?;
    page.await_text(".headline", "The API key was rejected").await?;
    ensure!(page.text(SENT).await? == "—");
    let tokens = await_token(&api, "second", 2).await?;
    ensure!(tokens == ["first", "second", "second"], "{tokens:?}");
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn elements_that_shared_a_function_keep_their_numbers_when_it_is_replaced() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let api = TokenApi::start("first").await?;
    let page = open_with_token(&browser, &site, &api).await?;
    let second = "window.other = element.cloneNode();
        other.tokenProvider = element.tokenProvider;
        document.body.append(other);
        window.shown = () => [element, other].map(({ shadowRoot }) =>
            shadowRoot.querySelector('[data-counter=Sent]')?.textContent)";
    page.run(second, vec![]).await?;
    page.await_run("return shown()", json!(["480", "480"])).await?;
    // One after the other gets the same new function.
    page.run("window.next = () => 'second'; element.tokenProvider = next", vec![]).await?;
    ensure!(page.run("return shown()", vec![]).await? == json!(["480", "480"]));
    page.run("other.tokenProvider = next", vec![]).await?;
    ensure!(page.run("return shown()", vec![]).await? == json!(["480", "480"]));
    // A new element with it has no part in what the former function gave.
    page.run(
        "window.third = element.cloneNode(); third.tokenProvider = next; third.id = 'third';
        document.body.append(third)",
        vec![],
    )
    .await?;
    let refused = "return third.shadowRoot.querySelector('.headline')?.textContent
        .includes('The API key was rejected')";
    page.await_run(refused, json!(true)).await?;
    ensure!(page.run("return shown()", vec![]).await? == json!(["480", "480"]));
    let tokens = await_token(&api, "second", 2).await?;
    ensure!(tokens == ["first", "second", "second"], "{tokens:?}");
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn refresh_asks_for_the_new_person_also_after_another_option_has_changed() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let api = TokenApi::start("first").await?;
    let page = open_with_token(&browser, &site, &api).await?;
    page.run("element.tokenProvider = () => 'second'; element.campaign = 'camp_other'", vec![])
        .await?;
    page.await_text("h2", "camp_other").await?;
    page.await_text(SENT, "480").await?;
    api.set_valid_token("second");
    page.run("element.refresh()", vec![]).await?;
    let tokens = await_token(&api, "second", 1).await?;
    ensure!(tokens == ["first", "first", "second"], "{tokens:?}");
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_of_the_former_person_disappear_when_the_api_rejects_the_next_one() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let api = TokenApi::start("first").await?;
    let page = open_with_token(&browser, &site, &api).await?;
    page.run("element.refresh = 1; element.tokenProvider = () => 'second'", vec![]).await?;
    await_token(&api, "first", 3).await?;
    ensure!(page.text(SENT).await? == "480", "the token was still valid");
    api.set_valid_token("third");
    page.await_text(".headline", "The API key was rejected").await?;
    ensure!(page.text(SENT).await? == "—");
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn element_with_a_new_function_keeps_its_numbers_when_it_is_inserted_again() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let api = TokenApi::start("first").await?;
    let page = open_with_token(&browser, &site, &api).await?;
    let again = "let blank = 0;
        const turn = () => new Promise(done => setTimeout(done, 10));
        for (let times = 0; times < 30; times += 1) {
            element.tokenProvider = () => 'first';
            await turn();
            element.remove();
            await turn();
            if (times % 2) element.tokenProvider = () => 'first';
            document.body.append(element);
            await new Promise(done => requestAnimationFrame(done));
            blank += element.shadowRoot.querySelector('[data-counter=Sent]')?.textContent !== '480';
        }
        return blank";
    let blank = page.run_async(again).await?;
    ensure!(blank == json!(0), "without numbers in {blank} of 30 looks");
    ensure!(api.header_values(AUTHORIZATION) == bearer(&["first"]));
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_api_is_heard_although_functions_are_replaced_all_the_time() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let api = TokenApi::start("first").await?;
    api.set_latency(Duration::from_millis(400));
    // Two elements get the same new function one after the other, from the start.
    let element = format!(
        "<campaign-stats campaign=camp_123 refresh=1 api='{}'></campaign-stats>",
        api.url()
    );
    let body = format!(
        "{element}{element}<script>const render = () => {{
            const next = () => 'first';
            for (const element of document.querySelectorAll('campaign-stats')) element.tokenProvider = next;
        }};
        render();
        setInterval(render, 50)</script>"
    );
    let page = browser.open(&site.page("slow", &body)).await?;
    let shown = "return [...document.querySelectorAll('campaign-stats')].map(({ shadowRoot }) =>
        shadowRoot?.querySelector('[data-counter=Sent]')?.textContent)";
    page.await_run(shown, json!(["480", "480"])).await?;
    await_token(&api, "first", 4).await?;
    let gap = api.shortest_gap();
    ensure!(gap > Some(Duration::from_millis(900)), "two requests within {gap:?}");
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_persons_together_ask_for_a_campaign_once_a_second() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let api = TokenApi::start("valid").await?;
    // The token of one is always refused, that of the other comes late.
    let element = format!(
        "<campaign-stats campaign=camp_123 refresh=1 api='{}'></campaign-stats>",
        api.url()
    );
    let body = format!(
        "{element}{element}<script>
        const [one, other] = document.querySelectorAll('campaign-stats');
        one.tokenProvider = () => 'refused';
        other.tokenProvider = () => new Promise(done => setTimeout(done, 1100, 'valid'));
        setInterval(() => one.refresh(), 300)</script>"
    );
    let page = browser.open(&site.page("persons", &body)).await?;
    await_token(&api, "valid", 3).await?;
    await_token(&api, "refused", 4).await?;
    let gap = api.shortest_gap();
    ensure!(gap > Some(Duration::from_millis(900)), "two requests within {gap:?}");
    page.ensure_no_errors().await
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
