//! What host pages do to the element: give it no width, remove and insert it, replace its functions, move it into
//! another document, replace its texts.

use std::time::Duration;

use anyhow::{Context, ensure};
use axum::http::header::AUTHORIZATION;
use e2e::{AnyBrowser, Browser, Engine, Page, Site, TokenApi};
use serde_json::{Value, json};

type Done = anyhow::Result<()>;

e2e::in_each_engine!(
    element_has_a_usable_width_where_the_page_gives_none,
    removing_and_inserting_an_element_keeps_its_numbers_and_schedule,
    new_token_provider_on_each_render_keeps_numbers_and_schedule,
    element_in_another_document_keeps_style_and_numbers_and_ends_with_it,
    figures_are_updated_after_their_texts_were_replaced,
    tabs_without_web_locks_share_one_request_per_interval,
);

const SENT: &str = "[data-counter=Sent]";

/// Adds an element in every context that shrinks to its content, and in some that do not, in boxes of two
/// widths. Each is a wrapper and the style of the element in it.
const CONTEXTS: &str = r#"
    const contexts = {
        'flex row': ['<div style="display: flex">@</div>'],
        'flex row from the end': ['<div style="display: flex; flex-flow: row-reverse wrap">@</div>'],
        'flex row with a neighbour': ['<div style="display: flex">@<p>A neighbour with some words</p></div>'],
        'flex column': ['<div style="display: flex; flex-direction: column; align-items: flex-start">@</div>'],
        'centred flex column': ['<div style="display: flex; flex-direction: column; align-items: center">@</div>'],
        'wrapping flex column':
            ['<div style="display: flex; flex-flow: column wrap; align-items: end">@</div>'],
        'inline flex': ['<div style="display: inline-flex; max-width: 100%">@</div>'],
        'grid from the start': ['<div style="display: grid; justify-items: start">@</div>'],
        'grid of automatic columns': ['<div style="display: grid; grid-template-columns: auto auto">@<p>side</p></div>'],
        'grid of automatic rows': ['<div style="display: grid; grid-auto-flow: row; place-items: center">@</div>'],
        'grid of automatic columns in a row':
            ['<div style="display: grid; grid-auto-flow: column; justify-content: start">@</div>'],
        'inline grid': ['<div style="display: inline-grid; max-width: 100%">@</div>'],
        'in an inline block': ['<div style="display: inline-block">@</div>'],
        'inline block': ['@', 'display: inline-block'],
        'inline flex itself': ['@', 'display: inline-flex'],
        'inline grid itself': ['@', 'display: inline-grid'],
        'in a float': ['<div style="float: left">@</div>'],
        'float': ['@', 'float: right'],
        'in an absolute box': ['<div style="position: absolute">@</div>'],
        'absolute': ['@', 'position: absolute; inset-inline-end: 0'],
        'absolute with automatic margins': ['@', 'position: absolute; inset: 0; margin: auto; width: fit-content'],
        'in fit-content': ['<div style="width: fit-content">@</div>'],
        'fit-content': ['@', 'width: fit-content'],
        'in max-content': ['<div style="width: max-content; max-width: 100%">@</div>'],
        'max-content': ['@', 'width: max-content; max-width: 100%'],
        'in min-content': ['<div style="width: min-content">@</div>'],
        'min-content': ['@', 'width: min-content'],
        'table cell': ['<table><tr><td>@</td><td>side</td></tr></table>'],
        'CSS table': ['<div style="display: table"><div style="display: table-cell">@</div></div>'],
        'inline table': ['<div style="display: inline-table">@</div>'],
        'table itself': ['@', 'display: table'],
        'dialog': ['<dialog open style="padding: 0; border: 0; max-width: 100%">@</dialog>'],
        'popover': ['<div popover=manual style="position: absolute; inset: auto; padding: 0; border: 0">@</div>'],
        'fieldset': ['<fieldset style="float: left; margin: 0; padding: 0; border: 0">@</fieldset>'],
        'block': ['<div class=wide>@</div>'],
        'block in a flex item': ['<div style="display: flex"><div class=wide style="flex: 1">@</div></div>'],
        'growing flex item': ['<div style="display: flex" class=wide>@</div>', 'flex: 1'],
        'stretched grid item': ['<div style="display: grid" class=wide>@</div>'],
        'stretched flex item': ['<div style="display: flex; flex-direction: column" class=wide>@</div>'],
    };
    for (const size of [1000, 320]) {
        for (const [name, [wrapper, style]] of Object.entries(contexts)) {
            const box = document.createElement('div');
            box.className = 'box';
            box.title = name;
            // A box of its own for positions, and for popovers.
            box.style.cssText = `width: ${size}px; min-height: 10px; position: relative; overflow: clip; contain: layout`;
            const element = `<campaign-stats ${attributes} style="${style ?? ''}"></campaign-stats>`;
            box.innerHTML = wrapper.replace('@', () => element);
            document.body.append(box);
            box.querySelector('[popover]')?.showPopover?.();
        }
    }
