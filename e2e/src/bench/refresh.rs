//! Cost of one refresh: request, response and update of the page.

use anyhow::Context;
use serde_json::{Value, json};

use super::machine::thread_time;
use crate::{Browser, Page};

/// Refreshes before the measurement, so that the engine has optimised the code.
const WARM_UP: u32 = 30;

/// Sampling interval of the profiler, in microseconds.
const SAMPLING_INTERVAL: u32 = 100;

/// Refreshes repeatedly, as the button does. The clock of the page advances 2 s each time, past the
/// limit of one request per second, and each refresh gets its own frame.
const HARNESS: &str = r"
    window.ahead ??= 0;
    window.realNow ??= Date.now;
    Date.now = () => realNow() + ahead;
    const elements = document.querySelectorAll('campaign-stats');
    const last = elements[elements.length - 1].shadowRoot.querySelector('[data-counter=Sent]');
    const changed = () => new Promise(resolve => {
        const before = last.textContent;
        const observer = new MutationObserver(() => {
            if (last.textContent === before) return;
            observer.disconnect();
            requestAnimationFrame(() => setTimeout(resolve));
        });
        observer.observe(last, { childList: true, subtree: true, characterData: true });
    });
    // Where nothing changes: some tasks after the answer.
    const answered = async () => {
        const before = repeated;
        while (repeated === before) await new Promise(resolve => setTimeout(resolve));
        await new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));
    };
    const refreshed = window.repeated === undefined ? changed : answered;
    window.refreshes = async times => {
        for (let nth = 0; nth < times; nth += 1) {
            ahead += 2000;
            const done = refreshed();
            elements[0].refresh();
            await done;
        }
    };
";

/// Script after which every answer of the API is the same.
pub(super) const REPEAT_ANSWER: &str = "
    window.repeated = 0;
    let body;
    const fetched = window.fetch;
    window.fetch = async (...request) => {
        body ??= await (await fetched(...request)).text();
        repeated += 1;
        return new Response(body);
    }";

/// Cost of one refresh, in milliseconds.
pub(super) struct Cost {
    /// JavaScript and wasm of the card, with browser functions they call and garbage collection.
    pub(super) script: f64,
    /// The main thread, including style, layout and paint.
    pub(super) thread: f64,
}

/// Enables the profiler.
pub(super) async fn prepare(browser: &Browser) -> anyhow::Result<()> {
    browser.command("Profiler.enable", json!({})).await?;
    let interval = json!({ "interval": SAMPLING_INTERVAL });
    browser.command("Profiler.setSamplingInterval", interval).await.map(drop)
}

/// Measures an open page.
pub(super) async fn cost(browser: &Browser, page: &Page<'_>, times: u32) -> anyhow::Result<Cost> {
    page.run(HARNESS, vec![]).await?;
    page.run_async(&format!("await refreshes({WARM_UP})")).await?;
    let refresh = format!("await refreshes({times})");

    let thread = thread_time(browser, page, &refresh).await?;

    browser.command("Profiler.start", json!({})).await?;
    page.run_async(&refresh).await?;
    let stopped = browser.command("Profiler.stop", json!({})).await?;
    let share = Profile::read(&stopped).context("unreadable profile")?.share_of_script();
    let thread = thread / f64::from(times);
    Ok(Cost { script: share * thread, thread })
}

/// A sampling profile of the main thread. It is used only for the share of script in the work: its
/// times include other programs and the overhead of the profiler. `ScriptDuration` of the browser
/// is not usable, because it leaves out promise callbacks, which is nearly all of the script here.
struct Profile {
    /// Indexed by node id.
    calls: Vec<Call>,
    /// The running call and the time since the previous sample, in microseconds.
    samples: Vec<(usize, f64)>,
}

#[derive(Clone, Default)]
struct Call {
    parent: Option<usize>,
    kind: Kind,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Kind {
    /// Code of a candidate.
    Widget,
    /// No work.
    Idle,
    /// The browser, the bench, or a built-in function.
    #[default]
    Other,
}

impl Profile {
    fn read(answer: &Value) -> Option<Self> {
        let profile = answer.get("profile")?;
        let id = |value: &Value| usize::try_from(value.as_u64()?).ok();
        let nodes = profile.get("nodes")?.as_array()?;
        let mut calls =
            vec![Call::default(); nodes.iter().filter_map(|node| id(node.get("id")?)).max()? + 1];
        for node in nodes {
            let this = id(node.get("id")?)?;
            calls.get_mut(this)?.kind = kind(node.get("callFrame")?);
            for child in node.get("children").and_then(Value::as_array).into_iter().flatten() {
                calls.get_mut(id(child)?)?.parent = Some(this);
            }
        }
        let called = profile.get("samples")?.as_array()?.iter().filter_map(id);
        let deltas = profile.get("timeDeltas")?.as_array()?.iter().filter_map(Value::as_f64);
        // A time delta ends at its sample.
        Some(Self { calls, samples: called.zip(deltas).collect() })
    }

    /// Share of script in the time in which the thread was not idle.
    fn share_of_script(&self) -> f64 {
        let time = |filter: fn(&Self, usize) -> bool| {
            let samples = self.samples.iter().filter(|(call, _)| filter(self, *call));
            samples.map(|(_, micros)| micros.max(0.0)).sum::<f64>()
        };
        let busy = time(|profile, call| !profile.is(call, Kind::Idle));
        if busy > 0.0 { time(Self::is_widget) / busy } else { 0.0 }
    }

    fn is(&self, call: usize, kind: Kind) -> bool {
        self.calls.get(call).is_some_and(|call| call.kind == kind)
    }

    /// Whether a call is code of a candidate, or was called by it.
    fn is_widget(&self, call: usize) -> bool {
        let mut next = Some(call);
        while let Some(call) = next.and_then(|call| self.calls.get(call)) {
            if call.kind == Kind::Widget {
                return true;
            }
            next = call.parent;
        }
        false
    }
}

/// Code of the candidates has a URL, code of the bench has none. Nearly all garbage comes from the
/// candidates.
fn kind(frame: &Value) -> Kind {
    let text = |key| frame.get(key).and_then(Value::as_str).unwrap_or_default();
    let files = ["/campaign-stats", "/widget", "wasm:"];
    match text("functionName") {
        "(idle)" => Kind::Idle,
        "(garbage collector)" => Kind::Widget,
        _ if files.iter().any(|file| text("url").contains(file)) => Kind::Widget,
        _ => Kind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn script_share_includes_callees_and_excludes_the_bench() {
        let frame = |name, url| json!({ "functionName": name, "url": url });
        let profile = json!({ "profile": {
            "nodes": [
                { "id": 1, "callFrame": frame("(root)", ""), "children": [2, 4, 5, 6] },
                { "id": 2, "callFrame": frame("draw", "http://a/by-hand/campaign-stats.js"), "children": [3] },
                { "id": 3, "callFrame": frame("setAttribute", "") },
                { "id": 4, "callFrame": frame("refreshes", "") },
                { "id": 5, "callFrame": frame("(garbage collector)", "") },
                { "id": 6, "callFrame": frame("(idle)", "") },
            ],
            "samples": [2, 3, 4, 5, 6],
            "timeDeltas": [1000, 2000, 4000, 8000, 16000],
        }});
        let share = Profile::read(&profile).unwrap().share_of_script();
        assert!((share - 11.0 / 15.0).abs() < 1e-9, "{share}");
    }
}
