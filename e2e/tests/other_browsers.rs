//! The plain example in the browsers that are not Chromium.

use anyhow::ensure;
use e2e::{Engine, Host, OtherBrowser, Site};
use serde_json::json;

type Done = anyhow::Result<()>;

const SENT: &str = "[data-counter=Sent]";

async fn shows_the_plain_example(engine: Engine) -> Done {
    let Some(browser) = OtherBrowser::start(engine).await? else { return Ok(()) };
    let (site, host) = (Site::start_for_all().await?, Host::start().await?);
    let stats = site.url("");
    let stats = stats.trim_end_matches('/');
    let page = browser.open(&host.example("plain.html", stats, stats)?).await?;
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

#[tokio::test(flavor = "multi_thread")]
async fn firefox_shows_the_plain_example() -> Done {
    shows_the_plain_example(Engine::Firefox).await
}

#[tokio::test(flavor = "multi_thread")]
async fn webkit_shows_the_plain_example() -> Done {
    shows_the_plain_example(Engine::WebKit).await
}
