//! Measures what the widget costs: `bench full <file.json> <rounds>` measures everything and writes
//! it down; `bench budgets` measures what has a budget, and fails where one is missed
//! that is not known to be.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use e2e::bench::{Miss, Report, Scope, measure, misses};
use serde_json::json;

/// A machine that is busy can only make a figure worse: a budget that holds once holds. One that
/// is really missed is missed every time.
const ATTEMPTS: usize = 3;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args_os().skip(1);
    let scope = arguments.next().context("full or budgets?")?;
    if scope == "full" {
        let file = PathBuf::from(arguments.next().context("which file?")?);
        let rounds = arguments.next().and_then(|rounds| rounds.to_str()?.parse().ok());
        full(&file, rounds.context("how many rounds?")?).await
    } else {
        budgets().await
    }
}

async fn full(file: &Path, rounds: usize) -> anyhow::Result<()> {
    let report = measure(&Scope::full(rounds)).await?;
    let text = serde_json::to_string_pretty(&json!({ "figures": report.json() }))?;
    std::fs::write(file, text).with_context(|| format!("writing {}", file.display()))?;
    println!("{report}\nall rounds are in {}", file.display());
    for miss in misses(&report) {
        println!("missed: {miss}");
    }
    Ok(())
}

async fn budgets() -> anyhow::Result<()> {
    let mut missed: Option<Vec<Miss>> = None;
    for _ in 0..ATTEMPTS {
        let report = measure(&Scope::budgeted()).await?;
        println!("{report}");
        for miss in misses(&report).into_iter().filter(|miss| !miss.is_new()) {
            println!("missed, as is known: {miss}");
        }
        missed = Some(still_missed(missed, &report));
        if missed.as_ref().is_some_and(Vec::is_empty) {
            return Ok(());
        }
    }
    for miss in missed.into_iter().flatten() {
        eprintln!("{miss}");
    }
    bail!("a budget was missed {ATTEMPTS} times");
}

/// What is missed now and was missed before.
fn still_missed(before: Option<Vec<Miss>>, report: &Report) -> Vec<Miss> {
    let mut now = misses(report);
    now.retain(Miss::is_new);
    if let Some(before) = before {
        now.retain(|miss| before.iter().any(|other| other.what == miss.what));
    }
    now
}
