//! Time from the navigation until all cards of the page show their numbers, and until they are whole.

use anyhow::Context;
use serde_json::{Value, json};

use crate::{Browser, Page};

/// Resolves `allShown()` when every shadow root shows a number that has been painted, that is, in
/// the first task after the next animation frame; and `allWhole()` when every one shows a verdict and is
/// not busy. Sums up layout shifts in `shift`.
const OBSERVE: &str = r"(() => {
    const attach = Element.prototype.attachShadow;
    let count = 0;
    window.shift = 0;
    new PerformanceObserver(list => {
        for (const entry of list.getEntries()) shift += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
    const milestone = isReached => {
        let reached = 0, resolve;
        const painted = new Promise(done => { resolve = done });
        const watch = root => {
            const observer = new MutationObserver(() => {
                if (!isReached(root)) return;
                observer.disconnect();
                requestAnimationFrame(() => {
                    const { port1, port2 } = new MessageChannel();
                    port1.onmessage = () => {
                        reached += 1;
                        if (reached === count) resolve(performance.now());
                    };
                    port2.postMessage(0);
                });
            });
            observer.observe(root, { childList: true, subtree: true, characterData: true, attributes: true });
        };
        return { painted, watch };
    };
    const text = (root, selector) => root.querySelector(selector)?.textContent ?? '';
    const shown = milestone(root => /\d/.test(text(root, '[data-counter=Sent]')));
    const whole = milestone(root => !root.querySelector('[aria-busy=true]')
        && /\d/.test(text(root, '[data-counter=Sent]'))
        && /\w/.test(text(root, '[data-verdict=Delivery], tr [data-rate=Delivery]')));
    Element.prototype.attachShadow = function (init) {
        const root = attach.call(this, init);
        count += 1;
        shown.watch(root);
        whole.watch(root);
        return root;
    };
    window.allShown = () => shown.painted;
    window.allWhole = () => whole.painted;
})()";

/// Bytes of all responses over the wire, without those of the API.
const LOADED_BYTES: &str = "return performance.getEntriesByType('resource')
    .filter(entry => !entry.name.includes('/v1/'))
    .reduce((sum, entry) => sum + entry.encodedBodySize, 0)";

/// Bytes of the responses that the first numbers need, with the answer of the API: all but the module, its
/// script and the handling of crashes.
const FIRST_BYTES: &str = r"return performance.getEntriesByType('resource')
    .filter(entry => !/\/(widget|watch)[-_.][^/]*$/.test(entry.name))
    .reduce((sum, entry) => sum + entry.encodedBodySize, 0)";

/// A page load.
pub(super) struct FirstNumber {
    /// Time until all cards show a number, in milliseconds.
    pub(super) millis: f64,
    /// Time until all cards are whole, in milliseconds.
    pub(super) whole: f64,
    /// Size of the loaded files, in bytes.
    pub(super) loaded: f64,
    /// Size of what the first numbers need, in bytes.
    pub(super) loaded_first: f64,
    /// Cumulative layout shift, without unit.
    pub(super) shift: f64,
}

/// Installs the observer in every page opened after this call.
pub(super) async fn prepare(browser: &Browser) -> anyhow::Result<()> {
    let script = json!({ "source": OBSERVE });
    browser.command("Page.addScriptToEvaluateOnNewDocument", script).await.map(drop)
}

/// Waits until the cards of a page that was just opened are whole.
pub(super) async fn numbers(page: &Page<'_>) -> anyhow::Result<FirstNumber> {
    let millis = page.run_async("return await allShown()").await?;
    let whole = page.run_async("return await allWhole()").await?;
    let loaded = page.run(LOADED_BYTES, vec![]).await?;
    let loaded_first = page.run(FIRST_BYTES, vec![]).await?;
    let shift = page.run("return shift", vec![]).await?;
    let number = |value: Value| value.as_f64().context("the page returned no number");
    Ok(FirstNumber {
        millis: number(millis)?,
        whole: number(whole)?,
        loaded: number(loaded)?,
        loaded_first: number(loaded_first)?,
        shift: number(shift)?,
    })
}
