//! Finds or installs `wasm-opt`.

use std::ffi::OsStr;
use std::path::PathBuf;

use anyhow::Context;

use crate::npm::NpmTool;
use crate::process::{command, output};
use crate::tool::Tool;

/// Version 108 writes a wrong table into an export that the code of wasm-bindgen uses, and the
/// page fails with `WebAssembly.Table.set()`. 116 is the oldest version known to work.
const MIN_VERSION: u32 = 116;

const NPM: NpmTool = NpmTool { package: "binaryen", version: "132.0.0", binary: "wasm-opt" };

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
    match NPM.find_or_install().and_then(in_folder) {
        Ok(wasm_opt) => return Ok(wasm_opt),
        Err(error) => println!("{error:#}"),
    }
    in_folder(CRATE.install(CRATE_VERSION)?)
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
