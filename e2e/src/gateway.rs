//! A real nginx with the real templates of `deploy/`, in a folder of its own.

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
use crate::PATIENCE;
use crate::port::Port;

/// How often it looks.
const LOOK: Duration = Duration::from_millis(20);

/// What an answer is made of.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, as it was sent.
    pub body: Vec<u8>,
}

impl Answer {
    /// A header as text; empty where there is none.
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

/// A running gateway. It ends with this value, and its folder with it.
pub struct Gateway {
    /// Where everything is that it reads and writes.
    pub folder: PathBuf,
    /// Where it listens.
    pub address: SocketAddr,
    client: reqwest::Client,
    settings: BTreeMap<String, String>,
    process: Process,
    _port: Port,
    _folder: TempDir,
}

/// nginx's master. Killed, it would leave its workers behind; asked, it ends them.
struct Process(std::process::Child);

impl Drop for Process {
    fn drop(&mut self) {
        // Both fail only for a process that has ended.
        let _ = signal(self.0.id(), "TERM");
        let _ = self.0.wait();
    }
}

impl Gateway {
    /// Renders the templates with these settings on top of what a test needs, and starts nginx.
    ///
    /// # Errors
    /// When it does not start; says what nginx said.
    pub async fn start(api: &str, settings: &[(&str, &str)]) -> anyhow::Result<Self> {
        // Each viewer of a crowd is a connection, and nginx inherits the limit.
        rlimit::increase_nofile_limit(u64::MAX).context("the limit of open files")?;
        let folder = TempDir::with_prefix("gateway-")?;
        // nginx's workers are of another user where its master is root.
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

    /// An address of it.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Asks as a browser would.
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn get(&self, path: &str) -> anyhow::Result<Answer> {
        self.get_with(path, &[]).await
    }

    /// Asks with headers.
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> anyhow::Result<Answer> {
        let mut request = self.client.get(self.url(path)).timeout(PATIENCE);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        answer(request).await
    }

    /// One of a crowd: asks on a connection of its own.
    ///
    /// # Errors
    /// When no answer comes.
    pub fn viewer(
        &self,
        path: &str,
    ) -> impl Future<Output = anyhow::Result<Answer>> + Send + use<> {
        let url = self.url(path);
        async move {
            // No pool: nobody waits for, or takes over, the connection of another.
            let client = client().pool_max_idle_per_host(0).build()?;
            answer(client.get(url).timeout(PATIENCE)).await
        }
    }

    /// Asks again and again, each time on a connection of its own, until the answer is as wanted.
    ///
    /// # Errors
    /// When it never is; says what came instead.
    pub async fn await_answer(
        &self,
        path: &str,
        wanted: impl Fn(&Answer) -> bool,
    ) -> anyhow::Result<Answer> {
        let began = Instant::now();
        loop {
            let answer = self.viewer(path).await?;
            if wanted(&answer) {
                return Ok(answer);
            }
            ensure!(began.elapsed() < PATIENCE, "the last answer was {answer:?}");
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Sends bytes as they are, and returns all that comes until the gateway closes.
    ///
    /// # Errors
    /// When it does not close.
    pub async fn send(&self, bytes: &[u8]) -> anyhow::Result<String> {
        let mut stream = TcpStream::connect(self.address).await?;
        stream.write_all(bytes).await?;
        let mut answer = Vec::new();
        let read = stream.read_to_end(&mut answer);
        // A reset after the answer is an end as well.
        let _ = tokio::time::timeout(PATIENCE, read).await.context("the connection stays open")?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }

    /// The lines of the access log, once there are at least so many.
    ///
    /// # Errors
    /// When they do not come, or are no JSON.
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
            ensure!(began.elapsed() < PATIENCE, "the log has only {log}");
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Renders again with changed settings, and tells nginx to go on with them.
    ///
    /// # Errors
    /// When the settings are refused.
    pub fn reload(&mut self, settings: &[(&str, &str)]) -> anyhow::Result<()> {
        let changed =
            settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        self.settings.extend(changed);
        render(&self.folder, &self.settings)?;
        // Those that nobody uses are closed now, perhaps just when somebody sends on one again.
        self.client = client().build()?;
        signal(self.process.0.id(), "HUP")
    }
}

/// Takes every answer as it comes.
fn client() -> reqwest::ClientBuilder {
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none())
}

/// Sends a request and takes the whole answer.
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
        // All viewers of a test have one address.
        ("CAMPAIGN_STATS_RATE", "100000".to_owned()),
        ("CAMPAIGN_STATS_BURST", "100000".to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

/// Fills the templates as on a host, with nothing of this process's environment but the path.
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
        // nginx itself reads a variable of this name, as a list of sockets that it inherits.
        .env_remove("NGINX")
        .stdin(Stdio::null())
        .stderr(errors)
        .spawn();
    let hint = || format!("could not start {program}; `cargo xtask test` sets it up");
    Ok(Process(child.with_context(hint)?))
}

/// The program: Debian has it where only root looks.
pub(crate) fn nginx() -> String {
    let on_path = || {
        let path = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&path).any(|folder| folder.join("nginx").is_file())
    };
    let found = || if on_path() { "nginx" } else { "/usr/sbin/nginx" };
    std::env::var("NGINX").unwrap_or_else(|_| found().to_owned())
}

/// nginx writes its process id once it listens.
async fn await_start(process: &mut Process, folder: &Path) -> anyhow::Result<()> {
    let began = Instant::now();
    while !folder.join("nginx.pid").exists() {
        let lives = process.0.try_wait()?.is_none() && began.elapsed() < PATIENCE;
        let said = || fs::read_to_string(folder.join("error.log")).unwrap_or_default();
        ensure!(lives, "nginx does not start: {}", said());
        tokio::time::sleep(LOOK).await;
    }
    Ok(())
}

fn signal(process: u32, name: &str) -> anyhow::Result<()> {
    let status = Command::new("kill").args(["-s", name, &process.to_string()]).status()?;
    ensure!(status.success(), "no process {process} to send {name}");
    Ok(())
}
