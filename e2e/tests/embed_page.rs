//! The page `embed.html`: choices, preview, code to copy.

use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};
use e2e::{Browser, Page, Site, dist};
use serde_json::{Value, json};
use tempfile::TempDir;

type Done = anyhow::Result<()>;

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const SPACE: &str = " ";
const ARROW_LEFT: &str = "\u{e012}";
const ARROW_RIGHT: &str = "\u{e014}";
const HOME: &str = "\u{e011}";
const END: &str = "\u{e010}";

const KEY: &str = "sk_live_0123456789abcdef";

/// Sent emails in the preview.
const SENT: &str = "return [...document.querySelectorAll('.embed-stage [data-counter=Sent]')].map(e => e.textContent)";

/// The code on the page.
const CODE: &str = "return document.querySelector('#embed-snippet')?.textContent";

/// What the widget says of options.
const PROBLEMS: &str =
    "return [...document.querySelectorAll('.embed-stage .problems li')].map(e => e.textContent)";

/// Functions for scripts: `row` finds a listed campaign, `segment` a radio button, `field` a text field; `enter`
/// types into a field.
const FIND: &str = "const has = (e, text) => e.textContent.includes(text);
    const row = text => [...document.querySelectorAll('.embed-row')].find(e => has(e, text))?.control;
    const segment = (group, text) => [...document.querySelectorAll('fieldset.embed-field')]
        .find(e => has(e.firstElementChild, group))
        .querySelectorAll('label').values().find(e => has(e, text)).control;
    const field = text => [...document.querySelectorAll('.embed-field')].find(e => has(e, text)).control;
    const enter = (field, text, event = 'input') => { field.value = text;
        field.dispatchEvent(new Event(event, { bubbles: true })) };";

/// Makes `copied` the list of copied texts.
const RECORD_COPIES: &str = "window.copied = [];
    navigator.clipboard.writeText = async text => { copied.push(text) }";

async fn run(page: &Page<'_>, script: &str) -> anyhow::Result<Value> {
    page.run(&[FIND, script].concat(), vec![]).await
}

/// Opens the page and waits for the list of campaigns.
async fn open<'browser>(
    browser: &'browser Browser,
    site: &Site,
    query: &str,
) -> anyhow::Result<Page<'browser>> {
    let page = browser.open(&site.url(&["embed.html", query].concat())).await?;
    let listed = [FIND, "return Boolean(row('Spring launch'))"].concat();
    page.await_run(&listed, json!(true)).await?;
    Ok(page)
}

