//! Any of the three engines, for tests that hold in all of them.

use crate::{Browser, Engine, OtherBrowser, Page};

/// A browser. It is stopped on drop.
pub enum AnyBrowser {
    /// Chromium.
    Chromium(Browser),
    /// Firefox or `WebKit`.
    Other(OtherBrowser),
}

impl AnyBrowser {
    /// Starts Chromium, or another engine if `cargo xtask test` found it.
    ///
    /// # Errors
    /// If it is installed and does not start.
    pub async fn start(engine: Option<Engine>) -> anyhow::Result<Option<Self>> {
        Ok(match engine {
            None => Some(Self::Chromium(Browser::start().await?)),
            Some(engine) => OtherBrowser::start(engine).await?.map(Self::Other),
        })
    }

    /// Opens a page.
    ///
    /// # Errors
    /// If the browser fails.
    pub async fn open(&self, url: &str) -> anyhow::Result<Page<'_>> {
        match self {
            Self::Chromium(browser) => browser.open(url).await,
            Self::Other(browser) => browser.open(url).await,
        }
    }

    /// Quits the browser.
    ///
    /// # Errors
    /// If it has stopped already.
    pub async fn quit(self) -> anyhow::Result<()> {
        match self {
            Self::Chromium(browser) => browser.quit().await,
            Self::Other(browser) => browser.quit().await,
        }
    }
}
