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
    /// When the server sent it, by its own clock, if readable.
    pub date: Option<Millis>,
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

/// Recognises answers that a cache repeats, such as a service worker of the page, although the widget asks for new
/// ones: they have the time and the body of an earlier answer, and so its age.
#[derive(Debug, Default)]
pub struct Repetitions {
    /// The latest answer that was new: its time, body, age, and when it was received.
    latest: Option<(Millis, String, Millis, Millis)>,
}

impl Repetitions {
    /// Corrects the age of an answer that is received now.
    pub fn correct(&mut self, result: &mut FetchResult, now: Millis) {
        let FetchResult::Response(response) = result else { return };
        let Some(date) = response.date else { return };
        match &self.latest {
            Some((known, body, age, at)) if *known == date && *body == response.body => {
                response.age = response.age.max(*age + (now - *at));
            }
            _ => self.latest = Some((date, response.body.clone(), response.age, now)),
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
            Self::NoToken => StatsError::NoToken,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Millis = Millis::seconds(43_200);

    fn age(repetitions: &mut Repetitions, date: u64, body: &str, now: u64) -> u64 {
        let mut result = FetchResult::Response(Response {
            status: 200,
            wait: None,
            body: body.to_owned(),
            date: Some(NOON + Millis::seconds(date)),
            age: Millis(0),
            served_stale: None,
        });
        repetitions.correct(&mut result, NOON + Millis::seconds(now));
        result.age().whole_seconds()
    }

    #[test]
    fn repeated_answer_has_the_age_of_the_first_one() {
        let mut repetitions = Repetitions::default();
        let ages = [0, 15, 30].map(|now| age(&mut repetitions, 0, "480", now));
        assert_eq!(ages, [0, 15, 30]);
        assert_eq!(age(&mut repetitions, 45, "480", 45), 0, "a new answer with the same numbers");
        assert_eq!(age(&mut repetitions, 45, "481", 60), 0, "a server whose clock stands");
    }

    #[test]
    fn every_error_survives_json_and_is_a_failure_of_its_own() {
        let mut failures = Vec::new();
        for error in [
            FetchError::BadAddress,
            FetchError::Broken,
            FetchError::TimedOut,
            FetchError::Redirected,
            FetchError::TooLarge,
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
