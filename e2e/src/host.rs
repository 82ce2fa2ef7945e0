//! Somebody else's web server: pages that embed the widget, on an origin of their own.

use std::net::SocketAddr;
use std::path::Path;

use anyhow::Context;
use axum::Router;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tower_http::services::ServeDir;

/// The addresses that stand in the examples for one's own.
const STATS: &str = "https://stats.intranet.example";
const API: &str = "https://api.intranet.example";

/// A web server. Its files go with this value.
pub struct Host {
    address: SocketAddr,
    folder: TempDir,
}

impl Host {
    /// Serves a folder that is empty so far.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start() -> anyhow::Result<Self> {
        let folder = TempDir::with_prefix("campaign-stats-host-")?;
        let router = Router::new().fallback_service(ServeDir::new(folder.path()));
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self { address, folder })
    }

    /// Serves a page. Answers its address.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn page(&self, name: &str, html: &str) -> anyhow::Result<String> {
        std::fs::write(self.folder.path().join(name), html)?;
        Ok(format!("http://{}/{name}", self.address))
    }

    /// Serves an example, with the addresses of a site and an API in the place of those that it
    /// names. Answers its address.
    ///
    /// # Errors
    /// When there is no such example.
    pub fn example(&self, name: &str, stats: &str, api: &str) -> anyhow::Result<String> {
        self.example_after("", name, stats, api)
    }

    /// The same, with something before all else in its head.
    ///
    /// # Errors
    /// As for [`Host::example`].
    pub fn example_after(
        &self,
        first: &str,
        name: &str,
        stats: &str,
        api: &str,
    ) -> anyhow::Result<String> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples").join(name);
        let text = std::fs::read_to_string(&path).context(name.to_owned())?;
        let file = path.file_name().and_then(|name| name.to_str()).context("no name")?;
        let head = ["<head>", first].concat();
        self.page(file, &text.replace(STATS, stats).replace(API, api).replace("<head>", &head))
    }

    /// Serves a folder as it is, below a name.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn folder(&self, name: &str, folder: &Path) -> anyhow::Result<()> {
        Ok(std::os::unix::fs::symlink(folder, self.folder.path().join(name))?)
    }
}
