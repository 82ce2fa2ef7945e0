//! A headless Chromium, driven through WebDriver.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::cdp::Cdp;
use thirtyfour::common::print::{PrintPage, PrintParameters};
use thirtyfour::prelude::*;
use thirtyfour::{ChromeCapabilities, WindowHandle};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::TIMEOUT;

/// Limit for one script.
const SCRIPT_TIMEOUT: Duration = Duration::from_secs(600);

/// Interval between two checks.
const POLL_INTERVAL: Duration = Duration::from_millis(50);

/// The shadow root of the first widget as `root`; empty until the wasm module is there, even if the loader
/// shows numbers already.
const ROOT: &str = "const shown = document.querySelector('campaign-stats').shadowRoot;
    const root = shown?.querySelector('[aria-busy=true]') ? new DocumentFragment() : shown;";

/// Records uncaught errors of the page as `window.thrown`.
const RECORD_ERRORS: &str = "window.thrown = [];
    addEventListener('error', event => thrown.push(String(event.message)));
    addEventListener('unhandledrejection', event => thrown.push(String(event.reason)));";

/// A browser. It is stopped on drop.
pub struct Browser {
    driver: WebDriver,
    tools: Cdp,
    _process: Child,
    _folder: TempDir,
}

impl Browser {
    /// Starts a driver and a browser with an empty profile.
    ///
    /// # Errors
    /// If one of them is missing or does not start.
    pub async fn start() -> anyhow::Result<Self> {
        Self::start_with(&[]).await
    }

    /// Like [`Browser::start`], with additional command-line flags.
    ///
    /// # Errors
    /// As for [`Browser::start`].
    pub async fn start_with(flags: &[&str]) -> anyhow::Result<Self> {
        let program = std::env::var("CHROMEDRIVER").unwrap_or_else(|_| "chromedriver".to_owned());
        // Temporary files of both go into this folder, which is removed on drop.
        let folder = TempDir::with_prefix("campaign-stats-browser-")?;
        let (process, port) = start_driver(&program, folder.path()).await?;
        let address = format!("http://127.0.0.1:{port}");
        // The driver responds only when a script has ended.
        let driver = WebDriver::builder(address, capabilities(flags)?)
            .request_timeout(SCRIPT_TIMEOUT + TIMEOUT)
            .await?;
        let tools = driver.cdp();
        let script = json!({ "source": RECORD_ERRORS });
        tools.send_raw("Page.addScriptToEvaluateOnNewDocument", script).await?;
        Ok(Self { driver, tools, _process: process, _folder: folder })
    }

