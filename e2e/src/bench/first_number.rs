//! Time from the navigation until all cards of the page show a number.

use anyhow::Context;
use serde_json::{Value, json};

use crate::{Browser, Page};

/// Resolves `allShown()` when every shadow root shows a number that has been painted, that is, in
/// the first task after the next animation frame.
const OBSERVE: &str = r"(() => {
    const attach = Element.prototype.attachShadow, shown = [];
    let count = 0;
    const painted = new Promise(resolve => {
        Element.prototype.attachShadow = function (init) {
            const root = attach.call(this, init);
            count += 1;
            const observer = new MutationObserver(() => {
                if (!/\d/.test(root.querySelector('[data-counter=Sent]')?.textContent ?? '')) return;
                observer.disconnect();
                requestAnimationFrame(() => {
                    const { port1, port2 } = new MessageChannel();
                    port1.onmessage = () => {
                        shown.push(performance.now());
                        if (shown.length === count) resolve(performance.now());
                    };
                    port2.postMessage(0);
                });
            });
            observer.observe(root, { childList: true, subtree: true, characterData: true });
            return root;
        };
    });
    window.allShown = () => painted;
})()";

/// Bytes of all responses over the wire, without those of the API.
const LOADED_BYTES: &str = "return performance.getEntriesByType('resource')
    .filter(entry => !entry.name.includes('/v1/'))
    .reduce((sum, entry) => sum + entry.encodedBodySize, 0)";

/// A page load.
pub(super) struct FirstNumber {
    /// Time until all cards show a number, in milliseconds.
    pub(super) millis: f64,
    /// Size of the loaded files, in bytes.
    pub(super) loaded: f64,
}

/// Installs the observer in every page opened after this call.
pub(super) async fn prepare(browser: &Browser) -> anyhow::Result<()> {
    let script = json!({ "source": OBSERVE });
    browser.command("Page.addScriptToEvaluateOnNewDocument", script).await.map(drop)
}

/// Waits until a page that was just opened shows its numbers.
pub(super) async fn numbers(page: &Page<'_>) -> anyhow::Result<FirstNumber> {
    let millis = page.run_async("return await allShown()").await?;
    let loaded = page.run(LOADED_BYTES, vec![]).await?;
    let number = |value: Value| value.as_f64().context("the page returned no number");
    Ok(FirstNumber { millis: number(millis)?, loaded: number(loaded)? })
}
