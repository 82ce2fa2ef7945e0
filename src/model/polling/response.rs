//! What came back from the API, before it is understood: plain enough to be handed from one
//! tab to another, which then understands it by itself.

use serde::{Deserialize, Serialize};

use crate::model::polling::error::StatsError;
use crate::model::stats::decode::DecodeError;
use crate::model::time::Millis;

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FetchResult {
    /// A response.
    Response(Response),
    /// None, or none that could be read to its end.
    Failed(FetchError),
}

/// A response with all that matters of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// How long the API asks to be left alone, where that could be read.
    pub wait: Option<Millis>,
    /// The body of a 200; empty for others, of which the status says all.
    pub body: String,
    /// How old it was when it came, where a cache on the way says so; else 0.
    pub age: Millis,
    /// Where it is the last good one, kept by a gateway whose API fails: the status of that
    /// failure.
    pub served_stale: Option<u16>,
}

impl FetchResult {
    /// How old it was when it came.
    #[must_use]
    pub fn age(&self) -> Millis {
        match self {
            Self::Response(response) => response.age,
            Self::Failed(_) => Millis(0),
        }
    }

    /// The failure for which a gateway gave a kept answer.
    #[must_use]
    pub fn served_stale(&self) -> Option<u16> {
        match self {
            Self::Response(response) => response.served_stale,
            Self::Failed(_) => None,
        }
    }
}

/// Why there is no response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FetchError {
    /// The URL is not one.
    BadAddress,
    /// The request did not get through, or broke off.
    Broken,
    /// No complete answer in time.
    TimedOut,
    /// The server wanted to send us elsewhere.
    Redirected,
    /// The body is longer than any true answer.
    TooLarge,
    /// The body is not text.
    NotText,
    /// There was no token to ask with.
    NoToken,
}

impl FetchError {
    /// What it means for those who wait for numbers.
    #[must_use]
    pub fn failure(self) -> StatsError {
        match self {
            Self::BadAddress => StatsError::BadAddress,
            Self::Broken => StatsError::Network,
            Self::TimedOut => StatsError::TimedOut,
            Self::Redirected => StatsError::Redirected,
            Self::TooLarge => StatsError::Decode(DecodeError::TooLarge),
            Self::NotText => StatsError::Decode(DecodeError::NotJson),
            Self::NoToken => StatsError::NoToken,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_survives_json_and_is_a_failure_of_its_own() {
        let mut failures = Vec::new();
        for error in [
            FetchError::BadAddress,
            FetchError::Broken,
            FetchError::TimedOut,
            FetchError::Redirected,
            FetchError::TooLarge,
            FetchError::NotText,
            FetchError::NoToken,
        ] {
            let json = serde_json::to_value(FetchResult::Failed(error)).unwrap();
            assert_eq!(
                serde_json::from_value::<FetchResult>(json).unwrap(),
                FetchResult::Failed(error)
            );
            assert!(!failures.contains(&error.failure()));
            failures.push(error.failure());
        }
        let unknown = r#"{"failed":"goneFishing"}"#;
        assert!(serde_json::from_str::<FetchResult>(unknown).is_err());
    }
}
