//! Serves the built page with the sandbox as its API.

use std::collections::HashMap;
use std::fs::{self, Permissions};
use std::io::ErrorKind::AddrInUse;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path as FilePath, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{Html, Response};
use axum::routing::get;
use sandbox::clock::Clock;
use sandbox::server::{Cors, KEY, Sandbox, app};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tower_http::cors::CorsLayer;
use tower_http::services::ServeDir;

/// Interval between two checks.
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// Limit for a port to become free after its server was killed.
const PORT_TIMEOUT: Duration = Duration::from_secs(20);

/// The page and the API on one origin. As in a gateway, the key is added here.
pub struct Site {
    /// The simulated workspace. Its clock advances only when a test advances it.
    pub sandbox: Arc<Sandbox>,
    address: SocketAddr,
    requests: Arc<Mutex<Vec<HeaderMap>>>,
    pages: Pages,
}

/// Pages that embed the widget, by name.
type Pages = Arc<Mutex<HashMap<String, String>>>;

impl Site {
    /// Serves `dist/` and a sandbox at time zero.
    ///
    /// # Errors
    /// If the page has not been built.
    pub async fn start() -> anyhow::Result<Self> {
        Self::serve(dist()?, Cors::Closed).await
    }

    /// Like [`Site::start`], with another folder than `dist/`.
    ///
    /// # Errors
    /// If no port is free.
    pub async fn start_with(dist: &FilePath) -> anyhow::Result<Self> {
        Self::serve(dist.to_owned(), Cors::Closed).await
    }

    /// Like [`Site::start`], with CORS headers for every origin.
    ///
    /// # Errors
    /// As for [`Site::start`].
    pub async fn start_with_cors() -> anyhow::Result<Self> {
        Self::serve(dist()?, Cors::Open).await
    }

    async fn serve(dist: PathBuf, cors: Cors) -> anyhow::Result<Self> {
        let sandbox = Sandbox::new(1, Clock::set());
        let requests = Arc::<Mutex<Vec<HeaderMap>>>::default();
        // Only API requests get the key, not requests for files.
        let pages = Pages::default();
        let router = with_key(app(Arc::clone(&sandbox), Cors::Closed))
            .layer(middleware::from_fn_with_state(Arc::clone(&requests), record_headers))
            .merge(Router::new().route("/pages/{name}", get(page)).with_state(Arc::clone(&pages)))
            .fallback_service(ServeDir::new(dist));
        let router = match cors {
            Cors::Open => router.layer(CorsLayer::permissive()),
            Cors::Closed => router,
        };
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self { sandbox, address, requests, pages })
    }

    /// URL of the page with a query.
    #[must_use]
    pub fn url(&self, query: &str) -> String {
        format!("http://{}/{query}", self.address)
    }

    /// Serves a page that embeds the widget, with this body. Returns its URL.
    #[must_use]
    pub fn page(&self, name: &str, body: &str) -> String {
        let html = format!(
            "<!doctype html><title>{name}</title>\
            <script type=\"module\" src=\"/campaign-stats.js\"></script>{body}"
        );
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        pages.insert(name.to_owned(), html);
        self.url(&format!("pages/{name}"))
    }

    /// Sent emails of a campaign at the time of the sandbox, as the page shows small numbers.
    #[must_use]
    pub fn sent(&self, id: &str) -> String {
        let campaign = sandbox::catalogue::find(id);
        let elapsed = self.sandbox.clock.elapsed();
        let stats = campaign.map(|campaign| campaign.script.at(id, self.sandbox.seed, elapsed));
        stats.map_or_else(String::new, |stats| stats.sent.to_string())
    }

    /// Waits until a campaign has had this many requests in total.
    ///
    /// # Errors
    /// If it has not within a minute.
    pub async fn await_requests(&self, id: &str, count: u64) -> anyhow::Result<()> {
        let enough = async {
            while self.sandbox.requests(id) < count {
                tokio::time::sleep(POLL_INTERVAL).await;
            }
        };
        let result = tokio::time::timeout(Duration::from_secs(60), enough).await;
        result.with_context(|| format!("{} of {count} requests", self.sandbox.requests(id)))
    }

    /// Waits for ten requests of a campaign with `refresh=1`, and checks that they are about one second apart.
    ///
    /// # Errors
    /// If they are closer together.
    pub async fn ensure_one_request_per_second(&self, id: &str) -> anyhow::Result<()> {
        let (began, before) = (Instant::now(), self.sandbox.requests(id));
        self.await_requests(id, before + 10).await?;
        // A lower limit only, because a busy machine may be late. Jitter shortens by at most 10 %.
        let took = began.elapsed();
        ensure!(took > Duration::from_secs(8), "ten requests in {took:?}");
        Ok(())
    }

    /// Headers of all requests to the API, as sent by the browser.
    #[must_use]
    pub fn requests(&self) -> Vec<HeaderMap> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// An API on another origin, which can be killed and restarted.
