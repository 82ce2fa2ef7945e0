//! Validation of the API's response.

use std::fmt;

use crate::model::options::campaign::CampaignId;
use crate::model::stats::campaign_stats::{CampaignStats, Count, Rate};
use crate::model::stats::raw::{Json, RawStats};
use crate::model::text::format::plain_number;

/// Maximum size of a response in bytes. The documented example has about 200.
pub const MAX_RESPONSE_BYTES: usize = 64 * 1024;

/// A field of the answer, by its name on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is documented at its place in CampaignStats")]
pub enum Field {
    CampaignId,
    TotalEnrolled,
    Sent,
    Delivered,
    Bounced,
    Replied,
    Queued,
    OpenRate,
    ReplyRate,
}

impl Field {
    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::CampaignId => "campaignId",
            Self::TotalEnrolled => "totalEnrolled",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Bounced => "bounced",
            Self::Replied => "replied",
            Self::Queued => "queued",
            Self::OpenRate => "openRate",
            Self::ReplyRate => "replyRate",
        }
    }
}

/// Why a response is invalid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// No bytes at all.
    Empty,
    /// More than [`MAX_RESPONSE_BYTES`].
    TooLarge,
    /// A web page: often a login form or an error page of a proxy.
    WebPage,
    /// Text that is not JSON, or JSON that broke off.
    NotJson,
    /// JSON, but not an object.
    NotAnObject,
    /// A required field is missing.
    Missing(Field),
    /// A field has the wrong type or is out of range.
    InvalidValue {
        /// Which field.
        field: Field,
        /// The value found, truncated.
        found: String,
    },
    /// The numbers of another campaign.
    OtherCampaign(String),
}

/// Maximum length of a value in a message, in characters.
const FOUND_CHARS: usize = 40;

/// The JSON text of a body, without byte order mark and white space.
///
/// # Errors
/// [`DecodeError::Empty`] or [`DecodeError::WebPage`].
pub fn json_text(body: &str) -> Result<&str, DecodeError> {
    // Parsers may reject a byte order mark, but some servers write one (RFC 8259, section 8.1).
    let text = body.strip_prefix('\u{feff}').unwrap_or(body).trim_ascii();
    if text.is_empty() {
        return Err(DecodeError::Empty);
    }
    if text.starts_with('<') {
        return Err(DecodeError::WebPage);
    }
    Ok(text)
}

/// Validates a response to a request for a campaign.
///
/// # Errors
/// [`DecodeError`] names the first field, in the documented order, that is missing or
/// impossible.
pub fn validate(requested: &CampaignId, answer: RawStats) -> Result<CampaignStats, DecodeError> {
    match &answer.campaign_id {
        Json::Text(id) if id != requested.as_str() => Err(DecodeError::OtherCampaign(shorten(id))),
        _ => answer.try_into(),
    }
}

impl TryFrom<RawStats> for CampaignStats {
    type Error = DecodeError;

    fn try_from(answer: RawStats) -> Result<Self, DecodeError> {
        Ok(Self {
            campaign_id: id(answer.campaign_id)?,
            total_enrolled: count(Field::TotalEnrolled, answer.total_enrolled)?,
            sent: count(Field::Sent, answer.sent)?,
            delivered: count(Field::Delivered, answer.delivered)?,
            bounced: count(Field::Bounced, answer.bounced)?,
            replied: count(Field::Replied, answer.replied)?,
            queued: count(Field::Queued, answer.queued)?,
            open_rate: rate(Field::OpenRate, answer.open_rate)?,
            reply_rate: rate(Field::ReplyRate, answer.reply_rate)?,
        })
    }
}

fn id(value: Json) -> Result<CampaignId, DecodeError> {
    let id = match &value {
        Json::Text(text) => CampaignId::try_from(text.clone()).ok(),
        _ => None,
    };
    id.ok_or_else(|| invalid_field(Field::CampaignId, value))
}

fn count(field: Field, value: Json) -> Result<Count, DecodeError> {
    let count = match value {
        Json::Number(number) => Count::try_from(number).ok(),
        _ => None,
    };
    count.ok_or_else(|| invalid_field(field, value))
}

