//! One GET, as a value: its answer, or why there is none.

use std::cell::RefCell;

use js_sys::{JSON, Map, Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, ReadableStreamDefaultReader};

use super::{js, location};
use crate::model::options::settings::Credentials;

/// What came back.
pub struct Answer {
    /// The HTTP status; 0 for a redirect, whose status browsers hide.
    pub status: u16,
    response: web_sys::Response,
}

/// Why nothing came back.
pub enum NoAnswer {
    /// The URL is not one.
    BadAddress,
    /// The request did not get through, or broke off.
    Broken,
}

/// Why a body could not be read.
pub enum NoBody {
    /// The connection broke off.
    Broken,
    /// It is longer than was allowed.
    TooLarge,
}

/// Sends a GET, with the token if there is one, unless it was given up before it could be sent.
/// Redirects are not followed: a caller that expects none sees a status of 0.
///
/// # Errors
/// [`NoAnswer`], whatever `fetch` did, including what a host page put in its place.
pub async fn get(
    url: &str,
    credentials: Credentials,
    token: Option<&str>,
    signal: &AbortSignal,
) -> Result<Answer, NoAnswer> {
    if signal.aborted() {
        return Err(NoAnswer::Broken);
    }
    // What was sent early was sent without a token.
    let early = if token.is_none() { early(url, credentials) } else { None };
    let answer = match early {
        Some(answer) => JsFuture::from(answer).await,
        None => fetch(url, credentials, token, signal).await,
    };
    let why =
        |_| if location::whole(url).is_some() { NoAnswer::Broken } else { NoAnswer::BadAddress };
    let response = answer.map_err(why)?;
    let response: web_sys::Response = response.dyn_into().map_err(|_| NoAnswer::Broken)?;
    Ok(Answer { status: response.status(), response })
}

thread_local! {
    static EARLY: RefCell<Option<Map>> = const { RefCell::new(None) };
}

/// Takes over what was asked before this code was there: promises of responses, by the choice
/// of credentials, a space and the URL. Each serves the first request that is like it.
pub fn take_early(answers: Map) {
    EARLY.set(Some(answers));
}

fn early(url: &str, credentials: Credentials) -> Option<Promise> {
    let answers = EARLY.with_borrow(Clone::clone)?;
    let request = JsValue::from_str(&[credentials.name(), " ", url].concat());
    let answer = answers.get(&request).dyn_into().ok();
    answers.delete(&request);
    answer
}

/// The page's `fetch`, called so that whatever it throws or rejects with is a value here.
async fn fetch(
    url: &str,
    credentials: Credentials,
    token: Option<&str>,
    signal: &AbortSignal,
) -> Result<JsValue, JsValue> {
    let global = js_sys::global();
    let how = how(credentials, token, signal)?;
    let promise = js::function(&global, "fetch")?.call2(&global, &url.into(), &how)?;
    JsFuture::from(Promise::resolve(&promise)).await
}

/// How it is asked: parsed, because every property that is set by itself takes as long.
fn how(
    credentials: Credentials,
    token: Option<&str>,
    signal: &AbortSignal,
) -> Result<JsValue, JsValue> {
    let how = JSON::parse(
        &[
            r#"{"headers":{"Accept":"application/json"},"cache":"no-store","#,
            r#""redirect":"manual","credentials":""#,
            credentials.name(),
            "\"}",
        ]
        .concat(),
    )?;
    js::set(&how, "signal", signal)?;
    if let Some(token) = token {
        js::set(&js::get(&how, "headers")?, "Authorization", &["Bearer ", token].concat().into())?;
    }
    Ok(how)
}

impl Answer {
    /// Whether the server wanted to send us elsewhere (the status of an opaque redirect: Fetch
    /// standard, "opaque-redirect filtered response").
    #[must_use]
    pub fn redirected(&self) -> bool {
        self.status == 0
    }

    /// A header that may be read here. Across origins, the server has to allow it.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<String> {
        self.response.headers().get(name).ok().flatten()
    }

    /// The body, if it is not longer than `limit` bytes. A longer one is not read to its end.
    ///
    /// # Errors
    /// [`NoBody`] when it breaks off or is too large.
    pub async fn body(self, limit: usize) -> Result<Vec<u8>, NoBody> {
        let mut bytes = Vec::new();
        let Some(stream) = self.response.body() else { return Ok(bytes) };
        // Throws where the page, which may stand between, has begun to read it.
        let reader = js::call(&stream, "getReader", &JsValue::UNDEFINED);
        let reader: ReadableStreamDefaultReader =
            reader.map_err(|_| NoBody::Broken)?.unchecked_into();
        while let Some(chunk) = next_chunk(&reader).await.map_err(|_| NoBody::Broken)? {
            if bytes.len() + chunk.length() as usize > limit {
                // The rest is of no use; whether cancelling works is of no interest.
                let _ = JsFuture::from(reader.cancel()).await;
                return Err(NoBody::TooLarge);
            }
            bytes.extend(chunk.to_vec());
        }
        Ok(bytes)
    }
}

async fn next_chunk(reader: &ReadableStreamDefaultReader) -> Result<Option<Uint8Array>, JsValue> {
    let result = JsFuture::from(reader.read()).await?;
    if js::is(&result, "done") {
        return Ok(None);
    }
    js::get(&result, "value")?.dyn_into().map(Some)
}
