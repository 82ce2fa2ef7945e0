//! The two that are compared.

use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};

use crate::{Page, dist};

/// One of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Contender {
    /// The release in `dist/`.
    Built,
    /// `bench/campaign-stats.js`, minified and compressed as the release is.
    ByHand,
}

impl Contender {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Built, Self::ByHand];

    /// Both, with another one first in every round: the second finds the machine as the first
    /// left it.
    pub(super) fn in_turn(round: usize) -> [Self; 2] {
        let [first, second] = Self::ALL;
        if round.is_multiple_of(2) { [first, second] } else { [second, first] }
    }

    /// Its name in addresses and reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Built => "built",
            Self::ByHand => "by-hand",
        }
    }

    /// The folder of its files.
    pub(super) fn folder(self) -> anyhow::Result<PathBuf> {
        match self {
            Self::Built => dist(),
            Self::ByHand => {
                let folder = std::env::var_os("CAMPAIGN_STATS_BY_HAND").map_or_else(
                    || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/bench"),
                    PathBuf::from,
                );
                let made = folder.join("campaign-stats.js.br").is_file();
                ensure!(made, "{} is empty; `cargo xtask bench` fills it", folder.display());
                Ok(folder)
            }
        }
    }

    /// The memory of its wasm, in bytes.
    pub(super) async fn wasm_memory(self, page: &Page<'_>) -> anyhow::Result<f64> {
        if self == Self::ByHand {
            return Ok(0.0);
        }
        // The glue answers with the instance that is there.
        let bytes = page
            .run_async(
                r"const glue = performance.getEntriesByType('resource')
                    .find(entry => /widget-[^/]*\.js$/.test(entry.name)).name;
                return (await (await import(glue)).default()).memory.buffer.byteLength",
            )
            .await?;
        bytes.as_f64().context("no wasm memory")
    }
}
