//! The two implementations that are compared.

use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};

use crate::{Page, dist};

/// An implementation of the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Candidate {
    /// The release in `dist/`.
    Built,
    /// The card by hand: `bench/campaign-stats.js`, compressed as the release.
    ByHand,
}

impl Candidate {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Built, Self::ByHand];

    /// Both. The order alternates by round, because the first affects the machine for the second.
    pub(super) fn order(round: usize) -> [Self; 2] {
        let [first, second] = Self::ALL;
        if round.is_multiple_of(2) { [first, second] } else { [second, first] }
    }

    /// Name in URLs and reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Built => "built",
            Self::ByHand => "by-hand",
        }
    }

    /// Folder of the files.
    pub(super) fn folder(self) -> anyhow::Result<PathBuf> {
        match self {
            Self::Built => dist(),
            Self::ByHand => {
                let folder = std::env::var_os("CAMPAIGN_STATS_BY_HAND").map_or_else(
                    || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/bench"),
                    PathBuf::from,
                );
                let is_built = folder.join("campaign-stats.js.br").is_file();
                ensure!(
                    is_built,
                    "{} is empty; `cargo xtask bench` creates its files",
                    folder.display()
                );
                Ok(folder)
            }
        }
    }

    /// Size of the wasm memory, in bytes.
    pub(super) async fn wasm_memory(self, page: &Page<'_>) -> anyhow::Result<f64> {
        if self == Self::ByHand {
            return Ok(0.0);
        }
        // The init function returns the exports of the running instance.
        let bytes = page
            .run_async(
                r"const url = performance.getEntriesByType('resource')
                    .find(entry => /widget-[^/]*\.js$/.test(entry.name)).name;
                return (await (await import(url)).default()).memory.buffer.byteLength",
            )
            .await?;
        bytes.as_f64().context("the page has no wasm memory")
    }
}