"#;

/// The widths that are wrong, by context.
const WRONG_WIDTHS: &str = "
    const wrong = [];
    for (const box of document.querySelectorAll('.box')) {
        const element = box.querySelector('campaign-stats');
        if (element.shadowRoot.querySelector('[aria-busy]') || !element.shadowRoot.querySelector('.cards')) return 'loading';
        const { width } = element.getBoundingClientRect();
        // A popover is in front of the page, not in its box.
        const room = box.title === 'popover' ? innerWidth : box.clientWidth;
        const is = box.querySelector('.wide') ? width === room
            : width <= room + 0.5 && width >= (/min-content/.test(box.title) ? 190 : Math.min(least, room - 150));
        if (!is) wrong.push(`${box.title} in ${room}: ${width}`);
    }
    return wrong;
";

async fn element_has_a_usable_width_where_the_page_gives_none(engine: Option<Engine>) -> Done {
    let Some(browser) = AnyBrowser::start(engine).await? else { return Ok(()) };
    let site = Site::start().await?;
    for (name, attributes, least) in [
        ("card", "campaign=camp_123 refresh=3600", 500),
        ("board", "campaign='camp_123 camp_draft' refresh=3600", 700),
        ("compact", "campaign=camp_123 refresh=3600 layout=compact", 250),
    ] {
        let body =
            format!("<script type=module>const attributes = `{attributes}`;{CONTEXTS}</script>");
        let page = browser.open(&site.page(name, &body)).await?;
        let script = format!("const least = {least};{WRONG_WIDTHS}");
        page.await_run(&script, json!([])).await.context(name)?;
    }
    browser.quit().await
}

/// Removes the element and inserts it again, in separate tasks. Returns how often it was without its number.
const CHURN: &str = "
    const element = document.querySelector('campaign-stats');
    const turn = () => new Promise(done => setTimeout(done, 4));
    let blank = 0;
    for (let times = 0; times < arguments[0]; times += 1) {
        element.remove();
        await turn();
        document.body.append(element);
        await new Promise(done => requestAnimationFrame(done));
        blank += !/^480/.test(element.shadowRoot.querySelector('[data-counter=Sent]')?.textContent);
    }
    return blank;
";

async fn churn(page: &Page<'_>, times: u32) -> anyhow::Result<Value> {
    page.run_async(&CHURN.replace("arguments[0]", &times.to_string())).await
}

async fn removing_and_inserting_an_element_keeps_its_numbers_and_schedule(
    engine: Option<Engine>,
) -> Done {
    let Some(browser) = AnyBrowser::start(engine).await? else { return Ok(()) };
    let site = Site::start().await?;
    for (refresh, most) in [(1, None), (3600, Some(0))] {
        let element =
            format!("<campaign-stats campaign=camp_123 refresh={refresh}></campaign-stats>");
        let page = browser.open(&site.page("churn", &element)).await?;
        page.await_text(SENT, "480").await?;
        let (began, before) = (std::time::Instant::now(), site.sandbox.requests("camp_123"));
        ensure!(churn(&page, 100).await? == json!(0), "numbers were gone");
        let most = most.unwrap_or_else(|| 1 + (began.elapsed().as_millis() / 900));
        let requests = site.sandbox.requests("camp_123") - before;
        ensure!(u128::from(requests) <= most, "{requests} requests in {:?}", began.elapsed());
    }
    browser.quit().await
}

/// Replaces the token function every 20 ms, of all elements together. Counts looks without numbers.
const NEW_PROVIDERS: &str = "
    const elements = [...document.querySelectorAll('campaign-stats')];
    let blank = 0;
    for (let times = 0; times < 100; times += 1) {
        const shared = () => { window.calls += 1; return window.token };
        for (const element of elements) element.tokenProvider = arguments[0] ? shared : () => shared();
        await new Promise(done => setTimeout(done, 20));
        blank += elements.some(element =>
            element.shadowRoot.querySelector('[data-counter=Sent]')?.textContent !== '480');
    }
    return blank;
