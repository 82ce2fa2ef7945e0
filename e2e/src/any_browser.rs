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

/// Tests that run in Chromium and, where they are installed, in Firefox and `WebKit`: functions that take an
/// `Option<Engine>`, `None` for Chromium.
#[macro_export]
macro_rules! in_each_engine {
    ($($test:ident),* $(,)?) => {
        $crate::in_engine!(chromium, None, $($test),*);
        $crate::in_engine!(firefox, Some($crate::Engine::Firefox), $($test),*);
        $crate::in_engine!(webkit, Some($crate::Engine::WebKit), $($test),*);
    };
}

/// A module with tests for one engine.
#[doc(hidden)]
#[macro_export]
macro_rules! in_engine {
    ($engine:ident, $value:expr, $($test:ident),*) => {
        mod $engine {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() -> anyhow::Result<()> {
                super::$test($value).await
            })*
        }
    };
}
