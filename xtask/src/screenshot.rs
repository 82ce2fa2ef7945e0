//! `cargo xtask screenshot`: the screenshots of the README.

use crate::dist;
use crate::process::{self, cargo, print_step, root};
use crate::system::browser;

pub(crate) fn run() -> anyhow::Result<()> {
    let browser = browser()?;
    let dist = dist::run()?;
    print_step("writing screenshots to docs/");
    process::run(
        cargo()
            .args(["run", "--quiet", "--package", "e2e", "--bin", "screenshots", "--"])
            .arg(root().join("docs"))
            .env("CAMPAIGN_STATS_DIST", dist)
            .env("CHROME", browser.chromium)
            .env("CHROMEDRIVER", browser.driver),
    )
}