";

async fn new_token_provider_on_each_render_keeps_numbers_and_schedule(
    engine: Option<Engine>,
) -> Done {
    let Some(browser) = AnyBrowser::start(engine).await? else { return Ok(()) };
    let site = Site::start().await?;
    for shared in ["true", "false"] {
        let api = TokenApi::start("first").await?;
        let element = |id| {
            let api = api.url();
            format!("<campaign-stats campaign={id} api='{api}' refresh=3600></campaign-stats>")
        };
        let body = format!(
            "{}{}<script>window.calls = 0; window.token = 'first'; const first = () => {{ calls += 1; return token }};
            for (const element of document.querySelectorAll('campaign-stats')) element.tokenProvider = {}</script>",
            element("camp_1"), element("camp_2"), if shared == "true" { "first" } else { "() => first()" },
        );
        let page = browser.open(&site.page("render", &body)).await?;
        let shown =
            "return [...document.querySelectorAll('campaign-stats')].every(({ shadowRoot }) =>
            shadowRoot.querySelector('[data-counter=Sent]')?.textContent === '480')";
        page.await_run(shown, json!(true)).await?;
        let asked = page.run("return calls", vec![]).await?;
        let blank = page.run_async(&NEW_PROVIDERS.replace("arguments[0]", shared)).await?;
        ensure!(blank == json!(0), "shared: {shared}: numbers were gone in {blank} of 100 looks");
        let requests = api.header_values(AUTHORIZATION).len();
        ensure!(requests == 2, "shared: {shared}: {requests} requests of two elements");
        ensure!(page.run("return calls", vec![]).await? == asked, "a token was known");
        // The newest function is called when the API wants another token.
        api.set_valid_token("second");
        page.run(
            "window.token = 'second'; for (const element of document.querySelectorAll('campaign-stats'))
            element.refresh()",
            vec![],
        )
        .await?;
        let accepted = |value: &&Option<String>| value.as_deref() == Some("Bearer second");
        let began = std::time::Instant::now();
        while api.header_values(AUTHORIZATION).iter().filter(accepted).count() < 2 {
            ensure!(began.elapsed() < Duration::from_secs(20), "shared: {shared}: not asked again");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    browser.quit().await
}

/// Moves the element into the document of a frame, and looks at it there.
const ADOPT: &str = "
    const frame = document.createElement('iframe');
    frame.width = 900;
    frame.height = 900;
    document.body.append(frame);
    window.element = document.querySelector('campaign-stats');
    frame.contentDocument.body.append(element);
    window.look = () => {
        const { shadowRoot } = element, view = element.ownerDocument.defaultView;
        const counters = shadowRoot.querySelector('.counters');
        return [counters && view.getComputedStyle(counters).display, shadowRoot.adoptedStyleSheets.length,
            shadowRoot.querySelector('[data-counter=Sent]')?.textContent];
    };
";

async fn element_in_another_document_keeps_style_and_numbers_and_ends_with_it(
    engine: Option<Engine>,
) -> Done {
    let Some(browser) = AnyBrowser::start(engine).await? else { return Ok(()) };
    let site = Site::start().await?;
    let element = "<campaign-stats campaign=camp_123 refresh=1></campaign-stats>";
    let page = browser.open(&site.page("adopted", element)).await?;
    page.await_text(SENT, "480").await?;
    page.run(ADOPT, vec![]).await?;
    page.await_run("return look()", json!(["grid", 1, "480"])).await?;
    site.sandbox.clock.put(60_000);
    let sent = site.sent("camp_123");
    page.await_run("return look()", json!(["grid", 1, sent])).await?;
    // Back again.
    page.run("document.body.append(element)", vec![]).await?;
    site.sandbox.clock.put(120_000);
    let sent = site.sent("camp_123");
    page.await_run("return look()", json!(["grid", 1, sent])).await?;
    // A frame that shows another document by now is like a new one: the age goes on.
    let again = "const frame = document.querySelector('iframe');
        const loaded = new Promise(done => { frame.onload = done });
        frame.srcdoc = '<p>again</p>';
        await loaded;
        element.setAttribute('refresh', '3600');
        frame.contentDocument.body.append(element)";
    page.run_async(again).await?;
    let age =
        "return /(3|4|5|6) sec/.test(element.shadowRoot.querySelector('.freshness').textContent)";
    page.await_run(age, json!(true)).await.context("the age")?;
    page.run("element.setAttribute('refresh', '1')", vec![]).await?;
    // With its frame, its requests end.
    page.run("document.querySelector('iframe').contentDocument.body.append(element)", vec![])
        .await?;
    page.await_run("return look()", json!(["grid", 1, sent])).await?;
    page.run("document.querySelector('iframe').remove()", vec![]).await?;
    // One may be on its way.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let before = site.sandbox.requests("camp_123");
    tokio::time::sleep(Duration::from_secs(3)).await;
    ensure!(site.sandbox.requests("camp_123") == before, "requests after the frame was removed");
    // The element itself is as good as new.
    page.run("document.body.append(element)", vec![]).await?;
    site.sandbox.clock.put(180_000);
    let sent = site.sent("camp_123");
    page.await_run("return look()", json!(["grid", 1, sent])).await?;
    browser.quit().await
}

#[tokio::test(flavor = "multi_thread")]
async fn element_in_a_pop_out_is_refreshed_while_its_first_page_is_hidden() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let element = "<campaign-stats campaign=camp_123 refresh=1></campaign-stats>";
    let page = browser.open(&site.page("pop-out", element)).await?;
    page.await_text(SENT, "480").await?;
    // The page hides itself, as one behind another tab is. Its pop-out does not.
    let pop_out = "window.element = document.querySelector('campaign-stats');
        window.other = open('', 'other', 'popup,width=900,height=900');
        other.document.body.append(element);
        Object.defineProperty(document, 'hidden', { value: true, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'))";
    page.run(pop_out, vec![]).await?;
    let sent = "return element.shadowRoot.querySelector('[data-counter=Sent]')?.textContent";
    for minutes in 1..=2 {
        site.sandbox.clock.put(minutes * 60_000);
        page.await_run(sent, json!(site.sent("camp_123"))).await?;
    }
    let age = "return element.shadowRoot.querySelector('.freshness').textContent";
    let shown = page.run(age, vec![]).await?;
    ensure!(shown.to_string().contains("Updated"), "{shown}");
    page.run("other.close()", vec![]).await?;
    page.await_run("return other.closed", json!(true)).await?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let before = site.sandbox.requests("camp_123");
    tokio::time::sleep(Duration::from_secs(3)).await;
    ensure!(site.sandbox.requests("camp_123") == before, "requests after the window was closed");
    page.ensure_no_errors().await
}

/// Replaces every text in the widget by an element, as page translators do.
const TRANSLATE: &str = "
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT), nodes = [];
    while (walker.nextNode()) nodes.push(walker.currentNode);
    for (const node of nodes) {
        const font = document.createElement('font');
        font.textContent = node.data;
        node.replaceWith(font);
    }
    return nodes.length > 5;
";

async fn figures_are_updated_after_their_texts_were_replaced(engine: Option<Engine>) -> Done {
    let Some(browser) = AnyBrowser::start(engine).await? else { return Ok(()) };
    let site = Site::start().await?;
    for (name, attributes) in [
        ("card", "campaign=camp_123"),
        ("compact", "campaign=camp_123 layout=compact"),
        ("board", "campaign='camp_123 camp_draft'"),
    ] {
        site.sandbox.clock.put(0);
        let element = format!("<campaign-stats {attributes} refresh=1></campaign-stats>");
        let page = browser.open(&site.page(name, &element)).await?;
        let figures =
            "[data-counter], [data-rate], .rate-evidence, .freshness, [data-total], .step-count";
        let numbers = format!(
            "return [...root.querySelectorAll('{figures}')].map(each => each.textContent).join('|')
                .replace(/Updated[^|]*/, 'Updated')"
        );
        let sent = format!("return root.querySelector('{SENT}')?.textContent");
        page.await_inside(&sent, json!("480")).await?;
        ensure!(page.inside(TRANSLATE, vec![]).await? == json!(true));
        for minutes in 1..=2 {
            site.sandbox.clock.put(minutes * 60_000);
            page.await_inside(&sent, json!(site.sent("camp_123"))).await.context(name)?;
        }
        // All figures are those of a page that was not touched.
        let touched = page.inside(&numbers, vec![]).await?;
        let page = browser.open(&site.page("again", &element)).await?;
        page.await_inside(&sent, json!(site.sent("camp_123"))).await?;
        page.await_inside(&numbers, touched).await.context(name)?;
    }
    browser.quit().await
}

/// Sent emails in each frame.
const SENT_IN_FRAMES: &str =
    "return [...document.querySelectorAll('iframe')].map(frame => frame.contentDocument
        .querySelector('campaign-stats')?.shadowRoot?.querySelector('[data-counter=Sent]')?.textContent)";

