//! Errors of a request, distinguished as far as they are handled differently.

use crate::model::polling::schedule::Outcome;
use crate::model::stats::decode::DecodeError;
use crate::model::time::Millis;

/// Error of a request. The message for the user is in
/// [`error_text`](crate::model::text::error_text).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StatsError {
    /// The API base is not a valid URL.
    BadAddress,
    /// 400 `invalid_request`.
    InvalidRequest,
    /// 401 or 403 `authentication_failed`.
    AuthenticationFailed,
    /// 404 `campaign_not_found`.
    CampaignNotFound,
    /// 429, with `Retry-After` if readable.
    TooManyRequests(Option<Millis>),
    /// 5xx, with status, and `Retry-After` if readable.
    Server(u16, Option<Millis>),
    /// A redirect. The API never redirects, so this is usually a sign-in page in front of it.
    Redirected,
    /// Any other status.
    UnexpectedStatus(u16),
    /// No response: no connection, DNS error or blocked by CORS. Browsers do not distinguish
    /// these.
    Network,
    /// No complete response within [`TIMEOUT`](crate::model::polling::schedule::TIMEOUT).
    TimedOut,
    /// The response could not be decoded or failed validation.
    Decode(DecodeError),
    /// The host page's `tokenProvider` gave no usable token.
    NoToken,
}

impl StatsError {
    /// The error of an HTTP status; `None` for 200.
    #[must_use]
    pub fn from_status(status: u16, retry_after: Option<Millis>) -> Option<Self> {
        match status {
            200 => None,
            300..=303 | 305..=399 => Some(Self::Redirected),
            400 => Some(Self::InvalidRequest),
            401 | 403 => Some(Self::AuthenticationFailed),
            404 => Some(Self::CampaignNotFound),
            429 => Some(Self::TooManyRequests(retry_after)),
            500..=599 => Some(Self::Server(status, retry_after)),
            _ => Some(Self::UnexpectedStatus(status)),
        }
    }

    /// Machine-readable code; the API's own where it documents one.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::BadAddress => "bad_address",
            Self::InvalidRequest => "invalid_request",
            Self::AuthenticationFailed => "authentication_failed",
            Self::CampaignNotFound => "campaign_not_found",
            Self::TooManyRequests(_) => "too_many_requests",
            Self::Server(..) => "server_error",
            Self::Redirected => "redirected",
            Self::UnexpectedStatus(_) => "unexpected_status",
            Self::Network => "network",
            Self::TimedOut => "timeout",
            Self::Decode(_) => "undecodable",
            Self::NoToken => "no_token",
        }
    }

    /// The outcome of a result, for the schedule.
    #[must_use]
    pub fn outcome_of<T>(result: &Result<T, Self>) -> Outcome {
        result.as_ref().err().map_or(Outcome::Success, Self::outcome)
    }

    /// The outcome for the schedule.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::BadAddress
            | Self::InvalidRequest
            | Self::AuthenticationFailed
            | Self::CampaignNotFound => Outcome::Rejected,
            Self::TooManyRequests(Some(span)) | Self::Server(503, Some(span)) => {
                Outcome::RetryAfter(*span)
            }
            _ => Outcome::Failed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_documented_status_has_its_own_error() {
        let wait = Some(Millis::seconds(30));
        for (status, error) in [
            (200, None),
            (302, Some(StatsError::Redirected)),
            (400, Some(StatsError::InvalidRequest)),
            (401, Some(StatsError::AuthenticationFailed)),
            (403, Some(StatsError::AuthenticationFailed)),
            (404, Some(StatsError::CampaignNotFound)),
            (429, Some(StatsError::TooManyRequests(wait))),
            (503, Some(StatsError::Server(503, wait))),
            (204, Some(StatsError::UnexpectedStatus(204))),
            (206, Some(StatsError::UnexpectedStatus(206))),
            (304, Some(StatsError::UnexpectedStatus(304))),
            (418, Some(StatsError::UnexpectedStatus(418))),
        ] {
            assert_eq!(StatsError::from_status(status, wait), error, "{status}");
        }
    }

    #[test]
    fn only_permanent_errors_are_refused() {
        for error in [
            StatsError::BadAddress,
            StatsError::InvalidRequest,
            StatsError::AuthenticationFailed,
            StatsError::CampaignNotFound,
        ] {
            assert_eq!(error.outcome(), Outcome::Rejected);
        }
        for error in [
            StatsError::TooManyRequests(None),
            StatsError::Server(500, Some(Millis::SECOND)),
            StatsError::Redirected,
            StatsError::UnexpectedStatus(418),
            StatsError::Network,
            StatsError::TimedOut,
            StatsError::Decode(DecodeError::Empty),
            StatsError::NoToken,
        ] {
            assert_eq!(error.outcome(), Outcome::Failed, "{error:?}");
        }
    }

    #[test]
    fn retry_after_is_used_for_429_and_503() {
        let wait = Millis::seconds(30);
        let outcome = Outcome::RetryAfter(wait);
        assert_eq!(StatsError::TooManyRequests(Some(wait)).outcome(), outcome);
        assert_eq!(StatsError::Server(503, Some(wait)).outcome(), outcome);
    }
}
