//! A GET request with gloo-net.

use std::cell::RefCell;

use gloo_net::http::{Request, Response};
use js_sys::{Map, Promise, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, ReadableStreamDefaultReader, ReadableStreamReadResult, RequestCache,
    RequestCredentials, RequestRedirect,
};

use super::clock;
use super::location;
use crate::model::options::settings::Credentials;
use crate::model::time::Millis;

/// A response, before its body is read.
pub struct HttpResponse {
    /// The HTTP status; 0 for a redirect, whose status browsers hide.
    pub status: u16,
    response: Response,
}

impl From<web_sys::Response> for HttpResponse {
    fn from(response: web_sys::Response) -> Self {
        let response = Response::from(response);
        Self { status: response.status(), response }
    }
}

/// Why there is no response.
pub enum RequestError {
    /// The URL is invalid.
    BadAddress,
    /// Network error, or the request was aborted.
    Broken,
}

/// Why the body could not be read.
pub enum BodyError {
    /// The connection was interrupted.
    Broken,
    /// It is longer than the limit.
    TooLarge,
}

/// Sends a GET request, unless the signal is aborted already. Redirects are not followed: the status is
/// then 0.
///
/// # Errors
/// [`RequestError`], whatever `fetch` throws, also one that the host page has replaced.
pub async fn get(
    url: &str,
    credentials: Credentials,
    token: Option<&str>,
    signal: &AbortSignal,
) -> Result<HttpResponse, RequestError> {
    if signal.aborted() {
        return Err(RequestError::Broken);
    }
    // The loader sends early requests without a token.
    let early = if token.is_none() { take_early_response(url, credentials) } else { None };
    let answer = match early {
        Some(answer) => JsFuture::from(answer).await,
        None => fetch(url, credentials, token, signal).await,
    };
    let why = |_| {
        if location::resolve(url).is_some() {
            RequestError::Broken
        } else {
            RequestError::BadAddress
        }
    };
    let response = answer.map_err(why)?;
    let response: web_sys::Response = response.dyn_into().map_err(|_| RequestError::Broken)?;
    Ok(response.into())
}

#[wasm_bindgen]
extern "C" {
    /// A request that the loader sent before the wasm was ready (`EarlyResponse` in `campaign-stats.js`).
    type EarlyResponse;
    #[wasm_bindgen(method, getter)]
    fn response(this: &EarlyResponse) -> Promise;
    /// The response with its text, once the loader has read that.
    #[wasm_bindgen(method, getter)]
    fn read(this: &EarlyResponse) -> Option<ReadResponse>;

    type ReadResponse;
    #[wasm_bindgen(method, getter)]
    fn response(this: &ReadResponse) -> web_sys::Response;
    #[wasm_bindgen(method, getter)]
    fn text(this: &ReadResponse) -> String;
    /// Milliseconds since 1970.
    #[wasm_bindgen(method, getter, js_name = receivedAt)]
    fn received_at(this: &ReadResponse) -> f64;
}

thread_local! {
    static EARLY_RESPONSES: RefCell<Option<Map>> = const { RefCell::new(None) };
}

/// Takes over the requests that the loader sent before the wasm was ready: their responses, with the key
/// `<credentials> <URL>`. Each is used once, by the first matching request.
pub fn set_early_responses(answers: Map) {
    EARLY_RESPONSES.set(Some(answers));
}

/// Finds an early response, and its key.
fn find_early_response(
    url: &str,
    credentials: Credentials,
) -> Option<(Map, JsValue, EarlyResponse)> {
    let answers = EARLY_RESPONSES.with_borrow(Clone::clone)?;
    let key = JsValue::from_str(&[credentials.name(), " ", url].concat());
    let early = answers.get(&key);
    (!early.is_undefined()).then(|| (answers, key, early.unchecked_into()))
}

fn take_early_response(url: &str, credentials: Credentials) -> Option<Promise> {
    let (answers, key, early) = find_early_response(url, credentials)?;
    answers.delete(&key);
    Some(early.response())
}

