//! Isolation between the element and its host page, and behaviour with missing files.

use anyhow::{Context, ensure};
use e2e::{Browser, Host, Site, dist};
use serde_json::json;

type Done = anyhow::Result<()>;

const SENT: &str = "[data-counter=Sent]";

/// Script that returns the style of each part of the card, and its box relative to the card.
const STYLES: &str = "const card = root.querySelector('.card').getBoundingClientRect();
    return [...root.querySelectorAll('.card, .card *')].map(e => {
        const style = getComputedStyle(e), box = e.getBoundingClientRect();
        return [e.className.baseVal ?? e.className, style.fontFamily, style.fontSize,
            style.lineHeight, style.letterSpacing, style.textTransform, style.color,
            style.backgroundColor, style.textAlign, style.fontStyle, style.whiteSpace,
            ...[box.width, box.height].concat(box.width ? [box.x - card.x, box.y - card.y] : [])
                .map(Math.round)];
    }).filter(([name]) => !/fill|freshness|^$/.test(name))";

#[tokio::test(flavor = "multi_thread")]
async fn styles_of_the_host_page_do_not_affect_the_card() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let element = "<div style='inline-size: 700px'>
        <campaign-stats campaign=camp_123 refresh=3600 history=off></campaign-stats></div>";
    let hostile = "<style>* { all: revert !important; font: italic 900 72px/4 cursive !important;
        color: red !important; background: lime !important; letter-spacing: 1em !important;
        text-transform: uppercase !important; text-align: end !important; text-indent: 50px;
        white-space: pre !important; word-spacing: 2em !important; border: 9px dotted !important;
        box-sizing: content-box !important; fill: red !important; text-shadow: 3px 3px red }
        div { inline-size: 700px !important; display: block !important; border: 0 !important }
        campaign-stats { border: 0 !important }
        .card, .head, .bar, p, button { display: none !important; opacity: 0 !important }
        </style>";
    // The page sets each of the widget's private custom properties, too.
    let sheet = include_str!("../../style.css");
    let names = sheet.split("var(--").skip(1).filter_map(|rest| rest.split([',', ')']).next());
    let own = names.filter(|name| !name.starts_with("campaign-stats-"));
    let set: String = own.flat_map(|name| ["--", name, ": red;"]).collect();
    ensure!(set.contains("--tone: red;"));
    let hostile = format!("{hostile}<style>:root {{ {set} }}</style>");
    let mut styles = Vec::new();
    for (name, style) in [("tame", ""), ("wild", &hostile)] {
        let page = browser.open(&site.page(name, &[style, element].concat())).await?;
        page.await_text(SENT, "480").await?;
        page.inside("root.getAnimations().forEach(each => each.finish())", vec![]).await?;
        styles.push(page.inside(STYLES, vec![]).await?);
        page.ensure_no_errors().await?;
    }
    let [tame, wild] = &styles[..] else { anyhow::bail!("expected two pages") };
    let (tame, wild) = (tame.as_array().context("none")?, wild.as_array().context("none")?);
    ensure!(tame.len() > 40 && tame.len() == wild.len());
    for (tame, wild) in tame.iter().zip(wild) {
        ensure!(tame == wild, "{tame} became {wild}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn custom_properties_theme_the_card() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let body = "<style>body { --campaign-stats-accent: rgb(1, 2, 3); --campaign-stats-radius: 0px;
            --campaign-stats-font: monospace }</style>
        <campaign-stats campaign=camp_tiny></campaign-stats>";
    let page = browser.open(&site.page("theme", body)).await?;
    page.await_text(SENT, "6").await?;
    let set = "const style = selector => getComputedStyle(root.querySelector(selector));
        return [style('.fill').backgroundColor, style('.card').borderRadius, style('h2').fontFamily]";
    let set = page.inside(set, vec![]).await?;
    ensure!(set == json!(["rgb(1, 2, 3)", "0px", "monospace"]), "{set}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn hidden_and_right_to_left_of_the_host_page_apply() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let body = "<div dir=rtl><campaign-stats campaign=camp_123></campaign-stats></div>";
    let page = browser.open(&site.page("rtl", body)).await?;
    page.await_text(SENT, "480").await?;
    let turned = "const x = selector => root.querySelector(selector).getBoundingClientRect().x;
        return x('h2') > x('.controls') && x('.rate-name') > x('.bar')";
    ensure!(page.inside(turned, vec![]).await? == json!(true));
    let marked = "root.getAnimations().forEach(growing => growing.finish());
        const bar = [...root.querySelectorAll('.bar')].at(-1);
        const box = selector => bar.querySelector(selector).getBoundingClientRect();
        return box('.range').left < box('.fill').left && box('.fill').left < box('.range').right";
    ensure!(
        page.inside(marked, vec![]).await? == json!(true),
        "the range is around the end of the bar"
    );
    // "20 emails are waiting …" is left-to-right: number first, full stop last.
    page.await_text(".message", "20 emails").await?;
    let read = "const text = root.querySelector('.message').firstChild, range = new Range();
        const x = (at) => { range.setStart(text, at); range.setEnd(text, at + 1);
            return range.getBoundingClientRect().x };
        const end = text.data.length - 1;
        return [x(0) < x(3), x(end - 1) < x(end), getComputedStyle(root.querySelector('.message')).direction]";
    let read = page.inside(read, vec![]).await?;
    ensure!(read == json!([true, true, "rtl"]), "left-to-right text is reordered: {read}");
    let hidden = "document.querySelector('campaign-stats').hidden = true;
        const none = getComputedStyle(document.querySelector('campaign-stats')).display;
        document.querySelector('campaign-stats').hidden = false;
        document.querySelector('div').style.visibility = 'hidden';
        return [none, getComputedStyle(root.querySelector('h2')).visibility]";
    ensure!(page.inside(hidden, vec![]).await? == json!(["none", "hidden"]));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn loading_element_reserves_space() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    browser.emulate_screen(920, 1.0, false).await?;
    let body = "<campaign-stats campaign=camp_123></campaign-stats><script type=module>
        const element = document.querySelector('campaign-stats');
        window.first = [element.offsetHeight, getComputedStyle(element).display]</script>";
    let page = browser.open(&site.page("first", body)).await?;
    page.await_text(SENT, "480").await?;
    let [reserved, display] = [0, 1].map(|nth| format!("return first[{nth}]"));
    ensure!(page.run(&display, vec![]).await? == json!("block"));
    let reserved = page.run(&reserved, vec![]).await?.as_f64().unwrap_or_default();
    let height = "return document.querySelector('campaign-stats').offsetHeight";
    let height = page.run(height, vec![]).await?.as_f64().unwrap_or_default();
    ensure!((reserved - height).abs() < 25.0, "{reserved} reserved for a card of {height}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn campaign_that_only_the_module_can_check_has_a_status_while_loading() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let body = "<campaign-stats campaign=spring/launch></campaign-stats><script type=module>
        const { firstElementChild } = document.querySelector('campaign-stats').shadowRoot;
        window.first = [firstElementChild.textContent, firstElementChild.role]</script>";
    let page = browser.open(&site.page("status", body)).await?;
    let first = page.run("return first", vec![]).await?;
    ensure!(first == json!(["Loading the numbers…", "status"]), "{first}");
    page.await_text(".headline", "does not accept the campaign id “spring/launch”").await
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_wasm_or_files_show_an_error() -> Done {
    let (site, host) = (Site::start_with_cors().await?, Host::start().await?);
    let browser = Browser::start().await?;
    let loader = std::fs::read_to_string(dist()?.join("campaign-stats.js"))?;
    let alone = host.page("campaign-stats.js", &loader)?;
    let element = "<campaign-stats campaign=camp_123></campaign-stats>";
    let no_wasm = "<script>delete window.WebAssembly</script>";
    let no_files = format!("<!doctype html><script type=module src='{alone}'></script>");
    let page = browser.open(&site.page("no-wasm", &[no_wasm, element].concat())).await?;
    page.await_text(".fallback", "Live updates could not be started.").await?;
    page.await_text(SENT, "480").await?;
    let page = browser.open(&host.page("no-files.html", &[&no_files, element].concat())?).await?;
    page.await_text("[role=alert]", "The numbers can’t be shown.").await
}

#[tokio::test(flavor = "multi_thread")]
async fn earlier_loaded_version_is_kept_with_a_warning() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let body = "<campaign-stats campaign=camp_123></campaign-stats><script>window.warned = [];
        console.warn = (...words) => warned.push(words.join(' '));
        customElements.define('campaign-stats',
            class extends HTMLElement { static version = '0.0.1' })</script>";
    let page = browser.open(&site.page("older", body)).await?;
    page.await_run("return warned.length", json!(1)).await?;
    let warned = page.run("return warned[0]", vec![]).await?.to_string();
    ensure!(warned.contains("not used: 0.0.1 is loaded"), "{warned}");
    ensure!(warned.contains(&site.url("")), "{warned}");
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn same_version_twice_has_no_warning() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let body =
        "<script>window.warned = []; console.warn = (...words) => warned.push(words)</script>
        <script type=module src='/campaign-stats.js?again'></script>
        <campaign-stats campaign=camp_123></campaign-stats>";
    let page = browser.open(&site.page("again", body)).await?;
    page.await_text(SENT, "480").await?;
    ensure!(page.run("return warned", vec![]).await? == json!([]));
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn contrast_forced_colours_and_print_are_supported() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let element = "<campaign-stats campaign=camp_123 label=Spring theme=dark></campaign-stats>";
    let page = browser.open(&site.page("media", element)).await?;
    page.await_text(SENT, "480").await?;
    let colours = "const style = selector => getComputedStyle(root.querySelector(selector));
        return [style('h2').color, style('.id').color, style('.bar').borderTopStyle]";
    let mut styles_by_medium = Vec::new();
    for (medium, feature, value) in [
        ("screen", "prefers-contrast", "no-preference"),
        ("screen", "prefers-contrast", "more"),
        ("screen", "forced-colors", "active"),
        ("print", "prefers-contrast", "no-preference"),
    ] {
        browser.emulate_media(medium, feature, value).await?;
        styles_by_medium.push(page.inside(colours, vec![]).await?);
    }
    let [usual, contrast, forced, paper] = &styles_by_medium[..] else {
        anyhow::bail!("expected four media")
    };
    ensure!(usual[1] != contrast[1], "secondary text has no more contrast: {styles_by_medium:?}");
    ensure!(
        usual[2] == "none" && forced[2] == "solid",
        "bars have no border: {styles_by_medium:?}"
    );
    ensure!(paper[0] == "rgb(20, 27, 39)", "dark theme in print: {styles_by_medium:?}");
    Ok(())
}
