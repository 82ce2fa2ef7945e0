//! What is spoken to those who do not look: changes of state, and the refreshes that they asked
//! for. Never each tick.

use crate::model::polling::feed::Feed;
use crate::model::stats::totals::total;
use crate::model::text::headline::{Subject, alert};
use crate::model::text::locale::Locale;
use crate::model::text::phrases;
use crate::model::text::texts::Text;
use crate::model::time::Millis;

/// What became of a wish whose end cannot be seen, such as a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Toast {
    /// The words.
    pub text: Text,
    /// When it was said.
    pub at: Millis,
}

impl Toast {
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
pub struct UserActions {
    /// When they last asked for fresh numbers.
    pub asked: Option<Millis>,
    /// What became of their last other wish.
    pub toast: Option<Toast>,
}

/// What was spoken last, and what it was about.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Announcement {
    /// The words.
    pub text: String,
    state: State,
    /// Of each campaign, how often anything else was known.
    revisions: Vec<u32>,
    actions: UserActions,
    /// The editions when fresh numbers were asked for, until all are others.
    asked_of: Option<Vec<u32>>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum State {
    /// Nothing has been heard yet.
    #[default]
    Beginning,
    /// All is well.
    Well,
    /// Something is wrong, or to be done: a sentence for each campaign of which that is so.
    Alert(Vec<String>),
    /// A person has paused it.
    Paused,
}

impl Announcement {
    /// What is to be spoken after this, with what is known now of one campaign, or of all of a
    /// board: each with the name by which it is told apart, which one alone does not need.
    #[must_use]
    pub fn next(
        self,
        locale: &Locale,
        subjects: &[(&str, Subject<'_>)],
        actions: UserActions,
    ) -> Self {
        let state = state(locale, subjects);
        let revisions: Vec<_> = subjects.iter().map(|(_, it)| it.feed.revision()).collect();
        let just_asked = actions.asked != self.actions.asked;
        let asked_of = if just_asked { Some(self.revisions) } else { self.asked_of };
        let is_answer = asked_of
            .as_ref()
            .is_some_and(|asked| asked.iter().zip(&revisions).all(|(before, now)| before != now));
        let came = is_answer && subjects.iter().all(|(_, it)| it.feed.error().is_none());
        let noticed = actions.toast.filter(|_| actions.toast != self.actions.toast);
        let same = state == self.state;
        let mut text = match (noticed, &state) {
            (Some(said), _) => locale.say(said.text),
            (_, State::Alert(all)) if !same => news(all, &self.state),
            _ if came => refreshed(locale, subjects),
            _ if same && !is_answer => self.text.clone(),
            (_, State::Alert(all)) => all.join(" "),
            (_, State::Paused) => locale.say(Text::Paused),
            (_, State::Well) if self.state != State::Beginning => locale.say(Text::UpToDate),
            _ => String::new(),
        };
        // The same words again are spoken only where they are not quite the same.
        if (noticed.is_some() || is_answer) && text == self.text {
            text.push('\u{a0}');
        }
        Self { text, state, revisions, actions, asked_of: asked_of.filter(|_| !is_answer) }
    }
}

/// How matters stand with all of them together.
fn state(locale: &Locale, subjects: &[(&str, Subject<'_>)]) -> State {
    let mut complaints = Vec::new();
    for (name, subject) in subjects {
        if let Some(said) = alert(locale, *subject) {
            let colon = if name.is_empty() { "" } else { ": " };
            complaints.push([name, colon, &said.text, " ", &said.action].concat());
        }
    }
    let mut feeds = subjects.iter().map(|(_, subject)| subject.feed);
    if feeds.clone().all(Feed::paused) {
        State::Paused
    } else if !complaints.is_empty() {
        State::Alert(complaints)
    } else if feeds.any(|feed| feed.stats().is_some()) {
        State::Well
    } else {
        State::Beginning
    }
}

/// The sentences that were not said before.
fn news(complaints: &[String], before: &State) -> String {
    let said = match before {
        State::Alert(said) => &said[..],
        _ => &[],
    };
    let new: Vec<_> = complaints.iter().filter(|words| !said.contains(words)).cloned().collect();
    new.join(" ")
}

/// The numbers that came; the sums of several campaigns.
fn refreshed(locale: &Locale, subjects: &[(&str, Subject<'_>)]) -> String {
    let known: Vec<_> = subjects.iter().filter_map(|(_, it)| it.feed.stats()).collect();
    let counts = total(&known).map(|sum| phrases::counts(locale, |counter| counter.of(&sum)));
    locale.fill(Text::Refreshed, &[&counts.unwrap_or_default()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::example::{Answered, INTERVAL, documented_stats, planned};
    use crate::model::insight::bands::Bands;
    use crate::model::polling::error::StatsError;
    use crate::model::polling::feed::PollResult;
    use crate::model::polling::schedule::{Blocker, NextPoll, PollState};
    use crate::model::stats::campaign_stats::{CampaignStats, Count};
    use crate::model::text::english::english;

    const NOON: Millis = Millis::seconds(43_200);

    fn later(seconds: u64) -> Millis {
        NOON + Millis::seconds(seconds)
    }

    fn feed() -> Feed {
        Feed::new(planned(NextPoll::Next(NOON)))
    }

    fn next(before: &Announcement, feed: &Feed, asked: Option<Millis>) -> Announcement {
        let (campaign, bands) = (documented_stats().campaign_id, Bands::default());
        let subject = Subject { feed, campaign: &campaign, bands: &bands, stale: false };
        before.clone().next(&english(), &[("", subject)], UserActions { asked, toast: None })
    }

    #[test]
    fn the_first_numbers_and_every_tick_are_not_spoken() {
        let feed = feed().answered(Ok(documented_stats()), NOON);
        let first = next(&Announcement::default(), &feed, None);
        let feed = feed.answered(Ok(documented_stats()), later(15));
        assert_eq!(next(&first, &feed, None).text, "");
    }

    #[test]
    fn an_outage_is_spoken_once_and_so_is_its_end() {
        let well = feed().answered(Ok(documented_stats()), NOON);
        let before = next(&Announcement::default(), &well, None);
        let out = well.answered(Err(StatsError::Network), later(15));
        let announcement = next(&before, &out, None);
        assert_eq!(announcement.text.trim(), "Can’t reach the server.");
        let out = out.answered(Err(StatsError::Network), later(30));
        assert_eq!(next(&announcement, &out, None).text, announcement.text);
        let back = out.answered(Ok(documented_stats()), later(45));
        assert_eq!(next(&announcement, &back, None).text, "The numbers are up to date again.");
    }

    #[test]
    fn a_refresh_that_was_asked_for_is_spoken_and_the_next_tick_is_not() {
        let feed = feed().answered(Ok(documented_stats()), NOON);
        let before = next(&Announcement::default(), &feed, None);
        let asked = Some(later(5));
        assert_eq!(next(&before, &feed, asked).text, "", "nothing came yet");
        let feed = feed.answered(Ok(documented_stats()), later(6));
        let announcement = next(&before, &feed, asked);
        assert!(
            announcement.text.starts_with("Refreshed: Enrolled 500, Sent 480"),
            "{}",
            announcement.text
        );
        let feed = feed.answered(Ok(documented_stats()), later(21));
        assert_eq!(next(&announcement, &feed, asked).text, announcement.text);
    }

    #[test]
    fn who_refreshes_again_hears_the_same_numbers_again() {
        let feed = feed().answered(Ok(documented_stats()), NOON);
        let before = next(&Announcement::default(), &feed, None);
        let first = feed.answered(Ok(documented_stats()), later(6));
        let announcement = next(&before, &first, Some(later(5)));
        let second = first.answered(Ok(documented_stats()), later(12));
        let again = next(&announcement, &second, Some(later(11)));
        assert_ne!(again.text, announcement.text);
        assert_eq!(again.text.trim(), announcement.text);
    }

    #[test]
    fn a_refresh_that_was_asked_for_is_spoken_also_while_something_is_to_be_done() {
        let bouncing = CampaignStats { bounced: Count::new(200).unwrap(), ..documented_stats() };
        let feed = feed().answered(Ok(bouncing.clone()), NOON);
        let before = next(&Announcement::default(), &feed, None);
        assert!(before.text.contains("Bounce rate"), "{}", before.text);
        let feed = feed.answered(Ok(bouncing), later(6));
        let announcement = next(&before, &feed, Some(later(5)));
        assert!(announcement.text.starts_with("Refreshed: "), "{}", announcement.text);
    }

    #[test]
    fn a_refresh_that_was_asked_for_and_failed_again_is_spoken_too() {
        let out = feed().answered(Err(StatsError::Network), NOON);
        let before = next(&Announcement::default(), &out, None);
        let again = out.answered(Err(StatsError::Network), later(6));
        let announcement = next(&before, &again, Some(later(5)));
        assert_ne!(announcement.text, before.text);
        assert_eq!(announcement.text.trim(), before.text.trim());
    }

    #[test]
    fn numbers_that_others_have_asked_for_just_before_are_an_answer_too() {
        let feed = feed().answered(Ok(documented_stats()), NOON);
        let before = next(&Announcement::default(), &feed, None);
        let shared = feed.answered(Ok(documented_stats()), later(3));
        let announcement = next(&before, &shared, Some(later(5)));
        assert!(announcement.text.starts_with("Refreshed: "), "{}", announcement.text);
    }

    /// What is spoken after something, of feeds with names.
    fn speak(before: &Announcement, feeds: &[(&str, &Feed)], actions: UserActions) -> Announcement {
        let (campaign, bands) = (documented_stats().campaign_id, Bands::default());
        let subject = |feed| Subject { feed, campaign: &campaign, bands: &bands, stale: false };
        let subjects: Vec<_> = feeds.iter().map(|(name, feed)| (*name, subject(*feed))).collect();
        before.clone().next(&english(), &subjects, actions)
    }

    #[test]
    fn what_became_of_a_copy_is_spoken_once() {
        let feed = feed().answered(Ok(documented_stats()), NOON);
        let toast = Some(Toast { text: Text::Copied, at: NOON });
        let actions = UserActions { asked: None, toast };
        let announcement = speak(&Announcement::default(), &[("", &feed)], actions);
        assert_eq!(announcement.text, "Copied.");
        let out = feed.answered(Err(StatsError::Network), later(15));
        let announcement = speak(&announcement, &[("", &out)], actions);
        assert!(announcement.text.starts_with("Can’t reach"), "{}", announcement.text);
    }

    #[test]
    fn a_refresh_of_a_paused_campaign_is_spoken_when_it_came() {
        let poll_state = |plan| PollState { plan, paused: true, interval: INTERVAL };
        let mut feed = feed().answered(Ok(documented_stats()), NOON);
        feed.learn(None, poll_state(NextPoll::Held(Blocker::Paused)));
        let paused = next(&Announcement::default(), &feed, None);
        assert_eq!(paused.text, "Paused.");
        feed.learn(None, poll_state(NextPoll::Asking));
        let asking = next(&paused, &feed, Some(later(5)));
        assert_eq!(asking.text, "Paused.", "nothing came yet");
        let news = PollResult {
            result: Ok(documented_stats()),
            came: later(6),
            at: later(6),
            served_stale: None,
        };
        feed.learn(Some(news), poll_state(NextPoll::Held(Blocker::Paused)));
        let announcement = next(&asking, &feed, Some(later(5)));
        assert!(announcement.text.starts_with("Refreshed: "), "{}", announcement.text);
    }

    #[test]
    fn of_a_board_each_failure_is_spoken_once_with_the_name_of_its_campaign() {
        let well = feed().answered(Ok(documented_stats()), NOON);
        let out = well.clone().answered(Err(StatsError::Network), later(15));
        let speak = |before: &Announcement, first: &Feed, second: &Feed| {
            speak(before, &[("Spring", first), ("Autumn", second)], UserActions::default())
        };
        let quiet = speak(&Announcement::default(), &well, &well);
        assert_eq!(quiet.text, "");
        let one = speak(&quiet, &well, &out);
        assert_eq!(one.text.trim(), "Autumn: Can’t reach the server.");
        let other = speak(&one, &out, &out);
        assert_eq!(other.text.trim(), "Spring: Can’t reach the server.");
        assert_eq!(speak(&other, &out, &well).text, "", "what is left was said already");
        assert_eq!(speak(&other, &well, &well).text, "The numbers are up to date again.");
    }

    #[test]
    fn of_a_board_the_sums_are_spoken_when_all_have_answered_a_refresh() {
        let before = feed().answered(Ok(documented_stats()), NOON);
        let after = before.clone().answered(Ok(documented_stats()), later(6));
        let both = |first, second| [("Spring", first), ("Autumn", second)];
        let none = speak(&Announcement::default(), &both(&before, &before), UserActions::default());
        let actions = UserActions { asked: Some(later(5)), toast: None };
        let one = speak(&none, &both(&after, &before), actions);
        assert_eq!(one.text, "");
        let all = speak(&one, &both(&after, &after), actions);
        assert!(all.text.starts_with("Refreshed: Enrolled 1,000, Sent 960"), "{}", all.text);
    }
}
