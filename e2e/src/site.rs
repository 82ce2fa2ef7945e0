//! The built page on an address of its own, with the sandbox behind it.

use std::collections::HashMap;
use std::io::ErrorKind::AddrInUse;
use std::net::SocketAddr;
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
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tower_http::cors::CorsLayer;
use tower_http::services::ServeDir;

/// How often a test looks whether something has come.
const LOOK: Duration = Duration::from_millis(20);

/// How long a port may take to become free when what listened on it has been killed.
const FREED: Duration = Duration::from_secs(20);

/// The page and the API on one origin, as behind a gateway: the key is added on the way.
pub struct Site {
    /// The workspace; its clock stands still until a test puts it forward.
    pub sandbox: Arc<Sandbox>,
    address: SocketAddr,
    asked: Arc<Mutex<Vec<HeaderMap>>>,
    pages: Pages,
}

/// Pages of other people that embed the widget, by name.
type Pages = Arc<Mutex<HashMap<String, String>>>;

impl Site {
    /// Serves `dist/` and a sandbox in its first instant.
    ///
    /// # Errors
    /// When the page has not been built.
    pub async fn start() -> anyhow::Result<Self> {
        Self::serve(dist()?, Cors::Closed).await
    }

    /// The same with another page than the built one.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start_with(dist: &FilePath) -> anyhow::Result<Self> {
        Self::serve(dist.to_owned(), Cors::Closed).await
    }

    /// The same, for pages of any origin.
    ///
    /// # Errors
    /// As for [`Site::start`].
    pub async fn start_for_all() -> anyhow::Result<Self> {
        Self::serve(dist()?, Cors::Open).await
    }

    async fn serve(dist: PathBuf, cors: Cors) -> anyhow::Result<Self> {
        let sandbox = Sandbox::new(1, Clock::set());
        let asked = Arc::<Mutex<Vec<HeaderMap>>>::default();
        // The files come last, so that only the API gets the key.
        let pages = Pages::default();
        let router = guarded(app(Arc::clone(&sandbox), Cors::Closed))
            .layer(middleware::from_fn_with_state(Arc::clone(&asked), take_note))
            .merge(Router::new().route("/pages/{name}", get(page)).with_state(Arc::clone(&pages)))
            .fallback_service(ServeDir::new(dist));
        let router = match cors {
            Cors::Open => router.layer(CorsLayer::permissive()),
            Cors::Closed => router,
        };
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self { sandbox, address, asked, pages })
    }

    /// The page's address with a query.
    #[must_use]
    pub fn url(&self, query: &str) -> String {
        format!("http://{}/{query}", self.address)
    }

    /// Serves a page that embeds the widget: the body is put between the two lines that the
    /// README gives. Answers its address.
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

    /// The emails sent of a campaign at the sandbox's time, as the page writes small numbers.
    #[must_use]
    pub fn sent(&self, id: &str) -> String {
        let campaign = sandbox::catalogue::find(id);
        let elapsed = self.sandbox.clock.elapsed();
        let stats = campaign.map(|campaign| campaign.script.at(id, self.sandbox.seed, elapsed));
        stats.map_or_else(String::new, |stats| stats.sent.to_string())
    }

    /// Waits until a campaign has been asked for so many times since the beginning.
    ///
    /// # Errors
    /// When it is not within a minute.
    pub async fn await_requests(&self, id: &str, wanted: u64) -> anyhow::Result<()> {
        let enough = async {
            while self.sandbox.requests(id) < wanted {
                tokio::time::sleep(LOOK).await;
            }
        };
        let within = tokio::time::timeout(Duration::from_secs(60), enough).await;
        within.with_context(|| format!("{} of {wanted} requests", self.sandbox.requests(id)))
    }

    /// The headers of every request to the API, as the browser sent them.
    #[must_use]
    pub fn asked(&self) -> Vec<HeaderMap> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// An API on an origin of its own, which can be killed and started again.
pub struct Api {
    sandbox: Arc<Sandbox>,
    address: SocketAddr,
    runtime: Option<Runtime>,
    hangs: Arc<AtomicBool>,
}

impl Api {
    /// Serves a sandbox in its first instant, to pages of any origin.
    ///
    /// # Errors
    /// When no port can be had.
    pub fn start() -> anyhow::Result<Self> {
        let sandbox = Sandbox::new(1, Clock::set());
        let address = ([127, 0, 0, 1], 0).into();
        let mut api = Self { sandbox, address, runtime: None, hangs: Arc::default() };
        api.revive()?;
        Ok(api)
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Ends it with all its connections.
    pub fn kill(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }

    /// Lets it take connections and requests, and answer none, until it is killed.
    pub fn hang(&self) {
        self.hangs.store(true, Ordering::Relaxed);
    }

    /// Starts it again where it was.
    ///
    /// # Errors
    /// When its port has been taken meanwhile.
    pub fn revive(&mut self) -> anyhow::Result<()> {
        let runtime = Runtime::new()?;
        let began = Instant::now();
        let listener = loop {
            match std::net::TcpListener::bind(self.address) {
                Err(taken) if taken.kind() == AddrInUse && began.elapsed() < FREED => {
                    std::thread::sleep(LOOK);
                }
                bound => break bound?,
            }
        };
        listener.set_nonblocking(true)?;
        self.address = listener.local_addr()?;
        self.hangs.store(false, Ordering::Relaxed);
        let hangs = Arc::clone(&self.hangs);
        let router = guarded(app(Arc::clone(&self.sandbox), Cors::Open))
            .layer(middleware::from_fn_with_state(hangs, hang_if_so));
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

/// Adds the key, as a gateway does.
fn guarded(api: Router) -> Router {
    api.layer(middleware::from_fn(|mut request: Request, next: Next| async {
        if let Ok(key) = HeaderValue::from_str(&format!("Bearer {KEY}")) {
            request.headers_mut().insert(header::AUTHORIZATION, key);
        }
        next.run(request).await
    }))
}

async fn hang_if_so(
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

async fn take_note(
    State(asked): State<Arc<Mutex<Vec<HeaderMap>>>>,
    request: Request,
    next: Next,
) -> Response {
    asked.lock().unwrap_or_else(PoisonError::into_inner).push(request.headers().clone());
    next.run(request).await
}

/// The built page.
///
/// # Errors
/// When it has not been built.
pub fn dist() -> anyhow::Result<PathBuf> {
    let dist = std::env::var_os("CAMPAIGN_STATS_DIST")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../dist"), PathBuf::from);
    let built = dist.join("index.html").is_file();
    ensure!(built, "{} holds no page; `cargo xtask dist` builds it", dist.display());
    dist.canonicalize().context("dist/")
}
