//! Where things are: trends without reserved room, columns of a board, wall displays, explanations.

use anyhow::{Context, ensure};
use e2e::{Browser, Page, Site, store_history};
use serde_json::{Value, json};

type Done = anyhow::Result<()>;

const SENT: &str = "[data-counter=Sent]";

/// Ten campaigns, some with long numbers, one that fails.
const TEN: &str = "?campaign=camp_123&campaign=camp_steps&campaign=camp_bouncing&campaign=camp_millions\
                   &campaign=camp_tiny&campaign=camp_draft&campaign=camp_paused&campaign=camp_finished\
                   &campaign=camp_no_rates&campaign=camp_500";

/// Stores a history of a campaign: as many samples as given, a quarter of an hour apart.
async fn store(page: &Page<'_>, site: &Site, id: &str, samples: u64) -> Done {
    let sample = |quarter: u64| (900 * quarter, [500, 470, 461, 9, 37, 30]);
    let samples: Vec<_> = (1..=samples).rev().map(sample).collect();
    store_history(page, &site.url(""), id, &samples).await
}

/// Waits for the style of wall displays, which is a file of its own.
async fn await_kiosk(page: &Page<'_>) -> Done {
    let style = "return getComputedStyle(root.querySelector('.card')).containerType";
    page.await_inside(style, json!("size")).await
}

