//! What is spoken to those who do not look: changes of state, and the refreshes that they asked
//! for. Never each tick.

use super::feed::Feed;
use super::headline::{Subject, complaint};
use super::language::Language;
use super::schedule::{Hindrance, Plan};
use super::texts::Text;
use super::time::Millis;
use super::words;

/// What became of a wish whose end cannot be seen, such as a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The words.
    pub text: Text,
    /// When it was said.
    pub at: Millis,
}

impl Notice {
    /// How long it is shown: as long as it takes to read it.
    const SHOWN_FOR: Millis = Millis::seconds(4);

    /// Whether it is still to be shown.
    #[must_use]
    pub fn is_news(self, now: Millis) -> bool {
        now - self.at < Self::SHOWN_FOR
    }
}

/// What a person did, as far as it is to be spoken of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    /// When they last asked for fresh numbers.
    pub asked: Option<Millis>,
    /// What became of their last other wish.
    pub notice: Option<Notice>,
}

/// What was spoken last, and what it was about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spoken {
    /// The words.
    pub text: String,
    state: State,
    /// When the numbers came that were known then.
    known: Option<Millis>,
    notice: Option<Notice>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum State {
    /// Nothing has been heard yet.
    #[default]
    Beginning,
    /// All is well.
    Well,
    /// Something is wrong, or to be done, in these words.
    Complaint(String),
    /// A person has paused it.
    Paused,
}

impl Spoken {
    /// What is to be spoken after this, with what is known now.
    #[must_use]
    pub fn next(&self, language: &Language, subject: Subject<'_>, wishes: Wishes) -> Self {
        let feed = subject.feed;
        let (state, known) = (state(language, subject), feed.known_since());
        let Wishes { asked, notice } = wishes;
        let is_answer = asked.is_some() && self.known < asked && known >= asked;
        let is_news = notice != self.notice && notice.is_some() || is_answer;
        let mut text = match (feed.stats(), &state, notice) {
            (_, _, Some(said)) if notice != self.notice => language.say(said.text),
            (Some(numbers), State::Well, _) if is_answer => {
                let counts = words::counts(language, |counter| counter.of(numbers));
                language.fill(Text::Refreshed, &[&counts])
            }
            _ if state == self.state => self.text.clone(),
            (_, State::Complaint(words), _) => words.clone(),
            (_, State::Paused, _) => language.say(Text::Paused),
            (_, State::Well, _) if self.state != State::Beginning => language.say(Text::UpToDate),
            _ => String::new(),
        };
        // The same words again are spoken only where they are not quite the same.
        if is_news && text == self.text {
            text.push('\u{a0}');
        }
        Self { text, state, known, notice }
    }
}

fn state(language: &Language, subject: Subject<'_>) -> State {
    let feed: &Feed = subject.feed;
    match complaint(language, subject) {
        _ if feed.plan() == Plan::Held(Hindrance::Paused) => State::Paused,
        Some(headline) => State::Complaint([&headline.text, " ", &headline.deed].concat()),
        None if feed.stats().is_some() => State::Well,
        None => State::Beginning,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::band::Bands;
    use crate::model::english::english;
    use crate::model::example::{Answered, documented_stats, planned};
    use crate::model::failure::Failure;

    const NOON: Millis = Millis::seconds(43_200);

    fn later(seconds: u64) -> Millis {
        NOON + Millis::seconds(seconds)
    }

    fn feed() -> Feed {
        Feed::new(planned(Plan::Next(NOON)))
    }

    fn next(before: &Spoken, feed: &Feed, asked: Option<Millis>) -> Spoken {
        let (campaign, bands) = (documented_stats().campaign_id, Bands::default());
        let subject = Subject { feed, campaign: &campaign, bands: &bands, stale: false };
        before.next(&english(), subject, Wishes { asked, notice: None })
    }

    #[test]
    fn the_first_numbers_and_every_tick_are_not_spoken() {
        let feed = feed().answered(Ok(documented_stats()), NOON);
        let first = next(&Spoken::default(), &feed, None);
        let feed = feed.answered(Ok(documented_stats()), later(15));
        assert_eq!(next(&first, &feed, None).text, "");
    }

    #[test]
    fn an_outage_is_spoken_once_and_so_is_its_end() {
        let well = feed().answered(Ok(documented_stats()), NOON);
        let before = next(&Spoken::default(), &well, None);
        let out = well.answered(Err(Failure::Network), later(15));
        let spoken = next(&before, &out, None);
        assert_eq!(spoken.text.trim(), "Can’t reach the server.");
        let spoken_again =
            next(&spoken, &out.clone().answered(Err(Failure::Network), later(30)), None);
        assert_eq!(spoken_again, spoken);
        let back = out.answered(Ok(documented_stats()), later(45));
        assert_eq!(next(&spoken, &back, None).text, "The numbers are up to date again.");
    }

    #[test]
    fn a_refresh_that_was_asked_for_is_spoken_and_the_next_tick_is_not() {
        let feed = feed().answered(Ok(documented_stats()), NOON);
        let before = next(&Spoken::default(), &feed, None);
        let asked = Some(later(5));
        assert_eq!(next(&before, &feed, asked).text, "", "nothing came yet");
        let feed = feed.answered(Ok(documented_stats()), later(6));
        let spoken = next(&before, &feed, asked);
        assert!(spoken.text.starts_with("Refreshed: Enrolled 500, Sent 480"), "{}", spoken.text);
        let feed = feed.answered(Ok(documented_stats()), later(21));
        assert_eq!(next(&spoken, &feed, asked).text, spoken.text);
    }

    #[test]
    fn who_refreshes_again_hears_the_same_numbers_again() {
        let feed = feed().answered(Ok(documented_stats()), NOON);
        let before = next(&Spoken::default(), &feed, None);
        let first = feed.answered(Ok(documented_stats()), later(6));
        let spoken = next(&before, &first, Some(later(5)));
        let second = first.answered(Ok(documented_stats()), later(12));
        let again = next(&spoken, &second, Some(later(11)));
        assert_ne!(again.text, spoken.text);
        assert_eq!(again.text.trim(), spoken.text);
    }

    #[test]
    fn what_became_of_a_copy_is_spoken_once() {
        let feed = feed().answered(Ok(documented_stats()), NOON);
        let (campaign, bands) = (documented_stats().campaign_id, Bands::default());
        let subject = Subject { feed: &feed, campaign: &campaign, bands: &bands, stale: false };
        let notice = Some(Notice { text: Text::Copied, at: NOON });
        let wishes = Wishes { asked: None, notice };
        let spoken = Spoken::default().next(&english(), subject, wishes);
        assert_eq!(spoken.text, "Copied.");
        let out = feed.clone().answered(Err(Failure::Network), later(15));
        let subject = Subject { feed: &out, ..subject };
        assert!(spoken.next(&english(), subject, wishes).text.starts_with("Can’t reach"));
    }
}
