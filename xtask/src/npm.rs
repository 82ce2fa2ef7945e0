//! Build tools from npm, which has them prebuilt, each in its own folder in the user's cache.

use std::path::PathBuf;

use anyhow::{Context, ensure};

use crate::process::{command, print_step, run};
use crate::tool::cache_folder;

/// A tool from npm.
pub(crate) struct NpmTool {
    pub(crate) package: &'static str,
    pub(crate) version: &'static str,
    /// Name of the program.
    pub(crate) binary: &'static str,
}

impl NpmTool {
    /// The folder of the program, which is installed unless it is there.
    pub(crate) fn find_or_install(&self) -> anyhow::Result<PathBuf> {
        let Self { package, version, binary } = self;
        let folder = cache_folder()?.join(format!("{package}-{version}"));
        let bin = folder.join("node_modules").join(".bin");
        if bin.join(binary).exists() {
            return Ok(bin);
        }
        ensure!(which::which("npm").is_ok(), "{package} needs npm: sudo apt-get install npm");
        print_step(&format!(
            "installing {package} {version} with npm into {} (once, about 10 s)",
            folder.display()
        ));
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("creating {}", folder.display()))?;
        let mut install = command("npm");
        install.args(["install", "--no-audit", "--no-fund", "--prefix"]).arg(&folder);
        run(install.arg(format!("{package}@{version}")))?;
        Ok(bin)
    }
}