/// A response whose body the loader has read already.
pub struct CompleteResponse {
    /// Status and headers.
    pub head: HttpResponse,
    /// The body.
    pub text: String,
    /// When it was received.
    pub received_at: Millis,
}

/// Takes over a response that the loader has read already, if there is one. It can be shown at once, without
/// waiting for a task.
#[must_use]
pub fn take_complete_response(url: &str, credentials: Credentials) -> Option<CompleteResponse> {
    let (answers, key, early) = find_early_response(url, credentials)?;
    let read = early.read()?;
    answers.delete(&key);
    Some(CompleteResponse {
        head: HttpResponse::from(read.response()),
        text: read.text(),
        received_at: clock::from_js(read.received_at()),
    })
}

#[wasm_bindgen]
extern "C" {
    /// The page's `fetch`. gloo-net's `send` would trap the wasm if `fetch` throws or rejects with anything but
    /// an `Error`: a page that wraps `fetch` can do that, and so can `abort("reason")`.
    #[wasm_bindgen(catch, js_name = fetch)]
    fn page_fetch(request: &web_sys::Request) -> Result<JsValue, JsValue>;
}

async fn fetch(
    url: &str,
    credentials: Credentials,
    token: Option<&str>,
    signal: &AbortSignal,
) -> Result<JsValue, JsValue> {
    let credentials = match credentials {
        Credentials::SameOrigin => RequestCredentials::SameOrigin,
        Credentials::Include => RequestCredentials::Include,
    };
    let request = Request::get(url)
        .header("Accept", "application/json")
        .cache(RequestCache::NoStore)
        .redirect(RequestRedirect::Manual)
        .credentials(credentials)
        .abort_signal(Some(signal));
    let request = match token {
        // Throws for invalid header values; `secret::is_token` has checked it.
        Some(token) => request.header("Authorization", &["Bearer ", token].concat()),
        None => request,
    };
    // Fails for an invalid URL.
    let request = request.build().map_err(|_| JsValue::UNDEFINED)?;
    // A wrapper of the host page may return something that is not a promise.
    let answer = page_fetch(&request.into())?;
    JsFuture::from(Promise::resolve(&answer)).await
}

impl HttpResponse {
    /// Whether the server redirected (an opaque redirect has status 0: Fetch standard, "opaque-redirect filtered
    /// response").
    #[must_use]
    pub fn redirected(&self) -> bool {
        self.status == 0
    }

    /// A header. Across origins, the server must expose it.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<String> {
        self.response.headers().get(name)
    }

    /// Reads the body, up to `limit` bytes. A longer one is cancelled.
    ///
    /// # Errors
    /// [`BodyError`] if the connection is interrupted or the body is too long.
    pub async fn body(&self, limit: usize) -> Result<Vec<u8>, BodyError> {
        let mut bytes = Vec::new();
        let Some(stream) = self.response.body() else { return Ok(bytes) };
        // Fails if a `fetch` wrapper of the page has started to read it.
        let reader = ReadableStreamDefaultReader::new(&stream).map_err(|_| BodyError::Broken)?;
        while let Some(chunk) = next_chunk(&reader).await.map_err(|_| BodyError::Broken)? {
            if bytes.len() + chunk.length() as usize > limit {
                // If cancelling fails, the rest is read in vain.
                let _ = JsFuture::from(reader.cancel()).await;
                return Err(BodyError::TooLarge);
            }
            bytes.extend(chunk.to_vec());
        }
        Ok(bytes)
    }
}

async fn next_chunk(reader: &ReadableStreamDefaultReader) -> Result<Option<Uint8Array>, JsValue> {
    let result = JsFuture::from(reader.read()).await?;
    let result: ReadableStreamReadResult = result.unchecked_into();
    if result.get_done().unwrap_or_default() {
        return Ok(None);
    }
    result.get_value().dyn_into().map(Some)
}
