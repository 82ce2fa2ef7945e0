//! A web server with pages that embed the widget, on another origin.

use std::net::SocketAddr;
use std::path::Path;

use anyhow::Context;
use axum::Router;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tower_http::services::ServeDir;

/// Placeholder URLs of the examples.
const STATS: &str = "https://stats.intranet.example";
const API: &str = "https://api.intranet.example";

/// A web server. Its files are removed on drop.
pub struct Host {
    address: SocketAddr,
    folder: TempDir,
}

impl Host {
    /// Serves an empty folder.
    ///
    /// # Errors
    /// If no port is free.
    pub async fn start() -> anyhow::Result<Self> {
        let folder = TempDir::with_prefix("campaign-stats-host-")?;
        let router = Router::new().fallback_service(ServeDir::new(folder.path()));
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self { address, folder })
    }

    /// Its origin.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Serves a page. Returns its URL.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn page(&self, name: &str, html: &str) -> anyhow::Result<String> {
        std::fs::write(self.folder.path().join(name), html)?;
        Ok(format!("{}/{name}", self.origin()))
    }

    /// Serves an example, with these URLs of a site and an API instead of the placeholders. Returns
    /// its URL.
    ///
    /// # Errors
    /// If there is no such example.
    pub fn example(&self, name: &str, stats: &str, api: &str) -> anyhow::Result<String> {
        self.example_after("", name, stats, api)
    }

    /// Like [`Host::example`], with HTML inserted at the start of its head.
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

    /// Serves a folder under a name.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn folder(&self, name: &str, folder: &Path) -> anyhow::Result<()> {
        Ok(std::os::unix::fs::symlink(folder, self.folder.path().join(name))?)
    }
}
