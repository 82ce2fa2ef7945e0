//! The hand-written widget of the benchmark shows the same as the built one; otherwise the
//! comparison would be meaningless.

use anyhow::ensure;
use e2e::bench::{BenchServer, Candidate};
use e2e::{Api, Browser};
use serde_json::{Value, json};

type Done = anyhow::Result<()>;

/// Script that returns the content of a basic card. The built widget's additional parts are not
/// compared.
const CONTENT: &str = "const text = element => element?.textContent.trim() ?? '';
    const parts = selector => [...root.querySelectorAll(selector)];
    const texts = selector => parts(selector).map(text);
    return [
        texts('h2, .id, .counters dt, [data-counter], [data-change]'),
        texts('.rate-name, .rate-value, .rate-evidence, .verdict'),
        texts('.headline[data-tone=alarm] .message, .headline[data-tone=alarm] .action'),
        parts('.rate, .card').map(part => part.dataset.severity ?? part.dataset.state),
        parts('.bar').map(bar => bar.getAttribute('aria-valuetext') ?? ''),
        parts('.rate .fill').map(fill => fill.style.inlineSize),
        parts('.rate .range').map(({ style }) => [style.insetInlineStart, style.inlineSize].join()),
        parts('.rate .threshold').map(mark => [mark.dataset.anchor, mark.style.insetInlineStart, text(mark)].join()),
        texts('.rate .scale-end, .explanation'),
    ]";

/// Script that returns whether the first request has ended.
const ANSWERED: &str =
    "return !/Fetching/.test(root?.querySelector('.headline')?.textContent ?? 'Fetching')";

async fn card_content(browser: &Browser, url: &str) -> anyhow::Result<Value> {
    let page = browser.open(url).await?;
    page.await_inside(ANSWERED, json!(true)).await?;
    page.ensure_no_errors().await?;
    page.inside(CONTENT, vec![]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn hand_written_widget_matches_the_built_one() -> Done {
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
        let built = card_content(&browser, &page(Candidate::Built)).await?;
        let by_hand = card_content(&browser, &page(Candidate::ByHand)).await?;
        ensure!(built == by_hand, "{campaign}\nbuilt:   {built}\nby hand: {by_hand}");
    }
    Ok(())
}
