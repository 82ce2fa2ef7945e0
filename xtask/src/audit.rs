//! `cargo xtask audit`: licences, bans, sources and advisories of the dependencies. Separate from
//! the tests, because it needs a network connection and depends on today's advisories.

use anyhow::bail;

use crate::process::{self, cargo, output, print_step};

pub(crate) fn run() -> anyhow::Result<()> {
    if output(cargo().args(["deny", "--version"])).is_none() {
        bail!("cargo-deny is missing; this installs it: cargo install --locked cargo-deny");
    }
    print_step("checking the dependencies against deny.toml");
    process::run(cargo().args(["deny", "check", "licenses", "bans", "sources"]))?;
    process::run(cargo().args(["deny", "check", "advisories"]))
}
