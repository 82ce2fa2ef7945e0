//! nginx with the templates of `deploy/`, in a temporary folder.

use std::collections::BTreeMap;
use std::fs::{self, File, Permissions};
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use reqwest::header::HeaderMap;
use sandbox::server::KEY;
use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::Files;
use crate::TIMEOUT;
use crate::port::Port;

/// Interval between two checks.
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// An HTTP response.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// Body, not decompressed.
    pub body: Vec<u8>,
}

impl Answer {
    /// A header as text; empty if it is missing.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// A running gateway. It is stopped on drop.
pub struct Gateway {
    /// Folder of all files that it reads and writes.
    pub folder: PathBuf,
    /// Listening address.
    pub address: SocketAddr,
    client: reqwest::Client,
    settings: BTreeMap<String, String>,
    process: Process,
    _port: Port,
    _folder: TempDir,
}

/// The nginx master process. SIGTERM also stops its workers; SIGKILL would not.
struct Process(std::process::Child);

impl Drop for Process {
    fn drop(&mut self) {
        // Both fail only if the process has ended.
        let _ = signal(self.0.id(), "TERM");
        let _ = self.0.wait();
    }
}

impl Gateway {
    /// Renders the templates with these settings and the defaults of the tests, and starts nginx.
    ///
    /// # Errors
    /// If nginx does not start; the error has its output.
    pub async fn start(api: &str, settings: &[(&str, &str)]) -> anyhow::Result<Self> {
        // Some tests open many connections; nginx inherits the limit.
        rlimit::increase_nofile_limit(u64::MAX).context("the limit of open files")?;
        let folder = TempDir::with_prefix("gateway-")?;
        // With a root master, the workers run as another user.
        fs::set_permissions(folder.path(), Permissions::from_mode(0o711))?;
        Files::write_into(&folder.path().join("dist"))?;
        for name in ["cache", "etc/access.d"] {
            fs::create_dir_all(folder.path().join(name))?;
        }
        let mut all = defaults(folder.path());
        all.insert("CAMPAIGN_STATS_API".to_owned(), api.to_owned());
        all.extend(settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let port = Port::reserve()?;
        all.insert("CAMPAIGN_STATS_LISTEN".to_owned(), port.address.to_string());
        render(folder.path(), &all)?;
        let mut process = start_nginx(folder.path())?;
        await_start(&mut process, folder.path()).await?;
        Ok(Self {
            folder: folder.path().to_owned(),
            address: port.address,
            client: client().build()?,
            settings: all,
            process,
            _port: port,
            _folder: folder,
        })
    }

    /// URL of a path.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Sends a GET request.
    ///
    /// # Errors
    /// If there is no response.
    pub async fn get(&self, path: &str) -> anyhow::Result<Answer> {
        self.get_with(path, &[]).await
    }

    /// Sends a GET request with headers.
    ///
    /// # Errors
    /// If there is no response.
    pub async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> anyhow::Result<Answer> {
        let mut request = self.client.get(self.url(path)).timeout(TIMEOUT);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        answer(request).await
    }

    /// Sends a GET request on a new connection.
    ///
    /// # Errors
    /// If there is no response.
    pub fn get_on_new_connection(
        &self,
        path: &str,
    ) -> impl Future<Output = anyhow::Result<Answer>> + Send + use<> {
        let url = self.url(path);
        async move {
            // Without a pool, no connection is shared.
            let client = client().pool_max_idle_per_host(0).build()?;
            answer(client.get(url).timeout(TIMEOUT)).await
        }
    }

    /// Repeats a GET request, each on a new connection, until a response matches.
    ///
    /// # Errors
    /// If none matches in time; the error has the last response.
    pub async fn await_answer(
        &self,
        path: &str,
        matches: impl Fn(&Answer) -> bool,
    ) -> anyhow::Result<Answer> {
        let began = Instant::now();
        loop {
            let answer = self.get_on_new_connection(path).await?;
            if matches(&answer) {
                return Ok(answer);
            }
            ensure!(began.elapsed() < TIMEOUT, "the last answer was {answer:?}");
            tokio::time::sleep(POLL_INTERVAL).await;
        }
    }

    /// Sends raw bytes, and returns everything until the gateway closes the connection.
    ///
    /// # Errors
    /// If it does not close.
    pub async fn send(&self, bytes: &[u8]) -> anyhow::Result<String> {
        let mut stream = TcpStream::connect(self.address).await?;
        stream.write_all(bytes).await?;
        let mut answer = Vec::new();
        let read = stream.read_to_end(&mut answer);
        // A reset after the response counts as closed.
        let _ = tokio::time::timeout(TIMEOUT, read).await.context("the connection stays open")?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }

    /// The lines of the access log, as soon as it has this many.
    ///
    /// # Errors
    /// If it does not in time, or a line is not JSON.
    pub async fn log(&self, lines: usize) -> anyhow::Result<Vec<Value>> {
        let began = Instant::now();
        loop {
            let log = fs::read_to_string(self.folder.join("access.log")).unwrap_or_default();
            if log.lines().count() >= lines && (log.is_empty() || log.ends_with('\n')) {
                return log
                    .lines()
                    .map(|line| serde_json::from_str(line).context(line.to_owned()))
                    .collect();
            }
            ensure!(began.elapsed() < TIMEOUT, "the log has only {log}");
            tokio::time::sleep(POLL_INTERVAL).await;
        }
    }

    /// Renders the templates with changed settings, and reloads nginx.
    ///
    /// # Errors
    /// If the settings are invalid.
    pub fn reload(&mut self, settings: &[(&str, &str)]) -> anyhow::Result<()> {
        let changed =
            settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        self.settings.extend(changed);
        render(&self.folder, &self.settings)?;
        // nginx closes idle connections now; a new client does not reuse them.
        self.client = client().build()?;
        signal(self.process.0.id(), "HUP")
    }

    /// Like [`Self::reload`], and waits until no worker with the old settings is left: until then, it may
    /// still accept connections.
    ///
    /// # Errors
    /// If the settings are invalid, or the old workers do not exit in time.
    pub async fn reload_completely(&mut self, settings: &[(&str, &str)]) -> anyhow::Result<()> {
        let old = self.workers()?;
        self.reload(settings)?;
        let began = Instant::now();
        while self.workers()?.iter().any(|worker| old.contains(worker)) {
            ensure!(began.elapsed() < TIMEOUT, "workers of before the reload are still running");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    /// Process ids of the workers.
    fn workers(&self) -> anyhow::Result<Vec<String>> {
        let master = self.process.0.id();
        let children = fs::read_to_string(format!("/proc/{master}/task/{master}/children"))?;
        Ok(children.split_whitespace().map(str::to_owned).collect())
    }
}

/// A client that follows no redirects.
fn client() -> reqwest::ClientBuilder {
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none())
}

/// Sends a request and reads the whole response.
async fn answer(request: reqwest::RequestBuilder) -> anyhow::Result<Answer> {
    let response = request.send().await?;
    Ok(Answer {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        body: response.bytes().await?.to_vec(),
    })
}

fn defaults(folder: &Path) -> BTreeMap<String, String> {
    let path = |name: &str| folder.join(name).display().to_string();
    [
        ("LEADTERRA_API_KEY", KEY.to_owned()),
        ("CAMPAIGN_STATS_DIST", path("dist")),
        ("CAMPAIGN_STATS_CONFIG_DIR", path("etc")),
        ("CAMPAIGN_STATS_CACHE_DIR", path("cache")),
        ("CAMPAIGN_STATS_RUN_DIR", path("run")),
        ("CAMPAIGN_STATS_ACCESS_LOG", path("access.log")),
        // All requests of a test come from one address.
        ("CAMPAIGN_STATS_RATE", "100000".to_owned()),
        ("CAMPAIGN_STATS_BURST", "100000".to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

/// Renders the templates as on a host, with only `PATH` of this environment.
fn render(folder: &Path, settings: &BTreeMap<String, String>) -> anyhow::Result<()> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/render.sh");
    let output = Command::new("sh")
        .arg(script)
        .arg(folder.join("conf"))
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .envs(settings)
        .output()
        .context("could not start sh")?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr).trim());
    Ok(())
}

fn start_nginx(folder: &Path) -> anyhow::Result<Process> {
    let program = nginx();
    let errors = File::options().create(true).append(true).open(folder.join("error.log"))?;
    let pid = format!("daemon off; pid {};", folder.join("nginx.pid").display());
    let child = Command::new(&program)
        .args(["-e", "stderr", "-g", &pid, "-c"])
        .arg(folder.join("conf/nginx.conf"))
        // nginx reads this variable as a list of inherited sockets.
        .env_remove("NGINX")
        .stdin(Stdio::null())
        .stderr(errors)
        .spawn();
    let hint = || format!("could not start {program}; `cargo xtask test` sets it up");
    Ok(Process(child.with_context(hint)?))
}

/// The program. On Debian, only root has its folder on `PATH`.
pub(crate) fn nginx() -> String {
    let on_path = || {
        let path = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&path).any(|folder| folder.join("nginx").is_file())
    };
    let found = || if on_path() { "nginx" } else { "/usr/sbin/nginx" };
    std::env::var("NGINX").unwrap_or_else(|_| found().to_owned())
}

/// Waits for the pid file, which nginx writes when it listens.
async fn await_start(process: &mut Process, folder: &Path) -> anyhow::Result<()> {
    let began = Instant::now();
    while !folder.join("nginx.pid").exists() {
        let running = process.0.try_wait()?.is_none() && began.elapsed() < TIMEOUT;
        let errors = || fs::read_to_string(folder.join("error.log")).unwrap_or_default();
        ensure!(running, "nginx does not start: {}", errors());
        tokio::time::sleep(POLL_INTERVAL).await;
    }
    Ok(())
}

fn signal(process: u32, name: &str) -> anyhow::Result<()> {
    let status = Command::new("kill").args(["-s", name, &process.to_string()]).status()?;
    ensure!(status.success(), "no process {process} to send {name}");
    Ok(())
}
