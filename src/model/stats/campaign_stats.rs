//! A campaign's numbers, in types that only hold possible values.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

use crate::model::options::campaign::CampaignId;
use crate::model::stats::raw::RawStats;

/// A number of leads or emails.
///
/// At most 2⁵³, the largest whole number up to which JavaScript counts without gaps; a larger
/// one would already have been rounded before it could be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "f64")]
pub struct Count(u64);

impl Count {
    /// The largest count.
    pub const MAX: Self = Self(1 << 53);

    /// A count, or `None` above [`Count::MAX`].
    #[must_use]
    pub fn new(number: u64) -> Option<Self> {
        (number <= Self::MAX.0).then_some(Self(number))
    }

    /// A count from a JSON number: `None` unless it is whole and from 0 to 2⁵³.
    #[must_use]
    pub fn from_number(number: f64) -> Option<Self> {
        #[expect(clippy::cast_precision_loss, reason = "2^53 is exact as a float")]
        let in_range = (0.0..=Self::MAX.0 as f64).contains(&number);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "only a number in range is cast"
        )]
        let whole = if in_range { number as u64 } else { 0 };
        #[expect(clippy::cast_precision_loss, reason = "exact up to 2^53")]
        #[expect(clippy::float_cmp, reason = "a whole number is equal to its own cast")]
        let exact = in_range && whole as f64 == number;
        exact.then_some(Self(whole))
    }

    /// The number itself.
    #[must_use]
    pub fn get(self) -> u64 {
        self.0
    }

    /// The difference to a smaller count; 0 to a larger one.
    #[must_use]
    pub fn saturating_sub(self, smaller: Self) -> Self {
        Self(self.0.saturating_sub(smaller.0))
    }

    /// The sum of both; [`Count::MAX`] where it is more.
    #[must_use]
    pub fn saturating_add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0)).min(Self::MAX)
    }

    /// The number as a float, exact because it is at most 2⁵³.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "exact up to 2^53")]
    pub fn as_f64(self) -> f64 {
        self.0 as f64
    }
}

impl TryFrom<f64> for Count {
    type Error = OutOfRange;

    fn try_from(number: f64) -> Result<Self, OutOfRange> {
        Self::from_number(number).ok_or(OutOfRange(number))
    }
}

impl Serialize for Count {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // serde-wasm-bindgen writes whole numbers up to 2^53 - 1 only, floats without that limit.
        if *self < Self::MAX {
            serializer.serialize_u64(self.0)
        } else {
            serializer.serialize_f64(self.as_f64())
        }
    }
}

/// A share from 0 to 1, finite.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64")]
pub struct Rate(f64);

impl TryFrom<f64> for Rate {
    type Error = OutOfRange;

    fn try_from(share: f64) -> Result<Self, OutOfRange> {
        Self::new(share).ok_or(OutOfRange(share))
    }
}

/// A number that is not a [`Count`] or not a [`Rate`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OutOfRange(pub f64);

impl fmt::Display for OutOfRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is out of range", self.0)
    }
}

impl Rate {
    /// A rate, or `None` outside 0…1.
    #[must_use]
    pub fn new(share: f64) -> Option<Self> {
        (0.0..=1.0).contains(&share).then_some(Self(share))
    }

    /// A rate in whole percent; all above 100 is 100.
    #[must_use]
    pub const fn percent(percent: u8) -> Self {
        let percent = if percent > 100 { 100 } else { percent };
        Self(percent as f64 / 100.0)
    }

    /// `part` of `whole`; `None` where nothing is divided, or where the part is larger than the
    /// whole.
    #[must_use]
    pub fn of(part: Count, whole: Count) -> Option<Self> {
        if whole.0 == 0 { None } else { Self::new(part.as_f64() / whole.as_f64()) }
    }

    /// The share itself, 0 to 1.
    #[must_use]
    pub fn get(self) -> f64 {
        self.0
    }
}

