//! What the commands need, and how it gets there.
//!
//! Tools go into a folder of their own in the user's cache, by version: no tool of the user's
//! is replaced, and removing the folder removes them all.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};
use etcetera::BaseStrategy;

use crate::process::{cargo, command, output, root, run, say};

/// Builds with the oldest Rust that this project supports; 0.22 wants a newer one.
const TRUNK: Tool = Tool { krate: "trunk", binary: "trunk", locked: true, minutes: 6 };
const TRUNK_VERSION: &str = "0.21.14";

/// Its lock file does not resolve at the version that we need.
const WASM_BINDGEN: Tool =
    Tool { krate: "wasm-bindgen-cli", binary: "wasm-bindgen", locked: false, minutes: 2 };

const WASM_OPT: Tool = Tool { krate: "wasm-opt", binary: "wasm-opt", locked: true, minutes: 8 };
const WASM_OPT_VERSION: &str = "0.116.1";
/// The oldest that was seen to leave a module whole: 108 writes the wrong table into the export
/// that wasm-bindgen's glue needs, and the page fails with `WebAssembly.Table.set()`.
const WASM_OPT_OLDEST: u32 = 116;

/// Firefox's driver, which Debian does not have.
pub(crate) const GECKODRIVER: Tool =
    Tool { krate: "geckodriver", binary: "geckodriver", locked: true, minutes: 4 };
pub(crate) const GECKODRIVER_VERSION: &str = "0.36.0";

const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// A program from the crate registry.
pub(crate) struct Tool {
    krate: &'static str,
    pub(crate) binary: &'static str,
    locked: bool,
    /// About how long it takes to build, on two cores.
    minutes: u32,
}

/// Where the tools are.
pub(crate) struct Tools {
    path: OsString,
    /// The version of `wasm-opt`, where it was needed.
    wasm_opt: Option<u32>,
}

/// A browser and its driver.
pub(crate) struct Browser {
    pub(crate) chromium: PathBuf,
    pub(crate) driver: PathBuf,
}

impl Tools {
    /// What a development build needs: the wasm target, Trunk and wasm-bindgen.
    pub(crate) fn for_development() -> anyhow::Result<Self> {
        wasm_target()?;
        let trunk = TRUNK.find_or_install(TRUNK_VERSION)?;
        let wasm_bindgen = WASM_BINDGEN.find_or_install(&wasm_bindgen_version()?)?;
        Ok(Self { path: path_with([trunk, wasm_bindgen])?, wasm_opt: None })
    }

    /// What a release build needs: `wasm-opt` besides.
    pub(crate) fn for_release() -> anyhow::Result<Self> {
        let mut tools = Self::for_development()?;
        let (folder, version) = wasm_opt()?;
        let others = std::env::split_paths(&tools.path);
        tools.path = std::env::join_paths(folder.into_iter().chain(others))?;
        tools.wasm_opt = Some(version);
        Ok(tools)
    }

    /// A program that finds the tools.
    pub(crate) fn command(&self, program: &str) -> Command {
        self.prepare(command(program))
    }

    /// Cargo, finding the tools.
    pub(crate) fn cargo(&self) -> Command {
        self.prepare(cargo())
    }

    fn prepare(&self, mut command: Command) -> Command {
        command.env("PATH", &self.path);
        // `NO_COLOR=1` is how the world says it; Trunk reads it as an option and wants a boolean.
        command.env_remove("NO_COLOR");
        if let Some(version) = self.wasm_opt {
            command.env("TRUNK_TOOLS_WASM_OPT", format!("version_{version}"));
        }
        command
    }
}

impl Tool {
    /// The folder to put on the path, or `None` where the tool is on it already.
    fn find_or_install(&self, version: &str) -> anyhow::Result<Option<PathBuf>> {
        let wanted = format!("{} {version}", self.binary);
        if output(command(self.binary).arg("--version")).is_some_and(|found| found == wanted) {
            return Ok(None);
        }
        self.install(version).map(Some)
    }

