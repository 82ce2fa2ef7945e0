//! `cargo xtask bench`: what the widget costs, beside the same widget written by hand.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;

use crate::dist;
use crate::minify::minify;
use crate::process::{self, cargo, root, say};
use crate::setup::{Browser, browser};

/// The files of the widget by hand: its own, and the style sheet that both have.
const BY_HAND: [&str; 2] = ["campaign-stats.js", "style.css"];

/// Measures everything so many times, prints a table, and writes all rounds to
/// `target/bench.json`. What is over its budget is measured, too.
pub(crate) fn run(rounds: u32) -> anyhow::Result<()> {
    let browser = browser()?;
    let (dist, _) = dist::build()?;
    say("measuring the release and the widget by hand in turns (about 8 min)");
    let file = root().join("target").join("bench.json");
    process::run(bench(&browser, &dist)?.arg("full").arg(file).arg(rounds.to_string()))
}

/// Measures what has a budget, and fails where one is missed.
pub(crate) fn hold_budgets(browser: &Browser, dist: &Path) -> anyhow::Result<()> {
    process::run(bench(browser, dist)?.arg("budgets"))
}

fn bench(browser: &Browser, dist: &Path) -> anyhow::Result<Command> {
    let mut bench = cargo();
    bench
        .args(["run", "--quiet", "--package", "e2e", "--bin", "bench", "--"])
        .env("CAMPAIGN_STATS_DIST", dist)
        .env("CAMPAIGN_STATS_BY_HAND", by_hand(dist)?)
        .env("CHROME", &browser.chromium)
        .env("CHROMEDRIVER", &browser.driver);
    Ok(bench)
}

/// Makes of the widget by hand what `dist` makes of the loader, with the same means.
pub(crate) fn by_hand(dist: &Path) -> anyhow::Result<PathBuf> {
    let folder = root().join("target").join("bench");
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    let [script, style] = BY_HAND;
    fs::copy(root().join("bench").join(script), folder.join(script)).context(script)?;
    fs::copy(style_of(dist)?, folder.join(style)).context(style)?;
    for name in BY_HAND {
        let path = folder.join(name);
        let text = fs::read_to_string(&path).with_context(|| format!("reading {name}"))?;
        fs::write(&path, minify(name, &text)?).with_context(|| format!("writing {name}"))?;
        dist::compress(&path).with_context(|| format!("compressing {}", path.display()))?;
    }
    Ok(folder)
}

fn style_of(dist: &Path) -> anyhow::Result<PathBuf> {
    let files = fs::read_dir(dist).context("reading dist/")?.filter_map(Result::ok);
    let mut styles = files.map(|file| file.path()).filter(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("style-") && path.extension().is_some_and(|is| is == "css")
    });
    styles.next().context("dist/ has no style sheet")
}
