//! Faulty responses, to test clients.

use serde_json::{Value, json};

use crate::simulation::Stats;

/// A fault that a campaign always has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The response takes three seconds.
    Slow,
    /// No response.
    Hanging,
    /// The response is sent at one byte per second.
    Dripping,
    /// Every second request fails with 502, starting with the second.
    Flaky,
    /// 429 with `Retry-After: 30`.
    TooManyRequests,
    /// 500.
    ServerError,
    /// 403, as for a key without the permission.
    Forbidden,
    /// 302 to another page.
    Redirect,
    /// 200 with an HTML page.
    WebPage,
    /// 200 with an empty body.
    Empty,
    /// 200 with 10 MB of JSON.
    Huge,
    /// 200 with truncated JSON.
    Truncated,
    /// 200 without `openRate`.
    MissingField,
    /// 200 with `sent` below zero and `openRate` above one.
    Impossible,
    /// 200 with the numbers of another campaign.
    OtherCampaign,
    /// 200 with `null` for both rates: valid, but rare.
    NoRates,
}

/// Delay of [`Fault::Slow`], in milliseconds.
pub const SLOW_MS: u64 = 3000;

/// `Retry-After` of [`Fault::TooManyRequests`], in seconds.
pub const RETRY_AFTER_SECONDS: u64 = 30;

/// Approximate size of [`Fault::Huge`], in bytes.
pub const HUGE_BYTES: usize = 10_000_000;

/// Body of a fault that affects the body only; `None` for other faults.
#[must_use]
pub fn body(fault: Fault, stats: &Stats) -> Option<String> {
    let mut json = serde_json::to_value(stats).unwrap_or_default();
    let text = |json: Value| Some(json.to_string());
    match fault {
        Fault::WebPage => {
            Some("<!doctype html><title>Sign in</title><h1>Please sign in</h1>".to_owned())
        }
        Fault::Empty => Some(String::new()),
        Fault::Huge => {
            put(&mut json, "padding", Value::String("x".repeat(HUGE_BYTES)));
            text(json)
        }
        Fault::Truncated => {
            let whole = json.to_string();
            whole.get(..whole.len() / 2).map(str::to_owned)
        }
        Fault::MissingField => {
            if let Some(fields) = json.as_object_mut() {
                fields.remove("openRate");
            }
            text(json)
        }
        Fault::Impossible => {
            put(&mut json, "sent", json!(-4));
            put(&mut json, "openRate", json!(1.8));
            text(json)
        }
        Fault::OtherCampaign => {
            put(&mut json, "campaignId", json!("camp_somebody_else"));
            text(json)
        }
        Fault::NoRates => {
            put(&mut json, "openRate", Value::Null);
            put(&mut json, "replyRate", Value::Null);
            text(json)
        }
        Fault::Slow
        | Fault::Hanging
        | Fault::Dripping
        | Fault::Flaky
        | Fault::TooManyRequests
        | Fault::ServerError
        | Fault::Forbidden
        | Fault::Redirect => None,
    }
}

fn put(json: &mut Value, field: &str, value: Value) {
    if let Some(fields) = json.as_object_mut() {
        fields.insert(field.to_owned(), value);
    }
}
