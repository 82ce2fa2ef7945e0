//! From the click on a link until all cards of the page show a number.

use anyhow::Context;
use serde_json::{Value, json};

use crate::{Browser, Page};

/// Notes for every shadow root when a number stands in it and has been painted: by then a frame
/// has begun after it was written, and a task after that frame.
const WATCH: &str = r"(() => {
    const attach = Element.prototype.attachShadow, shown = [];
    let count = 0;
    const painted = new Promise(resolve => {
        Element.prototype.attachShadow = function (how) {
            const root = attach.call(this, how);
            count += 1;
            const watch = new MutationObserver(() => {
                if (!/\d/.test(root.querySelector('[data-counter=Sent]')?.textContent ?? '')) return;
                watch.disconnect();
                requestAnimationFrame(() => {
                    const { port1, port2 } = new MessageChannel();
                    port1.onmessage = () => {
                        shown.push(performance.now());
                        if (shown.length === count) resolve(performance.now());
                    };
                    port2.postMessage(0);
                });
            });
            watch.observe(root, { childList: true, subtree: true, characterData: true });
            return root;
        };
    });
    window.allShown = () => painted;
})()";

/// What was fetched but the API's answers, as it came over the wire.
const LOADED: &str = "return performance.getEntriesByType('resource')
    .filter(entry => !entry.name.includes('/v1/'))
    .reduce((sum, entry) => sum + entry.encodedBodySize, 0)";

/// What was seen.
pub(super) struct Seen {
    /// Until all numbers were on the screen, in milliseconds.
    pub(super) millis: f64,
    /// Bytes of files that were loaded.
    pub(super) loaded: f64,
}

/// Watches all pages to come.
pub(super) async fn prepare(browser: &Browser) -> anyhow::Result<()> {
    let script = json!({ "source": WATCH });
    browser.command("Page.addScriptToEvaluateOnNewDocument", script).await.map(drop)
}

/// Waits for the numbers of a page that has just been opened.
pub(super) async fn numbers(page: &Page<'_>) -> anyhow::Result<Seen> {
    let millis = page.run_async("return await allShown()").await?;
    let loaded = page.run(LOADED, vec![]).await?;
    let number = |value: Value| value.as_f64().context("no number");
    Ok(Seen { millis: number(millis)?, loaded: number(loaded)? })
}
