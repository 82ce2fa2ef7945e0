//! Texts of the interface, with English as the fallback.
//!
//! The texts are in `embed/texts`, one file per language and one line per text: the key, a space
//! and the text. `{0}` and `{1}` are placeholders. A `|` separates singular and plural.

/// English is built in; other languages are fetched.
const ENGLISH: &str = include_str!("../../../embed/texts/en.txt");

/// Declares the keys in the order of the file.
macro_rules! texts {
    ($($name:ident)*) => {
        /// Key of a text. In the files its first letter is in lower case.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[expect(missing_docs, reason = "documented by the English texts")]
        pub enum Text { $($name),* }

        #[cfg(test)]
        const NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}

texts! {
    RefreshNow Pause Resume Enrolled Sent Delivered Bounced Replied Queued Delivery Open Reply
    Bounce DeliveryRate OpenRate ReplyRate BounceRate OfSent OfDelivered AboutOfDelivered
    NoneSent NoneDelivered NoData Between TooEarly Unclear Directional Healthy Attention
    Dangerous TooLow Weak Typical Strong Likely SurelyAbove LikelyAbove SurelyBelow LikelyBelow
    CleanList VerifyAddresses CheckSender LookAtBounces TryAnother UpdatedNow Updated Stale
    NoNumbers Fetching FetchingFresh Old Kept NothingSent FirstEmail Waiting QueueEmpty
    InvalidRequest KeyRejected NotFound TooMany ServerProblem BadAddress Redirected
    UnknownStatus NoContent PartialContent NotModified Network TimedOut NoToken Unusable IsEmpty TooLarge WebPage NotJson NotAnObject
    Missing Impossible OtherCampaign Paused Offline NextTry TryingAgain RefreshToTry NoCampaign
    Opened LikelyRange Below From WhyDirectional RangeKey ThresholdKey StripesKey MoreArrived MoreReplies RateDiffers NoTracking NumbersOf EmptyIn NotShorter
    Held Finished Pace Measured Refreshed UpToDate Since TrendSpan Point Points Funnel Leads
    Emails About ShareOf SeveralSteps Campaign Campaigns Total TotalOf Details Compare With HigherBy Chance
    TooEarlyToCompare TakeAlong CopyText CopyMarkdown CopyTsv CopyPicture DownloadPicture DownloadHistory Print Copied
    NotCopied
}

/// English texts with overrides.
#[derive(Clone, Debug)]
pub struct Texts {
    english: Vec<(&'static str, &'static str)>,
    overrides: Vec<Option<String>>,
}

impl Default for Texts {
    fn default() -> Self {
        Self { english: english().collect(), overrides: Vec::new() }
    }
}

impl Texts {
    /// Overrides texts with those of a file. Unknown keys, such as those of another version, are
    /// ignored.
    pub fn apply_file(&mut self, file: &str) {
        for (key, text) in entries(file) {
            self.put(key, text);
        }
    }

    /// Overrides the text of a key. Unknown keys are ignored.
    pub fn put(&mut self, key: &str, text: &str) {
        let Some(index) = self.index(key) else { return };
        self.overrides.resize(self.english.len(), None);
        if let Some(slot) = self.overrides.get_mut(index) {
            *slot = Some(text.to_owned());
        }
    }

    /// Whether the key exists.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.index(key).is_some()
    }

    fn index(&self, key: &str) -> Option<usize> {
        self.english.iter().position(|(known, _)| *known == key)
    }

    /// The text of a key, with placeholders.
    #[must_use]
    pub fn get(&self, text: Text) -> &str {
        let index = text as usize;
        match self.overrides.get(index) {
            Some(Some(text)) => text,
            _ => self.english.get(index).map_or("", |(_, english)| english),
        }
    }
}

fn english() -> impl Iterator<Item = (&'static str, &'static str)> {
    entries(ENGLISH)
}

fn entries(file: &str) -> impl Iterator<Item = (&str, &str)> {
    file.lines().filter_map(|line| line.split_once(' '))
}

/// Selects the singular or plural form.
#[must_use]
pub fn form(text: &str, one: bool) -> &str {
    match text.split_once('|') {
        Some((singular, _)) if one => singular,
        Some((_, plural)) => plural,
        None => text,
    }
}

/// Fills in placeholders.
///
/// ```
/// use campaign_stats::model::text::texts::fill;
///
/// assert_eq!(fill("{1} of {0}", &["ten", "two"]), "two of ten");
/// ```
#[must_use]
pub fn fill(text: &str, parts: &[&str]) -> String {
    let mut filled = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let (number, after) = after.split_once('}').unwrap_or((after, ""));
        if let Some(part) =
            number.bytes().next().and_then(|digit| parts.get(usize::from(digit.wrapping_sub(b'0'))))
        {
            filled.push_str(part);
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::fs;

    fn key(name: &str) -> String {
        name[..1].to_ascii_lowercase() + &name[1..]
    }

    fn parts_of(text: &str) -> Vec<&str> {
        let mut parts: Vec<_> =
            text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect();
        parts.sort_unstable();
        parts.dedup();
        parts
    }

    #[test]
    fn english_file_has_all_keys_in_order() {
        let keys: Vec<_> = english().map(|(key, _)| key.to_owned()).collect();
        let names: Vec<_> = NAMES.iter().map(|name| key(name)).collect();
        assert_eq!(keys, names);
    }

    #[test]
    fn all_languages_have_the_same_keys_placeholders_and_forms() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/embed/texts");
        for file in fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            if path.file_name().unwrap().to_string_lossy().starts_with("en") {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let theirs: Vec<_> = entries(&text).collect();
            let english: Vec<_> = english().collect();
            assert_eq!(theirs.len(), english.len(), "{}", path.display());
            for ((key, text), (english_key, english)) in theirs.into_iter().zip(english) {
                assert_eq!(key, english_key, "{}", path.display());
                assert_eq!(parts_of(text), parts_of(english), "{}: {key}", path.display());
                assert_eq!(text.contains('|'), english.contains('|'), "{}", path.display());
                assert!(!text.contains('<'), "{}: {key}", path.display());
            }
        }
    }

    #[test]
    fn overrides_fall_back_to_english() {
        let mut texts = Texts::default();
        texts.apply_file("sent Gesendet\nnewer Von morgen\nbroken");
        assert_eq!(texts.get(Text::Sent), "Gesendet");
        assert_eq!(texts.get(Text::Queued), "Queued");
        texts.put("queued", "Waiting");
        texts.put("unknown", "text");
        assert_eq!(texts.get(Text::Queued), "Waiting");
        assert!(texts.has("queued") && !texts.has("unknown"));
    }

    #[test]
    fn form_selects_singular_or_plural() {
        assert_eq!(form("{0} email|{0} emails", true), "{0} email");
        assert_eq!(form("{0} email|{0} emails", false), "{0} emails");
        assert_eq!(form("always", true), "always");
    }

    proptest! {
        #[test]
        fn fill_accepts_any_text(text in "\\PC{0,40}", part in "\\PC{0,8}") {
            let _ = fill(&text, &[&part]);
        }

        #[test]
        fn fill_does_not_expand_parts(part in "\\PC{0,20}") {
            prop_assert_eq!(fill("a {0} b", &[&part]), ["a ", &part, " b"].concat());
        }
    }
}
