//! What an element shows before the wasm module is there, and that nothing moves when it comes.

use anyhow::{Context, ensure};
use e2e::{Api, Browser, Page, RawApi, RawResponse, Site, store_history};
use serde_json::{Value, json};

type Done = anyhow::Result<()>;

/// Holds back the wasm module until the page calls `release()` or `fail()`.
const HOLD: &str = "<script>{
    const start = WebAssembly.instantiateStreaming;
    const released = new Promise((resolve, reject) => {
        window.release = resolve;
        window.fail = () => reject(new Error('no module'));
    });
    WebAssembly.instantiateStreaming = async (...module) => {
        await released;
        return start.apply(WebAssembly, module);
    };
}</script>";

/// The outline, or nothing if it is not there.
const SHADOW: &str = "const root = document.querySelector('campaign-stats').shadowRoot;";

/// Returns every element below the root: its place, name, attributes and own text.
const ELEMENTS: &str = "const found = [];
    const visit = (element, place) => {
        const attributes = [...element.attributes].map(({ name, value }) => `${name}=${value}`).sort();
        const text = [...element.childNodes].filter(node => node.nodeType === 3)
            .map(node => node.data).join('').trim();
        found.push([place, attributes.join(' '), text].join(' | '));
        [...element.children].forEach((child, nth) => visit(child, `${place} ${nth}.${child.localName}`));
    };
    visit(root.querySelector('.shown'), 'root');
    return found";

/// Returns the figures with their words, and all that the first numbers decide.
const FIGURES: &str = "const texts = selector => [...root.querySelectorAll(selector)].map(found => found.textContent);
    const attributes = (selector, name) => [...root.querySelectorAll(selector)].map(found => found.getAttribute(name));
    return [
        texts('h2, .id, dt, [data-counter], .rate-name, [data-rate], .rate-evidence, th > span:first-of-type'),
        attributes('.card, tbody tr, .head', 'data-state'),
        attributes('.counters', 'class'),
        attributes('.bar', 'aria-valuenow'),
        attributes('.bar', 'aria-valuemax'),
        attributes('table', 'style'),
        [...root.querySelectorAll('.rates .fill, td .fill')].map(fill => fill.style.inlineSize),
    ]";

/// Returns where the figures are.
const PLACES: &str = "const range = new Range();
    const of = found => { range.selectNodeContents(found); return range };
    return [...root.querySelectorAll('h2, [data-counter], [data-rate], .bar')].map(found => {
        const isBar = found.matches('.bar');
        const { x, y } = (isBar ? found : of(found)).getBoundingClientRect();
        return [found.className, isBar ? '' : found.textContent, Math.round(x), Math.round(y)].join(' ');
    })";

/// Opens a page whose wasm module is held back, and waits for the outline.
async fn open_held<'a>(
    browser: &'a Browser,
    site: &Site,
    element: &str,
) -> anyhow::Result<Page<'a>> {
    let page = browser.open(&site.page("held", &[HOLD, element].concat())).await?;
    page.await_run(&[SHADOW, "return root.querySelector('.shown') !== null"].concat(), json!(true))
        .await?;
    Ok(page)
}

/// Runs a script with the shadow root as `root`, also while the outline is shown.
async fn look(page: &Page<'_>, script: &str) -> anyhow::Result<Value> {
    page.run(&[SHADOW, script].concat(), vec![]).await
}

async fn await_look(page: &Page<'_>, script: &str, expected: Value) -> Done {
    page.await_run(&[SHADOW, script].concat(), expected).await
}

/// Waits until the outline shows this number of sent emails.
async fn await_sent(page: &Page<'_>, sent: &str) -> Done {
    await_look(page, "return root.querySelector('[data-counter=Sent]').textContent", json!(sent))
        .await
}

/// Lets the module start, and waits until it has replaced the outline.
async fn release(page: &Page<'_>) -> Done {
    page.run("release()", vec![]).await?;
    await_look(page, "return root.querySelector('[aria-busy]') === null", json!(true)).await
}