/// Two frames count as two tabs.
async fn tabs_without_web_locks_share_one_request_per_interval(engine: Option<Engine>) -> Done {
    let Some(browser) = AnyBrowser::start(engine).await? else { return Ok(()) };
    let site = Site::start().await?;
    let without_locks =
        "<script>Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })</script>
        <campaign-stats campaign=camp_123 refresh=1></campaign-stats>";
    let inner = site.page("inner", without_locks);
    let frame = format!("<iframe src='{inner}' width=900 height=900></iframe>");
    let page = browser.open(&site.page("frames", &frame.repeat(2))).await?;
    page.await_run(SENT_IN_FRAMES, json!(["480", "480"])).await?;
    site.ensure_one_request_per_second("camp_123").await?;
    site.sandbox.clock.put(60_000);
    let sent = site.sent("camp_123");
    page.await_run(SENT_IN_FRAMES, json!([sent, sent])).await?;
    // Whichever of them leads, the other one takes over when it is gone.
    let add = "const frame = document.createElement('iframe');
        frame.src = document.querySelector('iframe').src;
        document.body.append(frame)";
    for minutes in 2..=3 {
        page.run(add, vec![]).await?;
        page.await_run(
            SENT_IN_FRAMES,
            json!([site.sent("camp_123"), site.sent("camp_123"), site.sent("camp_123")]),
        )
        .await?;
        page.run("document.querySelector('iframe').remove()", vec![]).await?;
        site.sandbox.clock.put(minutes * 60_000);
        let sent = site.sent("camp_123");
        page.await_run(SENT_IN_FRAMES, json!([sent, sent])).await.context("after a takeover")?;
        site.ensure_one_request_per_second("camp_123").await?;
    }
    let traces = page.run("return JSON.stringify({ ...localStorage })", vec![]).await?.to_string();
    ensure!(traces.contains("campaign-stats leader"), "there was no election: {traces}");
    browser.quit().await
}