/// `null` is an unknown rate.
fn rate(field: Field, value: Json) -> Result<Option<Rate>, DecodeError> {
    let rate = match value {
        Json::Null => return Ok(None),
        Json::Number(number) => Rate::try_from(number).ok(),
        _ => None,
    };
    rate.map(Some).ok_or_else(|| invalid_field(field, value))
}

fn invalid_field(field: Field, value: Json) -> DecodeError {
    let found = match value {
        Json::Missing => return DecodeError::Missing(field),
        Json::Null => "null".to_owned(),
        Json::Boolean => "true or false".to_owned(),
        Json::Number(number) => plain_number(number),
        Json::Text(text) => ["“", &shorten(&text), "”"].concat(),
        Json::Array => "a list".to_owned(),
        Json::Object => "an object".to_owned(),
    };
    DecodeError::InvalidValue { field, found }
}

/// Truncates to [`FOUND_CHARS`] characters, with an ellipsis.
fn shorten(text: &str) -> String {
    match text.char_indices().nth(FOUND_CHARS) {
        Some((end, _)) => {
            let mut short = text.get(..end).unwrap_or_default().to_owned();
            short.push('…');
            short
        }
        None => text.to_owned(),
    }
}

/// For Rust code that deserializes [`CampaignStats`] by itself; people read
/// [`error_text`](crate::model::text::error_text).
impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(field) => write!(f, "missing field `{}`", field.name()),
            Self::InvalidValue { field, found } => write!(f, "`{}` is {found}", field.name()),
            Self::OtherCampaign(id) => write!(f, "the numbers of “{id}”"),
            Self::Empty => f.write_str("an empty answer"),
            Self::TooLarge => f.write_str("too large an answer"),
            Self::WebPage => f.write_str("a web page"),
            Self::NotJson => f.write_str("not JSON"),
            Self::NotAnObject => f.write_str("not an object"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn documented() -> Value {
        json!({
            "campaignId": "camp_123", "totalEnrolled": 500, "sent": 480, "delivered": 471,
            "bounced": 9, "replied": 38, "queued": 20, "openRate": 0.42, "replyRate": 0.08
        })
    }

    fn check(answer: Value) -> Result<CampaignStats, DecodeError> {
        let requested = CampaignId::parse("camp_123").unwrap();
        validate(&requested, serde_json::from_value(answer).unwrap())
    }

    fn with(field: &str, value: Value) -> Value {
        let mut answer = documented();
        answer[field] = value;
        answer
    }

    fn impossible(field: Field, found: &str) -> Result<CampaignStats, DecodeError> {
        Err(DecodeError::InvalidValue { field, found: found.to_owned() })
    }

    #[test]
    fn the_documented_example_is_read_in_full() {
        let stats = check(documented()).unwrap();
        let counts =
            [stats.total_enrolled, stats.sent, stats.delivered, stats.bounced, stats.replied]
                .map(Count::get);
        assert_eq!(stats.campaign_id.as_str(), "camp_123");
        assert_eq!(counts, [500, 480, 471, 9, 38]);
        assert_eq!(stats.queued.get(), 20);
        assert_eq!(stats.open_rate.map(Rate::get), Some(0.42));
        assert_eq!(stats.reply_rate.map(Rate::get), Some(0.08));
    }

    #[test]
    fn stats_are_serialized_as_the_api_writes_them() {
        let stats: CampaignStats = serde_json::from_value(documented()).unwrap();
        assert_eq!(serde_json::to_value(stats).unwrap(), documented());
        let unknown = with("replyRate", Value::Null);
        let stats: CampaignStats = serde_json::from_value(unknown.clone()).unwrap();
        assert_eq!(serde_json::to_value(stats).unwrap(), unknown);
    }

    #[test]
    fn an_error_of_serde_names_the_field_and_what_was_found() {
        let error = |answer| serde_json::from_value::<CampaignStats>(answer).unwrap_err();
        assert_eq!(error(with("sent", json!(-4))).to_string(), "`sent` is -4");
        assert_eq!(error(with("campaignId", json!(" "))).to_string(), "`campaignId` is “ ”");
        assert_eq!(error(json!({})).to_string(), "missing field `campaignId`");
    }

    #[test]
    fn a_body_is_json_that_may_begin_with_a_byte_order_mark() {
        assert_eq!(json_text("\u{feff} {\"a\":1}\n"), Ok("{\"a\":1}"));
        for empty in ["", " \r\n", "\u{feff}", "\u{feff} "] {
            assert_eq!(json_text(empty), Err(DecodeError::Empty), "{empty:?}");
        }
        assert_eq!(json_text("\n<!doctype html>"), Err(DecodeError::WebPage));
    }

    #[test]
    fn a_missing_field_is_named() {
        for (name, field) in [
            ("campaignId", Field::CampaignId),
            ("totalEnrolled", Field::TotalEnrolled),
            ("sent", Field::Sent),
            ("delivered", Field::Delivered),
            ("bounced", Field::Bounced),
            ("replied", Field::Replied),
            ("queued", Field::Queued),
            ("openRate", Field::OpenRate),
            ("replyRate", Field::ReplyRate),
        ] {
            let mut answer = documented();
            answer.as_object_mut().unwrap().remove(name);
            assert_eq!(check(answer), Err(DecodeError::Missing(field)));
            assert_eq!(field.name(), name);
        }
    }

    #[test]
    fn an_impossible_count_is_named_with_what_was_found() {
        assert_eq!(check(with("sent", json!(-4))), impossible(Field::Sent, "-4"));
        assert_eq!(check(with("queued", json!(1.5))), impossible(Field::Queued, "1.5"));
        assert_eq!(check(with("bounced", json!("9"))), impossible(Field::Bounced, "“9”"));
        assert_eq!(check(with("replied", json!(null))), impossible(Field::Replied, "null"));
        assert_eq!(check(with("sent", json!([1, 2]))), impossible(Field::Sent, "a list"));
        assert_eq!(check(with("sent", json!({"a": {}}))), impossible(Field::Sent, "an object"));
        assert_eq!(check(with("sent", json!(true))), impossible(Field::Sent, "true or false"));
    }

    #[test]
    fn an_impossible_rate_is_named_with_what_was_found() {
        assert_eq!(check(with("openRate", json!(1.8))), impossible(Field::OpenRate, "1.8"));
        assert_eq!(check(with("replyRate", json!(-0.1))), impossible(Field::ReplyRate, "-0.1"));
    }

    #[test]
    fn a_null_rate_means_no_data() {
        let stats = check(with("openRate", json!(null))).unwrap();
        assert_eq!(stats.open_rate, None);
    }

    #[test]
    fn the_numbers_of_another_campaign_are_refused() {
        let other = check(with("campaignId", json!("camp_9")));
        assert_eq!(other, Err(DecodeError::OtherCampaign("camp_9".to_owned())));
    }

    #[test]
    fn a_long_value_is_repeated_only_in_part() {
        let Err(DecodeError::OtherCampaign(found)) =
            check(with("campaignId", json!("é".repeat(9000))))
        else {
            panic!("accepted another campaign");
        };
        assert_eq!(found.chars().count(), FOUND_CHARS + 1);
    }

    #[test]
    fn unknown_fields_are_ignored() {
        assert!(check(with("clicked", json!({"deep": [[[]]]}))).is_ok());
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            "\\PC{0,60}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 16, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::hash_map("[a-z]{1,4}", inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn whatever_a_count_field_holds_it_is_a_count_or_named(value in any_json()) {
            match check(with("delivered", value.clone())) {
                Ok(stats) => prop_assert_eq!(value.as_f64(), Some(stats.delivered.as_f64())),
                Err(DecodeError::InvalidValue { field, .. }) => {
                    prop_assert_eq!(field, Field::Delivered);
                }
                Err(other) => prop_assert!(false, "{:?}", other),
            }
        }

        #[test]
        fn whatever_a_rate_field_holds_it_is_a_share_null_or_named(value in any_json()) {
            match check(with("openRate", value.clone())) {
                Ok(stats) => prop_assert_eq!(value.as_f64(), stats.open_rate.map(Rate::get)),
                Err(DecodeError::InvalidValue { field, .. }) => {
                    prop_assert_eq!(field, Field::OpenRate);
                }
                Err(other) => prop_assert!(false, "{:?}", other),
            }
        }
    }
}
