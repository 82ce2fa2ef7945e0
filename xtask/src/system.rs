//! Programs of the operating system: Chromium with its driver, and nginx.

use std::path::PathBuf;

use anyhow::Context;

use crate::process::{command, output, print_step, run};

/// Chromium and its driver.
pub(crate) struct Browser {
    pub(crate) chromium: PathBuf,
    pub(crate) driver: PathBuf,
}

/// The browser for tests and screenshots.
pub(crate) fn browser() -> anyhow::Result<Browser> {
    if let Some(browser) = find_browser() {
        return Ok(browser);
    }
    install_debian(&["chromium", "chromium-driver"]);
    find_browser().context(
        "Chromium or its driver is missing; one of these installs both:\n  \
         Debian, Ubuntu: sudo apt-get install chromium chromium-driver\n  \
         Fedora: sudo dnf install chromium chromedriver\n  \
         macOS: brew install --cask chromium chromedriver\n\
         or set CHROME=/path/to/chrome CHROMEDRIVER=/path/to/chromedriver",
    )
}

fn find_browser() -> Option<Browser> {
    let from_env = |variable| std::env::var_os(variable).map(PathBuf::from);
    let on_path = |names: &[&str]| names.iter().find_map(|name| which::which(name).ok());
    let on_mac = || {
        ["Chromium", "Google Chrome"]
            .map(|name| PathBuf::from(format!("/Applications/{name}.app/Contents/MacOS/{name}")))
            .into_iter()
            .find(|path| path.is_file())
    };
    let browsers = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    Some(Browser {
        chromium: from_env("CHROME").or_else(|| on_path(&browsers)).or_else(on_mac)?,
        driver: from_env("CHROMEDRIVER").or_else(|| on_path(&["chromedriver"]))?,
    })
}

/// The nginx for the tests of the gateway.
pub(crate) fn nginx() -> anyhow::Result<PathBuf> {
    if let Some(nginx) = find_nginx() {
        return Ok(nginx);
    }
    // gettext-base provides envsubst, which renders the templates.
    install_debian(&["nginx-light", "gettext-base"]);
    find_nginx().context(
        "nginx or envsubst is missing; one of these installs both:\n  \
         Debian, Ubuntu: sudo apt-get install nginx-light gettext-base\n  \
         Fedora: sudo dnf install nginx gettext\n  \
         macOS: brew install nginx gettext\n\
         or set NGINX=/path/to/nginx",
    )
}

fn find_nginx() -> Option<PathBuf> {
    which::which("envsubst").ok()?;
    let from_env = std::env::var_os("NGINX").map(PathBuf::from);
    // On Debian, only root has this folder on its `PATH`.
    let debian = || Some(PathBuf::from("/usr/sbin/nginx")).filter(|path| path.is_file());
    from_env.or_else(|| which::which("nginx").ok()).or_else(debian)
}

/// Installs Debian packages, but only as root, as in a container: no password is asked for.
/// The caller checks whether the programs are there afterwards.
pub(crate) fn install_debian(packages: &[&str]) {
    if !is_root() || which::which("apt-get").is_err() {
        return;
    }
    let list = packages.join(" ");
    print_step(&format!("installing with apt-get: {list} (once, about 1 min)"));
    let apt = |arguments: &[&str]| {
        run(command("apt-get").env("DEBIAN_FRONTEND", "noninteractive").args(arguments))
    };
    let install = ["install", "-y", "-q", "--no-install-recommends"];
    let installed = apt(&["update", "-q"]).and_then(|()| apt(&[&install[..], packages].concat()));
    if let Err(error) = installed {
        println!("{error:#}");
    }
}

/// Whether this process runs as root. Chromium as root needs `--no-sandbox`.
pub(crate) fn is_root() -> bool {
    cfg!(unix) && output(command("id").arg("-u")).is_some_and(|id| id == "0")
}
