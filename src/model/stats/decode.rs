//! What the API answered, before and after it is believed.

use crate::model::options::campaign::CampaignId;
use crate::model::stats::campaign_stats::{CampaignStats, Count, Rate};

/// The largest answer that is read, in bytes. The documented one has about 200; whatever is
/// three hundred times as long is not an answer of this endpoint.
pub const MAX_ANSWER_BYTES: usize = 64 * 1024;

/// One JSON value, as far as this endpoint needs to tell them apart.
///
/// Reading one never fails on its type, so that [`validate`] can name the field and say what was
/// wrong with it.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the kinds of JSON")]
pub enum Json {
    /// There is no such field.
    Missing,
    Null,
    Boolean,
    Number(f64),
    Text(String),
    Array,
    Object,
}

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

/// Why an answer cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// No bytes at all.
    Empty,
    /// More than [`MAX_ANSWER_BYTES`].
    TooLarge,
    /// A web page: often a login form or an error page of a proxy.
    WebPage,
    /// Text that is not JSON, or JSON that broke off.
    NotJson,
    /// JSON, but not an object.
    NotAnObject,
    /// A field that must be there and is not.
    Missing(Field),
    /// A field with a value of another kind, or out of its range.
    Impossible {
        /// Which field.
        field: Field,
        /// What stands there, shortened.
        found: String,
    },
    /// The numbers of another campaign.
    OtherCampaign(String),
}

/// How many characters of an offending value are repeated in a message.
const FOUND_CHARS: usize = 40;

/// Believes an answer, given as the value of each of its fields, or says which cannot be.
/// Fields that are not known are not looked at.
///
/// # Errors
/// [`DecodeError`] names the first field, in the documented order, that is missing or
/// impossible.
pub fn validate(
    asked_for: &CampaignId,
    value_of: impl Fn(Field) -> Json,
) -> Result<CampaignStats, DecodeError> {
    let count = |field| count(field, value_of(field));
    let rate = |field| rate(field, value_of(field));
    Ok(CampaignStats {
        campaign_id: id(value_of(Field::CampaignId), asked_for)?,
        total_enrolled: count(Field::TotalEnrolled)?,
        sent: count(Field::Sent)?,
        delivered: count(Field::Delivered)?,
        bounced: count(Field::Bounced)?,
        replied: count(Field::Replied)?,
        queued: count(Field::Queued)?,
        open_rate: rate(Field::OpenRate)?,
        reply_rate: rate(Field::ReplyRate)?,
    })
}

fn id(value: Json, asked_for: &CampaignId) -> Result<CampaignId, DecodeError> {
    match value {
        Json::Text(text) if text == asked_for.as_str() => Ok(asked_for.clone()),
        Json::Text(text) => Err(DecodeError::OtherCampaign(shorten(&text))),
        other => Err(other.unfit_for(Field::CampaignId)),
    }
}

fn count(field: Field, value: Json) -> Result<Count, DecodeError> {
    let believable = match value {
        Json::Number(number) => Count::from_number(number),
        _ => None,
    };
    believable.ok_or_else(|| value.unfit_for(field))
}

fn rate(field: Field, value: Json) -> Result<Option<Rate>, DecodeError> {
    let believable = match value {
        Json::Null => return Ok(None),
        Json::Number(number) => Rate::new(number),
        _ => None,
    };
    believable.map(Some).ok_or_else(|| value.unfit_for(field))
}

/// At most [`FOUND_CHARS`] characters, with a mark where something was left out.
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

impl Json {
    fn unfit_for(self, field: Field) -> DecodeError {
        let found = match self {
            Self::Missing => return DecodeError::Missing(field),
            Self::Null => "null".to_owned(),
            Self::Boolean => "true or false".to_owned(),
            Self::Number(number) => crate::model::text::format::plain_number(number),
            Self::Text(text) => ["“", &shorten(&text), "”"].concat(),
            Self::Array => "a list".to_owned(),
            Self::Object => "an object".to_owned(),
        };
        DecodeError::Impossible { field, found }
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
        let asked_for = CampaignId::parse("camp_123").unwrap();
        validate(&asked_for, |field| match answer.get(field.name()) {
            None => Json::Missing,
            Some(Value::Null) => Json::Null,
            Some(Value::Bool(_)) => Json::Boolean,
            Some(Value::Number(number)) => Json::Number(number.as_f64().unwrap()),
            Some(Value::String(text)) => Json::Text(text.clone()),
            Some(Value::Array(_)) => Json::Array,
            Some(Value::Object(_)) => Json::Object,
        })
    }

    fn with(field: &str, value: Value) -> Value {
        let mut answer = documented();
        answer[field] = value;
        answer
    }

    fn impossible(field: Field, found: &str) -> Result<CampaignStats, DecodeError> {
        Err(DecodeError::Impossible { field, found: found.to_owned() })
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
                Err(DecodeError::Impossible { field, .. }) => {
                    prop_assert_eq!(field, Field::Delivered);
                }
                Err(other) => prop_assert!(false, "{:?}", other),
            }
        }

        #[test]
        fn whatever_a_rate_field_holds_it_is_a_share_null_or_named(value in any_json()) {
            match check(with("openRate", value.clone())) {
                Ok(stats) => prop_assert_eq!(value.as_f64(), stats.open_rate.map(Rate::get)),
                Err(DecodeError::Impossible { field, .. }) => {
                    prop_assert_eq!(field, Field::OpenRate);
                }
                Err(other) => prop_assert!(false, "{:?}", other),
            }
        }
    }
}
