//! Finds or installs `wasm-opt`.

use std::ffi::OsStr;
use std::path::PathBuf;

use anyhow::Context;

use crate::process::{command, output, print_step, run};
use crate::tool::{Tool, cache_folder};

/// Version 108 writes a wrong table into an export that the code of wasm-bindgen uses, and the
/// page fails with `WebAssembly.Table.set()`. 116 is the oldest version known to work.
const MIN_VERSION: u32 = 116;

/// The npm package, which is prebuilt, and its version.
const NPM_PACKAGE: &str = "binaryen";
const NPM_VERSION: &str = "132.0.0";

/// The crate, for machines without npm.
const CRATE: Tool = Tool { package: "wasm-opt", binary: "wasm-opt", locked: true, minutes: 8 };
const CRATE_VERSION: &str = "0.116.1";

/// A `wasm-opt` program.
pub(crate) struct WasmOpt {
    /// The folder to add to `PATH`; `None` if the program is on `PATH` already.
    pub(crate) folder: Option<PathBuf>,
    pub(crate) version: u32,
}

/// Finds `wasm-opt` on `PATH`, or installs it from npm, or else builds it from the crate.
pub(crate) fn find_or_install() -> anyhow::Result<WasmOpt> {
    if let Some(version) = version("wasm-opt").filter(|version| *version >= MIN_VERSION) {
        return Ok(WasmOpt { folder: None, version });
    }
    if which::which("npm").is_ok() {
        match install_from_npm() {
            Ok(wasm_opt) => return Ok(wasm_opt),
            Err(error) => println!("{error:#}"),
        }
    }
    in_folder(CRATE.install(CRATE_VERSION)?)
}

fn install_from_npm() -> anyhow::Result<WasmOpt> {
    let folder = cache_folder()?.join(format!("{NPM_PACKAGE}-{NPM_VERSION}"));
    let bin = folder.join("node_modules").join(".bin");
    if let Ok(wasm_opt) = in_folder(bin.clone()) {
        return Ok(wasm_opt);
    }
    print_step(&format!(
        "installing {NPM_PACKAGE} {NPM_VERSION} with npm into {} (once, about 10 s)",
        folder.display()
    ));
    std::fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
    let mut install = command("npm");
    install.args(["install", "--no-audit", "--no-fund", "--prefix"]).arg(&folder);
    run(install.arg(format!("{NPM_PACKAGE}@{NPM_VERSION}")))?;
    in_folder(bin)
}

fn in_folder(folder: PathBuf) -> anyhow::Result<WasmOpt> {
    let version = version(folder.join("wasm-opt"))
        .with_context(|| format!("{} has no working wasm-opt", folder.display()))?;
    Ok(WasmOpt { folder: Some(folder), version })
}

fn version(program: impl AsRef<OsStr>) -> Option<u32> {
    parse_version(&output(command(program).arg("--version"))?)
}

fn parse_version(output: &str) -> Option<u32> {
    output.split_whitespace().nth(2)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_is_parsed_with_and_without_a_suffix() {
        assert_eq!(parse_version("wasm-opt version 116"), Some(116));
        assert_eq!(parse_version("wasm-opt version 132 (version_132)"), Some(132));
        assert_eq!(parse_version(""), None);
    }
}