async fn list(page: &Page<'_>, script: &str) -> anyhow::Result<Vec<Value>> {
    let found = page.inside(script, vec![]).await?;
    found.as_array().cloned().with_context(|| format!("not a list: {found}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn trend_moves_no_number_when_it_comes() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let query = "?campaign=camp_123&refresh=3600";
    for (width, dark) in [(1000, false), (500, true), (340, false)] {
        browser.emulate_screen(width, 1.0, dark).await?;
        let places = "const range = new Range();
            return [...root.querySelectorAll('[data-counter], [data-rate], .counters dt, .rate-name, .rate-evidence, [data-verdict]')].map(found => {
                range.selectNodeContents(found);
                const { x, y } = range.getBoundingClientRect();
                return [found.textContent, Math.round(x), Math.round(y)].join(' ');
            })";
        let look = async |samples| -> anyhow::Result<(Vec<Value>, Value)> {
            let page = browser.open(&site.url("?campaign=camp_999")).await?;
            store(&page, &site, "camp_123", samples).await?;
            let page = browser.open(&site.url(query)).await?;
            page.await_text(SENT, "480").await?;
            page.await_text(".freshness", "Updated").await?;
            let shown = "return [...root.querySelectorAll('.trend, .times')].filter(e => e.checkVisibility()
                && e.getBoundingClientRect().height > 0 && !e.closest('.counter')).length";
            Ok((list(&page, places).await?, page.inside(shown, vec![]).await?))
        };
        // With the answer these are five samples, and nine.
        let (without, shown) = look(4).await?;
        ensure!(shown == json!(0), "{width} px: {shown} trends of five samples");
        let (with, shown) = look(8).await?;
        ensure!(shown == json!(5), "{width} px: {shown} of four trends and their controls");
        ensure!(without == with, "{width} px\nwithout: {without:?}\nwith:    {with:?}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_value_of_a_board_ends_below_its_header() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    for (width, columns) in [(1180, 7), (1440, 7), (1700, 10), (3840, 10)] {
        browser.emulate_screen(width, 1.0, false).await?;
        for lang in ["en", "pt", "rtl"] {
            let page = browser.open(&site.url(&format!("{TEN}&lang={lang}"))).await?;
            if lang == "rtl" {
                page.run("document.documentElement.dir = 'rtl'", vec![]).await?;
            }
            page.await_inside("return /11.204.331/.test(root.textContent)", json!(true)).await?;
            // The end of each text, and how many columns have one end only.
            let script = "const range = new Range(), ends = {}, side = document.dir === 'rtl' ? 'left' : 'right';
                const end = (cell, part) => {
                    range.selectNodeContents(part);
                    (ends[cell.dataset.column] ??= new Set()).add(Math.round(range.getBoundingClientRect()[side]));
                };
                for (const cell of root.querySelectorAll('[data-column]:not([data-column=Campaign])')) {
                    if (!cell.checkVisibility()) continue;
                    const part = cell.querySelector('button, [data-counter], .rate-value') ?? cell;
                    if (part.textContent.trim()) end(cell, part);
                }
                return [Object.keys(ends).length + 1, Object.entries(ends).filter(([, all]) => all.size > 1)
                    .map(([name, all]) => `${name}: ${[...all]}`)]";
            let found = page.inside(script, vec![]).await?;
            ensure!(found == json!([columns, []]), "{width} px, {lang}: {found}");
            let wide = "return document.documentElement.scrollWidth > innerWidth";
            ensure!(page.run(wide, vec![]).await? == json!(false), "{width} px, {lang}: too wide");
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn row_shows_all_counts_and_its_rates_in_words() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    for width in [1700, 1200, 380] {
        browser.emulate_screen(width, 1.0, false).await?;
        let page = browser.open(&site.url("?campaign=camp_123&campaign=camp_tiny")).await?;
        page.await_text(SENT, "480").await?;
        page.click(".detail-toggle").await?;
        let counts =
            "return [...root.querySelectorAll('.detail dd')].filter(e => e.checkVisibility())
            .map(e => e.textContent).concat(root.querySelector('.detail-toggle').ariaExpanded)";
        let expected = json!(["500", "480", "471", "9", "38", "20", "true"]);
        page.await_inside(counts, expected).await?;
        let words = page.text(".detail").await?;
        ensure!(words.contains("likely between 5.9% and 10.9%: Strong. Weak below 1%"), "{words}");
        let is_wide = "const { width } = root.querySelector('.detail').getBoundingClientRect();
            return Math.abs(width - root.querySelector('table').getBoundingClientRect().width) < 2";
        ensure!(
            page.inside(is_wide, vec![]).await? == json!(true),
            "{width} px: not as wide as the board"
        );
        page.click(".detail-toggle").await?;
        page.await_inside(counts, json!(["false"])).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn bar_explains_its_marks_on_hover_and_focus_until_escape() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    browser.emulate_screen(920, 1.0, false).await?;
    let page = browser.open(&site.url("?campaign=camp_123")).await?;
    page.await_text(SENT, "480").await?;
    let shown = "return [...root.querySelectorAll('.explanation')].filter(e => e.checkVisibility())
        .map(e => e.textContent.replaceAll('\\n', ' / '))";
    ensure!(page.inside(shown, vec![]).await? == json!([]), "shown at rest");
    page.inside("root.querySelectorAll('.bar')[2].focus({ focusVisible: true })", vec![]).await?;
    let reply = "Likely between 5.9% and 10.9% (95% confidence) / Weak below 1%, strong from 5%";
    page.await_inside(shown, json!([reply])).await?;
    let escape = "root.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true }))";
    // Again and again: the page of a busy machine may get the focus late, which shows the explanation again.
    page.await_inside(&[escape, ";", shown].concat(), json!([])).await?;
    let focused = "return root.activeElement === root.querySelectorAll('.bar')[2]";
    ensure!(page.inside(focused, vec![]).await? == json!(true), "the focus is lost");
    page.inside("root.activeElement.blur()", vec![]).await?;
    page.hover(".rate.directional .verdict").await?;
    let open = "Mail programs and scanners open emails by themselves: the open rate shows a direction, not a count.";
    page.await_inside(shown, json!([open])).await?;
    page.hover(".rate.directional .explanation").await?;
    ensure!(page.inside(shown, vec![]).await? == json!([open]), "gone on the way to it");
    let escape = "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))";
    page.await_inside(&[escape, ";", shown].concat(), json!([])).await?;
    page.hover("h2").await?;
    page.hover(".rate.directional .verdict").await?;
    page.await_inside(shown, json!([open])).await
}

#[tokio::test(flavor = "multi_thread")]
async fn wall_display_of_several_cards_hides_no_number() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let four =
        "?campaign=camp_123&campaign=camp_steps&campaign=camp_bouncing&campaign=camp_millions";
    for (width, height) in [(1280, 720), (1920, 1080), (1080, 1920)] {
        browser.emulate_window(width, height, 1.0).await?;
        for query in [four, "?campaign=camp_123&campaign=camp_bouncing"] {
            let page = browser.open(&site.url(&format!("{query}&kiosk&layout=card"))).await?;
            page.await_inside(
                "return /9\\d\\.\\d%/.test([...root.querySelectorAll('.card')].at(-1).textContent)",
                json!(true),
            )
            .await?;
            await_kiosk(&page).await?;
            let script = "return [...root.querySelectorAll('.card')].flatMap(card => {
                    const { bottom, right } = card.getBoundingClientRect();
                    return [...card.querySelectorAll('.figure, .rate-value, .bar')].map(part => part.getBoundingClientRect())
                        .filter(part => part.bottom > bottom || part.right > right).length;
                })";
            let found = page.inside(script, vec![]).await?;
            let cut = found
                .as_array()
                .map_or(0, |cards| cards.iter().filter(|&it| it != &json!(0)).count());
            ensure!(cut == 0, "{query} at {width} × {height}: {found}");
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn wall_display_fills_the_screen_with_large_figures() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    for (width, height) in [(1280, 720), (1920, 1080), (3840, 2160), (1080, 1920)] {
        browser.emulate_window(width, height, 1.0).await?;
        for id in ["camp_123", "camp_bouncing", "camp_millions"] {
            let page =
                browser.open(&site.url(&format!("?campaign={id}&kiosk&label=Spring"))).await?;
            page.await_inside(
                "return /%/.test(root.querySelector('[data-rate=Delivery]').textContent)",
                json!(true),
            )
            .await?;
            await_kiosk(&page).await?;
            let script = "const { height } = root.querySelector('.card').getBoundingClientRect();
                const size = parseFloat(getComputedStyle(root.querySelector('.figure')).fontSize);
                const cut = [...root.querySelectorAll('.card *')].filter(e => e.checkVisibility()
                    && !e.matches('.live-region, .threshold, .threshold *, svg *')
                    && (e.getBoundingClientRect().bottom > innerHeight || e.getBoundingClientRect().right > innerWidth
                        || e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline'));
                return [height / innerHeight > 0.95, size / innerHeight, cut.map(e => e.className || e.tagName),
                    document.documentElement.scrollHeight <= innerHeight]";
            let found = page.inside(script, vec![]).await?;
            let share = found[1].as_f64().unwrap_or_default();
            // In portrait, seven digits are wider than half the screen in that size.
            let least = if id == "camp_millions" && width < height { 0.038 } else { 0.08 };
            ensure!(share >= least, "{id} at {width} × {height}: figures of {share}");
            let rest = json!([found[0], found[2], found[3]]);
            ensure!(rest == json!([true, [], true]), "{id} at {width} × {height}: {found}");
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn wall_display_has_its_style_whenever_it_is_inserted() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page = browser.open(&site.page("late", "<p>Nothing yet</p>")).await?;
    page.await_run("return customElements.get('campaign-stats') !== undefined", json!(true))
        .await?;
    // The style is there before the element is, and before all other styles.
    let make = "window.late = document.createElement('campaign-stats');
        late.campaign = 'camp_123'; late.kiosk = true";
    page.run(make, vec![]).await?;
    let fetched = "return performance.getEntriesByType('resource').some(it => /kiosk-.*css/.test(it.name) && it.responseEnd > 0)";
    page.await_run(fetched, json!(true)).await?;
    page.run("document.body.append(late)", vec![]).await?;
    page.await_text(SENT, "480").await?;
    await_kiosk(&page).await
}

#[tokio::test(flavor = "multi_thread")]
async fn board_of_ten_rows_fills_a_wall_display() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let three = "?campaign=camp_123&campaign=camp_millions&campaign=camp_500";
    for (width, height) in [(1280, 720), (1920, 1080), (3840, 2160), (1080, 1920)] {
        browser.emulate_window(width, height, 1.0).await?;
        for (query, least) in [(TEN, 0.02), (three, 0.027)] {
            let page = browser.open(&site.url(&format!("{query}&kiosk"))).await?;
            page.await_inside("return /11,204,331/.test(root.textContent)", json!(true)).await?;
            await_kiosk(&page).await?;
            let script = "const { height, bottom } = root.querySelector('table').getBoundingClientRect();
                const size = parseFloat(getComputedStyle(root.querySelector('[data-rate=Reply]')).fontSize);
                return [height / innerHeight > 0.8 && bottom <= innerHeight, size / innerHeight,
                    document.documentElement.scrollHeight <= innerHeight,
                    document.documentElement.scrollWidth <= innerWidth]";
            let found = page.inside(script, vec![]).await?;
            let share = found[1].as_f64().unwrap_or_default();
            // A portrait screen is narrow for its height.
            let least = if width < height { 0.6 * least } else { least };
            let rest = json!([found[0], found[2], found[3]]);
            ensure!(
                rest == json!([true, true, true]) && share >= least,
                "{width} × {height}: {found}"
            );
        }
    }
    Ok(())
}
