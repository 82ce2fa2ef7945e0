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

use crate::PATIENCE;

/// How long a script of a test may take.
const SCRIPT: Duration = Duration::from_secs(600);

/// How often it looks.
const LOOK: Duration = Duration::from_millis(50);

/// Keeps what a page throws, so that a test can say that nothing was.
const KEEP_WHAT_IS_THROWN: &str = "window.thrown = [];
    addEventListener('error', event => thrown.push(String(event.message)));
    addEventListener('unhandledrejection', event => thrown.push(String(event.reason)));";

/// A browser of its own. It ends with this value.
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
    /// When one of them is not there, or does not start.
    pub async fn start() -> anyhow::Result<Self> {
        Self::start_with(&[]).await
    }

    /// The same with more flags on its command line.
    ///
    /// # Errors
    /// As for [`Browser::start`].
    pub async fn start_with(flags: &[&str]) -> anyhow::Result<Self> {
        let program = std::env::var("CHROMEDRIVER").unwrap_or_else(|_| "chromedriver".to_owned());
        // Both leave much behind where they find room for it.
        let folder = TempDir::with_prefix("campaign-stats-browser-")?;
        let (process, port) = start_driver(&program, folder.path()).await?;
        let address = format!("http://127.0.0.1:{port}");
        // The driver answers when a script has ended: no sooner may that be given up.
        let driver = WebDriver::builder(address, capabilities(flags)?)
            .request_timeout(SCRIPT + PATIENCE)
            .await?;
        let tools = driver.cdp();
        let script = json!({ "source": KEEP_WHAT_IS_THROWN });
        tools.send_raw("Page.addScriptToEvaluateOnNewDocument", script).await?;
        Ok(Self { driver, tools, _process: process, _folder: folder })
    }

    /// Opens a page.
    ///
    /// # Errors
    /// When the browser cannot.
    pub async fn open(&self, url: &str) -> anyhow::Result<Page<'_>> {
        self.driver.goto(url).await?;
        Ok(Page { driver: &self.driver, tools: Some(&self.tools) })
    }

    /// Makes the window so large, and the reader's theme light or dark.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn look_like(&self, width: u32, scale: f64, dark: bool) -> anyhow::Result<()> {
        let metrics = json!({
            "width": width, "height": 900, "deviceScaleFactor": scale, "mobile": false
        });
        self.tools.send_raw("Emulation.setDeviceMetricsOverride", metrics).await?;
        let scheme = if dark { "dark" } else { "light" };
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.tools.send_raw("Emulation.setEmulatedMedia", media).await?;
        Ok(())
    }

    /// Lets the page believe that it is shown on this medium, to a reader with this preference.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn show_on(&self, medium: &str, feature: &str, value: &str) -> anyhow::Result<()> {
        let features = json!([{ "name": feature, "value": value }]);
        let media = json!({ "media": medium, "features": features });
        self.tools.send_raw("Emulation.setEmulatedMedia", media).await?;
        Ok(())
    }

    /// Takes the network away from the page, or gives it back.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn network(&self, there: bool) -> anyhow::Result<()> {
        let unlimited = -1;
        let conditions = json!({
            "offline": !there, "latency": 0,
            "downloadThroughput": unlimited, "uploadThroughput": unlimited
        });
        self.tools.send_raw("Network.enable", json!({})).await?;
        self.tools.send_raw("Network.emulateNetworkConditions", conditions).await?;
        Ok(())
    }

    /// Keeps, from the first moment of every page, what its content security policy forbids, as
    /// `window.violations`.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn keep_violations(&self) -> anyhow::Result<()> {
        let script = "window.violations = [];
            addEventListener('securitypolicyviolation', event =>
                violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`))";
        let script = json!({ "source": script });
        self.tools.send_raw("Page.addScriptToEvaluateOnNewDocument", script).await?;
        Ok(())
    }

    /// What the page weighs, after a collection of garbage.
    ///
    /// # Errors
    /// When the browser does not say.
    pub async fn weigh(&self) -> anyhow::Result<Weight> {
        self.tools.send_raw("Performance.enable", json!({})).await?;
        // The first collection may leave what finalizers let go.
        for _ in 0..3 {
            self.tools.send_raw("HeapProfiler.collectGarbage", json!({})).await?;
        }
        Ok(Weight {
            heap: self.metric("JSHeapUsedSize").await?,
            nodes: self.metric("Nodes").await?,
            listeners: self.metric("JSEventListeners").await?,
        })
    }

    /// A figure that the browser keeps of its page.
    pub(crate) async fn metric(&self, name: &str) -> anyhow::Result<f64> {
        let metrics = self.command("Performance.getMetrics", json!({})).await?;
        let list = metrics.get("metrics").and_then(Value::as_array).context("no metrics")?;
        let metric = list.iter().find(|metric| metric.get("name") == Some(&name.into()));
        let value = metric.and_then(|metric| metric.get("value")).and_then(Value::as_f64);
        value.with_context(|| format!("no metric {name}"))
    }

    /// Sends a command of the `DevTools` protocol.
    pub(crate) async fn command(&self, name: &str, how: Value) -> anyhow::Result<Value> {
        self.tools.send_raw(name, how).await.with_context(|| name.to_owned())
    }

    /// Opens a page in another window, beside those that are open. Both can be seen.
    ///
    /// # Errors
    /// When the browser cannot.
    pub async fn open_beside(&self, url: &str) -> anyhow::Result<Cover<'_>> {
        let covered = self.driver.window().await?;
        let other = self.driver.new_window().await?;
        self.driver.switch_to_window(other).await?;
        self.driver.goto(url).await?;
        Ok(Cover { driver: &self.driver, covered })
    }

    /// Ends the browser in good order.
    ///
    /// # Errors
    /// When it has ended already.
    pub async fn quit(self) -> anyhow::Result<()> {
        Ok(self.driver.quit().await?)
    }
}

/// What a page weighs.
#[derive(Clone, Copy, Debug)]
pub struct Weight {
    /// JavaScript's heap, in bytes.
    pub heap: f64,
    /// DOM nodes.
    pub nodes: f64,
    /// Event listeners.
    pub listeners: f64,
}

/// A page that is open.
pub struct Page<'browser> {
    pub(crate) driver: &'browser WebDriver,
    /// Chromium has them.
    pub(crate) tools: Option<&'browser Cdp>,
}

impl Page<'_> {
    /// What a script returns. Its arguments are `arguments[0]` and so on.
    ///
    /// # Errors
    /// When the script throws.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> anyhow::Result<Value> {
        Ok(self.driver.execute(script, arguments).await?.json().clone())
    }

    /// Runs a script as one of the page's own, whose errors the page may read.
    ///
    /// # Errors
    /// When the page cannot take a script.
    pub async fn add_script(&self, script: &str) -> anyhow::Result<()> {
        let add = "const script = document.createElement('script');
            script.textContent = arguments[0]; document.head.append(script)";
        self.run(add, vec![script.into()]).await.map(drop)
    }

    /// What a script returns that may await.
    ///
    /// # Errors
    /// When the script throws, or takes longer than ten minutes.
    pub async fn run_async(&self, script: &str) -> anyhow::Result<Value> {
        let driver = self.driver;
        driver.set_script_timeout(SCRIPT).await?;
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

    /// What a script returns that finds the inside of the first widget in `root`.
    ///
    /// # Errors
    /// When there is no widget, or the script throws.
    pub async fn inside(&self, script: &str, arguments: Vec<Value>) -> anyhow::Result<Value> {
        let root = "const root = document.querySelector('campaign-stats').shadowRoot;";
        self.run(&[root, script].concat(), arguments).await
    }

    /// The text of the first element in the widget that a selector finds, with no-break spaces
    /// as spaces.
    ///
    /// # Errors
    /// When there is none.
    pub async fn text(&self, selector: &str) -> anyhow::Result<String> {
        let script = "return root.querySelector(arguments[0])?.textContent";
        let text = self.inside(script, vec![selector.into()]).await?;
        let text = text.as_str().with_context(|| format!("no {selector} on the page"))?;
        Ok(text.replace('\u{a0}', " "))
    }

    /// Waits until a script that finds the inside of the first widget in `root` returns what it
    /// must.
    ///
    /// # Errors
    /// When it does not; says what it returned instead.
    pub async fn await_inside(&self, script: &str, wanted: Value) -> anyhow::Result<()> {
        let root = "const root = document.querySelector('campaign-stats').shadowRoot;";
        self.await_run(&[root, script].concat(), wanted).await
    }

    /// Waits until a script returns what it must.
    ///
    /// # Errors
    /// When it does not; says what it returned instead.
    pub async fn await_run(&self, script: &str, wanted: Value) -> anyhow::Result<()> {
        let began = Instant::now();
        loop {
            let found = self.run(script, vec![]).await?;
            if found == wanted {
                return Ok(());
            }
            if began.elapsed() > PATIENCE {
                bail!("{script} should return {wanted}, but returns {found}");
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Waits until a script returns what it must within the first frame of the page.
    ///
    /// # Errors
    /// As for [`Page::await_run`].
    pub async fn await_in_frame(&self, script: &str, wanted: Value) -> anyhow::Result<()> {
        self.driver.enter_frame(0).await?;
        let done = self.await_run(script, wanted).await;
        self.driver.enter_default_frame().await?;
        done
    }

    /// Waits until the text of an element is, or contains, what it must.
    ///
    /// # Errors
    /// When it does not come; says what stood there instead.
    pub async fn await_text(&self, selector: &str, wanted: &str) -> anyhow::Result<()> {
        let began = Instant::now();
        loop {
            let found = self.text(selector).await.unwrap_or_default();
            if found.contains(wanted) && !wanted.is_empty() {
                return Ok(());
            }
            if began.elapsed() > PATIENCE {
                bail!("{selector} should say “{wanted}”, but says “{found}”");
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Presses the first element in the widget that a selector finds.
    ///
    /// # Errors
    /// When it cannot be pressed.
    pub async fn press(&self, selector: &str) -> anyhow::Result<()> {
        let widget = self.driver.find(By::Css("campaign-stats")).await?;
        let root = widget.get_shadow_root().await?;
        Ok(root.find(By::Css(selector)).await?.click().await?)
    }

    /// Moves the keyboard on to the next place.
    ///
    /// # Errors
    /// When the browser takes no keys.
    pub async fn press_tab(&self) -> anyhow::Result<()> {
        Ok(self.driver.action_chain().send_keys(Key::Tab).perform().await?)
    }

    /// How many pages of paper it takes, A4.
    ///
    /// # Errors
    /// When the browser cannot print.
    pub async fn pages_on_paper(&self) -> anyhow::Result<usize> {
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

    /// Opens another tab in front of the page, which is hidden by it.
    ///
    /// # Errors
    /// When the browser cannot.
    pub async fn cover(&self) -> anyhow::Result<Cover<'_>> {
        let driver = self.driver;
        let covered = driver.window().await?;
        let cover = driver.new_tab().await?;
        driver.switch_to_window(cover).await?;
        Ok(Cover { driver, covered })
    }

    /// Says that the page threw nothing since it was opened.
    ///
    /// # Errors
    /// When it did; names it.
    pub async fn ensure_nothing_thrown(&self) -> anyhow::Result<()> {
        let thrown = self.run("return window.thrown", vec![]).await?;
        ensure!(thrown == json!([]), "the page threw {thrown}");
        Ok(())
    }

    /// A picture of the page down to its last card, as PNG.
    ///
    /// # Errors
    /// When the browser cannot take one.
    pub async fn picture(&self) -> anyhow::Result<Vec<u8>> {
        // As much below the cards as above them, not the whole height of the window.
        let size = "const cards = root.querySelector('.cards').getBoundingClientRect();
            return { x: 0, y: 0, scale: 1, width: innerWidth, height: cards.bottom + cards.top }";
        let clip = self.inside(size, vec![]).await?;
        let how = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let tools = self.tools.context("this browser takes no pictures")?;
        let picture = tools.send_raw("Page.captureScreenshot", how).await?;
        let data = picture.get("data").and_then(Value::as_str).context("no picture")?;
        Ok(base64::Engine::decode(&base64::prelude::BASE64_STANDARD, data)?)
    }
}

/// A tab or window in front of a page.
pub struct Cover<'browser> {
    driver: &'browser WebDriver,
    covered: WindowHandle,
}

impl Cover<'_> {
    /// Goes back to the page before, and leaves this one open.
    ///
    /// # Errors
    /// When the browser cannot.
    pub async fn back(&self) -> anyhow::Result<()> {
        Ok(self.driver.switch_to_window(self.covered.clone()).await?)
    }

    /// Closes the page before, and goes to the one that was opened last.
    ///
    /// # Errors
    /// When the browser cannot.
    pub async fn close_this(self) -> anyhow::Result<()> {
        self.driver.switch_to_window(self.covered.clone()).await?;
        self.driver.close_window().await?;
        let left = self.driver.windows().await?;
        let last = left.into_iter().next_back().context("no window is left")?;
        Ok(self.driver.switch_to_window(last).await?)
    }

    /// Closes it and goes back to the page before.
    ///
    /// # Errors
    /// When the browser cannot.
    pub async fn uncover(self) -> anyhow::Result<()> {
        self.driver.close_window().await?;
        Ok(self.driver.switch_to_window(self.covered).await?)
    }
}

/// How often a driver is started before that is given up.
const STARTS: u32 = 5;

/// A driver, and the port that it listens on. It finds one that is free by itself, and wants the
/// same one for IPv6: where somebody else has that, it ends, and another try finds another one.
async fn start_driver(program: &str, folder: &Path) -> anyhow::Result<(Child, u16)> {
    let mut failed = None;
    for _ in 0..STARTS {
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

/// The driver names the port that it has found when it is ready.
pub(crate) async fn port(process: &mut Child, announced: &str) -> anyhow::Result<u16> {
    let output = process.stdout.take().context("the driver has no output")?;
    let mut lines = BufReader::new(output).lines();
    while let Some(line) = lines.next_line().await? {
        if let Some(port) = line.split(announced).nth(1) {
            let digits = port.trim_end_matches('.');
            if let Ok(port) = digits.parse() {
                // geckodriver dies of a pipe that nobody reads.
                tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
                return Ok(port);
            }
        }
    }
    bail!("the driver ended before it was ready")
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
    // Chromium refuses to start as root with its sandbox on.
    if is_root() {
        capabilities.add_arg("--no-sandbox")?;
    }
    Ok(capabilities)
}

pub(crate) fn is_root() -> bool {
    let id = std::process::Command::new("id").arg("-u").output();
    id.is_ok_and(|output| output.stdout == b"0\n")
}