/// Selects a tab, copies its code, and returns it.
async fn copy(page: &Page<'_>, tab: &str) -> anyhow::Result<String> {
    page.run(RECORD_COPIES, vec![]).await?;
    let click = format!(
        "document.getElementById('embed-tab-{tab}').click();
        document.querySelector('.embed-copy').click()"
    );
    page.run(&click, vec![]).await?;
    let result = "return document.querySelector('.embed-copied').textContent";
    page.await_run(result, json!("Copied.")).await?;
    let copied = page.run("return copied", vec![]).await?;
    ensure!(copied == json!([page.run(CODE, vec![]).await?]), "not the code on the page: {copied}");
    Ok(copied.get(0).and_then(Value::as_str).context("nothing was copied")?.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn copied_html_shows_the_campaign_with_the_chosen_options() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page = open(&browser, &site, "").await?;
    ensure!(page.run(CODE, vec![]).await?.is_null(), "code without a campaign");
    run(&page, "row('Spring launch').click()").await?;
    page.await_run(SENT, json!(["480"])).await?;
    run(
        &page,
        "segment('Layout', 'Compact').click(); segment('Theme', 'Dark').click();
        enter(field('Language'), 'de', 'change'); enter(field('Seconds'), '60');
        enter(field('camp_123'), '<b title=\"x\">&amp; \\'naïve\\' 🐝')",
    )
    .await?;
    let sent =
        "return document.querySelector('.embed-stage .compact')?.textContent.includes('Gesendet')";
    page.await_run(sent, json!(true)).await?;
    let html = copy(&page, "html").await?;
    ensure!(html.lines().count() == 2, "{html}");
    page.ensure_no_errors().await?;

    let page = browser.open(&site.page("pasted", &html)).await?;
    page.await_text(".compact", "480").await?;
    page.await_text(".compact", "Gesendet").await?;
    page.await_text(".compact strong", "<b title=\"x\">&amp; 'naïve' 🐝").await?;
    let options = "const element = document.querySelector('campaign-stats');
        return [element.theme, element.lang, element.getAttribute('refresh'),
            document.querySelectorAll('b').length, document.querySelectorAll('campaign-stats').length]";
    let options = page.run(options, vec![]).await?;
    ensure!(options == json!(["dark", "de", "60", 0, 1]), "{options}");
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn copied_html_of_several_campaigns_shows_their_names() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page = open(&browser, &site, "").await?;
    run(&page, "row('camp_123').click(); row('camp_draft').click()").await?;
    run(&page, "enter(field('camp_draft'), '</script><script>window.broken = true</script>')")
        .await?;
    page.await_run(SENT, json!(["480", "0"])).await?;
    let html = copy(&page, "html").await?;
    let page = browser.open(&site.page("pasted", &html)).await?;
    page.await_text(".board", "Spring launch").await?;
    page.await_text(".board", "</script><script>window.broken = true</script>").await?;
    ensure!(page.run("return window.broken ?? null", vec![]).await?.is_null(), "a script ran");
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn copied_iframe_and_address_show_the_campaign() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page = open(&browser, &site, "?campaign=camp_123&label=A%20%26%20%22B%22").await?;
    let frame = copy(&page, "iframe").await?;
    let address = copy(&page, "wall-display").await?;
    let page = browser.open(&site.page("framed", &frame)).await?;
    let shown = "const root = document.querySelector('campaign-stats').shadowRoot;
        return [root.querySelector('h2')?.textContent, root.querySelector('[data-counter=Sent]')?.textContent]";
    page.await_in_frame(shown, json!(["A & \"B\"", "480"])).await?;
    let page = browser.open(&address).await?;
    page.await_text("[data-kiosk] h2", "A & \"B\"").await?;
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn invalid_option_is_reported_as_by_the_widget_and_left_out_of_the_code() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page = open(&browser, &site, "?campaign=camp_123").await?;
    run(&page, "enter(field('Seconds'), 'never')").await?;
    let problem =
        "refresh=“never” is not a number of seconds from 1 to 3600. The default of 15 is used.";
    page.await_run(PROBLEMS, json!([problem])).await?;
    let invalid = [FIND, "return field('Seconds').ariaInvalid"].concat();
    ensure!(page.run(&invalid, vec![]).await? == json!("true"));
    let code = page.run(CODE, vec![]).await?.to_string();
    ensure!(code.contains("camp_123") && !code.contains("refresh"), "{code}");
    run(&page, "enter(field('Seconds'), '30')").await?;
    page.await_run(PROBLEMS, json!([])).await?;
    let code = page.run(CODE, vec![]).await?.to_string();
    ensure!(code.contains("refresh=\\\"30\\\""), "{code}");
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn key_is_refused_wherever_it_is_typed() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let query = format!("?campaign=camp_123&campaign={KEY}&token=abc");
    let page = open(&browser, &site, &query).await?;
    let refused =
        "return document.getElementById('embed-refused').textContent.includes('revoke it')";
    page.await_run(refused, json!(true)).await?;
    page.await_run("return location.search", json!("?campaign=camp_123")).await?;
    run(&page, "enter(field('Other campaign ids'), 'camp_draft')").await?;
    run(&page, "field('Other campaign ids').form.requestSubmit()").await?;
    page.await_run(refused, json!(false)).await?;
    let typed = format!("enter(field('Other campaign ids'), '{KEY}')");
    run(&page, &typed).await?;
    run(&page, "field('Other campaign ids').form.requestSubmit()").await?;
    page.await_run(refused, json!(true)).await?;
    run(&page, &format!("enter(field('camp_123'), 'Bearer {KEY}')")).await?;
    page.await_run(
        "return document.querySelectorAll('.embed-stage .problems li').length",
        json!(1),
    )
    .await?;
    run(&page, &format!("enter(field('Seconds'), '{KEY}')")).await?;
    for tab in ["html", "iframe", "react", "leptos", "wall-display"] {
        let code = copy(&page, tab).await?;
        ensure!(!code.contains("sk_live") && !code.contains("Bearer"), "{code}");
        ensure!(code.contains("camp_draft"), "{code}");
    }
    let places = "return [location.href, document.body.textContent,
        ...performance.getEntriesByType('resource').map(entry => entry.name)].join('\\n')";
    let places = page.run(places, vec![]).await?.to_string();
    ensure!(!places.contains("sk_live") && !places.contains("Bearer"), "{places}");
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn address_restores_the_choices() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page = open(
        &browser,
        &site,
        "?theme=pink&layout=&lang=tlh&colour=red&refresh=-1&label=x&=&kiosk=perhaps",
    )
    .await?;
    page.await_run("return location.search", json!("")).await?;
    run(&page, "row('camp_123').click(); row('camp_draft').click()").await?;
    run(
        &page,
        "enter(field('camp_123'), 'A & B=C');
        segment('Layout', 'Card').click(); segment('Theme', 'Light').click();
        enter(field('Language'), 'fr', 'change'); enter(field('Seconds'), '90'); row('Kiosk').click()",
    )
    .await?;
    page.await_run("return location.search.endsWith('&kiosk=on')", json!(true)).await?;
    let state = "return [document.querySelector('#embed-snippet').textContent, location.search,
        ...[...document.querySelectorAll('.embed-form :is(input, select)')].map(e => e.type === 'radio'
            || e.type === 'checkbox' ? e.checked : e.value)]";
    let before = page.run(state, vec![]).await?;
    ensure!(before.to_string().contains("lang=\\\"fr\\\""), "{before}");
    let address = page.run("return location.href", vec![]).await?;
    let again = browser.open(address.as_str().context("no address")?).await?;
    let listed = [FIND, "return Boolean(row('Spring launch'))"].concat();
    again.await_run(&listed, json!(true)).await?;
    again.await_run(state, before).await?;
    again.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn works_with_the_keyboard_alone() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page = open(&browser, &site, "").await?;
    page.run(RECORD_COPIES, vec![]).await?;
    // The filter, then the first of the campaigns that it leaves.
    page.type_keys(&[TAB, "spring", TAB, SPACE].concat()).await?;
    page.await_run(SENT, json!(["480"])).await?;
    // The field for other ids, with Enter instead of its button.
    page.type_keys(&[TAB, "camp_tiny", ENTER].concat()).await?;
    page.await_run(SENT, json!(["480", "6"])).await?;
    // Button; name and button of each campaign; then the layout, whose arrow keys go round.
    page.type_keys(&[TAB, TAB, TAB, TAB, TAB, TAB, ARROW_LEFT].concat()).await?;
    let board =
        "return [document.activeElement.checked, document.activeElement.parentElement.textContent]";
    page.await_run(board, json!([true, "Board"])).await?;
    // Theme, language, refresh, kiosk and the selected tab; the controls of the widget are not tested here.
    page.run("document.querySelector('.embed-stage').inert = true", vec![]).await?;
    page.type_keys(&[TAB, TAB, TAB, TAB, TAB].concat()).await?;
    let focused = "return document.activeElement.textContent";
    page.await_run(focused, json!("HTML")).await?;
    for (key, tab) in [
        (ARROW_RIGHT, "Iframe"),
        (END, "Wall display"),
        (HOME, "HTML"),
        (ARROW_LEFT, "Wall display"),
    ] {
        page.type_keys(key).await?;
        page.await_run(focused, json!(tab)).await?;
        let selected = "return [...document.querySelectorAll('[role=tab][aria-selected=true]')]
            .map(e => e.textContent + document.querySelector('[role=tabpanel]').getAttribute('aria-labelledby') + e.id)";
        let selected = page.run(selected, vec![]).await?;
        let id = format!("embed-tab-{}", tab.to_lowercase().replace(' ', "-"));
        ensure!(selected == json!([format!("{tab}{id}{id}")]), "{selected}");
    }
    page.type_keys(&[TAB, ENTER].concat()).await?;
    page.await_run("return copied.length", json!(1)).await?;
    let copied = page.run("return copied[0]", vec![]).await?.to_string();
    ensure!(copied.contains("campaign=camp_123&campaign=camp_tiny&layout=board&kiosk"), "{copied}");
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn focus_stays_in_the_form_when_a_campaign_is_removed() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page = open(&browser, &site, "?campaign=camp_123&campaign=camp_draft").await?;
    page.await_run(SENT, json!(["480", "0"])).await?;
    for (left, group) in [(1, "embed-names"), (0, "embed-campaigns")] {
        let remove = "const button = document.querySelector('.embed-remove'); button.focus(); button.click()";
        page.run(remove, vec![]).await?;
        let state =
            "return [document.querySelectorAll('.embed-remove').length, document.activeElement.id]";
        page.await_run(state, json!([left, group])).await?;
    }
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn names_and_roles_are_complete() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page = open(&browser, &site, "?campaign=camp_123&campaign=camp_draft").await?;
    page.await_run(SENT, json!(["480", "0"])).await?;
    let unnamed = "const name = e => e.getAttribute('aria-label') || e.labels?.[0]?.textContent || e.textContent;
        return [...document.querySelectorAll('.embed-form :is(input, select, button), .embed-code button')]
            .filter(e => !name(e).trim()).map(e => e.outerHTML)";
    let unnamed = page.run(unnamed, vec![]).await?;
    ensure!(unnamed == json!([]), "controls without a name: {unnamed}");
    let groups = "return [...document.querySelectorAll('legend, h1, .embed-result > section > h2')]
        .map(e => e.textContent)";
    let groups = page.run(groups, vec![]).await?;
    let expected = json!([
        "Embed a campaign",
        "Campaigns",
        "Names",
        "Display",
        "Layout",
        "Theme",
        "Preview",
        "Code"
    ]);
    ensure!(groups == expected, "{groups}");
    let references = "return [...document.querySelectorAll('[aria-labelledby], [aria-controls], [aria-describedby]')]
        .flatMap(e => ['aria-labelledby', 'aria-controls', 'aria-describedby'].map(name => e.getAttribute(name)))
        .filter(id => id && document.querySelectorAll(`[id='${id}']`).length !== 1)";
    let references = page.run(references, vec![]).await?;
    ensure!(references == json!([]), "references to nothing: {references}");
    let roles = "return [document.querySelectorAll('[role=tablist] [role=tab]').length,
        document.querySelectorAll('[role=tab][tabindex=\"0\"]').length,
        document.querySelector('.embed-copied').role, document.documentElement.lang, document.title]";
    let roles = page.run(roles, vec![]).await?;
    ensure!(roles == json!([5, 1, "status", "en", "Embed a campaign"]), "{roles}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_overflows_a_narrow_window() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    browser.emulate_screen(320, 1.0, true).await?;
    let name = "Averyveryveryveryveryveryverylongname".repeat(2);
    let query = format!("?campaign=camp_123&label={name}&campaign=camp_draft&campaign={name}");
    let page = open(&browser, &site, &query).await?;
    page.await_run("return document.querySelectorAll('.embed-stage tbody tr').length", json!(3))
        .await?;
    for layout in ["Auto", "Card", "Compact", "Board"] {
        run(&page, &format!("segment('Layout', '{layout}').click()")).await?;
        for tab in ["html", "iframe", "react", "leptos", "wall-display"] {
            let select = format!("document.getElementById('embed-tab-{tab}').click()");
            page.run(&select, vec![]).await?;
            let width = "return document.documentElement.scrollWidth";
            page.await_run(width, json!(320)).await.with_context(|| format!("{layout}, {tab}"))?;
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn failed_copy_selects_the_code() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page = open(&browser, &site, "?campaign=camp_123").await?;
    let refuse = "navigator.clipboard.writeText = async () => { throw new Error('no') };
        document.execCommand = () => false; document.querySelector('.embed-copy').click()";
    page.run(refuse, vec![]).await?;
    let result = "return document.querySelector('.embed-copied').textContent";
    page.await_run(result, json!("Select the text and copy it.")).await?;
    let selected = page.run("return String(getSelection())", vec![]).await?;
    ensure!(selected == page.run(CODE, vec![]).await?, "{selected}");
    run(&page, "segment('Theme', 'Dark').click()").await?;
    page.await_run(result, json!("")).await?;
    page.ensure_no_errors().await
}

/// Copies the files of the page into a folder.
fn copy_page(folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder)?;
    for entry in fs::read_dir(dist()?)? {
        let entry = entry?;
        fs::copy(entry.path(), folder.join(entry.file_name()))?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn list_of_campaigns_is_optional() -> Done {
    let folder = TempDir::with_prefix("embed-page-")?;
    let object =
        r#"{ "page": {}, "campaigns": [{ "id": "camp_7", "label": "Seven" }, { "id": 8 }] }"#;
    let lists =
        [("none", None, 0), ("invalid", Some("<!doctype html>"), 0), ("object", Some(object), 1)];
    for (name, list, _) in lists {
        copy_page(&folder.path().join(name))?;
        if let Some(list) = list {
            fs::write(folder.path().join(name).join("campaigns.json"), list)?;
        }
    }
    let (site, browser) = (Site::start_with(folder.path()).await?, Browser::start().await?);
    for (name, _, count) in lists {
        let page = browser.open(&site.url(&[name, "/embed.html"].concat())).await?;
        let rows = "return document.querySelectorAll('.embed-list .embed-row').length";
        page.await_run("return Boolean(document.querySelector('.embed-form'))", json!(true))
            .await?;
        page.await_run(rows, json!(count)).await?;
        let add = format!(
            "enter(field('{}'), 'camp_1'); field('ampaign ids').form.requestSubmit()",
            if count == 0 { "Campaign ids" } else { "Other campaign ids" }
        );
        run(&page, &add).await.with_context(|| name.to_owned())?;
        let script = "return document.querySelector('#embed-snippet')?.textContent.split('\\n')[0]";
        let expected = format!(
            "<script type=\"module\" src=\"{}{name}/campaign-stats.js\"></script>",
            site.url("")
        );
        page.await_run(script, json!(expected)).await?;
        page.ensure_no_errors().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn strict_csp_and_trusted_types_have_no_violations() -> Done {
    let folder = TempDir::with_prefix("embed-page-")?;
    copy_page(folder.path())?;
    let path = folder.path().join("embed.html");
    let policy = "<head><meta http-equiv=Content-Security-Policy content=\"default-src 'none';
        script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; style-src 'self'; img-src data:;
        base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'\">";
    let page = fs::read_to_string(&path)?;
    ensure!(page.matches("<head>").count() == 1);
    fs::write(&path, page.replace("<head>", policy))?;
    let (site, browser) = (Site::start_with(folder.path()).await?, Browser::start().await?);
    browser.record_csp_violations().await?;
    let page = open(&browser, &site, "").await?;
    run(
        &page,
        "enter(field('Filter'), 'no such campaign'); enter(field('Filter'), '');
        enter(field('Other campaign ids'), '..'); field('Other campaign ids').form.requestSubmit();
        enter(field('Seconds'), 'never'); row('camp_123').click()",
    )
    .await?;
    page.await_run(SENT, json!(["480"])).await?;
    page.await_run(
        "return document.querySelectorAll('.embed-stage .problems li').length",
        json!(1),
    )
    .await?;
    run(
        &page,
        "row('camp_draft').click(); enter(field('Other campaign ids'), 'camp_403');
        field('Other campaign ids').form.requestSubmit()",
    )
    .await?;
    run(&page, "enter(field('camp_draft'), 'D')").await?;
    for layout in ["Card", "Compact", "Board"] {
        run(&page, &format!("segment('Layout', '{layout}').click()")).await?;
        for tab in ["html", "iframe", "react", "leptos", "wall-display"] {
            copy(&page, tab).await?;
        }
    }
    run(&page, "row('Kiosk').click(); enter(field('Language'), 'de', 'change')").await?;
    let german = "return document.querySelector('.embed-stage').textContent.includes('Gesendet')";
    page.await_run(german, json!(true)).await?;
    run(&page, "document.querySelectorAll('.embed-remove').forEach(e => e.click())").await?;
    page.await_run(CODE, json!(null)).await?;
    let violations = page.run("return window.violations", vec![]).await?;
    ensure!(violations == json!([]), "CSP violations: {violations}");
    page.ensure_no_errors().await
}
