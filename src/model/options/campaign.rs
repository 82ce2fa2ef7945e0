//! The id of a campaign, checked once, and how it stands in a URL.

use std::fmt;

/// The longest id that is sent: a URL longer than this is refused by many servers and proxies
/// with an answer that explains nothing, so the widget says it first.
pub const MAX_ID_CHARS: usize = 256;

/// A campaign id that can be asked for: not empty, not longer than [`MAX_ID_CHARS`], and not a
/// dot segment. Whether the workspace has such a campaign is for the API to say.
///
/// ```
/// use campaign_stats::model::options::campaign::CampaignId;
///
/// let id = CampaignId::parse(" spring/launch ").unwrap();
/// assert_eq!(id.as_str(), "spring/launch");
/// assert_eq!(id.url_segment(), "spring%2Flaunch");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CampaignId(String);

/// A campaign that is to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Campaign {
    /// Its id.
    pub id: CampaignId,
    /// The name to show in place of the id; empty for the id.
    pub label: String,
}

impl Campaign {
    /// The name to show.
    #[must_use]
    pub fn name(&self) -> &str {
        if self.label.is_empty() { self.id.as_str() } else { &self.label }
    }
}

/// Why a text cannot be a campaign id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdProblem {
    /// Nothing, or only white space.
    Empty,
    /// More than [`MAX_ID_CHARS`] characters; the number found.
    TooLong(usize),
    /// `.` or `..`: browsers remove these from a URL's path, however they are encoded, so the
    /// request would go elsewhere.
    DotSegment,
}

impl CampaignId {
    /// Takes an id as a person typed it. White space around it is not part of it.
    ///
    /// # Errors
    /// [`IdProblem`] says why the text cannot be asked for.
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

    /// The id as the API writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id as one segment of a URL's path: every byte outside RFC 3986's unreserved set is
    /// percent-encoded, so no id can reach another path or add a query.
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

impl fmt::Display for CampaignId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A number below 16 as a hexadecimal digit.
fn hex_digit(nibble: u8) -> char {
    char::from(if nibble < 10 { b'0' + nibble } else { b'A' + nibble - 10 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_id_keeps_its_text_without_the_space_around_it() {
        assert_eq!(CampaignId::parse("  camp_123\n").unwrap().as_str(), "camp_123");
    }

    #[test]
    fn an_id_that_cannot_be_asked_for_says_why() {
        assert_eq!(CampaignId::parse(" \t"), Err(IdProblem::Empty));
        assert_eq!(CampaignId::parse(".."), Err(IdProblem::DotSegment));
        assert_eq!(CampaignId::parse(&"x".repeat(5000)), Err(IdProblem::TooLong(5000)));
    }

    #[test]
    fn an_id_is_one_path_segment_whatever_it_contains() {
        let id = CampaignId::parse("a b/../c?d=\"é\"#%").unwrap();
        assert_eq!(id.url_segment(), "a%20b%2F..%2Fc%3Fd%3D%22%C3%A9%22%23%25");
    }

    proptest! {
        #[test]
        fn a_url_segment_holds_unreserved_characters_only(text in "\\PC{1,40}") {
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
