//! The API's response before validation. Serializable, so that tabs can share it.

use serde::{Deserialize, Serialize};

use crate::model::polling::error::StatsError;
use crate::model::stats::decode::DecodeError;
use crate::model::time::Millis;

/// Result of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FetchResult {
    /// A response.
    Response(Response),
    /// No response, or an incomplete one.
    Failed(FetchError),
}

/// The relevant parts of a response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// `Retry-After`, if readable.
    pub wait: Option<Millis>,
    /// Body of a 200; empty for other statuses.
    pub body: String,
    /// Age on receipt by the gateway's headers; 0 without a gateway.
    pub age: Millis,
    /// Status of the API's error, if a gateway served its last good response.
    pub served_stale: Option<u16>,
}

impl FetchResult {
    /// Age of the response on receipt.
    #[must_use]
    pub fn age(&self) -> Millis {
        match self {
            Self::Response(response) => response.age,
            Self::Failed(_) => Millis(0),
        }
    }

    /// Status of the API's error, if a gateway served its last good response.
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
    /// The URL is invalid.
    BadAddress,
    /// Network error, or the connection was interrupted.
    Broken,
    /// No complete response in time.
    TimedOut,
    /// The server redirected.
    Redirected,
    /// The body exceeds `MAX_RESPONSE_BYTES`.
    TooLarge,
    /// The body is not UTF-8.
    NotText,
    /// No access token.
    NoToken,
}

impl FetchError {
    /// The matching [`StatsError`].
    #[must_use]
    pub fn stats_error(self) -> StatsError {
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
            assert!(!failures.contains(&error.stats_error()));
            failures.push(error.stats_error());
        }
        let unknown = r#"{"failed":"goneFishing"}"#;
        assert!(serde_json::from_str::<FetchResult>(unknown).is_err());
    }
}