pub struct Api {
    sandbox: Arc<Sandbox>,
    address: SocketAddr,
    runtime: Option<Runtime>,
    hangs: Arc<AtomicBool>,
}

impl Api {
    /// Serves a sandbox at time zero, with CORS headers for every origin.
    ///
    /// # Errors
    /// If no port is free.
    pub fn start() -> anyhow::Result<Self> {
        let sandbox = Sandbox::new(1, Clock::set());
        let address = ([127, 0, 0, 1], 0).into();
        let mut api = Self { sandbox, address, runtime: None, hangs: Arc::default() };
        api.restart()?;
        Ok(api)
    }

    /// Base URL.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Stops the API and closes its connections.
    pub fn kill(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }

    /// Accepts requests but answers none until it is restarted.
    pub fn hang(&self) {
        self.hangs.store(true, Ordering::Relaxed);
    }

    /// Restarts the API on the same port.
    ///
    /// # Errors
    /// If the port has been taken.
    pub fn restart(&mut self) -> anyhow::Result<()> {
        let runtime = Runtime::new()?;
        let began = Instant::now();
        let listener = loop {
            match std::net::TcpListener::bind(self.address) {
                Err(taken) if taken.kind() == AddrInUse && began.elapsed() < PORT_TIMEOUT => {
                    std::thread::sleep(POLL_INTERVAL);
                }
                bound => break bound?,
            }
        };
        listener.set_nonblocking(true)?;
        self.address = listener.local_addr()?;
        self.hangs.store(false, Ordering::Relaxed);
        let hangs = Arc::clone(&self.hangs);
        let router = with_key(app(Arc::clone(&self.sandbox), Cors::Open))
            .layer(middleware::from_fn_with_state(hangs, hang_if_set));
        runtime.spawn(async move { axum::serve(TcpListener::from_std(listener)?, router).await });
        self.runtime = Some(runtime);
        Ok(())
    }
}

impl Drop for Api {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Adds the key, as the gateway does.
fn with_key(api: Router) -> Router {
    api.layer(middleware::from_fn(|mut request: Request, next: Next| async {
        if let Ok(key) = HeaderValue::from_str(&format!("Bearer {KEY}")) {
            request.headers_mut().insert(header::AUTHORIZATION, key);
        }
        next.run(request).await
    }))
}

async fn hang_if_set(
    State(hangs): State<Arc<AtomicBool>>,
    request: Request,
    next: Next,
) -> Response {
    if hangs.load(Ordering::Relaxed) {
        return std::future::pending().await;
    }
    next.run(request).await
}

async fn page(
    State(pages): State<Pages>,
    Path(name): Path<String>,
) -> Result<Html<String>, StatusCode> {
    let pages = pages.lock().unwrap_or_else(PoisonError::into_inner);
    pages.get(&name).cloned().map(Html).ok_or(StatusCode::NOT_FOUND)
}

async fn record_headers(
    State(requests): State<Arc<Mutex<Vec<HeaderMap>>>>,
    request: Request,
    next: Next,
) -> Response {
    requests.lock().unwrap_or_else(PoisonError::into_inner).push(request.headers().clone());
    next.run(request).await
}

/// Path of `dist/`.
///
/// # Errors
/// If it has not been built.
pub fn dist() -> anyhow::Result<PathBuf> {
    let dist = std::env::var_os("CAMPAIGN_STATS_DIST")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../dist"), PathBuf::from);
    let is_built = dist.join("index.html").is_file();
    ensure!(is_built, "{} is empty; `cargo xtask dist` builds it", dist.display());
    dist.canonicalize().context("dist/")
}

/// A copy of `dist/` that nginx's workers can read, which run as another user.
///
/// # Errors
/// As for [`dist`], or if a file cannot be copied.
pub fn readable_dist() -> anyhow::Result<TempDir> {
    let folder = TempDir::with_prefix("dist-")?;
    let open = |path: &FilePath, mode| fs::set_permissions(path, Permissions::from_mode(mode));
    open(folder.path(), 0o755)?;
    for entry in fs::read_dir(dist()?)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            let copy = folder.path().join(entry.file_name());
            fs::copy(entry.path(), &copy)?;
            open(&copy, 0o644)?;
        }
    }
    Ok(folder)
}
