//! Minifies scripts and styles with esbuild.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::npm::NpmTool;
use crate::process::{command, run};

const ESBUILD: NpmTool = NpmTool { package: "esbuild", version: "0.28.2", binary: "esbuild" };

/// esbuild, if it is there or can be installed.
pub(crate) struct Minifier(Option<PathBuf>);

impl Minifier {
    /// Without npm, files stay as they are: larger by a tenth of the whole widget.
    pub(crate) fn find_or_install() -> Self {
        match ESBUILD.find_or_install() {
            Ok(folder) => Self(Some(folder.join(ESBUILD.binary))),
            Err(error) => {
                println!("scripts and styles are not minified: {error:#}");
                Self(None)
            }
        }
    }

    /// Whether files are minified.
    pub(crate) fn is_there(&self) -> bool {
        self.0.is_some()
    }

    /// Minifies a script, which is a module, or a style sheet. Leaves other files alone.
    pub(crate) fn minify(&self, path: &Path) -> anyhow::Result<()> {
        let extension = path.extension().and_then(OsStr::to_str);
        let (Some(esbuild), Some("js" | "css")) = (&self.0, extension) else { return Ok(()) };
        let mut minify = command(esbuild);
        minify.args(["--minify", "--charset=utf8", "--log-level=warning", "--allow-overwrite"]);
        if extension == Some("js") {
            minify.arg("--format=esm");
        }
        let mut outfile = OsString::from("--outfile=");
        outfile.push(path);
        run(minify.arg(path).arg(outfile)).with_context(|| format!("minifying {}", path.display()))
    }
}
