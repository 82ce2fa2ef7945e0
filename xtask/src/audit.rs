//! `cargo xtask audit`: the dependencies' licences, bans, sources and advisories. Apart from
//! the tests, because it needs a network, and because the world may change its verdict.

use anyhow::bail;

use crate::process::{self, cargo, output, say};

pub(crate) fn run() -> anyhow::Result<()> {
    if output(cargo().args(["deny", "--version"])).is_none() {
        bail!("this needs cargo-deny: cargo install --locked cargo-deny");
    }
    say("dependencies, by deny.toml");
    process::run(cargo().args(["deny", "check", "licenses", "bans", "sources"]))?;
    process::run(cargo().args(["deny", "check", "advisories"]))
}