/// The nine fields of `GET /v1/campaigns/:id/stats`, by the names of `sandbox/openapi.yaml`.
///
/// Deserialized by way of [`RawStats`], so that an error names the field and what was found in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", try_from = "RawStats")]
pub struct CampaignStats {
    /// The campaign that these numbers belong to: always the one that was asked for.
    pub campaign_id: CampaignId,
    /// Leads enrolled, in whatever state they are.
    pub total_enrolled: Count,
    /// Emails submitted for delivery. More than the enrolled leads where a campaign has
    /// several steps.
    pub sent: Count,
    /// Emails accepted by the recipient's server, which does not mean the inbox.
    pub delivered: Count,
    /// Emails that bounced, hard or soft.
    pub bounced: Count,
    /// Leads with at least one reply.
    pub replied: Count,
    /// Emails waiting to be sent. Held, if the campaign is paused.
    pub queued: Count,
    /// Unique opens over delivered emails; `None` where the API has no figure.
    pub open_rate: Option<Rate>,
    /// Replied leads over delivered emails; `None` where the API has no figure.
    pub reply_rate: Option<Rate>,
}

impl CampaignStats {
    /// Whether no email has left yet: a draft, or a campaign that is about to start.
    #[must_use]
    pub fn nothing_sent(&self) -> bool {
        self.sent.get() == 0
    }
}

/// One of the six counts of a campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is documented at its place in CampaignStats")]
pub enum Counter {
    Enrolled,
    Sent,
    Delivered,
    Bounced,
    Replied,
    Queued,
}

impl Counter {
    /// All counts in the order in which a campaign meets them.
    pub const ALL: [Self; 6] =
        [Self::Enrolled, Self::Sent, Self::Delivered, Self::Bounced, Self::Replied, Self::Queued];

    /// Its name in the code of pages and tests, in whatever language it is shown.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Enrolled => "Enrolled",
            Self::Sent => "Sent",
            Self::Delivered => "Delivered",
            Self::Bounced => "Bounced",
            Self::Replied => "Replied",
            Self::Queued => "Queued",
        }
    }

    /// Its value.
    #[must_use]
    pub fn of(self, stats: &CampaignStats) -> Count {
        match self {
            Self::Enrolled => stats.total_enrolled,
            Self::Sent => stats.sent,
            Self::Delivered => stats.delivered,
            Self::Bounced => stats.bounced,
            Self::Replied => stats.replied,
            Self::Queued => stats.queued,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_count_is_whole_and_at_most_two_to_the_53() {
        assert_eq!(Count::from_number(471.0).map(Count::get), Some(471));
        assert_eq!(Count::from_number(9_007_199_254_740_992.0), Some(Count::MAX));
        for wrong in [-1.0, 0.5, 9_007_199_254_740_994.0, f64::NAN, f64::INFINITY] {
            assert_eq!(Count::from_number(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_rate_is_a_finite_share() {
        assert_eq!(Rate::new(0.42).map(Rate::get), Some(0.42));
        for wrong in [-0.01, 1.01, f64::NAN, f64::INFINITY] {
            assert_eq!(Rate::new(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_rate_of_nothing_is_unknown() {
        assert_eq!(Rate::of(Count::default(), Count::default()), None);
    }

    #[test]
    fn only_numbers_in_range_are_deserialized() {
        for wrong in ["-1", "0.5", "9007199254740994", "\"1\"", "null", "true"] {
            assert!(serde_json::from_str::<Count>(wrong).is_err(), "{wrong}");
        }
        for wrong in ["-0.01", "1.01", "\"1\"", "null"] {
            assert!(serde_json::from_str::<Rate>(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn a_count_survives_json(number in 0u64..=1 << 53) {
            let count = Count::new(number).unwrap();
            let json = serde_json::to_value(count).unwrap();
            prop_assert_eq!(serde_json::from_value::<Count>(json).unwrap(), count);
        }

        #[test]
        fn every_whole_number_in_range_is_a_count(number in 0u64..=1 << 53) {
            let count = Count::new(number).unwrap();
            prop_assert_eq!(Count::from_number(count.as_f64()), Some(count));
        }

        #[test]
        fn a_part_of_a_whole_is_a_rate(part in 0u64..1000, whole in 1u64..1000) {
            let rate = Rate::of(Count::new(part).unwrap(), Count::new(whole).unwrap());
            prop_assert_eq!(rate.is_some(), part <= whole);
        }
    }
}
