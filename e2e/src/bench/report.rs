//! What was measured, as a table for people and as JSON for machines.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};

use serde_json::{Value, json};

use super::machine::AT_REST_MS;
use super::{Contender, Profile};

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Figure {
    /// Bytes of files that a browser loads, compressed.
    Loaded,
    /// Milliseconds until all cards show a number.
    FirstNumber(Profile),
    /// Milliseconds of script in one refresh.
    RefreshScript,
    /// Milliseconds of the main thread in one refresh.
    RefreshThread,
    /// Bytes of JavaScript's heap, less those of the empty page.
    Heap,
    /// Bytes of the wasm's memory.
    WasmMemory,
    /// DOM nodes, less those of the empty page.
    Nodes,
    /// Milliseconds that a fixed piece of work takes: how fast the machine was meanwhile.
    Machine,
}

impl Figure {
    fn name(self) -> String {
        match self {
            Self::Loaded => "loaded, brotli".to_owned(),
            Self::FirstNumber(profile) => format!("first number, {}", profile.name()),
            Self::RefreshScript => "refresh, script".to_owned(),
            Self::RefreshThread => "refresh, main thread".to_owned(),
            Self::Heap => "heap".to_owned(),
            Self::WasmMemory => "wasm memory".to_owned(),
            Self::Nodes => "nodes".to_owned(),
            Self::Machine => format!("machine ({AT_REST_MS:.0} ms at rest)"),
        }
    }

    fn write(self, value: f64) -> String {
        match self {
            Self::Loaded | Self::Heap | Self::WasmMemory => format!("{:.1} KB", value / 1024.0),
            Self::FirstNumber(_) | Self::Machine => format!("{value:.0} ms"),
            Self::RefreshScript | Self::RefreshThread => format!("{value:.2} ms"),
            Self::Nodes => format!("{value:.0}"),
        }
    }

    /// A name and a unit for machines.
    fn key(self) -> &'static str {
        match self {
            Self::Loaded => "loadedBytes",
            Self::FirstNumber(Profile::Desktop) => "firstNumberDesktopMs",
            Self::FirstNumber(Profile::Slow) => "firstNumberSlowMs",
            Self::RefreshScript => "refreshScriptMs",
            Self::RefreshThread => "refreshMainThreadMs",
            Self::Heap => "heapBytes",
            Self::WasmMemory => "wasmMemoryBytes",
            Self::Nodes => "nodes",
            Self::Machine => "machineMs",
        }
    }
}

/// All that was measured, by number of elements, figure and contender.
#[derive(Clone, Debug, Default)]
pub struct Report(BTreeMap<(usize, Figure, Contender), Vec<f64>>);

impl Report {
    /// Takes the value of one round.
    pub fn note(&mut self, contender: Contender, elements: usize, figure: Figure, value: f64) {
        self.0.entry((elements, figure, contender)).or_default().push(value);
    }

    /// The median of all rounds; `None` for what was not measured.
    #[must_use]
    pub fn median(&self, contender: Contender, elements: usize, figure: Figure) -> Option<f64> {
        median(self.0.get(&(elements, figure, contender))?)
    }

    /// How many times as much the built one costs as that by hand.
    #[must_use]
    pub fn ratio(&self, elements: usize, figure: Figure) -> Option<f64> {
        let of = |contender| self.median(contender, elements, figure);
        let ratio = of(Contender::Built)? / of(Contender::ByHand)?;
        ratio.is_finite().then_some(ratio)
    }

    /// Everything, each figure with its rounds.
    #[must_use]
    pub fn json(&self) -> Value {
        let figures = self.0.iter().map(|((elements, figure, contender), rounds)| {
            json!({
                "elements": elements,
                "figure": figure.key(),
                "contender": contender.name(),
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
        let mut of_before = None;
        for (elements, figure) in rows {
            if of_before.replace(elements) != Some(elements) {
                let title = if elements == 1 {
                    "1 element".to_owned()
                } else {
                    format!("{elements} elements")
                };
                writeln!(f, "\n{title:<28}{:>12}{:>12}{:>9}", "built", "by hand", "ratio")?;
            }
            let of = |contender| {
                let median = self.median(contender, elements, figure);
                median.map_or_else(String::new, |median| figure.write(median))
            };
            let (built, by_hand) = (of(Contender::Built), of(Contender::ByHand));
            let ratio = self.ratio(elements, figure).map(|ratio| format!("{ratio:.2}"));
            let ratio = ratio.unwrap_or_default();
            writeln!(f, "{:<28}{built:>12}{by_hand:>12}{ratio:>9}", figure.name())?;
        }
        Ok(())
    }
}

/// The value in the middle, or between the two there.
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
    fn one_round_that_was_disturbed_changes_no_median() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3.0, 1000.0, 2.0]), Some(3.0));
        assert_eq!(median(&[4.0, 2.0]), Some(3.0));
    }

    #[test]
    fn the_table_has_a_row_a_figure_and_the_json_all_rounds() {
        let mut report = Report::default();
        for value in [1.0, 2.0, 3.0] {
            report.note(Contender::Built, 10, Figure::RefreshScript, value);
            report.note(Contender::ByHand, 10, Figure::RefreshScript, value / 4.0);
        }
        let row = "refresh, script                  2.00 ms     0.50 ms     4.00";
        let title = "10 elements                        built     by hand    ratio";
        assert_eq!(report.to_string(), format!("\n{title}\n{row}\n"));
        assert_eq!(report.json()[0]["rounds"], json!([1.0, 2.0, 3.0]));
    }
}
