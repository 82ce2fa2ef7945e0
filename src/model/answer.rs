//! What the API answered, before and after it is believed.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::campaign::CampaignId;
use super::stats::{CampaignStats, Count, Rate};

/// The largest answer that is read, in bytes. The documented one has about 200; whatever is
/// three hundred times as long is not an answer of this endpoint.
pub const MAX_ANSWER_BYTES: usize = 64 * 1024;

/// The fields of the answer as they came, whatever they are. Unknown fields are ignored.
///
/// Decoding never fails on a field's type, so that [`Answer::check`] can name the field and
/// say what was wrong with it.
#[derive(Debug, Default, PartialEq, serde::Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Answer {
    campaign_id: Json,
    total_enrolled: Json,
    sent: Json,
    delivered: Json,
    bounced: Json,
    replied: Json,
    queued: Json,
    open_rate: Json,
    reply_rate: Json,
}

/// One JSON value, as far as this endpoint needs to tell them apart.
#[derive(Debug, Default, PartialEq)]
enum Json {
    #[default]
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
pub enum Undecodable {
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

impl Answer {
    /// Believes the answer, or says which field cannot be.
    ///
    /// # Errors
    /// [`Undecodable`] names the first field, in the documented order, that is missing or
    /// impossible.
    pub fn check(self, asked_for: &CampaignId) -> Result<CampaignStats, Undecodable> {
        Ok(CampaignStats {
            campaign_id: id(self.campaign_id, asked_for)?,
            total_enrolled: count(Field::TotalEnrolled, self.total_enrolled)?,
            sent: count(Field::Sent, self.sent)?,
            delivered: count(Field::Delivered, self.delivered)?,
            bounced: count(Field::Bounced, self.bounced)?,
            replied: count(Field::Replied, self.replied)?,
            queued: count(Field::Queued, self.queued)?,
            open_rate: rate(Field::OpenRate, self.open_rate)?,
            reply_rate: rate(Field::ReplyRate, self.reply_rate)?,
        })
    }
}

fn id(value: Json, asked_for: &CampaignId) -> Result<CampaignId, Undecodable> {
    match value {
        Json::Text(text) if text == asked_for.as_str() => Ok(asked_for.clone()),
        Json::Text(text) => Err(Undecodable::OtherCampaign(shorten(&text))),
        other => Err(other.unfit_for(Field::CampaignId)),
    }
}

fn count(field: Field, value: Json) -> Result<Count, Undecodable> {
    let believable = match value {
        Json::Number(number) => Count::from_number(number),
        _ => None,
    };
    believable.ok_or_else(|| value.unfit_for(field))
}

fn rate(field: Field, value: Json) -> Result<Option<Rate>, Undecodable> {
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
    fn unfit_for(self, field: Field) -> Undecodable {
        let found = match self {
            Self::Missing => return Undecodable::Missing(field),
            Self::Null => "null".to_owned(),
            Self::Boolean => "true or false".to_owned(),
            Self::Number(number) => super::format::plain_number(number),
            Self::Text(text) => ["“", &shorten(&text), "”"].concat(),
            Self::Array => "a list".to_owned(),
            Self::Object => "an object".to_owned(),
        };
        Undecodable::Impossible { field, found }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor)
    }
}

struct JsonVisitor;

#[expect(clippy::cast_precision_loss, reason = "whole numbers beyond 2^53 are refused anyway")]
impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Json, E> {
        Ok(Json::Boolean)
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json, E> {
        Ok(Json::Number(number as f64))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        Ok(Json::Number(number as f64))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Json, E> {
        Ok(Json::Number(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_none<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Json::Array)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Json::Object)
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

    fn check(answer: Value) -> Result<CampaignStats, Undecodable> {
        let asked_for = CampaignId::parse("camp_123").unwrap();
        serde_json::from_value::<Answer>(answer).unwrap().check(&asked_for)
    }

    fn with(field: &str, value: Value) -> Value {
        let mut answer = documented();
        answer[field] = value;
        answer
    }

    fn impossible(field: Field, found: &str) -> Result<CampaignStats, Undecodable> {
        Err(Undecodable::Impossible { field, found: found.to_owned() })
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
            assert_eq!(check(answer), Err(Undecodable::Missing(field)));
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
        assert_eq!(other, Err(Undecodable::OtherCampaign("camp_9".to_owned())));
    }

    #[test]
    fn a_long_value_is_repeated_only_in_part() {
        let Err(Undecodable::OtherCampaign(found)) =
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
                Err(Undecodable::Impossible { field, .. }) => {
                    prop_assert_eq!(field, Field::Delivered);
                }
                Err(other) => prop_assert!(false, "{:?}", other),
            }
        }

        #[test]
        fn whatever_a_rate_field_holds_it_is_a_share_null_or_named(value in any_json()) {
            match check(with("openRate", value.clone())) {
                Ok(stats) => prop_assert_eq!(value.as_f64(), stats.open_rate.map(Rate::get)),
                Err(Undecodable::Impossible { field, .. }) => {
                    prop_assert_eq!(field, Field::OpenRate);
                }
                Err(other) => prop_assert!(false, "{:?}", other),
            }
        }
    }
}
