//! The results, as a table and as JSON.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};

use serde_json::{Value, json};

use super::machine::IDLE_MS;
use super::{Candidate, Profile};

/// A measured figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Figure {
    /// Size of the loaded files, compressed, in bytes.
    Loaded,
    /// Size of what the first numbers need, compressed, in bytes.
    LoadedFirst,
    /// Time until all cards show a number, in milliseconds.
    FirstNumber(Profile),
    /// Time until all cards are whole and interactive, in milliseconds.
    Whole(Profile),
    /// Cumulative layout shift on the slow profile.
    Shift,
    /// Script of one refresh, in milliseconds.
    RefreshScript,
    /// Script of one refresh in which nothing changed, in milliseconds.
    UnchangedScript,
    /// Main thread of one refresh, in milliseconds.
    RefreshThread,
    /// JavaScript heap without that of the empty page, in bytes.
    Heap,
    /// Wasm memory, in bytes.
    WasmMemory,
    /// DOM nodes without those of the empty page.
    Nodes,
    /// Time of a fixed amount of work, in milliseconds: the speed of the machine.
    Machine,
}

impl Figure {
    fn name(self) -> String {
        match self {
            Self::Loaded => "loaded, brotli".to_owned(),
            Self::LoadedFirst => "loaded for first numbers".to_owned(),
            Self::FirstNumber(profile) => format!("first number, {}", profile.name()),
            Self::Whole(profile) => format!("whole card, {}", profile.name()),
            Self::Shift => "layout shift".to_owned(),
            Self::RefreshScript => "refresh, script".to_owned(),
            Self::UnchangedScript => "refresh unchanged, script".to_owned(),
            Self::RefreshThread => "refresh, main thread".to_owned(),
            Self::Heap => "heap".to_owned(),
            Self::WasmMemory => "wasm memory".to_owned(),
            Self::Nodes => "nodes".to_owned(),
            Self::Machine => format!("machine ({IDLE_MS:.0} ms when idle)"),
        }
    }

    fn format(self, value: f64) -> String {
        match self {
            Self::Loaded | Self::LoadedFirst | Self::Heap | Self::WasmMemory => {
                format!("{:.1} KB", value / 1024.0)
            }
            Self::FirstNumber(_) | Self::Whole(_) | Self::Machine => format!("{value:.0} ms"),
            Self::RefreshScript | Self::UnchangedScript | Self::RefreshThread => {
                format!("{value:.2} ms")
            }
            Self::Shift => format!("{value:.4}"),
            Self::Nodes => format!("{value:.0}"),
        }
    }

    /// Name with unit, for JSON.
    fn key(self) -> &'static str {
        match self {
            Self::Loaded => "loadedBytes",
            Self::LoadedFirst => "loadedFirstBytes",
            Self::FirstNumber(Profile::Desktop) => "firstNumberDesktopMs",
            Self::FirstNumber(Profile::Slow) => "firstNumberSlowMs",
            Self::Whole(Profile::Desktop) => "wholeDesktopMs",
            Self::Whole(Profile::Slow) => "wholeSlowMs",
            Self::Shift => "layoutShift",
            Self::RefreshScript => "refreshScriptMs",
            Self::UnchangedScript => "unchangedScriptMs",
            Self::RefreshThread => "refreshMainThreadMs",
            Self::Heap => "heapBytes",
            Self::WasmMemory => "wasmMemoryBytes",
            Self::Nodes => "nodes",
            Self::Machine => "machineMs",
        }
    }
}

/// All results, by number of elements, figure and candidate.
#[derive(Clone, Debug, Default)]
pub struct Report(BTreeMap<(usize, Figure, Candidate), Vec<f64>>);

impl Report {
    /// Adds the value of one round.
    pub fn record(&mut self, candidate: Candidate, elements: usize, figure: Figure, value: f64) {
        self.0.entry((elements, figure, candidate)).or_default().push(value);
    }

    /// The median of all rounds; `None` if it was not measured.
    #[must_use]
    pub fn median(&self, candidate: Candidate, elements: usize, figure: Figure) -> Option<f64> {
        median(self.0.get(&(elements, figure, candidate))?)
    }

    /// The built widget divided by the card by hand.
    #[must_use]
    pub fn ratio(&self, elements: usize, figure: Figure) -> Option<f64> {
        let of = |candidate| self.median(candidate, elements, figure);
        let ratio = of(Candidate::Built)? / of(Candidate::ByHand)?;
        ratio.is_finite().then_some(ratio)
    }

    /// All figures with all rounds.
    #[must_use]
    pub fn json(&self) -> Value {
        let figures = self.0.iter().map(|((elements, figure, candidate), rounds)| {
            json!({
                "elements": elements,
                "figure": figure.key(),
                "candidate": candidate.name(),
                "median": median(rounds),
                "rounds": rounds,
            })
        });
        Value::Array(figures.collect())
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut rows: Vec<_> =
            self.0.keys().map(|(elements, figure, _)| (*elements, *figure)).collect();
        rows.dedup();
        let mut previous = None;
        for (elements, figure) in rows {
            if previous.replace(elements) != Some(elements) {
                let title = if elements == 1 {
                    "1 element".to_owned()
                } else {
                    format!("{elements} elements")
                };
                writeln!(f, "\n{title:<28}{:>12}{:>12}{:>9}", "built", "by hand", "ratio")?;
            }
            let of = |candidate| {
                let median = self.median(candidate, elements, figure);
                median.map_or_else(String::new, |median| figure.format(median))
            };
            let (built, by_hand) = (of(Candidate::Built), of(Candidate::ByHand));
            let ratio = self.ratio(elements, figure).map(|ratio| format!("{ratio:.2}"));
            let ratio = ratio.unwrap_or_default();
            writeln!(f, "{:<28}{built:>12}{by_hand:>12}{ratio:>9}", figure.name())?;
        }
        Ok(())
    }
}

/// The middle value, or the mean of the two middle values.
fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let upper = *sorted.get(sorted.len() / 2)?;
    let lower = *sorted.get(sorted.len().checked_sub(1)? / 2)?;
    Some(f64::midpoint(lower, upper))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn median_ignores_one_outlier() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3.0, 1000.0, 2.0]), Some(3.0));
        assert_eq!(median(&[4.0, 2.0]), Some(3.0));
    }

    #[test]
    fn table_shows_medians_and_json_has_all_rounds() {
        let mut report = Report::default();
        for value in [1.0, 2.0, 3.0] {
            report.record(Candidate::Built, 10, Figure::RefreshScript, value);
            report.record(Candidate::ByHand, 10, Figure::RefreshScript, value / 4.0);
        }
        let row = "refresh, script                  2.00 ms     0.50 ms     4.00";
        let title = "10 elements                        built     by hand    ratio";
        assert_eq!(report.to_string(), format!("\n{title}\n{row}\n"));
        assert_eq!(report.json()[0]["rounds"], json!([1.0, 2.0, 3.0]));
    }
}
