//! What one refresh costs: the request, the answer, and all that is drawn anew.

use anyhow::Context;
use serde_json::{Value, json};

use super::machine::thread_time;
use crate::{Browser, Page};

/// As many refreshes go before: engines learn.
const WARM_UP: u32 = 30;

/// How often the profiler looks, in microseconds.
const LOOK_EVERY: u32 = 100;

/// Asks for fresh numbers again and again, as the button does, each time two seconds later by the
/// page's clock, and each time in a frame of its own.
const HARNESS: &str = r"
    let ahead = 0;
    const now = Date.now;
    Date.now = () => now() + ahead;
    const elements = document.querySelectorAll('campaign-stats');
    const last = elements[elements.length - 1].shadowRoot.querySelector('[data-counter=Sent]');
    const refreshed = () => new Promise(resolve => {
        const before = last.textContent;
        const watch = new MutationObserver(() => {
            if (last.textContent === before) return;
            watch.disconnect();
            requestAnimationFrame(() => setTimeout(resolve));
        });
        watch.observe(last, { childList: true, subtree: true, characterData: true });
    });
    window.refreshes = async times => {
        for (let nth = 0; nth < times; nth += 1) {
            ahead += 2000;
            const done = refreshed();
            elements[0].refresh();
            await done;
        }
    };
";

/// In milliseconds of one refresh.
pub(super) struct Cost {
    /// Scripts and wasm, with what they call and the garbage they leave.
    pub(super) script: f64,
    /// All that the page's main thread does, style, layout and paint included.
    pub(super) thread: f64,
}

/// Lets the profiler look closely.
pub(super) async fn prepare(browser: &Browser) -> anyhow::Result<()> {
    browser.command("Profiler.enable", json!({})).await?;
    let interval = json!({ "interval": LOOK_EVERY });
    browser.command("Profiler.setSamplingInterval", interval).await.map(drop)
}

/// Measures a page that is open.
pub(super) async fn cost(browser: &Browser, page: &Page<'_>, times: u32) -> anyhow::Result<Cost> {
    page.run(HARNESS, vec![]).await?;
    page.run_async(&format!("await refreshes({WARM_UP})")).await?;
    let refresh = format!("await refreshes({times})");

    let thread = thread_time(browser, page, &refresh).await?;

    browser.command("Profiler.start", json!({})).await?;
    page.run_async(&refresh).await?;
    let stopped = browser.command("Profiler.stop", json!({})).await?;
    let share = Profile::read(&stopped).context("no profile")?.share_of_script();
    let thread = thread / f64::from(times);
    Ok(Cost { script: share * thread, thread })
}

/// What a sampling profiler saw of the main thread. It says which share of its work was script, and
/// not how long that took: it counts the time that went by, also while other programs ran, and it
/// slows down what it watches. (The browser's own sum of script time leaves out what runs when a
/// promise is resolved: here, nearly everything.)
struct Profile {
    /// By id.
    calls: Vec<Call>,
    /// Which call was seen, and for how many microseconds.
    samples: Vec<(usize, f64)>,
}

#[derive(Clone, Default)]
struct Call {
    parent: Option<usize>,
    kind: Kind,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Kind {
    /// Code of the widget.
    Widget,
    /// Nothing to do.
    Idle,
    /// The browser's own work, the bench's, or what somebody called.
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
        let seen = profile.get("samples")?.as_array()?.iter().filter_map(id);
        let spans = profile.get("timeDeltas")?.as_array()?.iter().filter_map(Value::as_f64);
        // A span is the one before its sample: what was seen at its end is what ran.
        Some(Self { calls, samples: seen.zip(spans).collect() })
    }

    /// Of all the time in which the thread had something to do.
    fn share_of_script(&self) -> f64 {
        let time = |wanted: fn(&Self, usize) -> bool| {
            let seen = self.samples.iter().filter(|(call, _)| wanted(self, *call));
            seen.map(|(_, micros)| micros.max(0.0)).sum::<f64>()
        };
        let busy = time(|profile, call| !profile.is(call, Kind::Idle));
        if busy > 0.0 { time(Self::is_ours) / busy } else { 0.0 }
    }

    fn is(&self, call: usize, kind: Kind) -> bool {
        self.calls.get(call).is_some_and(|call| call.kind == kind)
    }

    /// Whether a call is code of the widget, or made by it.
    fn is_ours(&self, call: usize) -> bool {
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

/// The code of both contenders has an address, the bench's own has none. Garbage is nearly all
/// theirs.
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
    fn what_a_script_calls_is_its_own_and_what_the_bench_does_is_not() {
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
