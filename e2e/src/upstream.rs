//! The API as a gateway sees it: a sandbox that wants the key, notes what it is asked, and can
//! fail in every way.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use sandbox::clock::Clock;
use sandbox::server::{Cors, Sandbox, app};
use tokio::runtime::Runtime;
use tokio::sync::watch;

use crate::PATIENCE;
use crate::port::Port;

/// So many may knock before the first is let in.
const BACKLOG: u32 = 1024;

/// A request as it arrived.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Its method.
    pub method: Method,
    /// Its target.
    pub uri: Uri,
    /// All its headers.
    pub headers: HeaderMap,
}

/// What is done with a request.
#[derive(Clone, Debug, Default)]
pub enum Behaviour {
    /// The sandbox answers.
    #[default]
    Answers,
    /// Nothing answers, ever.
    Hangs,
    /// This status, these headers and this body.
    Says(StatusCode, Vec<(&'static str, &'static str)>, &'static str),
    /// All that was asked, headers and all, in the body of a failure: what a careless API or a
    /// proxy in front of it does.
    Echoes(StatusCode),
}

/// What the server and its owner share.
#[derive(Debug, Default)]
struct Shared {
    asked: Mutex<Vec<Asked>>,
    count: watch::Sender<usize>,
    behaviour: Mutex<Behaviour>,
}

/// The API. It ends with this value.
pub struct Upstream {
    /// The workspace; its clock stands still until a test puts it forward.
    pub sandbox: Arc<Sandbox>,
    port: Port,
    shared: Arc<Shared>,
    runtime: Option<Runtime>,
}

impl Upstream {
    /// Serves a sandbox in its first instant.
    ///
    /// # Errors
    /// When no port can be had.
    pub fn start() -> anyhow::Result<Self> {
        let mut upstream = Self {
            sandbox: Sandbox::new(1, Clock::set()),
            port: Port::reserve()?,
            shared: Arc::default(),
            runtime: None,
        };
        upstream.revive()?;
        Ok(upstream)
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.port.address)
    }

    /// Changes what is done with the requests to come.
    pub fn behave(&self, behaviour: Behaviour) {
        *self.shared.behaviour.lock().unwrap_or_else(PoisonError::into_inner) = behaviour;
    }

    /// Every request so far.
    #[must_use]
    pub fn asked(&self) -> Vec<Asked> {
        self.shared.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until there have been so many requests.
    ///
    /// # Errors
    /// When they do not come.
    pub async fn await_asked(&self, count: usize) -> anyhow::Result<()> {
        let mut counts = self.shared.count.subscribe();
        let come = counts.wait_for(|asked| *asked >= count);
        tokio::time::timeout(PATIENCE, come).await.context("the API was not asked")??;
        Ok(())
    }

    /// Ends it with all its connections: whoever connects is refused.
    pub fn kill(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }

    /// Starts it again where it was.
    ///
    /// # Errors
    /// When it has not been killed.
    pub fn revive(&mut self) -> anyhow::Result<()> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .context("a runtime for the API")?;
        let socket = self.port.socket()?;
        let listener = {
            let _context = runtime.enter();
            socket.listen(BACKLOG)?
        };
        let router: Router = app(Arc::clone(&self.sandbox), Cors::Closed)
            .layer(middleware::from_fn_with_state(Arc::clone(&self.shared), answer));
        runtime.spawn(async move { axum::serve(listener, router).await });
        self.runtime = Some(runtime);
        Ok(())
    }
}

impl Drop for Upstream {
    fn drop(&mut self) {
        self.kill();
    }
}

async fn answer(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let asked = Asked {
        method: request.method().clone(),
        uri: request.uri().clone(),
        headers: request.headers().clone(),
    };
    let echo = format!("{asked:?}");
    shared.asked.lock().unwrap_or_else(PoisonError::into_inner).push(asked);
    shared.count.send_modify(|count| *count += 1);
    let behaviour = shared.behaviour.lock().unwrap_or_else(PoisonError::into_inner).clone();
    match behaviour {
        Behaviour::Answers => next.run(request).await,
        Behaviour::Hangs => std::future::pending().await,
        Behaviour::Echoes(status) => (status, echo).into_response(),
        Behaviour::Says(status, headers, body) => says(status, &headers, body),
    }
}

fn says(status: StatusCode, headers: &[(&str, &str)], body: &'static str) -> Response {
    let response = Response::builder().status(status);
    let response = headers.iter().fold(response, |response, (name, value)| {
        response.header(*name, *value) // a bad one shows as a failure of the whole below
    });
    response.body(Body::from(body)).unwrap_or_else(|error| error.to_string().into_response())
}
