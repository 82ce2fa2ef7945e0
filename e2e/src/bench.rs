//! What the built widget costs, beside the same widget written by hand.
//!
//! Both are measured in the same run, on the same pages, by the same browser and server, in
//! turns: a busy machine slows both alike, and what they have to do with each other stays true.

mod budget;
mod contender;
mod first;
mod machine;
mod profile;
mod refresh;
mod report;
mod stage;

pub use budget::{Miss, misses};
pub use contender::Contender;
pub use profile::Profile;
pub use report::{Figure, Report};
pub use stage::Stage;

use crate::Browser;

/// How much is measured.
#[derive(Clone, Debug)]
pub struct Scope {
    /// How many elements are on the page, one figure after another.
    pub elements: Vec<usize>,
    /// On which machines the first number is awaited.
    pub profiles: Vec<Profile>,
    /// How often; of all rounds, the median counts.
    pub rounds: usize,
    /// How many refreshes a round measures.
    pub refreshes: u32,
}

impl Scope {
    /// All figures.
    #[must_use]
    pub fn full(rounds: usize) -> Self {
        Self { elements: vec![1, 10, 100], profiles: Profile::ALL.to_vec(), rounds, refreshes: 100 }
    }

    /// Those that have a budget.
    #[must_use]
    pub fn budgeted() -> Self {
        Self { elements: vec![1], profiles: vec![Profile::Slow], rounds: 5, refreshes: 60 }
    }
}

/// Measures.
///
/// # Errors
/// When a page does not show its numbers, or something that is needed is missing.
pub async fn measure(scope: &Scope) -> anyhow::Result<Report> {
    let stage = Stage::start().await?;
    // What stays in the cache of pages gone by would be weighed with the page that is there.
    let browser = Browser::start_with(&["--disable-features=BackForwardCache"]).await?;
    refresh::prepare(&browser).await?;
    first::prepare(&browser).await?;
    let mut report = Report::default();
    for round in 0..scope.rounds {
        for &elements in &scope.elements {
            for contender in Contender::in_turn(round) {
                measure_one(&stage, &browser, scope, contender, elements, &mut report).await?;
            }
        }
        eprintln!("round {} of {}", round + 1, scope.rounds);
    }
    browser.quit().await?;
    Ok(report)
}

async fn measure_one(
    stage: &Stage,
    browser: &Browser,
    scope: &Scope,
    contender: Contender,
    elements: usize,
    report: &mut Report,
) -> anyhow::Result<()> {
    let mut note = |figure, value| report.note(contender, elements, figure, value);
    for &profile in &scope.profiles {
        profile.put_on(browser).await?;
        let page = browser.open(&stage.page(contender, elements)).await?;
        let seen = first::numbers(&page).await?;
        note(Figure::FirstNumber(profile), seen.millis);
        note(Figure::Loaded, seen.loaded);
    }
    Profile::Desktop.put_on(browser).await?;
    let empty = browser.open(&stage.page(contender, 0)).await?;
    // Also runs a script, as whoever looks at the other pages does.
    note(Figure::Machine, machine::work(browser, &empty).await?);
    let floor = browser.weigh().await?;
    let page = browser.open(&stage.page(contender, elements)).await?;
    first::numbers(&page).await?;
    let weight = browser.weigh().await?;
    note(Figure::Heap, weight.heap - floor.heap);
    note(Figure::Nodes, weight.nodes - floor.nodes);
    note(Figure::WasmMemory, contender.wasm_memory(&page).await?);
    let cost = refresh::cost(browser, &page, scope.refreshes).await?;
    note(Figure::RefreshScript, cost.script);
    note(Figure::RefreshThread, cost.thread);
    page.ensure_nothing_thrown().await
}
