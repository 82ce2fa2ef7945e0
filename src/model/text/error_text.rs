//! Messages for errors of requests and problems of options.

use crate::model::insight::bands::BandProblem;
use crate::model::insight::rates::RateKind;
use crate::model::options::campaign::{CampaignId, IdProblem, MAX_ID_CHARS};
use crate::model::options::settings::{MAX_REFRESH, MIN_REFRESH, Problem};
use crate::model::polling::error::StatsError;
use crate::model::polling::schedule::TIMEOUT;
use crate::model::stats::decode::{DecodeError, MAX_RESPONSE_BYTES};
use crate::model::text::locale::Locale;
use crate::model::text::texts::Text;

/// Message for a failed request.
#[must_use]
pub fn cause(locale: &Locale, error: &StatsError, campaign: &CampaignId) -> String {
    let (text, part) = match error {
        StatsError::InvalidRequest => (Text::InvalidRequest, campaign.as_str().to_owned()),
        StatsError::AuthenticationFailed => (Text::KeyRejected, String::new()),
        StatsError::CampaignNotFound => (Text::NotFound, campaign.as_str().to_owned()),
        StatsError::TooManyRequests(_) => (Text::TooMany, String::new()),
        StatsError::Server(status, _) => (Text::ServerProblem, status.to_string()),
        StatsError::BadAddress => (Text::BadAddress, String::new()),
        StatsError::Redirected => (Text::Redirected, String::new()),
        StatsError::UnexpectedStatus(status) => (unexpected_status(*status), status.to_string()),
        StatsError::Network => (Text::Network, String::new()),
        StatsError::TimedOut => (Text::TimedOut, TIMEOUT.whole_seconds().to_string()),
        StatsError::NoToken => (Text::NoToken, String::new()),
        StatsError::Decode(error) => (Text::Unusable, decode_error(locale, error)),
    };
    locale.fill(text, &[&part])
}

/// Successes without the whole numbers have a message of their own: a cache or a proxy in front of the API makes
/// them (RFC 9110, sections 15.3.5, 15.3.7 and 15.4.5).
fn unexpected_status(status: u16) -> Text {
    match status {
        204 | 205 => Text::NoContent,
        206 => Text::PartialContent,
        304 => Text::NotModified,
        _ => Text::UnknownStatus,
    }
}

fn decode_error(locale: &Locale, error: &DecodeError) -> String {
    let kilobytes = (MAX_RESPONSE_BYTES / 1024).to_string();
    let (text, parts) = match error {
        DecodeError::Empty => (Text::IsEmpty, ["", ""]),
        DecodeError::TooLarge => (Text::TooLarge, [kilobytes.as_str(), ""]),
        DecodeError::WebPage => (Text::WebPage, ["", ""]),
        DecodeError::NotJson => (Text::NotJson, ["", ""]),
        DecodeError::NotAnObject => (Text::NotAnObject, ["", ""]),
        DecodeError::Missing(field) => (Text::Missing, [field.name(), ""]),
        DecodeError::InvalidValue { field, found } => (Text::Impossible, [field.name(), found]),
        DecodeError::OtherCampaign(found) => (Text::OtherCampaign, [found.as_str(), ""]),
    };
    locale.fill(text, &parts)
}

