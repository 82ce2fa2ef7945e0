//! Campaign ids: validation and URL encoding.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Longest accepted id. Many servers and proxies refuse longer URLs without a useful message, so
/// the widget reports the problem itself.
pub const MAX_ID_CHARS: usize = 256;

/// A syntactically valid campaign id: not empty, at most [`MAX_ID_CHARS`] long, not a dot
/// segment. Whether the campaign exists is known only to the API.
///
/// ```
/// use campaign_stats::model::options::campaign::CampaignId;
///
/// let id = CampaignId::parse(" spring/launch ").unwrap();
/// assert_eq!(id.as_str(), "spring/launch");
/// assert_eq!(id.url_segment(), "spring%2Flaunch");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct CampaignId(String);

/// A campaign to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Campaign {
    /// Campaign id.
    pub id: CampaignId,
    /// Display name. Empty: the id is shown.
    pub label: String,
}

impl Campaign {
    /// Display name: the label, or else the id.
    #[must_use]
    pub fn name(&self) -> &str {
        if self.label.is_empty() { self.id.as_str() } else { &self.label }
    }
}

/// Why a string is not a valid campaign id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdProblem {
    /// Empty, or white space only.
    Empty,
    /// Longer than [`MAX_ID_CHARS`]; holds the actual length in characters.
    TooLong(usize),
    /// `.` or `..`. Browsers remove these from a URL path even if encoded, so the request would
    /// go to another path.
    DotSegment,
}

impl CampaignId {
    /// Parses an id, ignoring surrounding white space.
    ///
    /// # Errors
    /// [`IdProblem`] if the id is empty, too long or a dot segment.
    pub fn parse(text: &str) -> Result<Self, IdProblem> {
        let id = text.trim_ascii();
        let length = id.chars().count();
        match id {
            "" => Err(IdProblem::Empty),
            "." | ".." => Err(IdProblem::DotSegment),
            _ if length > MAX_ID_CHARS => Err(IdProblem::TooLong(length)),
            _ => Ok(Self(id.to_owned())),
        }
    }

    /// The id as the API spells it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id as one URL path segment. Every byte outside RFC 3986's unreserved set is
    /// percent-encoded, so an id cannot change the path or add a query.
    #[must_use]
    pub fn url_segment(&self) -> String {
        let mut segment = String::with_capacity(self.0.len());
        for byte in self.0.bytes() {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
                segment.push(char::from(byte));
            } else {
                segment.push('%');
                segment.push(hex_digit(byte >> 4));
                segment.push(hex_digit(byte & 0x0f));
            }
        }
        segment
    }
}

impl TryFrom<String> for CampaignId {
    type Error = InvalidId;

    /// Takes an id as the API writes it: one with white space around it is another id.
    fn try_from(text: String) -> Result<Self, InvalidId> {
        Self::parse(&text).ok().filter(|id| id.0 == text).ok_or(InvalidId(text))
    }
}

/// A text that is no [`CampaignId`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidId(pub String);

impl fmt::Display for InvalidId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "“{}” is not a campaign id", self.0)
    }
}

impl fmt::Display for CampaignId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Expects a value below 16.
fn hex_digit(nibble: u8) -> char {
    char::from(if nibble < 10 { b'0' + nibble } else { b'A' + nibble - 10 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn parse_trims_white_space() {
        assert_eq!(CampaignId::parse("  camp_123\n").unwrap().as_str(), "camp_123");
    }

    #[test]
    fn invalid_ids_are_rejected_with_a_reason() {
        assert_eq!(CampaignId::parse(" \t"), Err(IdProblem::Empty));
        assert_eq!(CampaignId::parse(".."), Err(IdProblem::DotSegment));
        assert_eq!(CampaignId::parse(&"x".repeat(5000)), Err(IdProblem::TooLong(5000)));
    }

    #[test]
    fn an_id_is_deserialized_unchanged_or_refused() {
        let id: CampaignId = serde_json::from_str("\"camp_123\"").unwrap();
        assert_eq!(serde_json::to_string(&id).unwrap(), "\"camp_123\"");
        for wrong in ["\"\"", "\" camp_123\"", "\"..\"", "null", "1"] {
            assert!(serde_json::from_str::<CampaignId>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn special_characters_are_percent_encoded() {
        let id = CampaignId::parse("a b/../c?d=\"é\"#%").unwrap();
        assert_eq!(id.url_segment(), "a%20b%2F..%2Fc%3Fd%3D%22%C3%A9%22%23%25");
    }

    proptest! {
        #[test]
        fn url_segment_contains_only_unreserved_characters(text in "\\PC{1,40}") {
            if let Ok(id) = CampaignId::parse(&text) {
                let segment = id.url_segment();
                prop_assert!(segment.bytes().all(
                    |b| b.is_ascii_alphanumeric() || b"-._~%".contains(&b)
                ));
                prop_assert!(segment != "." && segment != "..");
            }
        }
    }
}
