//! The build tools that the commands need: the wasm target, Trunk, wasm-bindgen and wasm-opt.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

use crate::process::{cargo, command, output, print_step, root, run};
use crate::tool::Tool;
use crate::wasm_opt;

const TRUNK: Tool = Tool { package: "trunk", binary: "trunk", locked: true, minutes: 2 };
/// Builds with the minimum Rust version of this project; 0.22 needs a newer one.
const TRUNK_VERSION: &str = "0.21.14";

/// Not `locked`: the lock file of the crate does not resolve at the version in our `Cargo.lock`.
const WASM_BINDGEN: Tool =
    Tool { package: "wasm-bindgen-cli", binary: "wasm-bindgen", locked: false, minutes: 1 };

const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// The build tools, found or installed.
pub(crate) struct Tools {
    /// `PATH` with the folders of the tools.
    path: OsString,
    /// Version of `wasm-opt`; `None` for development builds.
    wasm_opt: Option<u32>,
}

impl Tools {
    /// The tools of a development build: the wasm target, Trunk and wasm-bindgen.
    pub(crate) fn for_development() -> anyhow::Result<Self> {
        add_wasm_target()?;
        let trunk = TRUNK.find_or_install(TRUNK_VERSION)?;
        let wasm_bindgen = WASM_BINDGEN.find_or_install(&wasm_bindgen_version()?)?;
        let path = std::env::var_os("PATH").unwrap_or_default();
        Ok(Self { path: prepend([trunk, wasm_bindgen], &path)?, wasm_opt: None })
    }

    /// The tools of a release build: also `wasm-opt`.
    pub(crate) fn for_release() -> anyhow::Result<Self> {
        let Self { path, .. } = Self::for_development()?;
        let wasm_opt = wasm_opt::find_or_install()?;
        Ok(Self { path: prepend([wasm_opt.folder], &path)?, wasm_opt: Some(wasm_opt.version) })
    }

    /// A program with the tools on its `PATH`.
    pub(crate) fn command(&self, program: &str) -> Command {
        self.prepare(command(program))
    }

    /// Cargo with the tools on its `PATH`.
    pub(crate) fn cargo(&self) -> Command {
        self.prepare(cargo())
    }

    fn prepare(&self, mut command: Command) -> Command {
        command.env("PATH", &self.path);
        // Trunk expects a boolean in `NO_COLOR` and rejects the usual `NO_COLOR=1`.
        command.env_remove("NO_COLOR");
        if let Some(version) = self.wasm_opt {
            // Trunk downloads its default version unless it is told the version on `PATH`.
            command.env("TRUNK_TOOLS_WASM_OPT", format!("version_{version}"));
        }
        command
    }
}

fn add_wasm_target() -> anyhow::Result<()> {
    let folder =
        output(command("rustc").args(["--print", "target-libdir", "--target", WASM_TARGET]));
    if folder.is_some_and(|folder| Path::new(&folder).is_dir()) {
        return Ok(());
    }
    print_step("adding the wasm target to Rust with rustup (once, about 10 s)");
    run(command("rustup").args(["target", "add", WASM_TARGET])).with_context(|| {
        format!(
            "Rust's target {WASM_TARGET} is missing; with a network connection, this adds it: \
             rustup target add {WASM_TARGET}"
        )
    })
}

/// The version of wasm-bindgen in `Cargo.lock`. Its command-line tool must have the same version.
fn wasm_bindgen_version() -> anyhow::Result<String> {
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).context("reading Cargo.lock")?;
    let lock: toml::Table = lock.parse().context("reading Cargo.lock")?;
    let packages = lock.get("package").and_then(toml::Value::as_array).into_iter().flatten();
    let text = |package: &toml::Value, key: &str| {
        package.get(key).and_then(toml::Value::as_str).map(str::to_owned)
    };
    for package in packages {
        if text(package, "name").as_deref() == Some("wasm-bindgen") {
            return text(package, "version").context("wasm-bindgen has no version in Cargo.lock");
        }
    }
    bail!("wasm-bindgen is not in Cargo.lock")
}

/// Puts folders in front of a `PATH`.
fn prepend(
    folders: impl IntoIterator<Item = Option<PathBuf>>,
    path: &OsString,
) -> anyhow::Result<OsString> {
    let folders = folders.into_iter().flatten();
    Ok(std::env::join_paths(folders.chain(std::env::split_paths(path)))?)
}
