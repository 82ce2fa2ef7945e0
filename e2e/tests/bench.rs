//! The widget by hand is the same widget: what the bench says of it would mean nothing otherwise.

use anyhow::ensure;
use e2e::bench::{Contender, Stage};
use e2e::{Api, Browser};
use serde_json::{Value, json};

type Done = anyhow::Result<()>;

/// All that a card says of its campaign.
const SAID: &str = "return [...root.querySelectorAll('h2, .id, [role=status], .counters dt, \
    .counters dd, .rate-name, .rate-value, .rate-evidence, .rate-scale, .verdict, .note')]
    .map(element => element.textContent.trim())
    .concat([...root.querySelectorAll('.bar')].map(bar => bar.getAttribute('aria-valuetext')))
    .concat([...root.querySelectorAll('.fill')].map(fill => fill.style.inlineSize))
    .concat([...root.querySelectorAll('.marks path')].map(path => path.getAttribute('d')))";

/// Whether the first request has been answered.
const ANSWERED: &str =
    "return !/Fetching/.test(root.querySelector('.headline')?.textContent ?? 'Fetching')";

async fn said(browser: &Browser, url: &str) -> anyhow::Result<Value> {
    let page = browser.open(url).await?;
    page.await_inside(ANSWERED, json!(true)).await?;
    page.ensure_nothing_thrown().await?;
    page.inside(SAID, vec![]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_widget_by_hand_says_what_the_built_one_says() -> Done {
    let (stage, api, browser) = (Stage::start().await?, Api::start()?, Browser::start().await?);
    for campaign in [
        "camp_123",
        "camp_draft",
        "camp_tiny",
        "camp_millions",
        "camp_finished",
        "camp_no_rates",
        "camp_bouncing",
        "camp_403",
        "camp_429",
        "nobody",
    ] {
        let page = |contender| stage.page_of(contender, campaign, &api.url());
        let built = said(&browser, &page(Contender::Built)).await?;
        let by_hand = said(&browser, &page(Contender::ByHand)).await?;
        ensure!(built == by_hand, "{campaign}\nbuilt:   {built}\nby hand: {by_hand}");
    }
    Ok(())
}
