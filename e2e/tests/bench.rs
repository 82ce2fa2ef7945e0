//! The widget by hand is the same widget: what the bench says of it would mean nothing otherwise.

use anyhow::ensure;
use e2e::bench::{BenchServer, Candidate};
use e2e::{Api, Browser};
use serde_json::{Value, json};

type Done = anyhow::Result<()>;

/// What a basic card says of a campaign's numbers. The built one says more, which is not compared.
const SAID: &str = "const text = element => element?.textContent.trim() ?? '';
    const parts = selector => [...root.querySelectorAll(selector)];
    const texts = selector => parts(selector).map(text);
    return [
        texts('h2, .id, .counters dt, [data-counter], [data-change]'),
        texts('.rate-name, .rate-value, .rate-evidence, .verdict'),
        texts('.headline[data-tone=alarm] .said, .headline[data-tone=alarm] .action'),
        parts('.rate, .card').map(part => part.dataset.severity ?? part.dataset.state),
        parts('.bar').map(bar => bar.getAttribute('aria-valuetext') ?? ''),
        parts('.rate .fill').map(fill => fill.style.inlineSize),
        parts('.marks path').map(path => path.getAttribute('d') ?? ''),
    ]";

/// Whether the first request has been answered.
const ANSWERED: &str =
    "return !/Fetching/.test(root?.querySelector('.headline')?.textContent ?? 'Fetching')";

async fn said(browser: &Browser, url: &str) -> anyhow::Result<Value> {
    let page = browser.open(url).await?;
    page.await_inside(ANSWERED, json!(true)).await?;
    page.ensure_no_errors().await?;
    page.inside(SAID, vec![]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_widget_by_hand_says_what_the_built_one_says() -> Done {
    let (server, api, browser) =
        (BenchServer::start().await?, Api::start()?, Browser::start().await?);
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
        let page = |candidate| server.page_of(candidate, campaign, &api.url());
        let built = said(&browser, &page(Candidate::Built)).await?;
        let by_hand = said(&browser, &page(Candidate::ByHand)).await?;
        ensure!(built == by_hand, "{campaign}\nbuilt:   {built}\nby hand: {by_hand}");
    }
    Ok(())
}
