//! Measures the built widget against the same card by hand in plain JavaScript.
//!
//! Both are measured in one run, with the same pages, browser and server, by turns: a busy machine
//! slows down both, so the ratio stays valid.

mod budget;
mod candidate;
mod first_number;
mod machine;
mod profile;
mod refresh;
mod report;
mod server;

pub use budget::{Miss, misses};
pub use candidate::Candidate;
pub use profile::Profile;
pub use report::{Figure, Report};
pub use server::BenchServer;

use crate::Browser;

/// Extent of a measurement.
#[derive(Clone, Debug)]
pub struct Scope {
    /// Numbers of elements on the page.
    pub elements: Vec<usize>,
    /// Profiles for the first number.
    pub profiles: Vec<Profile>,
    /// Number of rounds. The result is the median.
    pub rounds: usize,
    /// Refreshes per round.
    pub refreshes: u32,
}

impl Scope {
    /// All figures.
    #[must_use]
    pub fn full(rounds: usize) -> Self {
        Self { elements: vec![1, 10, 100], profiles: Profile::ALL.to_vec(), rounds, refreshes: 100 }
    }

    /// The figures that have a budget.
    #[must_use]
    pub fn budgeted() -> Self {
        Self { elements: vec![1], profiles: vec![Profile::Slow], rounds: 5, refreshes: 60 }
    }
}

/// Measures both candidates.
///
/// # Errors
/// If a page does not show its numbers, or a program is missing.
pub async fn measure(scope: &Scope) -> anyhow::Result<Report> {
    let server = BenchServer::start().await?;
    // Cached earlier pages would count as memory of the current page.
    let browser = Browser::start_with(&["--disable-features=BackForwardCache"]).await?;
    refresh::prepare(&browser).await?;
    first_number::prepare(&browser).await?;
    let mut report = Report::default();
    for round in 0..scope.rounds {
        for &elements in &scope.elements {
            for candidate in Candidate::order(round) {
                measure_one(&server, &browser, scope, candidate, elements, &mut report).await?;
            }
        }
        eprintln!("round {} of {}", round + 1, scope.rounds);
    }
    browser.quit().await?;
    Ok(report)
}

async fn measure_one(
    server: &BenchServer,
    browser: &Browser,
    scope: &Scope,
    candidate: Candidate,
    elements: usize,
    report: &mut Report,
) -> anyhow::Result<()> {
    let mut record = |figure, value| report.record(candidate, elements, figure, value);
    for &profile in &scope.profiles {
        profile.apply(browser).await?;
        let page = browser.open(&server.page(candidate, elements)).await?;
        let first = first_number::numbers(&page).await?;
        record(Figure::FirstNumber(profile), first.millis);
        record(Figure::Whole(profile), first.whole);
        record(Figure::Loaded, first.loaded);
        record(Figure::LoadedFirst, first.loaded_first);
        if profile == Profile::Slow {
            record(Figure::Shift, first.shift);
        }
    }
    Profile::Desktop.apply(browser).await?;
    let empty = browser.open(&server.page(candidate, 0)).await?;
    // Runs a script on the empty page too, as on the other pages.
    record(Figure::Machine, machine::fixed_work(browser, &empty).await?);
    let empty_usage = browser.memory_usage().await?;
    let page = browser.open(&server.page(candidate, elements)).await?;
    first_number::numbers(&page).await?;
    let usage = browser.memory_usage().await?;
    record(Figure::Heap, usage.heap - empty_usage.heap);
    record(Figure::Nodes, usage.nodes - empty_usage.nodes);
    record(Figure::WasmMemory, candidate.wasm_memory(&page).await?);
    let cost = refresh::cost(browser, &page, scope.refreshes).await?;
    record(Figure::RefreshScript, cost.script);
    record(Figure::RefreshThread, cost.thread);
    page.run(refresh::REPEAT_ANSWER, vec![]).await?;
    let unchanged = refresh::cost(browser, &page, scope.refreshes).await?;
    record(Figure::UnchangedScript, unchanged.script);
    page.ensure_no_errors().await
}
