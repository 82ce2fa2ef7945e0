//! The API behind a gateway: a sandbox that requires the key, records its requests, and can be made
//! to fail.

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

use crate::TIMEOUT;
use crate::port::Port;

/// Limit for connections that wait to be accepted.
const BACKLOG: u32 = 1024;

/// A request to the API.
#[derive(Clone, Debug)]
pub struct RecordedRequest {
    /// Method.
    pub method: Method,
    /// Target.
    pub uri: Uri,
    /// All headers.
    pub headers: HeaderMap,
}

/// Reaction to a request.
#[derive(Clone, Debug, Default)]
pub enum Behaviour {
    /// The sandbox responds.
    #[default]
    Normal,
    /// No response at all.
    Hang,
    /// A response with this status, these headers and this body.
    Respond(StatusCode, Vec<(&'static str, &'static str)>, &'static str),
    /// A response with this status and the request, with its headers, in the body, as from a careless
    /// API or proxy.
    Echo(StatusCode),
}

/// State shared between the server and the test.
#[derive(Debug, Default)]
struct Shared {
    requests: Mutex<Vec<RecordedRequest>>,
    count: watch::Sender<usize>,
    behaviour: Mutex<Behaviour>,
}

/// The API. It is stopped on drop.
pub struct Upstream {
    /// The simulated workspace. Its clock advances only when a test advances it.
    pub sandbox: Arc<Sandbox>,
    port: Port,
    shared: Arc<Shared>,
    runtime: Option<Runtime>,
}

impl Upstream {
    /// Serves a sandbox at time zero.
    ///
    /// # Errors
    /// If no port is free.
    pub fn start() -> anyhow::Result<Self> {
        let mut upstream = Self {
            sandbox: Sandbox::new(1, Clock::set()),
            port: Port::reserve()?,
            shared: Arc::default(),
            runtime: None,
        };
        upstream.restart()?;
        Ok(upstream)
    }

    /// Base URL.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.port.address)
    }

    /// Sets the reaction to later requests.
    pub fn set_behaviour(&self, behaviour: Behaviour) {
        *self.shared.behaviour.lock().unwrap_or_else(PoisonError::into_inner) = behaviour;
    }

    /// All requests so far.
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.shared.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until there have been this many requests.
    ///
    /// # Errors
    /// If there are not in time.
    pub async fn await_requests(&self, count: usize) -> anyhow::Result<()> {
        let mut counts = self.shared.count.subscribe();
        let enough = counts.wait_for(|requests| *requests >= count);
        tokio::time::timeout(TIMEOUT, enough).await.context("the API got too few requests")??;
        Ok(())
    }

    /// Stops the API and closes its connections. New connections are refused.
    pub fn kill(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }

    /// Restarts the API on the same port.
    ///
    /// # Errors
    /// If it is running.
    pub fn restart(&mut self) -> anyhow::Result<()> {
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
    let recorded = RecordedRequest {
        method: request.method().clone(),
        uri: request.uri().clone(),
        headers: request.headers().clone(),
    };
    let echo = format!("{recorded:?}");
    shared.requests.lock().unwrap_or_else(PoisonError::into_inner).push(recorded);
    shared.count.send_modify(|count| *count += 1);
    let behaviour = shared.behaviour.lock().unwrap_or_else(PoisonError::into_inner).clone();
    match behaviour {
        Behaviour::Normal => next.run(request).await,
        Behaviour::Hang => std::future::pending().await,
        Behaviour::Echo(status) => (status, echo).into_response(),
        Behaviour::Respond(status, headers, body) => respond(status, &headers, body),
    }
}

fn respond(status: StatusCode, headers: &[(&str, &str)], body: &'static str) -> Response {
    let response = Response::builder().status(status);
    let response = headers.iter().fold(response, |response, (name, value)| {
        response.header(*name, *value) // an invalid header makes `body` fail below
    });
    response.body(Body::from(body)).unwrap_or_else(|error| error.to_string().into_response())
}