    /// Whether it is in the folder of our tools already.
    pub(crate) fn is_installed(&self, version: &str) -> anyhow::Result<bool> {
        Ok(self.place(&self.home(version)?).is_file())
    }

    fn home(&self, version: &str) -> anyhow::Result<PathBuf> {
        Ok(tools_folder()?.join(format!("{}-{version}", self.krate)))
    }

    fn place(&self, home: &Path) -> PathBuf {
        home.join("bin").join(self.binary).with_extension(std::env::consts::EXE_EXTENSION)
    }

    /// Installs it where it is not, and answers in which folder it is.
    pub(crate) fn install(&self, version: &str) -> anyhow::Result<PathBuf> {
        let home = self.home(version)?;
        let (bin, binary) = (home.join("bin"), self.place(&home));
        if binary.is_file() {
            return Ok(bin);
        }
        if self.install_prebuilt(version, &home) && binary.is_file() {
            return Ok(bin);
        }
        say(&format!(
            "building {} {version} from the crate registry into {} (once, about {} min)",
            self.krate,
            home.display(),
            self.minutes
        ));
        let mut install = self.cargo_install(version, &home);
        run(&mut install).with_context(|| {
            format!(
                "{} could not be installed; with a network, this does it by hand: \
                 cargo install {} --version {version}",
                self.binary, self.krate
            )
        })?;
        Ok(bin)
    }

    fn cargo_install(&self, version: &str, home: &Path) -> Command {
        let mut install = cargo();
        install.args(["install", self.krate, "--version", version, "--root"]).arg(home);
        if self.locked {
            install.arg("--locked");
        }
        install
    }

    /// Takes a prebuilt binary where cargo-binstall is there and finds one.
    fn install_prebuilt(&self, version: &str, home: &Path) -> bool {
        if output(cargo().args(["binstall", "-V"])).is_none() {
            return false;
        }
        say(&format!("looking for a prebuilt {} {version} with cargo-binstall", self.krate));
        let mut binstall = cargo();
        binstall
            .args(["binstall", "--no-confirm", "--disable-strategies", "compile", "--root"])
            .arg(home)
            .arg(format!("{}@{version}", self.krate));
        run(&mut binstall).is_ok()
    }
}

/// The browser for tests and pictures.
pub(crate) fn browser() -> anyhow::Result<Browser> {
    if let Some(browser) = find_browser() {
        return Ok(browser);
    }
    install_debian(&["chromium", "chromium-driver"]);
    find_browser().context(
        "no Chromium with its driver was found; one of these installs both:\n  \
         Debian, Ubuntu: sudo apt-get install chromium chromium-driver\n  \
         Fedora: sudo dnf install chromium chromedriver\n  \
         macOS: brew install --cask chromium chromedriver\n\
         or name them: CHROME=/path/to/chrome CHROMEDRIVER=/path/to/chromedriver",
    )
}

fn find_browser() -> Option<Browser> {
    let named = |variable| std::env::var_os(variable).map(PathBuf::from);
    let on_path = |names: &[&str]| names.iter().find_map(|name| which::which(name).ok());
    let mac = || {
        ["Chromium", "Google Chrome"]
            .map(|name| PathBuf::from(format!("/Applications/{name}.app/Contents/MacOS/{name}")))
            .into_iter()
            .find(|path| path.is_file())
    };
    let browsers = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    Some(Browser {
        chromium: named("CHROME").or_else(|| on_path(&browsers)).or_else(mac)?,
        driver: named("CHROMEDRIVER").or_else(|| on_path(&["chromedriver"]))?,
    })
}

/// The nginx that the gateway's tests start.
pub(crate) fn nginx() -> anyhow::Result<PathBuf> {
    if let Some(nginx) = find_nginx() {
        return Ok(nginx);
    }
    // gettext-base has envsubst, which fills the templates.
    install_debian(&["nginx-light", "gettext-base"]);
    find_nginx().context(
        "no nginx with envsubst was found; one of these installs both:\n  \
         Debian, Ubuntu: sudo apt-get install nginx-light gettext-base\n  \
         Fedora: sudo dnf install nginx gettext\n  \
         macOS: brew install nginx gettext\n\
         or name it: NGINX=/path/to/nginx",
    )
}

