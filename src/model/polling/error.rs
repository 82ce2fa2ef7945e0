//! What can go wrong with one request, in as many kinds as lead to different deeds.

use crate::model::polling::schedule::Outcome;
use crate::model::stats::decode::DecodeError;
use crate::model::time::Millis;

/// Why a request brought no numbers. The words for people are in
/// [`complaint`](crate::model::text::error_text).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StatsError {
    /// The URL could not be made: the API's base is not a URL.
    BadAddress,
    /// 400 `invalid_request`.
    InvalidRequest,
    /// 401 or 403 `authentication_failed`.
    AuthenticationFailed,
    /// 404 `campaign_not_found`.
    CampaignNotFound,
    /// 429; how long the API asks to wait, where that could be read.
    TooManyRequests(Option<Millis>),
    /// 5xx; the status, and how long the API asks to wait, where that could be read.
    Server(u16, Option<Millis>),
    /// A redirect, which this endpoint never answers: most often a sign-in page in front.
    Redirected,
    /// Any other status.
    UnexpectedStatus(u16),
    /// No answer: no connection, a name that does not resolve, or a cross-origin refusal.
    /// Browsers do not tell these apart.
    Network,
    /// No complete answer within [`TIMEOUT`](crate::model::polling::schedule::TIMEOUT).
    TimedOut,
    /// An answer that cannot be believed.
    Decode(DecodeError),
    /// The page that embeds the widget gave no token that can be sent.
    NoToken,
}

impl StatsError {
    /// The failure that an HTTP status stands for; `None` for 200.
    #[must_use]
    pub fn from_status(status: u16, retry_after: Option<Millis>) -> Option<Self> {
        match status {
            200 => None,
            300..=399 => Some(Self::Redirected),
            400 => Some(Self::InvalidRequest),
            401 | 403 => Some(Self::AuthenticationFailed),
            404 => Some(Self::CampaignNotFound),
            429 => Some(Self::TooManyRequests(retry_after)),
            500..=599 => Some(Self::Server(status, retry_after)),
            _ => Some(Self::UnexpectedStatus(status)),
        }
    }

    /// Its name for programs. Where the API documents one, it is that.
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

    /// What the schedule makes of an answer.
    #[must_use]
    pub fn outcome_of<T>(answer: &Result<T, Self>) -> Outcome {
        answer.as_ref().err().map_or(Outcome::Good, Self::outcome)
    }

    /// What the schedule makes of it.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::BadAddress
            | Self::InvalidRequest
            | Self::AuthenticationFailed
            | Self::CampaignNotFound => Outcome::Refused,
            Self::TooManyRequests(Some(span)) | Self::Server(503, Some(span)) => {
                Outcome::AskedToWait(*span)
            }
            _ => Outcome::Failed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_documented_status_has_its_own_failure() {
        let wait = Some(Millis::seconds(30));
        for (status, failure) in [
            (200, None),
            (302, Some(StatsError::Redirected)),
            (400, Some(StatsError::InvalidRequest)),
            (401, Some(StatsError::AuthenticationFailed)),
            (403, Some(StatsError::AuthenticationFailed)),
            (404, Some(StatsError::CampaignNotFound)),
            (429, Some(StatsError::TooManyRequests(wait))),
            (503, Some(StatsError::Server(503, wait))),
            (204, Some(StatsError::UnexpectedStatus(204))),
            (418, Some(StatsError::UnexpectedStatus(418))),
        ] {
            assert_eq!(StatsError::from_status(status, wait), failure, "{status}");
        }
    }

    #[test]
    fn only_what_a_repeat_cannot_mend_is_refused() {
        for failure in [
            StatsError::BadAddress,
            StatsError::InvalidRequest,
            StatsError::AuthenticationFailed,
            StatsError::CampaignNotFound,
        ] {
            assert_eq!(failure.outcome(), Outcome::Refused);
        }
        for failure in [
            StatsError::TooManyRequests(None),
            StatsError::Server(500, Some(Millis::SECOND)),
            StatsError::Redirected,
            StatsError::UnexpectedStatus(418),
            StatsError::Network,
            StatsError::TimedOut,
            StatsError::Decode(DecodeError::Empty),
            StatsError::NoToken,
        ] {
            assert_eq!(failure.outcome(), Outcome::Failed, "{failure:?}");
        }
    }

    #[test]
    fn a_wait_that_the_api_asks_for_is_kept_for_429_and_503() {
        let wait = Millis::seconds(30);
        let outcome = Outcome::AskedToWait(wait);
        assert_eq!(StatsError::TooManyRequests(Some(wait)).outcome(), outcome);
        assert_eq!(StatsError::Server(503, Some(wait)).outcome(), outcome);
    }
}
