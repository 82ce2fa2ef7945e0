//! Accessibility (WCAG 2.2, AA): contrast, target size, keyboard, reduced motion, print.

use std::collections::BTreeSet;

use anyhow::{Context, ensure};
use e2e::{Browser, Page, Site, store_history};
use serde_json::json;

type Done = anyhow::Result<()>;

/// A good, a dangerous, an unknown and a small campaign; all with a history.
const CAMPAIGNS: [&str; 4] = ["camp_123", "camp_bouncing", "camp_gone", "camp_tiny"];

/// Opens a page with a stored history, so that trends, spans and the slider are shown.
async fn open<'a>(browser: &'a Browser, site: &Site, query: &str) -> anyhow::Result<Page<'a>> {
    let url = site.url(query);
    let page = browser.open(&url).await?;
    for id in CAMPAIGNS {
        let sample = |hours: i64| {
            let sent = 460 - 20 * hours;
            (3600 * hours.unsigned_abs(), [500, sent, sent - 7, 7, 30, 500 - sent])
        };
        let samples: Vec<_> = (1..=8).rev().map(sample).collect();
        store_history(&page, &site.url(""), id, &samples).await?;
    }
    let page = browser.open(&url).await?;
    let ready = "return ['.moment', '.when'].every(name => {
        const all = [...root.querySelectorAll(name)];
        return all.length === 0 || all.some(element => element.textContent);
    })";
    page.await_inside(ready, json!(true)).await?;
    Ok(page)
}