fn element(layout: &str, campaigns: &str, lang: &str, more: &str) -> String {
    format!(
        "<campaign-stats layout={layout} campaign='{campaigns}' lang={lang} {more}></campaign-stats>"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn outline_has_the_elements_of_the_component_without_numbers() -> Done {
    let (site, api, browser) = (Site::start().await?, Api::start()?, Browser::start().await?);
    api.hang();
    for lang in ["en", "de", "xx"] {
        for (layout, campaigns) in
            [("card", "camp_123"), ("compact", "camp_123"), ("board", "camp_123 camp_tiny")]
        {
            let label = if layout == "board" { "" } else { "label=Spring" };
            let options = format!("api={} {label} kiosk=false theme=dark", api.url());
            let page =
                open_held(&browser, &site, &element(layout, campaigns, lang, &options)).await?;
            if lang == "de" {
                await_look(&page, "return /Warten|Kampagne/.test(root.textContent)", json!(true))
                    .await?;
            }
            let root = "return root.firstElementChild.cloneNode(false).outerHTML.replace(' aria-busy=\"true\"', '')";
            let outline = (look(&page, ELEMENTS).await?, look(&page, root).await?);
            release(&page).await?;
            let component = (look(&page, ELEMENTS).await?, look(&page, root).await?);
            ensure_same(&outline.0, &component.0).context(format!("{layout} {lang}"))?;
            ensure!(outline.1 == component.1, "{} {}", outline.1, component.1);
        }
    }
    Ok(())
}

fn ensure_same(outline: &Value, component: &Value) -> Done {
    let lines = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let (outline, component) = (lines(outline), lines(component));
    for (one, other) in outline.iter().zip(&component) {
        ensure!(one == other, "\noutline:   {one}\ncomponent: {other}");
    }
    ensure!(outline.len() == component.len() && !outline.is_empty(), "{} elements", outline.len());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn first_numbers_are_those_of_the_component() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    for (campaign, lang) in [
        ("camp_123", "en"),
        ("camp_123", "de-AT"),
        ("camp_123", "ar"),
        ("camp_draft", "de"),
        ("camp_tiny", "fr"),
        ("camp_millions", "en"),
        ("camp_millions", "de"),
        ("camp_no_rates", "en"),
        ("camp_bouncing", "pt"),
        ("camp_finished", "es"),
    ] {
        for layout in ["card", "compact", "board"] {
            let page = open_held(&browser, &site, &element(layout, campaign, lang, "")).await?;
            await_look(&page, "return /\\p{N}/u.test(root.querySelector('[data-counter=Sent]').textContent)
                && !/\\u00a0$/.test(root.querySelector('dt, thead button, .item span').textContent)", json!(true)).await?;
            let outline = look(&page, FIGURES).await?;
            release(&page).await?;
            let component = look(&page, FIGURES).await?;
            ensure!(
                outline == component,
                "{campaign} {layout} {lang}\noutline:   {outline}\ncomponent: {component}"
            );
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_stay_in_their_place_when_the_module_comes() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    for width in [360, 640, 800, 920, 1200] {
        browser.emulate_screen(width, 1.0, false).await?;
        for (layout, campaigns, lang) in [
            ("card", "camp_123", "en"),
            ("card", "camp_millions", "en"),
            ("card", "camp_123", "de"),
            ("board", "camp_123 camp_tiny", "en"),
            ("compact", "camp_123", "en"),
        ] {
            let page = open_held(&browser, &site, &element(layout, campaigns, lang, "")).await?;
            let all_answered = "return [...root.querySelectorAll('[data-counter=Sent]')].every(it => /\\d/.test(it.textContent))
                && !/\\u00a0$/.test(root.querySelector('dt, thead button, .item span').textContent)";
            await_look(&page, all_answered, json!(true)).await?;
            let outline = look(&page, PLACES).await?;
            release(&page).await?;
            let component = look(&page, PLACES).await?;
            ensure_same(&outline, &component).context(format!("{layout} {lang} {width}"))?;
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn module_takes_the_first_answer_over_without_a_request_or_an_announcement() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    for (layout, lang) in [("card", "en"), ("card", "de"), ("board", "en"), ("compact", "fr")] {
        let before = site.sandbox.requests("camp_123");
        let page =
            open_held(&browser, &site, &element(layout, "camp_123", lang, "refresh=3600")).await?;
        await_sent(&page, "480").await?;
        let record = "window.seen = [];
            new MutationObserver(() => {
                seen.push(root.querySelector('[data-counter=Sent]')?.textContent ?? 'nothing');
                seen.push(root.querySelector('.live-region')?.textContent);
            }).observe(root, { childList: true, subtree: true, characterData: true })";
        look(&page, record).await?;
        release(&page).await?;
        page.await_text("[data-counter=Sent]", "480").await?;
        let seen = page.run("return [...new Set(seen)].sort()", vec![]).await?;
        ensure!(seen == json!(["", "480"]), "{layout} {lang}: {seen}");
        ensure!(
            site.sandbox.requests("camp_123") == before + 1,
            "{layout} {lang}: a second request"
        );
        page.ensure_no_errors().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn age_runs_on_and_the_module_knows_it() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page =
        open_held(&browser, &site, &element("card", "camp_123", "en", "refresh=3600")).await?;
    await_sent(&page, "480").await?;
    // Not a single second, which a busy machine may miss.
    let age = "return Number(/\\d+/.exec(root.querySelector('.freshness').textContent)) >= 2";
    await_look(&page, age, json!(true)).await?;
    release(&page).await?;
    let text = page.text(".freshness").await?;
    let seconds = text.split(' ').nth(1).and_then(|number| number.parse::<u32>().ok());
    ensure!(seconds.is_some_and(|seconds| seconds >= 2), "{text}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn focus_and_open_menus_survive_the_takeover() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    for lang in ["en", "de"] {
        let page = open_held(&browser, &site, &element("card", "camp_123", lang, "")).await?;
        await_sent(&page, "480").await?;
        page.click(".funnel summary").await?;
        look(&page, "root.querySelector('.refresh').focus()").await?;
        release(&page).await?;
        let kept = "return [root.activeElement?.className, root.querySelector('.funnel').open,
            root.querySelector('.menu').open]";
        await_look(&page, kept, json!(["refresh", true, false])).await?;
        let page = open_held(&browser, &site, &element("card", "camp_123", lang, "")).await?;
        await_sent(&page, "480").await?;
        look(&page, "root.querySelectorAll('.bar')[2].focus()").await?;
        release(&page).await?;
        let kept = "return [...root.querySelectorAll('.bar')].indexOf(root.activeElement)";
        await_look(&page, kept, json!(2)).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn pause_in_the_outline_takes_effect() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    for (lang, resume, paused) in
        [("en", "Resume refreshing", "Paused."), ("de", "Aktualisierung fortsetzen", "Pausiert.")]
    {
        let page = open_held(&browser, &site, &element("card", "camp_123", lang, "")).await?;
        await_sent(&page, "480").await?;
        page.click(".pause").await?;
        await_look(&page, "return root.querySelector('.pause').title", json!(resume)).await?;
        release(&page).await?;
        page.await_text(".next", paused).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_stay_with_their_time_when_the_module_fails() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page = open_held(&browser, &site, &element("card", "camp_123", "en", "")).await?;
    await_sent(&page, "480").await?;
    page.run("fail()", vec![]).await?;
    page.await_text("[role=alert]", "Live updates could not be started.").await?;
    let shown = "const visible = selector => root.querySelector(selector).checkVisibility();
        return [root.querySelector('[data-counter=Sent]').textContent, visible('.moment'),
            visible('.freshness'), visible('.controls'), visible('.fallback button'),
            root.querySelector('.moment').textContent.startsWith('As of ')]";
    let shown = page.inside(shown, vec![]).await?;
    ensure!(shown == json!(["480", true, false, false, true, true]), "{shown}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn returning_visitor_sees_the_last_numbers_with_their_age() -> Done {
    let (site, api, browser) = (Site::start().await?, Api::start()?, Browser::start().await?);
    api.hang();
    for (lang, words) in [("en", "Stale: 2 hr 5 min old"), ("de", "Veraltet: 2 Std. 5 Min. alt")] {
        let options = format!("api={} label=Spring", api.url());
        let page = open_held(&browser, &site, &element("card", "camp_123", lang, &options)).await?;
        let sample = |ago, sent| (ago, [500, sent, sent - 9, 9, 38, 500 - sent]);
        let samples = [sample(9000, 470), sample(7505, 480)];
        store_history(&page, &api.url(), "camp_123", &samples).await?;
        let page = open_held(&browser, &site, &element("card", "camp_123", lang, &options)).await?;
        await_sent(&page, "480").await?;
        let age = "return root.querySelector('.freshness').textContent.replaceAll('\u{a0}', ' ')";
        await_look(&page, age, json!(words)).await?;
        let outline = look(&page, FIGURES).await?;
        release(&page).await?;
        let component = look(&page, FIGURES).await?;
        ensure!(outline == component, "\noutline:   {outline}\ncomponent: {component}");
        ensure!(page.text(".live-region").await?.is_empty(), "old numbers were announced");
        let off = element("card", "camp_123", lang, &[&options, " history=off"].concat());
        let token = [
            &element("card", "camp_123", lang, &options),
            "<script>document.querySelector('campaign-stats').tokenProvider = () => 'token'</script>",
        ];
        for hidden in [off, token.concat()] {
            let page = open_held(&browser, &site, &hidden).await?;
            let sent = "return root.querySelector('[data-counter=Sent]').textContent";
            ensure!(look(&page, sent).await? == json!("—"), "shown with {hidden}");
            release(&page).await?;
            ensure!(look(&page, sent).await? == json!("—"), "shown with {hidden}");
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn doubtful_answers_are_left_to_the_module() -> Done {
    let answers = [
        r#"{"campaignId":"1","totalEnrolled":5,"sent":4,"delivered":3,"bounced":1,"replied":1,"queued":1,"openRate":0.5,"replyRate":0.3}"#,
        r#"{"campaignId":"1","totalEnrolled":5,"sent":4,"delivered":3,"bounced":1,"replied":1,"queued":1,"openRate":1.5,"replyRate":0.3}"#,
        r#"{"campaignId":"2","totalEnrolled":5,"sent":4.5,"delivered":3,"bounced":1,"replied":1,"queued":1,"openRate":0.5,"replyRate":0.3}"#,
        "<html>sign in",
        r#"{"campaignId":"4"}"#,
        "[1]",
        "null",
    ];
    let response = |body: &str| {
        let head = "HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nConnection: close";
        RawResponse::Once(format!("{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len()).into())
    };
    let api = RawApi::start(answers.map(response).to_vec()).await?;
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    for nth in 0..answers.len() {
        let element = element("card", &nth.to_string(), "en", &format!("api={}", api.url()));
        let page = open_held(&browser, &site, &element).await?;
        let answered = "return performance.getEntriesByType('resource').some(entry => entry.name.includes('/v1/'))";
        page.await_run(answered, json!(true)).await?;
        // Its text is read in later tasks.
        page.run_async("await new Promise(done => setTimeout(done, 50))").await?;
        let sent =
            look(&page, "return root.querySelector('[data-counter=Sent]').textContent").await?;
        ensure!(sent == json!("—"), "answer {nth} is shown: {sent}");
        release(&page).await?;
        page.await_text(".headline[data-tone]:not([data-tone=quiet])", "used").await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_do_not_wait_for_words() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let hold_texts = "<script>{
        const fetched = window.fetch;
        const released = new Promise(resolve => { window.releaseTexts = resolve });
        window.fetch = async (...request) => {
            if (String(request[0]).endsWith('/de.txt')) await released;
            return fetched(...request);
        };
    }</script>";
    let element = [hold_texts, &element("card", "camp_123", "de", "")].concat();
    let page = open_held(&browser, &site, &element).await?;
    await_sent(&page, "480").await?;
    let label = "return root.querySelector('.counter dt').textContent";
    ensure!(look(&page, label).await? == json!("\u{a0}"), "words of another language");
    page.run("releaseTexts()", vec![]).await?;
    await_look(&page, label, json!("Aufgenommen")).await?;
    release(&page).await?;
    page.await_text(".message", "20 E-Mails").await
}