    /// Opens a page.
    ///
    /// # Errors
    /// If the browser fails.
    pub async fn open(&self, url: &str) -> anyhow::Result<Page<'_>> {
        self.driver.goto(url).await?;
        Ok(Page { driver: &self.driver, tools: Some(&self.tools) })
    }

    /// Sets the width of the window, its scale, and the preferred colour scheme.
    ///
    /// # Errors
    /// If the browser refuses.
    pub async fn emulate_screen(&self, width: u32, scale: f64, dark: bool) -> anyhow::Result<()> {
        self.emulate_window(width, 900, scale).await?;
        let scheme = if dark { "dark" } else { "light" };
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.tools.send_raw("Emulation.setEmulatedMedia", media).await?;
        Ok(())
    }

    /// Emulates a window of this size in CSS pixels.
    ///
    /// # Errors
    /// If the browser refuses.
    pub async fn emulate_window(&self, width: u32, height: u32, scale: f64) -> anyhow::Result<()> {
        let metrics = json!({
            "width": width, "height": height, "deviceScaleFactor": scale, "mobile": false
        });
        self.tools.send_raw("Emulation.setDeviceMetricsOverride", metrics).await?;
        Ok(())
    }

    /// Emulates a media type and a media feature.
    ///
    /// # Errors
    /// If the browser refuses.
    pub async fn emulate_media(
        &self,
        medium: &str,
        feature: &str,
        value: &str,
    ) -> anyhow::Result<()> {
        let features = json!([{ "name": feature, "value": value }]);
        let media = json!({ "media": medium, "features": features });
        self.tools.send_raw("Emulation.setEmulatedMedia", media).await?;
        Ok(())
    }

    /// Switches the network of the page on or off.
    ///
    /// # Errors
    /// If the browser refuses.
    pub async fn network(&self, online: bool) -> anyhow::Result<()> {
        let unlimited = -1;
        let conditions = json!({
            "offline": !online, "latency": 0,
            "downloadThroughput": unlimited, "uploadThroughput": unlimited
        });
        self.tools.send_raw("Network.enable", json!({})).await?;
        self.tools.send_raw("Network.emulateNetworkConditions", conditions).await?;
        Ok(())
    }

    /// Records violations of the content security policy as `window.violations`, from the start of
    /// every page.
    ///
    /// # Errors
    /// If the browser refuses.
    pub async fn record_csp_violations(&self) -> anyhow::Result<()> {
        let script = "window.violations = [];
            addEventListener('securitypolicyviolation', event =>
                violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`))";
        let script = json!({ "source": script });
        self.tools.send_raw("Page.addScriptToEvaluateOnNewDocument", script).await?;
        Ok(())
    }

    /// Memory of the page after garbage collection.
    ///
    /// # Errors
    /// If the browser does not report it.
    pub async fn memory_usage(&self) -> anyhow::Result<MemoryUsage> {
        self.tools.send_raw("Performance.enable", json!({})).await?;
        // Objects released by finalizers need another collection.
        for _ in 0..3 {
            self.tools.send_raw("HeapProfiler.collectGarbage", json!({})).await?;
        }
        Ok(MemoryUsage {
            heap: self.metric("JSHeapUsedSize").await?,
            nodes: self.metric("Nodes").await?,
            listeners: self.metric("JSEventListeners").await?,
        })
    }

    /// A performance metric of the page.
    pub(crate) async fn metric(&self, name: &str) -> anyhow::Result<f64> {
        let metrics = self.command("Performance.getMetrics", json!({})).await?;
        let list = metrics.get("metrics").and_then(Value::as_array).context("no metrics")?;
        let metric = list.iter().find(|metric| metric.get("name") == Some(&name.into()));
        let value = metric.and_then(|metric| metric.get("value")).and_then(Value::as_f64);
        value.with_context(|| format!("no metric {name}"))
    }

    /// Sends a command of the `DevTools` protocol.
    pub(crate) async fn command(&self, name: &str, parameters: Value) -> anyhow::Result<Value> {
        self.tools.send_raw(name, parameters).await.with_context(|| name.to_owned())
    }

    /// Opens a page in another window. Both windows are visible.
    ///
    /// # Errors
    /// If the browser fails.
    pub async fn open_window(&self, url: &str) -> anyhow::Result<OtherTab<'_>> {
        let first = self.driver.window().await?;
        let other = self.driver.new_window().await?;
        self.driver.switch_to_window(other).await?;
        self.driver.goto(url).await?;
        Ok(OtherTab { driver: &self.driver, first })
    }

    /// Quits the browser.
    ///
    /// # Errors
    /// If it has stopped already.
    pub async fn quit(self) -> anyhow::Result<()> {
        Ok(self.driver.quit().await?)
    }
}

/// Memory of a page.
#[derive(Clone, Copy, Debug)]
pub struct MemoryUsage {
    /// JavaScript heap, in bytes.
    pub heap: f64,
    /// DOM nodes.
    pub nodes: f64,
    /// Event listeners.
    pub listeners: f64,
}

/// An open page.
pub struct Page<'browser> {
    pub(crate) driver: &'browser WebDriver,
    /// Only Chromium has them.
    pub(crate) tools: Option<&'browser Cdp>,
}

impl Page<'_> {
    /// Runs a script and returns its result. Arguments are `arguments[0]` and so on.
    ///
    /// # Errors
    /// If the script throws.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> anyhow::Result<Value> {
        Ok(self.driver.execute(script, arguments).await?.json().clone())
    }

    /// Adds a script element to the page. The page can read the errors of such a script.
    ///
    /// # Errors
    /// If the script element cannot be added.
    pub async fn add_script(&self, script: &str) -> anyhow::Result<()> {
        let add = "const script = document.createElement('script');
            script.textContent = arguments[0]; document.head.append(script)";
        self.run(add, vec![script.into()]).await.map(drop)
    }

    /// Runs a script that can use `await`, and returns its result.
    ///
    /// # Errors
    /// If the script throws, or takes longer than ten minutes.
    pub async fn run_async(&self, script: &str) -> anyhow::Result<Value> {
        let driver = self.driver;
        driver.set_script_timeout(SCRIPT_TIMEOUT).await?;
        let script = format!(
            "const done = arguments[arguments.length - 1];
            (async () => {{ {script} }})().then(
                value => done({{ value: value ?? null }}), error => done({{ error: String(error) }}))"
        );
        let answer = driver.execute_async(script, vec![]).await?.json().clone();
        match answer.get("error") {
            Some(error) => bail!("the script threw {error}"),
            None => Ok(answer.get("value").cloned().unwrap_or_default()),
        }
    }

    /// Runs a script with the shadow root of the first widget as `root`, and returns its result.
    ///
    /// # Errors
    /// If there is no widget, or the script throws.
    pub async fn inside(&self, script: &str, arguments: Vec<Value>) -> anyhow::Result<Value> {
        self.run(&[ROOT, script].concat(), arguments).await
    }

    /// Text of the first element in the widget that matches a selector. No-break spaces become
    /// spaces.
    ///
    /// # Errors
    /// If there is none.
    pub async fn text(&self, selector: &str) -> anyhow::Result<String> {
        let script = "return root.querySelector(arguments[0])?.textContent";
        let text = self.inside(script, vec![selector.into()]).await?;
        let text = text.as_str().with_context(|| format!("no {selector} on the page"))?;
        Ok(text.replace('\u{a0}', " "))
    }

    /// Waits until a script with the shadow root of the first widget as `root` returns a value.
    ///
    /// # Errors
    /// If it does not in time; the error has the last value.
    pub async fn await_inside(&self, script: &str, expected: Value) -> anyhow::Result<()> {
        self.await_run(&[ROOT, script].concat(), expected).await
    }

    /// Waits until a script returns a value.
    ///
    /// # Errors
    /// If it does not in time; the error has the last value.
    pub async fn await_run(&self, script: &str, expected: Value) -> anyhow::Result<()> {
        let began = Instant::now();
        loop {
            let found = self.run(script, vec![]).await?;
            if found == expected {
                return Ok(());
            }
            if began.elapsed() > TIMEOUT {
                bail!("{script} should return {expected}, but returns {found}");
            }
            tokio::time::sleep(POLL_INTERVAL).await;
        }
    }

    /// Waits until a script in the first frame of the page returns a value.
    ///
    /// # Errors
    /// As for [`Page::await_run`].
    pub async fn await_in_frame(&self, script: &str, expected: Value) -> anyhow::Result<()> {
        self.await_in_nested_frame(1, script, expected).await
    }

    /// Like [`Page::await_in_frame`], in the first frame of the first frame and so on.
    ///
    /// # Errors
    /// As for [`Page::await_run`], or if there are fewer frames.
    pub async fn await_in_nested_frame(
        &self,
        depth: usize,
        script: &str,
        expected: Value,
    ) -> anyhow::Result<()> {
        let first_frame = "return frames.length > 0";
        for _ in 0..depth {
            self.await_run(first_frame, json!(true)).await?;
            self.driver.enter_frame(0).await?;
        }
        let done = self.await_run(script, expected).await;
        self.driver.enter_default_frame().await?;
        done
    }

    /// Waits until the text of an element contains a text.
    ///
    /// # Errors
    /// If it does not in time; the error has the last text.
    pub async fn await_text(&self, selector: &str, expected: &str) -> anyhow::Result<()> {
        let began = Instant::now();
        loop {
            let found = self.text(selector).await.unwrap_or_default();
            if found.contains(expected) && !expected.is_empty() {
                return Ok(());
            }
            if began.elapsed() > TIMEOUT {
                bail!("{selector} should contain “{expected}”, but is “{found}”");
            }
            tokio::time::sleep(POLL_INTERVAL).await;
        }
    }

    /// Clicks the first element in the widget that matches a selector.
    ///
    /// # Errors
    /// If it cannot be clicked.
    pub async fn click(&self, selector: &str) -> anyhow::Result<()> {
        let widget = self.driver.find(By::Css("campaign-stats")).await?;
        let root = widget.get_shadow_root().await?;
        Ok(root.find(By::Css(selector)).await?.click().await?)
    }

    /// Moves the pointer onto an element in the widget.
    ///
    /// # Errors
    /// If there is none.
    pub async fn hover(&self, selector: &str) -> anyhow::Result<()> {
        let widget = self.driver.find(By::Css("campaign-stats")).await?;
        let element = widget.get_shadow_root().await?.find(By::Css(selector)).await?;
        Ok(self.driver.action_chain().move_to_element_center(&element).perform().await?)
    }

    /// Presses the Tab key.
    ///
    /// # Errors
    /// If the browser accepts no keys.
    pub async fn press_tab(&self) -> anyhow::Result<()> {
        Ok(self.driver.action_chain().send_keys(Key::Tab).perform().await?)
    }

    /// Types a text. Keys without a character have the code points of `WebDriver`, such as U+E007 for Enter.
    ///
    /// # Errors
    /// If the browser accepts no keys.
    pub async fn type_keys(&self, keys: &str) -> anyhow::Result<()> {
        Ok(self.driver.action_chain().send_keys(keys).perform().await?)
    }

    /// Number of printed A4 pages.
    ///
    /// # Errors
    /// If the browser cannot print.
    pub async fn printed_pages(&self) -> anyhow::Result<usize> {
        let page = PrintParameters {
            page: PrintPage { width: 21.0, height: 29.7 },
            ..PrintParameters::default()
        };
        let pdf = self.driver.print_page(page).await?;
        let kind = b"/Type /Page";
        // Not the "/Type /Pages" that counts them.
        let pages =
            pdf.windows(kind.len() + 1).filter(|it| it.starts_with(kind) && !it.ends_with(b"s"));
        Ok(pages.count())
    }

    /// Opens a tab in front of the page, which hides the page.
    ///
    /// # Errors
    /// If the browser fails.
    pub async fn open_tab(&self) -> anyhow::Result<OtherTab<'_>> {
        let driver = self.driver;
        let first = driver.window().await?;
        let cover = driver.new_tab().await?;
        driver.switch_to_window(cover).await?;
        Ok(OtherTab { driver, first })
    }

    /// Checks that the page had no uncaught error since it was opened.
    ///
    /// # Errors
    /// If it had one.
    pub async fn ensure_no_errors(&self) -> anyhow::Result<()> {
        let thrown = self.run("return window.thrown", vec![]).await?;
        ensure!(thrown == json!([]), "the page threw {thrown}");
        Ok(())
    }

    /// Screenshot of the page down to its last card, as PNG.
    ///
    /// # Errors
    /// If the browser cannot take one.
    pub async fn screenshot(&self) -> anyhow::Result<Vec<u8>> {
        // The margin below the cards equals the one above, instead of the full window height.
        let size = "const cards = root.querySelector('.cards').getBoundingClientRect();
            return { x: 0, y: 0, scale: 1, width: innerWidth, height: cards.bottom + cards.top }";
        let clip = self.inside(size, vec![]).await?;
        let parameters = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let tools = self.tools.context("this browser takes no screenshots")?;
        let image = tools.send_raw("Page.captureScreenshot", parameters).await?;
        let data = image.get("data").and_then(Value::as_str).context("no image")?;
        Ok(base64::Engine::decode(&base64::prelude::BASE64_STANDARD, data)?)
    }
}

/// A tab or window in front of a page.
pub struct OtherTab<'browser> {
    driver: &'browser WebDriver,
    first: WindowHandle,
}

impl OtherTab<'_> {
    /// Switches back to the first page, and leaves this one open.
    ///
    /// # Errors
    /// If the browser fails.
    pub async fn back(&self) -> anyhow::Result<()> {
        Ok(self.driver.switch_to_window(self.first.clone()).await?)
    }

    /// Closes the first page, and switches to the one that was opened last.
    ///
    /// # Errors
    /// If the browser fails.
    pub async fn close_first(self) -> anyhow::Result<()> {
        self.driver.switch_to_window(self.first.clone()).await?;
        self.driver.close_window().await?;
        let left = self.driver.windows().await?;
        let last = left.into_iter().next_back().context("no window is left")?;
        Ok(self.driver.switch_to_window(last).await?)
    }

    /// Closes this tab and switches back to the first page.
    ///
    /// # Errors
    /// If the browser fails.
    pub async fn close(self) -> anyhow::Result<()> {
        self.driver.close_window().await?;
        Ok(self.driver.switch_to_window(self.first).await?)
    }
}

/// Attempts to start a driver.
const START_ATTEMPTS: u32 = 5;

/// Starts a driver on a free port. The driver needs the same port for IPv4 and IPv6 and exits if one
/// is taken; a retry picks another port.
async fn start_driver(program: &str, folder: &Path) -> anyhow::Result<(Child, u16)> {
    let mut failed = None;
    for _ in 0..START_ATTEMPTS {
        let mut process = Command::new(program)
            .arg("--port=0")
            .env("TMPDIR", folder)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("could not start {program}; `cargo xtask test` sets it up"))?;
        match port(&mut process, "successfully on port ").await {
            Ok(port) => return Ok((process, port)),
            Err(error) => failed = Some(error),
        }
    }
    Err(failed.context("no driver was started")?)
}

/// Reads the port that the driver prints when it is ready.
pub(crate) async fn port(process: &mut Child, announced: &str) -> anyhow::Result<u16> {
    let output = process.stdout.take().context("the driver has no output")?;
    let mut lines = BufReader::new(output).lines();
    while let Some(line) = lines.next_line().await? {
        if let Some(port) = line.split(announced).nth(1) {
            let digits = port.trim_end_matches('.');
            if let Ok(port) = digits.parse() {
                // geckodriver exits if its output is not read.
                tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
                return Ok(port);
            }
        }
    }
    bail!("the driver stopped before it was ready")
}

fn capabilities(flags: &[&str]) -> anyhow::Result<ChromeCapabilities> {
    let mut capabilities = DesiredCapabilities::chrome();
    if let Ok(binary) = std::env::var("CHROME") {
        capabilities.set_binary(&binary)?;
    }
    for flag in [
        "--headless=new",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--hide-scrollbars",
    ] {
        capabilities.add_arg(flag)?;
    }
    for flag in flags {
        capabilities.add_arg(flag)?;
    }
    // Chromium as root does not start with its sandbox.
    if is_root() {
        capabilities.add_arg("--no-sandbox")?;
    }
    Ok(capabilities)
}

pub(crate) fn is_root() -> bool {
    let id = std::process::Command::new("id").arg("-u").output();
    id.is_ok_and(|output| output.stdout == b"0\n")
}
