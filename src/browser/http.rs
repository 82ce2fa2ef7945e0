//! One GET, as a value: its answer, or why there is none.

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

use super::location;
use crate::model::options::settings::Credentials;

/// What came back.
pub struct HttpResponse {
    /// The HTTP status; 0 for a redirect, whose status browsers hide.
    pub status: u16,
    response: Response,
}

/// Why nothing came back.
pub enum RequestError {
    /// The URL is not one.
    BadAddress,
    /// The request did not get through, or broke off.
    Broken,
}

/// Why a body could not be read.
pub enum BodyError {
    /// The connection broke off.
    Broken,
    /// It is longer than was allowed.
    TooLarge,
}

/// Sends a GET, with the token if there is one, unless it was given up before it could be sent.
/// Redirects are not followed: a caller that expects none sees a status of 0.
///
/// # Errors
/// [`RequestError`], whatever `fetch` did, including what a host page put in its place.
pub async fn get(
    url: &str,
    credentials: Credentials,
    token: Option<&str>,
    signal: &AbortSignal,
) -> Result<HttpResponse, RequestError> {
    if signal.aborted() {
        return Err(RequestError::Broken);
    }
    // What was sent early was sent without a token.
    let early = if token.is_none() { take_early_response(url, credentials) } else { None };
    let answer = match early {
        Some(answer) => JsFuture::from(answer).await,
        None => fetch(url, credentials, token, signal).await,
    };
    let why = |_| {
        if location::whole(url).is_some() { RequestError::Broken } else { RequestError::BadAddress }
    };
    let response = answer.map_err(why)?;
    let response: web_sys::Response = response.dyn_into().map_err(|_| RequestError::Broken)?;
    let response = Response::from(response);
    Ok(HttpResponse { status: response.status(), response })
}

thread_local! {
    static EARLY_RESPONSES: RefCell<Option<Map>> = const { RefCell::new(None) };
}

/// Takes over what was asked before this code was there: promises of responses, by the choice
/// of credentials, a space and the URL. Each serves the first request that is like it.
pub fn set_early_responses(answers: Map) {
    EARLY_RESPONSES.set(Some(answers));
}

fn take_early_response(url: &str, credentials: Credentials) -> Option<Promise> {
    let answers = EARLY_RESPONSES.with_borrow(Clone::clone)?;
    let request = JsValue::from_str(&[credentials.name(), " ", url].concat());
    let answer = answers.get(&request).dyn_into().ok();
    answers.delete(&request);
    answer
}

#[wasm_bindgen]
extern "C" {
    /// The page's `fetch`. Not gloo-net's `send`, which traps the wasm when `fetch` throws or rejects
    /// with anything but an `Error`: a page that wraps `fetch` can do that, as can `abort("reason")`.
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
        // Throws for what cannot be in a header: `secret::is_token` has looked at it.
        Some(token) => request.header("Authorization", &["Bearer ", token].concat()),
        None => request,
    };
    // Fails for a URL that is none.
    let request = request.build().map_err(|_| JsValue::UNDEFINED)?;
    // A wrapper of the page's may return anything, a promise or not.
    let answer = page_fetch(&request.into())?;
    JsFuture::from(Promise::resolve(&answer)).await
}

impl HttpResponse {
    /// Whether the server wanted to send us elsewhere (the status of an opaque redirect: Fetch
    /// standard, "opaque-redirect filtered response").
    #[must_use]
    pub fn redirected(&self) -> bool {
        self.status == 0
    }

    /// A header that may be read here. Across origins, the server has to allow it.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<String> {
        self.response.headers().get(name)
    }

    /// The body, if it is not longer than `limit` bytes. A longer one is not read to its end.
    ///
    /// # Errors
    /// [`BodyError`] when it breaks off or is too large.
    pub async fn body(self, limit: usize) -> Result<Vec<u8>, BodyError> {
        let mut bytes = Vec::new();
        let Some(stream) = self.response.body() else { return Ok(bytes) };
        // Fails where the page, which may stand between, has begun to read it.
        let reader = ReadableStreamDefaultReader::new(&stream).map_err(|_| BodyError::Broken)?;
        while let Some(chunk) = next_chunk(&reader).await.map_err(|_| BodyError::Broken)? {
            if bytes.len() + chunk.length() as usize > limit {
                // The rest is of no use; whether cancelling works is of no interest.
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