/// Message for an option that could not be used. For web developers, so in English like the
/// documentation.
#[must_use]
pub fn problem(problem: &Problem) -> String {
    match problem {
        Problem::Campaign(IdProblem::Empty) => {
            "“campaign” is empty. Set it to a campaign id, such as camp_123.".to_owned()
        }
        Problem::Campaign(IdProblem::TooLong(length)) => [
            "A campaign id of ",
            &length.to_string(),
            " characters is ignored: the maximum is ",
            &MAX_ID_CHARS.to_string(),
            ".",
        ]
        .concat(),
        Problem::Campaign(IdProblem::DotSegment) => {
            "“.” and “..” are not valid campaign ids and are ignored.".to_owned()
        }
        Problem::Refresh(given) => [
            "refresh=“",
            given,
            "” is not a number of seconds from ",
            &MIN_REFRESH.whole_seconds().to_string(),
            " to ",
            &MAX_REFRESH.whole_seconds().to_string(),
            ". The default of 15 is used.",
        ]
        .concat(),
        Problem::UnknownValue { option, given, known } => {
            [option, "=“", given, "” is not one of ", known, ". The default is used."].concat()
        }
        Problem::Switch(name, given) => {
            [name, "=“", given, "” is not a boolean. The default, off, is used."].concat()
        }
        Problem::LabelForSeveral => {
            "“label” works with one campaign only and is ignored. Use “names” for several."
                .to_owned()
        }
        Problem::Label(name) => {
            ["labels: “", name, "” is not the name of a text and is ignored."].concat()
        }
        Problem::Bands(problem) => band_problem(problem),
        Problem::TokenProvider => "tokenProvider is not a function and is ignored.".to_owned(),
        Problem::Key => {
            "A key in the page or its address is not used. It may have been exposed, so revoke \
                         it. Keep the key in the gateway, see docs/security-and-csp.md."
                .to_owned()
        }
        Problem::Unknown(name) => ["“", name, "” is not an option and is ignored."].concat(),
    }
}

fn band_problem(problem: &BandProblem) -> String {
    let (subject, reason) = match problem {
        BandProblem::UnknownRate(name) => {
            (name.as_str(), "is not a rate with bands (delivery, reply or bounce)")
        }
        BandProblem::OpenHasNone => {
            ("open", "has no bands, because mail scanners open emails, too")
        }
        BandProblem::NotTwoPercentages(kind) => {
            (band_name(*kind), "needs two numbers in percent, such as 2,5")
        }
        BandProblem::OutOfRange(kind) => {
            (band_name(*kind), "is outside the range 0 to 100 percent")
        }
        BandProblem::NotAscending(kind) => {
            (band_name(*kind), "has its thresholds in the wrong order: put the lower number first")
        }
    };
    ["bands: “", subject, "” ", reason, ". These bands are ignored."].concat()
}

fn band_name(kind: RateKind) -> &'static str {
    match kind {
        RateKind::Delivery => "delivery",
        RateKind::Open => "open",
        RateKind::Reply => "reply",
        RateKind::Bounce => "bounce",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::stats::decode::Field;
    use crate::model::text::english::english;

    #[test]
    fn message_of_each_error() {
        let errors = [
            StatsError::InvalidRequest,
            StatsError::AuthenticationFailed,
            StatsError::CampaignNotFound,
            StatsError::TooManyRequests(None),
            StatsError::Server(502, None),
            StatsError::BadAddress,
            StatsError::Redirected,
            StatsError::UnexpectedStatus(418),
            StatsError::UnexpectedStatus(204),
            StatsError::UnexpectedStatus(206),
            StatsError::UnexpectedStatus(304),
            StatsError::Network,
            StatsError::TimedOut,
            StatsError::Decode(DecodeError::Empty),
            StatsError::Decode(DecodeError::TooLarge),
            StatsError::Decode(DecodeError::WebPage),
            StatsError::Decode(DecodeError::NotJson),
            StatsError::Decode(DecodeError::NotAnObject),
            StatsError::Decode(DecodeError::Missing(Field::OpenRate)),
            StatsError::Decode(DecodeError::InvalidValue {
                field: Field::Sent,
                found: "-4".to_owned(),
            }),
            StatsError::Decode(DecodeError::OtherCampaign("camp_9".to_owned())),
        ];
        let campaign = CampaignId::parse("camp_999").unwrap();
        let messages: Vec<_> =
            errors.iter().map(|error| cause(&english(), error, &campaign)).collect();
        insta::assert_snapshot!(messages.join("\n"));
    }
}
