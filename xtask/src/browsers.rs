//! The browsers besides Chromium, and what the examples need besides browsers.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::process::{command, root, run, say};
use crate::setup::{GECKODRIVER, GECKODRIVER_VERSION, Tools, install_debian};

/// Which browsers a test runs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Browsers {
    /// Chromium, and the others where they are installed
    Installed,
    /// Chromium, Firefox and `WebKit`, installed where they are missing
    All,
}

/// What end-to-end tests find in their environment.
pub(crate) type Found = Vec<(&'static str, OsString)>;

/// Firefox and `WebKit` with their drivers: those that are there, or all of them.
pub(crate) fn find(wanted: Browsers) -> anyhow::Result<Found> {
    let mut found = Vec::new();
    for look in [firefox, webkit] {
        match (look(wanted == Browsers::All), wanted) {
            (Ok(programs), _) => found.extend(programs),
            (Err(error), Browsers::All) => return Err(error),
            (Err(error), Browsers::Installed) => {
                println!("left out: {error:#}\n  (`--browsers all` insists)");
            }
        }
    }
    Ok(found)
}

fn firefox(install: bool) -> anyhow::Result<Found> {
    let find = || which::which("firefox-esr").or_else(|_| which::which("firefox")).ok();
    if install && find().is_none() {
        install_debian(&["firefox-esr"]);
    }
    let firefox = find().context("no Firefox: sudo apt-get install firefox-esr")?;
    let driver = match which::which("geckodriver") {
        Ok(driver) => driver,
        Err(_) if install || GECKODRIVER.is_installed(GECKODRIVER_VERSION)? => {
            GECKODRIVER.install(GECKODRIVER_VERSION)?.join(GECKODRIVER.binary)
        }
        Err(_) => bail!("no geckodriver: cargo install geckodriver"),
    };
    Ok(vec![("FIREFOX", firefox.into()), ("GECKODRIVER", driver.into())])
}

fn webkit(install: bool) -> anyhow::Result<Found> {
    let look = || {
        Some((
            find_minibrowser()?,
            which::which("WebKitWebDriver").ok()?,
            which::which("Xvfb").ok()?,
        ))
    };
    if install && look().is_none() {
        install_debian(&["webkit2gtk-driver", "xvfb"]);
    }
    let (browser, driver, screen) =
        look().context("no WebKit with its driver: sudo apt-get install webkit2gtk-driver xvfb")?;
    Ok(vec![
        ("MINIBROWSER", browser.into()),
        ("WEBKITDRIVER", driver.into()),
        ("XVFB", screen.into()),
    ])
}

/// Debian has it in a folder of the library's, by machine and version.
fn find_minibrowser() -> Option<PathBuf> {
    let entries = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten();
    let machines = entries(Path::new("/usr/lib")).map(|entry| entry.path());
    let folders = machines
        .flat_map(|machine| entries(&machine).map(|entry| entry.path()).collect::<Vec<_>>());
    folders.map(|folder| folder.join("MiniBrowser")).find(|path| path.is_file())
}

/// What comes from npm's registry: React for its example, TypeScript and the schema of manifests for
/// the package. Where there is no npm, what needs them is left out.
pub(crate) fn from_npm() -> Found {
    if which::which("npm").is_err() {
        println!("left out: the React example and the package need npm: sudo apt-get install npm");
        return Found::new();
    }
    let all = [
        ("REACT", "react", "examples/react/package.json"),
        ("PACKAGE_TOOLS", "package", "e2e/package/package.json"),
    ];
    let mut found = Found::new();
    for (variable, name, wanted) in all {
        match installed(name, &root().join(wanted)) {
            Ok(modules) => found.push((variable, modules.into())),
            Err(error) => println!("left out: {error:#}"),
        }
    }
    found
}

/// The modules that a `package.json` names, fetched unless they are there: npm writes a list of its
/// own when all have come.
fn installed(name: &str, wanted: &Path) -> anyhow::Result<PathBuf> {
    let folder = root().join("target").join(name);
    let (list, modules) = (folder.join("package.json"), folder.join("node_modules"));
    let wanted = fs::read(wanted)?;
    if fs::read(&list).ok().as_ref() == Some(&wanted)
        && modules.join(".package-lock.json").is_file()
    {
        return Ok(modules);
    }
    say(&format!("fetching what {name} needs with npm into target/{name} (once, some seconds)"));
    fs::create_dir_all(&folder)?;
    // What is there now is not what is wanted, whatever becomes of the rest.
    let _ = fs::remove_dir_all(&modules);
    fs::write(&list, &wanted)?;
    run(command("npm").args(["install", "--no-audit", "--no-fund"]).current_dir(&folder))
        .with_context(|| format!("npm could not fetch what {name} needs"))?;
    Ok(modules)
}

/// The Leptos app, built.
pub(crate) fn leptos_app(tools: &Tools) -> anyhow::Result<Found> {
    let dist = root().join("target").join("leptos-app");
    say("building the Leptos example");
    let mut build = tools.command("trunk");
    build.args(["build", "--dist"]).arg(&dist);
    run(build.current_dir(root().join("examples/leptos-app")))?;
    Ok(vec![("LEPTOS_APP", dist.into())])
}