/// Script that finds text with a contrast below 4.5:1 (success criterion 1.4.3). The exception
/// for large text is not used.
const LOW_CONTRAST: &str = "
    const pen = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    const parts = colour => {
        pen.clearRect(0, 0, 1, 1);
        pen.fillStyle = colour;
        pen.fillRect(0, 0, 1, 1);
        return [...pen.getImageData(0, 0, 1, 1).data].map(part => part / 255);
    };
    const over = ([r, g, b, a], below) =>
        [r, g, b].map((part, place) => part * a + below[place] * (1 - a)).concat(1);
    const behind = element => {
        const parent = element.parentElement ?? element.getRootNode().host;
        const below = () => parent ? behind(parent) : [1, 1, 1, 1];
        const own = parts(getComputedStyle(element).backgroundColor);
        return own[3] === 1 ? own : over(own, below());
    };
    const light = ([r, g, b]) => {
        const linear = part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    };
    const said = element => [...element.childNodes]
        .some(node => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
    root.querySelectorAll('details').forEach(details => { details.open = true });
    const seen = [...root.querySelectorAll('*')].filter(element => said(element)
        && !element.matches('.live-region, option, style')
        && element.checkVisibility({ visibilityProperty: true, opacityProperty: true }));
    const faint = seen.flatMap(element => {
        const ground = behind(element);
        const ink = light(over(parts(getComputedStyle(element).color), ground));
        const [dark, bright] = [ink, light(ground)].sort((one, other) => one - other);
        const contrast = (bright + 0.05) / (dark + 0.05);
        const name = `${element.className || element.tagName}: ${element.textContent.slice(0, 30)}`;
        return contrast < 4.5 ? [`${name}: ${contrast.toFixed(2)}`] : [];
    });
    return [seen.length > 10, faint]";

#[tokio::test(flavor = "multi_thread")]
async fn text_has_sufficient_contrast() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let board = "?campaign=camp_123&campaign=camp_bouncing&campaign=camp_gone&campaign=camp_tiny";
    for (query, dark) in [
        "?campaign=camp_123",
        "?campaign=camp_bouncing&theme=blue",
        &[board, "&layout=compact"].concat(),
        board,
    ]
    .into_iter()
    .flat_map(|query| [(query, false), (query, true)])
    {
        browser.emulate_screen(1200, 1.0, dark).await?;
        let page = open(&browser, &site, query).await?;
        // With a change shown, and during an outage.
        let change = "root.querySelectorAll('.change').forEach(e => { e.textContent = '+1' });";
        let stale = "root.querySelectorAll('[data-state]')
            .forEach(e => { e.dataset.state = 'stale' });";
        for state in ["", change, stale] {
            let low_contrast = page.inside(&[state, LOW_CONTRAST].concat(), vec![]).await?;
            ensure!(
                low_contrast == json!([true, []]),
                "{query}, dark: {dark}, {state}: {low_contrast}"
            );
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn targets_have_a_minimum_size() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    for (query, width) in [
        ("?campaign=camp_123", 1200),
        ("?campaign=camp_123", 320),
        ("?campaign=camp_123&campaign=camp_bouncing", 1200),
        ("?campaign=camp_123&campaign=camp_bouncing", 320),
    ] {
        browser.emulate_screen(width, 1.0, false).await?;
        let page = open(&browser, &site, query).await?;
        // 24 by 24 pixels: success criterion 2.5.8.
        let small = "root.querySelectorAll('details').forEach(details => { details.open = true });
            const all = [...root.querySelectorAll('button, summary, select, input')]
                .filter(element => element.checkVisibility());
            return [all.length > 8, all.flatMap(element => {
                const { width, height } = element.getBoundingClientRect();
                const name = element.className || element.textContent || element.tagName;
                return width < 24 || height < 24 ? [`${name}: ${width} x ${height}`] : [];
            })]";
        let found = page.inside(small, vec![]).await?;
        ensure!(found == json!([true, []]), "{query} at {width} px: {found}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn all_controls_are_reachable_by_keyboard_with_visible_focus() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    browser.emulate_screen(1200, 1.0, false).await?;
    for query in ["?campaign=camp_123", "?campaign=camp_123&campaign=camp_bouncing"] {
        let page = open(&browser, &site, query).await?;
        let count =
            "window.all = [...root.querySelectorAll('button, summary, select, input, [tabindex]')]
                .filter(element => element.checkVisibility());
            return all.length";
        let count = page.inside(count, vec![]).await?.as_u64().context("a number")?;
        let mut reached = BTreeSet::new();
        for _ in 0..=count {
            page.press_tab().await?;
            let focused = "const { outlineStyle, outlineWidth } =
                    getComputedStyle(root.activeElement ?? document.body);
                return [all.indexOf(root.activeElement), outlineStyle, parseFloat(outlineWidth)]";
            let found = page.inside(focused, vec![]).await?;
            let Some(focused) = found[0].as_u64() else { continue };
            ensure!(
                found[1] == "solid" && found[2].as_f64() >= Some(2.0),
                "no visible focus: {found}"
            );
            reached.insert(focused);
        }
        ensure!(reached == (0..count).collect(), "{query}: only {reached:?} of {count} reached");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn reduced_motion_disables_transitions_and_animations() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page = open(&browser, &site, "?campaign=camp_123").await?;
    let moving = "const still = value => value.split(',').every(part => parseFloat(part) === 0);
        return [...root.querySelectorAll('*')].filter(element => {
            const { transitionDuration, animationDuration } = getComputedStyle(element);
            return !still(transitionDuration) || !still(animationDuration);
        }).length";
    browser.emulate_media("screen", "prefers-reduced-motion", "reduce").await?;
    ensure!(page.inside(moving, vec![]).await? == json!(0));
    browser.emulate_media("screen", "prefers-reduced-motion", "no-preference").await?;
    ensure!(page.inside(moving, vec![]).await? != json!(0), "no animations without the preference");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn printed_card_shows_its_time_and_fits_on_one_page() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    // Width of A4 at 96 dpi without margins.
    browser.emulate_screen(718, 1.0, true).await?;
    let page = open(&browser, &site, "?campaign=camp_123").await?;
    browser.emulate_media("print", "prefers-reduced-motion", "no-preference").await?;
    let seen = "const seen = name => root.querySelector(name).checkVisibility();
        return ['.moment', '.freshness', '.controls', '.point'].map(seen)";
    ensure!(page.inside(seen, vec![]).await? == json!([true, false, false, false]));
    page.await_text(".moment", "As of ").await?;
    ensure!(page.printed_pages().await? == 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn range_and_thresholds_differ_from_the_bar() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page = open(&browser, &site, "?campaign=camp_123").await?;
    // A threshold is a gap in the bar, and a mark below it.
    let colours = "const style = name => getComputedStyle(root.querySelector(name));
        const [gap, mark] = style('.threshold').backgroundImage.match(/rgba?\\([^)]*\\)/g);
        const { backgroundColor, borderTopColor, borderTopWidth } = style('.range');
        return [style('.fill').backgroundColor, style('.bar').backgroundColor, gap, mark,
            borderTopWidth === '0px' ? backgroundColor : borderTopColor]";
    for (feature, value) in [("prefers-contrast", "no-preference"), ("forced-colors", "active")] {
        browser.emulate_media("screen", feature, value).await?;
        let found = page.inside(colours, vec![]).await?;
        let [fill, track, gap, mark, range] = &found.as_array().context("a list")?[..] else {
            anyhow::bail!("expected five colours: {found}")
        };
        ensure!(gap != fill && mark != track && mark != gap, "{value}: {found}");
        ensure!(range != track, "{value}: {found}");
    }
    Ok(())
}
