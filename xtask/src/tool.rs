//! Build tools from the crate registry, each in its own folder in the user's cache.
//!
//! Tools of the user are never replaced, and removing the folder removes all tools of this project.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;
use etcetera::BaseStrategy;

use crate::process::{cargo, command, output, print_step, run};

/// A tool from the crate registry.
pub(crate) struct Tool {
    /// Name of the crate.
    pub(crate) package: &'static str,
    /// Name of the program.
    pub(crate) binary: &'static str,
    /// Whether the lock file of the crate is used.
    pub(crate) locked: bool,
    /// Approximate build time on two cores, in minutes.
    pub(crate) minutes: u32,
}

impl Tool {
    /// The folder to add to `PATH`; `None` if this version is on `PATH` already.
    pub(crate) fn find_or_install(&self, version: &str) -> anyhow::Result<Option<PathBuf>> {
        let wanted = format!("{} {version}", self.binary);
        if output(command(self.binary).arg("--version")).is_some_and(|found| found == wanted) {
            return Ok(None);
        }
        self.install(version).map(Some)
    }

    /// Whether this version is in the cache folder.
    pub(crate) fn is_installed(&self, version: &str) -> anyhow::Result<bool> {
        Ok(self.path_in(&self.folder(version)?).is_file())
    }

    /// Installs this version into the cache folder, unless it is there. Returns the folder of the
    /// program.
    pub(crate) fn install(&self, version: &str) -> anyhow::Result<PathBuf> {
        let folder = self.folder(version)?;
        let (bin, path) = (folder.join("bin"), self.path_in(&folder));
        if path.is_file() {
            return Ok(bin);
        }
        if self.install_prebuilt(version, &folder) && path.is_file() {
            return Ok(bin);
        }
        print_step(&format!(
            "building {} {version} from the crate registry into {} (once, about {} min)",
            self.package,
            folder.display(),
            self.minutes
        ));
        run(&mut self.cargo_install(version, &folder)).with_context(|| {
            format!(
                "could not install {}; with a network connection, this installs it: \
                 cargo install {} --version {version}",
                self.binary, self.package
            )
        })?;
        Ok(bin)
    }

    fn folder(&self, version: &str) -> anyhow::Result<PathBuf> {
        Ok(cache_folder()?.join(format!("{}-{version}", self.package)))
    }

    fn path_in(&self, folder: &Path) -> PathBuf {
        folder.join("bin").join(self.binary).with_extension(std::env::consts::EXE_EXTENSION)
    }

    /// Builds without optimisation: the tools run for seconds, and an optimised build takes three
    /// times as long as this one.
    fn cargo_install(&self, version: &str, folder: &Path) -> Command {
        let mut install = cargo();
        install.args(["install", self.package, "--version", version, "--debug", "--root"]);
        install.arg(folder).env("CARGO_PROFILE_DEV_DEBUG", "0");
        if self.locked {
            install.arg("--locked");
        }
        install
    }

    /// Installs a prebuilt program if cargo-binstall is present and finds one.
    fn install_prebuilt(&self, version: &str, folder: &Path) -> bool {
        if output(cargo().args(["binstall", "-V"])).is_none() {
            return false;
        }
        print_step(&format!(
            "looking for a prebuilt {} {version} with cargo-binstall",
            self.package
        ));
        let mut binstall = cargo();
        binstall
            .args(["binstall", "--no-confirm", "--disable-strategies", "compile", "--root"])
            .arg(folder)
            .arg(format!("{}@{version}", self.package));
        run(&mut binstall).is_ok()
    }
}

/// The folder of all tools that this project installs.
pub(crate) fn cache_folder() -> anyhow::Result<PathBuf> {
    let base = etcetera::choose_base_strategy().context("no home folder")?;
    Ok(base.cache_dir().join("campaign-stats"))
}
