//! Memory usage after thousands of refreshes and hundreds of mounts.
//!
//! `SOAK=long` runs the full number (`cargo xtask test --soak`).

use anyhow::ensure;
use e2e::{Browser, MemoryUsage, Page, Site};
use serde_json::json;

type Done = anyhow::Result<()>;

/// One-time allocations are complete after this many refreshes.
const WARM_UP: u32 = 500;

/// Allowed relative growth after the warm-up: garbage that is not collected yet.
const GROWTH: f64 = 0.01;

/// Script that responds immediately with changing numbers, and advances the page's clock before
/// each refresh, so that weeks of polling take minutes.
const HARNESS: &str = r"
    let ahead = 0, sent = 480;
    const now = Date.now;
    Date.now = () => now() + ahead;
    const fetched = window.fetch;
    window.fetch = (what, how) => !String(what.url ?? what).includes('/v1/') ? fetched(what, how)
        : Promise.resolve(new Response(JSON.stringify({ campaignId: 'camp_123', totalEnrolled: 1e6, sent, delivered: 471, bounced: 9,
        replied: 38, queued: 20, openRate: sent % 100 / 100, replyRate: 0.08 })));
    const shown = element => element.shadowRoot.querySelector('[data-counter=Sent]')?.textContent;
    const turn = () => new Promise(done => { const c = new MessageChannel();
        c.port1.onmessage = () => { c.port1.close(); done() }; c.port2.postMessage(0) });
    const until = async (is) => { while (!is()) await turn() };
    window.mount = async () => {
        const element = document.createElement('campaign-stats');
        element.setAttribute('campaign', 'camp_123');
        element.setAttribute('refresh', '3600');
        element.setAttribute('history', 'off');
        document.body.append(element);
        await until(() => /\d/.test(shown(element)));
        return element;
    };
    window.refreshes = async (element, times) => {
        for (let nth = 0; nth < times; nth += 1) {
            ahead += 2000; sent = 480 + (sent + 1) % 100;
            element.refresh();
            await until(() => shown(element).replace(/\D/g, '') === String(sent));
        }
    };
    window.mounts = async (times) => {
        for (let nth = 0; nth < times; nth += 1) {
            // Longer than a feed is kept that nobody uses.
            ahead += 6000;
            const element = await mount();
            element.remove();
            await turn();
        }
    };
    window.wasmBytes = async () => {
        const glue = performance.getEntriesByType('resource')
            .find(entry => /widget-[^/]*\.js$/.test(entry.name)).name;
        return (await (await import(glue)).default()).memory.buffer.byteLength;
    };
";

/// Disables V8's optimizers and feedback vectors: they grow the heap in steps that are larger
/// than a small leak over a thousand refreshes.
const NO_JIT: &str = "--js-flags=--no-lazy-feedback-allocation --no-opt --no-sparkplug --no-maglev";

struct Scale {
    refreshes: u32,
    mounts: u32,
}

fn scale() -> Scale {
    if std::env::var("SOAK").is_ok_and(|length| length == "long") {
        Scale { refreshes: 10_000, mounts: 500 }
    } else {
        Scale { refreshes: 1000, mounts: 100 }
    }
}

/// Values that must not grow.
#[derive(Debug)]
struct Usage {
    wasm: f64,
    page: MemoryUsage,
}

async fn measure(page: &Page<'_>, browser: &Browser) -> anyhow::Result<Usage> {
    let wasm = page.run_async("return await wasmBytes()").await?.as_f64().unwrap_or_default();
    Ok(Usage { wasm, page: browser.memory_usage().await? })
}

fn ensure_no_growth(before: &Usage, after: &Usage) -> Done {
    for (name, before, after) in [
        ("wasm memory", before.wasm, after.wasm),
        ("heap", before.page.heap, after.page.heap),
        ("nodes", before.page.nodes, after.page.nodes),
        ("listeners", before.page.listeners, after.page.listeners),
    ] {
        let growth = after / before - 1.0;
        println!("{name}: {before} -> {after} ({:+.2} %)", growth * 100.0);
        ensure!(before > 0.0, "{name} was not measured");
        ensure!(growth <= GROWTH, "{name} grew from {before} to {after}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn memory_usage_is_constant() -> Done {
    let scale = scale();
    let (site, browser) = (Site::start().await?, Browser::start_with(&[NO_JIT]).await?);
    let page = browser.open(&site.page("soak", "")).await?;
    page.run(HARNESS, vec![]).await?;
    page.run_async("window.element = await mount()").await?;
    page.run_async(&format!("await mounts(20); await refreshes(element, {WARM_UP})")).await?;
    // The first measurement has one-time allocations of its own.
    measure(&page, &browser).await?;
    let before = measure(&page, &browser).await?;

    page.run_async(&format!("await refreshes(element, {})", scale.refreshes - WARM_UP)).await?;
    let after = measure(&page, &browser).await?;
    println!("after {} refreshes", scale.refreshes);
    ensure_no_growth(&before, &after)?;

    page.run_async(&format!("await mounts({})", scale.mounts)).await?;
    let after = measure(&page, &browser).await?;
    println!("and {} mounts and unmounts", scale.mounts);
    ensure_no_growth(&before, &after)?;

    ensure!(page.run("return window.thrown", vec![]).await? == json!([]));
    Ok(())
}
