//! A Firefox or a `WebKit`, driven through `WebDriver`, for what must work in every browser.

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

use crate::PATIENCE;
use crate::browser::{Page, port};

/// Another engine than Chromium's.
#[derive(Clone, Copy, Debug)]
pub enum Engine {
    /// Firefox with geckodriver.
    Firefox,
    /// `WebKit`'s `MiniBrowser` with `WebKitWebDriver`, on a screen of its own.
    WebKit,
}

/// A browser. It ends with this value.
pub struct OtherBrowser {
    driver: WebDriver,
    _processes: Vec<Child>,
    _folder: TempDir,
}

impl OtherBrowser {
    /// Starts it; `None` where `cargo xtask test` has found none.
    ///
    /// # Errors
    /// When it is there and does not start.
    pub async fn start(engine: Engine) -> anyhow::Result<Option<Self>> {
        let (browser, driver) = match engine {
            Engine::Firefox => ("FIREFOX", "GECKODRIVER"),
            Engine::WebKit => ("MINIBROWSER", "WEBKITDRIVER"),
        };
        let (Some(browser), Some(driver)) = (named(browser), named(driver)) else {
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
    /// When the browser cannot.
    pub async fn open(&self, url: &str) -> anyhow::Result<Page<'_>> {
        self.driver.goto(url).await?;
        Ok(Page { driver: &self.driver, tools: None })
    }

    /// Ends the browser in good order.
    ///
    /// # Errors
    /// When it has ended already.
    pub async fn quit(self) -> anyhow::Result<()> {
        Ok(self.driver.quit().await?)
    }
}

fn named(variable: &str) -> Option<OsString> {
    std::env::var_os(variable).filter(|path| !path.is_empty())
}

/// A program that leaves what it writes in a folder, which goes with it.
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
    // It does not say which port it has found, so it is told one.
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
    let process = program(&driver, &folder)
        .arg(format!("--port={port}"))
        .env("DISPLAY", display)
        // There is no graphics card to draw with.
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

/// A screen that nobody sees, and its name.
async fn start_screen(folder: &TempDir) -> anyhow::Result<(String, Child)> {
    let xvfb = named("XVFB").unwrap_or_else(|| "Xvfb".into());
    let mut screen = program(&xvfb, folder)
        .args(["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("could not start Xvfb")?;
    let output = screen.stdout.take().context("Xvfb has no output")?;
    let number = BufReader::new(output).lines().next_line().await?.context("Xvfb ended")?;
    Ok((format!(":{}", number.trim()), screen))
}

async fn await_listening(port: u16) -> anyhow::Result<()> {
    let began = Instant::now();
    while tokio::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_err() {
        if began.elapsed() > PATIENCE {
            bail!("WebKitWebDriver does not listen");
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}