#[tokio::test(flavor = "multi_thread")]
async fn tabs_with_a_full_storage_poll_for_themselves_until_there_is_room() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let full = "<script>
        Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });
        const { setItem } = Storage.prototype;
        Storage.prototype.setItem = function (key, value) {
            if (parent.full && key.startsWith('campaign-stats leader')) throw new DOMException('full');
            setItem.call(this, key, value);
        }</script>
        <campaign-stats campaign=camp_123 refresh=1></campaign-stats>";
    let inner = site.page("full", full);
    let frame = format!("<iframe src='{inner}' width=900 height=900></iframe>");
    let body = format!("<script>window.full = true</script>{}", frame.repeat(2));
    let page = browser.open(&site.page("frames", &body)).await?;
    for minutes in 0..=2 {
        site.sandbox.clock.put(minutes * 60_000);
        let sent = site.sent("camp_123");
        page.await_run(SENT_IN_FRAMES, json!([sent, sent])).await?;
    }
    page.run("full = false", vec![]).await?;
    let elected =
        "return Object.keys(localStorage).some(key => key.startsWith('campaign-stats leader'))";
    page.await_run(elected, json!(true)).await?;
    // The tab that does not lead may have a request on its way.
    tokio::time::sleep(Duration::from_secs(3)).await;
    site.ensure_one_request_per_second("camp_123").await
}

#[tokio::test(flavor = "multi_thread")]
async fn tabs_of_a_plain_http_intranet_share_one_request_per_interval() -> Done {
    let site = Site::start().await?;
    let browser =
        Browser::start_with(&["--host-resolver-rules=MAP stats.intranet.example 127.0.0.1"])
            .await?;
    let url =
        site.url("?campaign=camp_123&refresh=1").replace("127.0.0.1", "stats.intranet.example");
    let first = browser.open(&url).await?;
    ensure!(first.run("return isSecureContext", vec![]).await? == json!(false));
    first.await_text(SENT, "480").await?;
    let second = browser.open_window(&url).await?;
    first.await_text(SENT, "480").await?;
    site.ensure_one_request_per_second("camp_123").await?;
    site.sandbox.clock.put(60_000);
    first.await_text(SENT, &site.sent("camp_123")).await.context("the second tab")?;
    second.back().await?;
    first.await_text(SENT, &site.sent("camp_123")).await.context("the first tab")?;
    second.close_first().await?;
    site.sandbox.clock.put(120_000);
    first.await_text(SENT, &site.sent("camp_123")).await.context("after a takeover")
}
