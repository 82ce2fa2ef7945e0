//! `cargo xtask screenshot`: the pictures of the README.

use crate::dist;
use crate::process::{self, cargo, root, say};
use crate::setup::browser;

pub(crate) fn run() -> anyhow::Result<()> {
    let browser = browser()?;
    let dist = dist::run()?;
    say("taking pictures into docs/");
    process::run(
        cargo()
            .args(["run", "--quiet", "--package", "e2e", "--bin", "pictures", "--"])
            .arg(root().join("docs"))
            .env("CAMPAIGN_STATS_DIST", dist)
            .env("CHROME", browser.chromium)
            .env("CHROMEDRIVER", browser.driver),
    )
}
