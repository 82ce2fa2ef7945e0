//! `cargo xtask test`: every check and test, the fast ones first.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Context;

use crate::bench;
use crate::browsers::{self, Browsers};
use crate::dist;
use crate::process::{self, cargo, print_step, root};
use crate::setup::Tools;
use crate::system::{Browser, browser, is_root, nginx};

const WASM_PACKAGE: [&str; 4] =
    ["--package", "campaign-stats", "--target", "wasm32-unknown-unknown"];

const EMBED_PAGE: [&str; 4] = ["--package", "embed-page", "--target", "wasm32-unknown-unknown"];

/// Flags for a headless browser without background traffic.
const BROWSER_FLAGS: [&str; 6] = [
    "headless=new",
    "disable-gpu",
    "disable-background-networking",
    "disable-component-update",
    "disable-sync",
    "no-first-run",
];

/// With `soak`, the soak test runs at full length. Prints how long each step took.
pub(crate) fn run(soak: bool, browsers: Browsers) -> anyhow::Result<()> {
    let result = run_all(soak, browsers);
    process::print_step_times();
    result
}

fn run_all(soak: bool, browsers: Browsers) -> anyhow::Result<()> {
    let tools = Tools::for_release()?;
    let browser = browser()?;
    let nginx = nginx()?;
    let other_browsers = browsers::find(browsers)?;
    let node_modules = browsers::from_npm();

    print_step("formatting");
    process::run(cargo().args(["fmt", "--all", "--check"]))?;
    print_step("lints");
    lint(&["--workspace", "--all-targets"])?;
    lint(&[&WASM_PACKAGE[..], &["--lib", "--bins", "--test", "browser"]].concat())?;
    lint(&EMBED_PAGE)?;
    print_step("documentation");
    document(&["--workspace"])?;
    document(&WASM_PACKAGE)?;
    document(&EMBED_PAGE)?;
    print_step("native tests");
    process::run(cargo().args(["test", "--workspace", "--exclude", "e2e"]))?;
    print_step("tests in the browser");
    process::run(&mut browser_tests(&tools, &browser)?)?;
    let dist = dist::run()?;
    let leptos_app = browsers::leptos_app(&tools)?;
    print_step("end-to-end tests");
    process::run(
        cargo()
            .args(["test", "--package", "e2e"])
            .env("SOAK", if soak { "long" } else { "short" })
            .env("CAMPAIGN_STATS_DIST", &dist)
            .env("CAMPAIGN_STATS_BY_HAND", bench::by_hand(&dist)?)
            .env("CHROME", &browser.chromium)
            .env("CHROMEDRIVER", &browser.driver)
            .env("NGINX", nginx)
            .envs(other_browsers.into_iter().chain(node_modules).chain(leptos_app)),
    )?;
    print_step("budgets");
    bench::check_budgets(&browser, &dist)
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
        .args(WASM_PACKAGE)
        .args(["--test", "browser"])
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner")
        .env("CHROMEDRIVER", &browser.driver)
        // In seconds. The defaults are too short for a busy machine.
        .env("WASM_BINDGEN_TEST_TIMEOUT", "180")
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "30")
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", capabilities(browser)?);
    Ok(test)
}

/// Writes the WebDriver capabilities for the test runner.
fn capabilities(browser: &Browser) -> anyhow::Result<PathBuf> {
    let mut flags = BROWSER_FLAGS.to_vec();
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
