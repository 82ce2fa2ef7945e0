//! A month in minutes: what a page weighs after thousands of refreshes and hundreds of mounts.
//!
//! `SOAK=long` makes it as long as the promise is (`cargo xtask test --soak`).

use anyhow::ensure;
use e2e::{Browser, MemoryUsage, Page, Site};
use serde_json::json;

type Done = anyhow::Result<()>;

/// After this many refreshes all that is made once has been made.
const WARM_UP: u32 = 500;

/// By how much a page may grow after that: nothing, but for what the collector leaves lying.
const GROWTH: f64 = 0.01;

/// Answers at once with numbers that change every time, and lets the page's clock jump ahead of
/// each refresh. Then many weeks take minutes.
const HARNESS: &str = r"
    let ahead = 0, sent = 480;
    const now = Date.now;
    Date.now = () => now() + ahead;
    const fetched = window.fetch;
    window.fetch = (what, how) => !String(what).includes('/v1/') ? fetched(what, how)
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
            ahead += 2000;
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

/// Keeps out of the heap what the engine learns about code that runs often: it is the
/// engine's, comes in steps, and is larger than all that one refresh could leak in a thousand.
const AS_IT_IS: &str =
    "--js-flags=--no-lazy-feedback-allocation --no-opt --no-sparkplug --no-maglev";

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

/// All that must not grow.
#[derive(Debug)]
struct Sum {
    wasm: f64,
    weight: MemoryUsage,
}

async fn weigh(page: &Page<'_>, browser: &Browser) -> anyhow::Result<Sum> {
    let wasm = page.run_async("return await wasmBytes()").await?.as_f64().unwrap_or_default();
    Ok(Sum { wasm, weight: browser.memory_usage().await? })
}

fn ensure_no_growth(before: &Sum, after: &Sum) -> Done {
    for (what, before, after) in [
        ("wasm memory", before.wasm, after.wasm),
        ("heap", before.weight.heap, after.weight.heap),
        ("nodes", before.weight.nodes, after.weight.nodes),
        ("listeners", before.weight.listeners, after.weight.listeners),
    ] {
        let grown = after / before - 1.0;
        println!("{what}: {before} -> {after} ({:+.2} %)", grown * 100.0);
        ensure!(before > 0.0, "{what} was not measured");
        ensure!(grown <= GROWTH, "{what} grew from {before} to {after}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_weighs_the_same_after_thousands_of_refreshes_and_hundreds_of_mounts() -> Done {
    let scale = scale();
    let (site, browser) = (Site::start().await?, Browser::start_with(&[AS_IT_IS]).await?);
    let page = browser.open(&site.page("soak", "")).await?;
    page.run(HARNESS, vec![]).await?;
    page.run_async("window.element = await mount()").await?;
    page.run_async(&format!("await mounts(20); await refreshes(element, {WARM_UP})")).await?;
    // The scales weigh too: what they make once is made before.
    weigh(&page, &browser).await?;
    let before = weigh(&page, &browser).await?;

    page.run_async(&format!("await refreshes(element, {})", scale.refreshes - WARM_UP)).await?;
    let after = weigh(&page, &browser).await?;
    println!("after {} refreshes", scale.refreshes);
    ensure_no_growth(&before, &after)?;

    page.run_async(&format!("await mounts({})", scale.mounts)).await?;
    let after = weigh(&page, &browser).await?;
    println!("and {} mounts and unmounts", scale.mounts);
    ensure_no_growth(&before, &after)?;

    ensure!(page.run("return window.thrown", vec![]).await? == json!([]));
    Ok(())
}
