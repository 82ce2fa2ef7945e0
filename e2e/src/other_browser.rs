//! Firefox or `WebKit`, driven through `WebDriver`.

use std::ffi::OsString;
use std::net::{Ipv4Addr, TcpListener};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use serde_json::json;
use tempfile::TempDir;
use thirtyfour::prelude::*;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::TIMEOUT;
use crate::browser::{Page, port};

/// A browser engine other than Chromium.
#[derive(Clone, Copy, Debug)]
pub enum Engine {
    /// Firefox with geckodriver.
    Firefox,
    /// `MiniBrowser` with `WebKitWebDriver`, on a virtual screen.
    WebKit,
}

/// A browser. It is stopped on drop.
pub struct OtherBrowser {
    driver: WebDriver,
    _processes: Vec<Child>,
    _folder: TempDir,
}

impl OtherBrowser {
    /// Starts the browser; `None` if `cargo xtask test` found none.
    ///
    /// # Errors
    /// If it is installed and does not start.
    pub async fn start(engine: Engine) -> anyhow::Result<Option<Self>> {
        let (browser, driver) = match engine {
            Engine::Firefox => ("FIREFOX", "GECKODRIVER"),
            Engine::WebKit => ("MINIBROWSER", "WEBKITDRIVER"),
        };
        let (Some(browser), Some(driver)) = (path_from_env(browser), path_from_env(driver)) else {
            println!("skipped: no {engine:?}; `cargo xtask test --browsers all` installs it");
            return Ok(None);
        };
        match engine {
            Engine::Firefox => start_firefox(browser, driver).await.map(Some),
            Engine::WebKit => start_webkit(browser, driver).await.map(Some),
        }
    }

    /// Opens a page.
    ///
    /// # Errors
    /// If the browser fails.
    pub async fn open(&self, url: &str) -> anyhow::Result<Page<'_>> {
        self.driver.goto(url).await?;
        Ok(Page { driver: &self.driver, tools: None })
    }

    /// Quits the browser.
    ///
    /// # Errors
    /// If it has stopped already.
    pub async fn quit(self) -> anyhow::Result<()> {
        Ok(self.driver.quit().await?)
    }
}

fn path_from_env(variable: &str) -> Option<OsString> {
    std::env::var_os(variable).filter(|path| !path.is_empty())
}

/// A program with its home and temporary files in `folder`.
fn program(path: &OsString, folder: &TempDir) -> Command {
    let mut program = Command::new(path);
    program.env("TMPDIR", folder.path()).env("HOME", folder.path()).kill_on_drop(true);
    program
}

async fn start_firefox(browser: OsString, driver: OsString) -> anyhow::Result<OtherBrowser> {
    let folder = TempDir::with_prefix("campaign-stats-firefox-")?;
    let mut process = program(&driver, &folder)
        .args(["--port", "0"])
        .stdout(Stdio::piped())
        .spawn()
        .context("could not start geckodriver")?;
    let port = port(&mut process, "Listening on 127.0.0.1:").await?;
    let options = json!({ "binary": browser.to_string_lossy(), "args": ["-headless"] });
    let mut capabilities = Capabilities::new();
    capabilities.set("browserName", "firefox")?;
    capabilities.set("moz:firefoxOptions", options)?;
    let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities).await?;
    Ok(OtherBrowser { driver, _processes: vec![process], _folder: folder })
}

async fn start_webkit(browser: OsString, driver: OsString) -> anyhow::Result<OtherBrowser> {
    let folder = TempDir::with_prefix("campaign-stats-webkit-")?;
    let (display, screen) = start_screen(&folder).await?;
    // WebKitWebDriver does not print its port, so a free one is chosen here.
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
    let process = program(&driver, &folder)
        .arg(format!("--port={port}"))
        .env("DISPLAY", display)
        // No GPU is available.
        .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
        .env("LIBGL_ALWAYS_SOFTWARE", "1")
        .spawn()
        .context("could not start WebKitWebDriver")?;
    let options = json!({ "binary": browser.to_string_lossy(), "args": ["--automation"] });
    let mut capabilities = Capabilities::new();
    capabilities.set("browserName", "MiniBrowser")?;
    capabilities.set("webkitgtk:browserOptions", options)?;
    await_listening(port).await?;
    let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities).await?;
    Ok(OtherBrowser { driver, _processes: vec![process, screen], _folder: folder })
}

/// Starts a virtual screen. Returns its display name.
async fn start_screen(folder: &TempDir) -> anyhow::Result<(String, Child)> {
    let xvfb = path_from_env("XVFB").unwrap_or_else(|| "Xvfb".into());
    let mut screen = program(&xvfb, folder)
        .args(["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("could not start Xvfb")?;
    let output = screen.stdout.take().context("Xvfb has no output")?;
    let number = BufReader::new(output).lines().next_line().await?.context("Xvfb stopped")?;
    Ok((format!(":{}", number.trim()), screen))
}

async fn await_listening(port: u16) -> anyhow::Result<()> {
    let began = Instant::now();
    while tokio::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_err() {
        if began.elapsed() > TIMEOUT {
            bail!("WebKitWebDriver does not listen");
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}
