//! The texts of the interface: English ones, and others laid over them.
//!
//! They stand in `embed/texts`, one file a language: a line a text, its key before the first
//! space. `{0}` and `{1}` stand for what is filled in; where there is a `|`, what is before it is
//! said of one, and what is after it of several.

/// The English texts are built in; those of other languages are fetched.
const ENGLISH: &str = include_str!("../../../embed/texts/en.txt");

/// Names the texts, in the order of the file.
macro_rules! texts {
    ($($name:ident)*) => {
        /// A text of the interface. Its key is its name, beginning with a small letter.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[expect(missing_docs, reason = "the English text says what each is")]
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
    UnknownStatus Network TimedOut NoToken Unusable IsEmpty TooLarge WebPage NotJson NotAnObject
    Missing Impossible OtherCampaign Paused Offline NextTry TryingAgain RefreshToTry NoCampaign
    Opened Scales MoreArrived MoreReplies RateDiffers NoTracking NumbersOf EmptyIn NotShorter
    Held Finished Pace Measured Refreshed UpToDate Since NoTrend TrendSpan Point Points Funnel Leads
    Emails About ShareOf SeveralSteps Campaign Campaigns Total Compare With HigherBy Chance
    TooEarlyToCompare TakeAlong CopyText CopyMarkdown CopyTsv DownloadHistory Print Copied
    NotCopied
}

/// The texts of a language, and those that somebody put in their place.
#[derive(Clone, Debug)]
pub struct Texts {
    english: Vec<(&'static str, &'static str)>,
    own: Vec<Option<String>>,
}

impl Default for Texts {
    fn default() -> Self {
        Self { english: english().collect(), own: Vec::new() }
    }
}

impl Texts {
    /// Lays the texts of a file over those that are there. A key that is not known, as in the
    /// file of another version, is left out.
    pub fn lay(&mut self, file: &str) {
        for (key, text) in entries(file) {
            self.put(key, text);
        }
    }

    /// Puts a text in the place of another, where there is one of this key.
    pub fn put(&mut self, key: &str, text: &str) {
        let Some(place) = self.place(key) else { return };
        self.own.resize(self.english.len(), None);
        if let Some(own) = self.own.get_mut(place) {
            *own = Some(text.to_owned());
        }
    }

    /// Whether there is a text of this key.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.place(key).is_some()
    }

    fn place(&self, key: &str) -> Option<usize> {
        self.english.iter().position(|(known, _)| *known == key)
    }

    /// A text as it stands.
    #[must_use]
    pub fn get(&self, text: Text) -> &str {
        let place = text as usize;
        match self.own.get(place) {
            Some(Some(own)) => own,
            _ => self.english.get(place).map_or("", |(_, english)| english),
        }
    }
}

fn english() -> impl Iterator<Item = (&'static str, &'static str)> {
    entries(ENGLISH)
}

fn entries(file: &str) -> impl Iterator<Item = (&str, &str)> {
    file.lines().filter_map(|line| line.split_once(' '))
}

/// The part of a text that is said of one, or of several.
#[must_use]
pub fn form(text: &str, one: bool) -> &str {
    match text.split_once('|') {
        Some((singular, _)) if one => singular,
        Some((_, plural)) => plural,
        None => text,
    }
}

/// A text with parts filled in.
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
        let (number, behind) = after.split_once('}').unwrap_or((after, ""));
        if let Some(part) =
            number.bytes().next().and_then(|digit| parts.get(usize::from(digit.wrapping_sub(b'0'))))
        {
            filled.push_str(part);
        }
        rest = behind;
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
    fn the_english_file_has_every_text_in_order() {
        let keys: Vec<_> = english().map(|(key, _)| key.to_owned()).collect();
        let names: Vec<_> = NAMES.iter().map(|name| key(name)).collect();
        assert_eq!(keys, names);
    }

    #[test]
    fn every_language_has_every_text_with_the_same_parts_and_forms() {
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
    fn what_is_laid_over_wins_and_the_rest_stays_english() {
        let mut texts = Texts::default();
        texts.lay("sent Gesendet\nnewer Von morgen\nbroken");
        assert_eq!(texts.get(Text::Sent), "Gesendet");
        assert_eq!(texts.get(Text::Queued), "Queued");
        texts.put("queued", "Waiting");
        texts.put("unheard", "of");
        assert_eq!(texts.get(Text::Queued), "Waiting");
        assert!(texts.has("queued") && !texts.has("unheard"));
    }

    #[test]
    fn one_and_several_have_forms_of_their_own() {
        assert_eq!(form("{0} email|{0} emails", true), "{0} email");
        assert_eq!(form("{0} email|{0} emails", false), "{0} emails");
        assert_eq!(form("always", true), "always");
    }

    proptest! {
        #[test]
        fn any_text_of_a_page_can_be_filled(text in "\\PC{0,40}", part in "\\PC{0,8}") {
            let _ = fill(&text, &[&part]);
        }

        #[test]
        fn what_is_filled_in_is_not_filled_again(part in "\\PC{0,20}") {
            prop_assert_eq!(fill("a {0} b", &[&part]), ["a ", &part, " b"].concat());
        }
    }
}
