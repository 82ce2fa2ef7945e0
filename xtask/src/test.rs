//! `cargo xtask test`: every check and test, the quick ones first.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Context;

use crate::bench;
use crate::browsers::{self, Browsers};
use crate::dist;
use crate::process::{self, cargo, root, say};
use crate::setup::{Browser, Tools, browser, is_root, nginx};

const WASM: [&str; 4] = ["--package", "campaign-stats", "--target", "wasm32-unknown-unknown"];

/// Flags for a browser that nobody watches, and that talks to nobody but the tests.
const QUIET_BROWSER: [&str; 6] = [
    "headless=new",
    "disable-gpu",
    "disable-background-networking",
    "disable-component-update",
    "disable-sync",
    "no-first-run",
];

/// With `soak`, the page is refreshed and mounted as often as the promise says.
pub(crate) fn run(soak: bool, browsers: Browsers) -> anyhow::Result<()> {
    let tools = Tools::for_release()?;
    let browser = browser()?;
    let nginx = nginx()?;
    let others = browsers::find(browsers)?;
    let modules = browsers::from_npm();

    say("formatting");
    process::run(cargo().args(["fmt", "--all", "--check"]))?;
    say("lints");
    lint(&["--workspace", "--all-targets"])?;
    lint(&[&WASM[..], &["--lib", "--bins", "--test", "browser"]].concat())?;
    say("documentation");
    document(&["--workspace"])?;
    document(&WASM)?;
    say("native tests");
    process::run(cargo().args(["test", "--workspace", "--exclude", "e2e"]))?;
    say("tests in the browser");
    process::run(&mut browser_tests(&tools, &browser)?)?;
    let dist = dist::run()?;
    let leptos_app = browsers::leptos_app(&tools)?;
    say("end-to-end tests");
    process::run(
        cargo()
            .args(["test", "--package", "e2e"])
            .env("SOAK", if soak { "long" } else { "short" })
            .env("CAMPAIGN_STATS_DIST", &dist)
            .env("CAMPAIGN_STATS_BY_HAND", bench::by_hand(&dist)?)
            .env("CHROME", &browser.chromium)
            .env("CHROMEDRIVER", &browser.driver)
            .env("NGINX", nginx)
            .envs(others.into_iter().chain(modules).chain(leptos_app)),
    )?;
    say("budgets");
    bench::hold_budgets(&browser, &dist)
}

fn lint(arguments: &[&str]) -> anyhow::Result<()> {
    process::run(cargo().arg("clippy").args(arguments).args(["--", "--deny", "warnings"]))
}

fn document(arguments: &[&str]) -> anyhow::Result<()> {
    process::run(
        cargo().args(["doc", "--no-deps"]).args(arguments).env("RUSTDOCFLAGS", "--deny warnings"),
    )
}

fn browser_tests(tools: &Tools, browser: &Browser) -> anyhow::Result<Command> {
    let mut test = tools.cargo();
    test.arg("test")
        .args(WASM)
        .args(["--test", "browser"])
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner")
        .env("CHROMEDRIVER", &browser.driver)
        // In seconds. By default they are few, for all tests together and for the driver's start.
        .env("WASM_BINDGEN_TEST_TIMEOUT", "180")
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "30")
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", capabilities(browser)?);
    Ok(test)
}

/// Writes how the test runner is to start the browser.
fn capabilities(browser: &Browser) -> anyhow::Result<PathBuf> {
    let mut flags = QUIET_BROWSER.to_vec();
    if is_root() {
        flags.push("no-sandbox");
    }
    let flags = flags.iter().map(|flag| format!("\"{flag}\"")).collect::<Vec<_>>().join(", ");
    let binary = browser.chromium.to_string_lossy().replace('\\', "\\\\");
    let json = format!(
        "{{ \"goog:chromeOptions\": {{ \"binary\": \"{binary}\", \"args\": [{flags}] }} }}\n"
    );
    let path = root().join("target").join("webdriver.json");
    fs::write(&path, json).with_context(|| format!("writing {}", path.display()))?;
    Ok(path)
}
