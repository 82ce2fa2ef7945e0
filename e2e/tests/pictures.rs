//! Cards and boards as pictures.

use anyhow::ensure;
use e2e::{Browser, Page, Site};
use serde_json::json;

type Done = anyhow::Result<()>;

/// Records saved files instead of saving them, and has copied ones drawn.
const WATCH: &str = "window.saved = [];
    const create = URL.createObjectURL;
    URL.createObjectURL = blob => { window.file = blob; return create.call(URL, blob) };
    HTMLAnchorElement.prototype.click = function () { saved.push(this.download) };
    navigator.clipboard.write = async ([item]) => { window.file = await item.getType('image/png') }";

const ROOT: &str = "const root = document.querySelector('campaign-stats').shadowRoot;";

/// Returns the type and size of the picture, and whether its ground is the paper of the card.
const DRAWN: &str = "const bitmap = await createImageBitmap(window.file);
    const pen = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    pen.drawImage(bitmap, 0, 0);
    const colour = (x, y) => `rgb(${[...pen.getImageData(x, y, 1, 1).data].slice(0, 3).join(', ')})`;
    const { backgroundColor } = getComputedStyle(root.querySelector('.card'));
    const colours = new Set();
    for (let y = 0; y < bitmap.height; y += 3) {
        for (let x = 0; x < bitmap.width; x += 3) colours.add(colour(x, y));
    }
    return [window.file.type, bitmap.width, colour(4, 4) === backgroundColor, colours.size > 20]";

/// Chooses an item of the menu.
async fn choose(page: &Page<'_>, item: &str) -> Done {
    let script = "root.querySelector('.menu').open = true;
        [...root.querySelectorAll('.menu-items button')].find(it => it.textContent === arguments[0]).click()";
    page.inside(script, vec![json!(item)]).await.map(drop)
}

async fn open<'a>(browser: &'a Browser, url: &str) -> anyhow::Result<Page<'a>> {
    let page = browser.open(url).await?;
    page.await_text("[data-counter=Sent]", "480").await?;
    page.run(WATCH, vec![]).await?;
    Ok(page)
}

#[tokio::test(flavor = "multi_thread")]
async fn cards_and_boards_are_downloaded_in_their_theme() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    for (query, name, width) in [
        ("?campaign=camp_123&label=Spring%20launch", "camp_123.png", 1760),
        ("?campaign=camp_123&theme=dark", "camp_123.png", 1760),
        ("?campaign=camp_123&campaign=camp_500&theme=dark", "campaigns.png", 2640),
    ] {
        let page = open(&browser, &site.url(query)).await?;
        choose(&page, "Download picture").await?;
        page.await_inside("return saved.length", json!(1)).await?;
        let found = page.run_async(&[ROOT, DRAWN].concat()).await?;
        ensure!(found == json!(["image/png", width, true, true]), "{query}: {found}");
        ensure!(page.run("return saved[0]", vec![]).await? == json!(name), "{query}");
        page.ensure_no_errors().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn high_contrast_of_the_system_does_not_empty_the_picture() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    browser.emulate_media("screen", "forced-colors", "active").await?;
    let page = open(&browser, &site.url("?campaign=camp_123")).await?;
    choose(&page, "Download picture").await?;
    page.await_inside("return saved.length", json!(1)).await?;
    let found = page.run_async(&[ROOT, DRAWN].concat()).await?;
    ensure!(found[3] == json!(true), "few colours: {found}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn picture_is_copied_or_the_browser_is_said_to_forbid_it() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page = open(&browser, &site.url("?campaign=camp_123")).await?;
    choose(&page, "Copy picture").await?;
    page.await_text(".toast", "Copied.").await?;
    let found = page.run_async(&[ROOT, DRAWN].concat()).await?;
    ensure!(found == json!(["image/png", 1760, true, true]), "{found}");
    for broken in [
        "navigator.clipboard.write = async () => { throw 'no' }",
        "navigator.clipboard.write = () => { throw 'no' }",
        "window.ClipboardItem = undefined",
        "Object.defineProperty(navigator, 'clipboard', { value: undefined })",
    ] {
        page.run(broken, vec![]).await?;
        choose(&page, "Copy picture").await?;
        page.await_text(".toast", "The browser did not allow copying.").await?;
    }
    choose(&page, "Download picture").await?;
    page.await_inside("return saved.length", json!(1)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn page_that_forbids_images_gives_the_drawing() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; \
                  require-trusted-types-for 'script'";
    let body = format!(
        "<meta http-equiv=Content-Security-Policy content=\"{policy}\">\
         <campaign-stats campaign=camp_123 label=\"Spring &amp; launch\"></campaign-stats>"
    );
    let page = open(&browser, &site.page("no images", &body)).await?;
    choose(&page, "Download picture").await?;
    page.await_inside("return saved.join()", json!("camp_123.svg")).await?;
    let found = page.run_async("return window.file.text()").await?;
    let svg = found.as_str().unwrap_or_default();
    ensure!(svg.contains(">Spring &amp; launch<") && svg.contains(">480<"), "{svg}");
    ensure!(svg.starts_with("<svg ") && !svg.contains("foreignObject"), "{svg}");
    Ok(())
}
