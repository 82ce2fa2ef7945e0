//! `cargo xtask bench`: measures the widget against the same card by hand in plain JavaScript.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;

use crate::dist;
use crate::minify::Minifier;
use crate::process::{self, cargo, print_step, root};
use crate::system::{Browser, browser};

/// Measures this many rounds, prints a table, and writes all rounds to `target/bench.json`.
/// A build over the size budget is measured too.
pub(crate) fn run(rounds: u32) -> anyhow::Result<()> {
    let browser = browser()?;
    let dist = dist::build()?.dist;
    print_step("measuring the release and the card by hand (about 8 min)");
    let file = root().join("target").join("bench.json");
    fs::create_dir_all(root().join("target")).context("creating target/")?;
    process::run(bench(&browser, &dist)?.arg("full").arg(file).arg(rounds.to_string()))
}

/// Measures the figures that have a budget, and fails if one is over it, unless the miss is accepted.
pub(crate) fn check_budgets(browser: &Browser, dist: &Path) -> anyhow::Result<()> {
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

/// Prepares the card by hand as `dist` prepares the widget: the same style sheet, and compressed
/// files. Returns the folder.
pub(crate) fn by_hand(dist: &Path) -> anyhow::Result<PathBuf> {
    let folder = root().join("target").join("bench");
    fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
    let script = root().join("bench").join("campaign-stats.js");
    let minifier = Minifier::find_or_install();
    for (from, name) in [(script, "campaign-stats.js"), (style_sheet(dist)?, "style.css")] {
        let path = folder.join(name);
        fs::copy(&from, &path).with_context(|| format!("copying {}", from.display()))?;
        minifier.minify(&path)?;
        dist::compress(&path).with_context(|| format!("compressing {}", path.display()))?;
    }
    Ok(folder)
}

fn style_sheet(dist: &Path) -> anyhow::Result<PathBuf> {
    let files = fs::read_dir(dist).context("reading dist/")?.filter_map(Result::ok);
    let mut style_sheets = files.map(|file| file.path()).filter(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("style-") && path.extension().is_some_and(|extension| extension == "css")
    });
    style_sheets.next().context("dist/ has no style sheet")
}
