//! Optional parts of the tests: Firefox, `WebKit`, npm packages and the Leptos example.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::process::{command, print_step, root, run};
use crate::setup::Tools;
use crate::system::install_debian;
use crate::tool::Tool;

/// The driver of Firefox. Debian does not package it.
const GECKODRIVER: Tool =
    Tool { package: "geckodriver", binary: "geckodriver", locked: true, minutes: 2 };
const GECKODRIVER_VERSION: &str = "0.36.0";

/// Browsers in which the tests run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Browsers {
    /// Chromium, and the others if they are installed
    Installed,
    /// Chromium, Firefox and `WebKit`; missing ones are installed
    All,
}

/// Environment variables for the end-to-end tests.
pub(crate) type EnvVars = Vec<(&'static str, OsString)>;

/// Firefox and `WebKit` with their drivers.
pub(crate) fn find(wanted: Browsers) -> anyhow::Result<EnvVars> {
    let mut found = Vec::new();
    for browser in [firefox, webkit] {
        match (browser(wanted == Browsers::All), wanted) {
            (Ok(programs), _) => found.extend(programs),
            (Err(error), Browsers::All) => return Err(error),
            (Err(error), Browsers::Installed) => {
                println!("skipped: {error:#}\n  (`--browsers all` makes this an error)");
            }
        }
    }
    Ok(found)
}

fn firefox(install: bool) -> anyhow::Result<EnvVars> {
    let find = || which::which("firefox-esr").or_else(|_| which::which("firefox")).ok();
    if install && find().is_none() {
        install_debian(&["firefox-esr"]);
    }
    let firefox = find().context("Firefox is missing: sudo apt-get install firefox-esr")?;
    let driver = match which::which("geckodriver") {
        Ok(driver) => driver,
        Err(_) if install || GECKODRIVER.is_installed(GECKODRIVER_VERSION)? => {
            GECKODRIVER.install(GECKODRIVER_VERSION)?.join(GECKODRIVER.binary)
        }
        Err(_) => bail!("geckodriver is missing: cargo install geckodriver"),
    };
    Ok(vec![("FIREFOX", firefox.into()), ("GECKODRIVER", driver.into())])
}

fn webkit(install: bool) -> anyhow::Result<EnvVars> {
    let find = || {
        Some((
            find_minibrowser()?,
            which::which("WebKitWebDriver").ok()?,
            which::which("Xvfb").ok()?,
        ))
    };
    if install && find().is_none() {
        install_debian(&["webkit2gtk-driver", "xvfb"]);
    }
    let (browser, driver, screen) = find()
        .context("WebKit or its driver is missing: sudo apt-get install webkit2gtk-driver xvfb")?;
    Ok(vec![
        ("MINIBROWSER", browser.into()),
        ("WEBKITDRIVER", driver.into()),
        ("XVFB", screen.into()),
    ])
}

/// Debian installs it under `/usr/lib/<architecture>/webkit2gtk-<version>/`.
fn find_minibrowser() -> Option<PathBuf> {
    let entries = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten();
    let architectures = entries(Path::new("/usr/lib")).map(|entry| entry.path());
    let folders = architectures.flat_map(|architecture| {
        entries(&architecture).map(|entry| entry.path()).collect::<Vec<_>>()
    });
    folders.map(|folder| folder.join("MiniBrowser")).find(|path| path.is_file())
}

/// Packages from npm: React for its example, TypeScript and the manifest schema for the package.
/// Without npm, the tests that need them are skipped.
pub(crate) fn from_npm() -> EnvVars {
    if which::which("npm").is_err() {
        println!(
            "skipped: tests of the React example, of frameworks and of the package need npm: sudo apt-get install npm"
        );
        return EnvVars::new();
    }
    let all = [
        ("REACT", "react", "examples/react/package.json"),
        ("PACKAGE_TOOLS", "package", "e2e/package/package.json"),
        ("FRAMEWORKS", "frameworks", "e2e/frameworks/package.json"),
    ];
    let mut found = EnvVars::new();
    for (variable, name, wanted) in all {
        match installed(name, &root().join(wanted)) {
            Ok(modules) => found.push((variable, modules.into())),
            Err(error) => println!("skipped: {error:#}"),
        }
    }
    found
}

/// The `node_modules` folder for a `package.json`, installed if it is not up to date: npm writes
/// `.package-lock.json` last.
fn installed(name: &str, wanted: &Path) -> anyhow::Result<PathBuf> {
    let folder = root().join("target").join(name);
    let (list, modules) = (folder.join("package.json"), folder.join("node_modules"));
    let wanted = fs::read(wanted)?;
    if fs::read(&list).ok().as_ref() == Some(&wanted)
        && modules.join(".package-lock.json").is_file()
    {
        return Ok(modules);
    }
    print_step(&format!(
        "installing packages for {name} with npm into target/{name} (once, about 10 s)"
    ));
    fs::create_dir_all(&folder)?;
    // A failed installation must not leave outdated packages behind.
    let _ = fs::remove_dir_all(&modules);
    fs::write(&list, &wanted)?;
    run(command("npm").args(["install", "--no-audit", "--no-fund"]).current_dir(&folder))
        .with_context(|| format!("npm could not install the packages for {name}"))?;
    Ok(modules)
}

/// Builds the Leptos example.
pub(crate) fn leptos_app(tools: &Tools) -> anyhow::Result<EnvVars> {
    let dist = root().join("target").join("leptos-app");
    print_step("building the Leptos example");
    let mut build = tools.command("trunk");
    build.args(["build", "--dist"]).arg(&dist);
    run(build.current_dir(root().join("examples/leptos-app")))?;
    Ok(vec![("LEPTOS_APP", dist.into())])
}