fn find_nginx() -> Option<PathBuf> {
    which::which("envsubst").ok()?;
    let named = std::env::var_os("NGINX").map(PathBuf::from);
    // Debian has it where only root looks.
    let debian = || Some(PathBuf::from("/usr/sbin/nginx")).filter(|path| path.is_file());
    named.or_else(|| which::which("nginx").ok()).or_else(debian)
}

fn wasm_target() -> anyhow::Result<()> {
    let folder =
        output(command("rustc").args(["--print", "target-libdir", "--target", WASM_TARGET]));
    if folder.is_some_and(|folder| Path::new(&folder).is_dir()) {
        return Ok(());
    }
    say("adding the wasm target to Rust with rustup (once, some seconds)");
    run(command("rustup").args(["target", "add", WASM_TARGET])).with_context(|| {
        format!(
            "Rust needs its target {WASM_TARGET}; with a network: rustup target add {WASM_TARGET}"
        )
    })
}

/// `wasm-opt`: where it is, unless on the path, and its version.
fn wasm_opt() -> anyhow::Result<(Option<PathBuf>, u32)> {
    let on_path = wasm_opt_version("wasm-opt");
    if let Some(version) = on_path.filter(|version| *version >= WASM_OPT_OLDEST) {
        return Ok((None, version));
    }
    let folder = WASM_OPT.install(WASM_OPT_VERSION)?;
    let binary = folder.join(WASM_OPT.binary);
    let version = wasm_opt_version(binary).context("wasm-opt does not say its version")?;
    Ok((Some(folder), version))
}

fn wasm_opt_version(program: impl AsRef<std::ffi::OsStr>) -> Option<u32> {
    let line = output(command(program).arg("--version"))?;
    line.split_whitespace().nth(2)?.parse().ok()
}

/// Installs Debian packages where that can be done without asking: as root, as in containers.
/// Whether it worked, the caller sees by looking again.
pub(crate) fn install_debian(packages: &[&str]) {
    if !is_root() || which::which("apt-get").is_err() {
        return;
    }
    let list = packages.join(" ");
    say(&format!("installing with apt-get: {list} (once, about 1 min)"));
    let apt = |arguments: &[&str]| {
        run(command("apt-get").env("DEBIAN_FRONTEND", "noninteractive").args(arguments))
    };
    let install = ["install", "-y", "-q", "--no-install-recommends"];
    let installed = apt(&["update", "-q"]).and_then(|()| apt(&[&install[..], packages].concat()));
    if let Err(error) = installed {
        println!("{error:#}");
    }
}

/// Whether this runs as root, whose Chromium has no sandbox.
pub(crate) fn is_root() -> bool {
    cfg!(unix) && output(command("id").arg("-u")).is_some_and(|id| id == "0")
}

/// The version of wasm-bindgen in `Cargo.lock`, which its CLI must equal.
fn wasm_bindgen_version() -> anyhow::Result<String> {
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).context("reading Cargo.lock")?;
    let lock: toml::Table = lock.parse().context("reading Cargo.lock")?;
    let packages = lock.get("package").and_then(toml::Value::as_array).into_iter().flatten();
    let text = |package: &toml::Value, key: &str| {
        package.get(key).and_then(toml::Value::as_str).map(str::to_owned)
    };
    for package in packages {
        if text(package, "name").as_deref() == Some("wasm-bindgen") {
            return text(package, "version").context("wasm-bindgen has no version");
        }
    }
    bail!("Cargo.lock names no wasm-bindgen")
}

/// The folder of all tools that this project installs.
fn tools_folder() -> anyhow::Result<PathBuf> {
    let base = etcetera::choose_base_strategy().context("no home folder")?;
    Ok(base.cache_dir().join("campaign-stats"))
}

fn path_with(folders: impl IntoIterator<Item = Option<PathBuf>>) -> anyhow::Result<OsString> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = folders.into_iter().flatten();
    Ok(std::env::join_paths(folders.chain(std::env::split_paths(&path)))?)
}
