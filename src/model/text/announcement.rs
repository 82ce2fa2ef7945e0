//! Text of the live region for screen readers: state changes and refreshes by the user, but not
//! every automatic refresh.

use crate::model::polling::feed::Feed;
use crate::model::stats::totals::total;
use crate::model::text::headline::{Subject, alert};
use crate::model::text::locale::Locale;
use crate::model::text::phrases;
use crate::model::text::texts::Text;
use crate::model::time::Millis;

/// Short confirmation of a command without visible effect, such as a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Toast {
    /// Message.
    pub text: Text,
    /// Time of the command.
    pub at: Millis,
}

impl Toast {
    /// Long enough to read it.
    const SHOWN_FOR: Millis = Millis::seconds(4);

    /// Whether it is still shown.
    #[must_use]
    pub fn is_visible(self, now: Millis) -> bool {
        now - self.at < Self::SHOWN_FOR
    }
}

/// User actions that are announced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UserActions {
    /// Time of the last refresh by the user.
    pub refresh_requested_at: Option<Millis>,
    /// Confirmation of the last other command.
    pub toast: Option<Toast>,
}

/// The last announcement and the state that it was made from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Announcement {
    /// Text of the live region.
    pub text: String,
    state: State,
    /// Revision of each feed.
    revisions: Vec<u32>,
    actions: UserActions,
    /// Revisions at the time of a refresh by the user, until all of them have changed.
    pending_refresh: Option<Vec<u32>>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum State {
    /// No response yet.
    #[default]
    Initial,
    /// No alerts.
    UpToDate,
    /// Errors or warnings: one sentence per affected campaign.
    Alert(Vec<String>),
    /// Paused by the user.
    Paused,
}

impl Announcement {
    /// The announcement after this one, for one campaign or all campaigns of a board. Each
    /// subject comes with the campaign's name; empty for a single campaign.
    #[must_use]
    pub fn next(
        self,
        locale: &Locale,
        subjects: &[(&str, Subject<'_>)],
        actions: UserActions,
    ) -> Self {
        let state = state(locale, subjects);
        let revisions: Vec<_> = subjects.iter().map(|(_, it)| it.feed.revision()).collect();
        let refresh_requested = actions.refresh_requested_at != self.actions.refresh_requested_at;
        let pending_refresh =
            if refresh_requested { Some(self.revisions) } else { self.pending_refresh };
        // After a change of the campaigns, revisions of different ones would be compared.
        let pending_refresh = pending_refresh.filter(|before| before.len() == revisions.len());
        let refresh_ended = pending_refresh
            .as_ref()
            .is_some_and(|before| before.iter().zip(&revisions).all(|(before, now)| before != now));
        let refresh_succeeded =
            refresh_ended && subjects.iter().all(|(_, it)| it.feed.error().is_none());
        let new_toast = actions.toast.filter(|_| actions.toast != self.actions.toast);
        let unchanged = state == self.state;
        let mut text = match (new_toast, &state) {
            (Some(toast), _) => locale.text(toast.text),
            (_, State::Alert(all)) if !unchanged => new_alerts(all, &self.state),
            _ if refresh_succeeded => refreshed(locale, subjects),
            _ if unchanged && !refresh_ended => self.text.clone(),
            (_, State::Alert(all)) => all.join(" "),
            (_, State::Paused) => locale.text(Text::Paused),
            (_, State::UpToDate) if self.state != State::Initial => locale.text(Text::UpToDate),
            _ => String::new(),
        };
        // Screen readers do not announce a live region whose text is unchanged.
        if (new_toast.is_some() || refresh_ended) && text == self.text {
            text.push('\u{a0}');
        }
        let pending_refresh = pending_refresh.filter(|_| !refresh_ended);
        Self { text, state, revisions, actions, pending_refresh }
    }
}

/// Common state of all campaigns.
fn state(locale: &Locale, subjects: &[(&str, Subject<'_>)]) -> State {
    let mut alerts = Vec::new();
    for (name, subject) in subjects {
        if let Some(headline) = alert(locale, *subject) {
            let colon = if name.is_empty() { "" } else { ": " };
            alerts.push([name, colon, &headline.text, " ", &headline.action].concat());
        }
    }
    let mut feeds = subjects.iter().map(|(_, subject)| subject.feed);
    if feeds.clone().all(Feed::paused) {
        State::Paused
    } else if !alerts.is_empty() {
        State::Alert(alerts)
    } else if feeds.any(|feed| feed.stats().is_some()) {
        State::UpToDate
    } else {
        State::Initial
    }
}

/// Alerts that are not part of the previous state.
fn new_alerts(alerts: &[String], before: &State) -> String {
    let known = match before {
        State::Alert(known) => &known[..],
        _ => &[],
    };
    let new: Vec<_> = alerts.iter().filter(|text| !known.contains(text)).cloned().collect();
    new.join(" ")
}

/// The new counts; totals for several campaigns.
fn refreshed(locale: &Locale, subjects: &[(&str, Subject<'_>)]) -> String {
    let known: Vec<_> = subjects.iter().filter_map(|(_, it)| it.feed.stats()).collect();
    let counts = total(&known).map(|sum| phrases::counts(locale, |counter| counter.of(&sum)));
    locale.fill(Text::Refreshed, &[&counts.unwrap_or_default()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::example::{Answered, INTERVAL, documented_stats, planned, restored};
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
        before.clone().next(
            &english(),
            &[("", subject)],
            UserActions { refresh_requested_at: asked, toast: None },
        )
    }

    #[test]
    fn first_stats_and_automatic_refreshes_are_not_announced() {
        let feed = feed().answered(Ok(documented_stats()), NOON);
        let first = next(&Announcement::default(), &feed, None);
        let feed = feed.answered(Ok(documented_stats()), later(15));
        assert_eq!(next(&first, &feed, None).text, "");
    }

    #[test]
    fn numbers_of_an_earlier_visit_and_their_refresh_are_not_announced() {
        let feed = restored(NOON, NextPoll::InFlight);
        let first = next(&Announcement::default(), &feed, None);
        assert_eq!(first.text, "");
        let feed = feed.answered(Ok(documented_stats()), later(3));
        assert_eq!(next(&first, &feed, None).text, "");
    }

    #[test]
    fn outage_and_recovery_are_announced_once() {
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
    fn user_refresh_is_announced_and_the_next_automatic_one_is_not() {
        let feed = feed().answered(Ok(documented_stats()), NOON);
        let before = next(&Announcement::default(), &feed, None);
        let asked = Some(later(5));
        assert_eq!(next(&before, &feed, asked).text, "", "no response yet");
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
    fn repeated_user_refresh_is_announced_again() {
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
    fn user_refresh_is_announced_during_a_warning() {
        let bouncing = CampaignStats { bounced: Count::new(200).unwrap(), ..documented_stats() };
        let feed = feed().answered(Ok(bouncing.clone()), NOON);
        let before = next(&Announcement::default(), &feed, None);
        assert!(before.text.contains("Bounce rate"), "{}", before.text);
        let feed = feed.answered(Ok(bouncing), later(6));
        let announcement = next(&before, &feed, Some(later(5)));
        assert!(announcement.text.starts_with("Refreshed: "), "{}", announcement.text);
    }

    #[test]
    fn failed_user_refresh_is_announced() {
        let out = feed().answered(Err(StatsError::Network), NOON);
        let before = next(&Announcement::default(), &out, None);
        let again = out.answered(Err(StatsError::Network), later(6));
        let announcement = next(&before, &again, Some(later(5)));
        assert_ne!(announcement.text, before.text);
        assert_eq!(announcement.text.trim(), before.text.trim());
    }

    #[test]
    fn response_to_an_earlier_request_answers_a_user_refresh() {
        let feed = feed().answered(Ok(documented_stats()), NOON);
        let before = next(&Announcement::default(), &feed, None);
        let shared = feed.answered(Ok(documented_stats()), later(3));
        let announcement = next(&before, &shared, Some(later(5)));
        assert!(announcement.text.starts_with("Refreshed: "), "{}", announcement.text);
    }

    /// The next announcement for several named feeds.
    fn next_of(
        before: &Announcement,
        feeds: &[(&str, &Feed)],
        actions: UserActions,
    ) -> Announcement {
        let (campaign, bands) = (documented_stats().campaign_id, Bands::default());
        let subject = |feed| Subject { feed, campaign: &campaign, bands: &bands, stale: false };
        let subjects: Vec<_> = feeds.iter().map(|(name, feed)| (*name, subject(*feed))).collect();
        before.clone().next(&english(), &subjects, actions)
    }

    #[test]
    fn toast_is_announced_once() {
        let feed = feed().answered(Ok(documented_stats()), NOON);
        let toast = Some(Toast { text: Text::Copied, at: NOON });
        let actions = UserActions { refresh_requested_at: None, toast };
        let announcement = next_of(&Announcement::default(), &[("", &feed)], actions);
        assert_eq!(announcement.text, "Copied.");
        let out = feed.answered(Err(StatsError::Network), later(15));
        let announcement = next_of(&announcement, &[("", &out)], actions);
        assert!(announcement.text.starts_with("Can’t reach"), "{}", announcement.text);
    }

    #[test]
    fn user_refresh_while_paused_is_announced() {
        let poll_state = |plan| PollState { plan, paused: true, interval: INTERVAL };
        let mut feed = feed().answered(Ok(documented_stats()), NOON);
        feed.apply(None, poll_state(NextPoll::Blocked(Blocker::Paused)));
        let paused = next(&Announcement::default(), &feed, None);
        assert_eq!(paused.text, "Paused.");
        feed.apply(None, poll_state(NextPoll::InFlight));
        let asking = next(&paused, &feed, Some(later(5)));
        assert_eq!(asking.text, "Paused.", "no response yet");
        let poll_result = PollResult {
            result: Ok(documented_stats()),
            received_at: later(6),
            at: later(6),
            served_stale: None,
        };
        feed.apply(Some(poll_result), poll_state(NextPoll::Blocked(Blocker::Paused)));
        let announcement = next(&asking, &feed, Some(later(5)));
        assert!(announcement.text.starts_with("Refreshed: "), "{}", announcement.text);
    }

    #[test]
    fn board_announces_each_error_once_with_the_campaign_name() {
        let well = feed().answered(Ok(documented_stats()), NOON);
        let out = well.clone().answered(Err(StatsError::Network), later(15));
        let next = |before: &Announcement, first: &Feed, second: &Feed| {
            next_of(before, &[("Spring", first), ("Autumn", second)], UserActions::default())
        };
        let quiet = next(&Announcement::default(), &well, &well);
        assert_eq!(quiet.text, "");
        let one = next(&quiet, &well, &out);
        assert_eq!(one.text.trim(), "Autumn: Can’t reach the server.");
        let other = next(&one, &out, &out);
        assert_eq!(other.text.trim(), "Spring: Can’t reach the server.");
        assert_eq!(next(&other, &out, &well).text, "", "the other alert was announced before");
        assert_eq!(next(&other, &well, &well).text, "The numbers are up to date again.");
    }

    #[test]
    fn board_announces_totals_once_all_campaigns_are_refreshed() {
        let before = feed().answered(Ok(documented_stats()), NOON);
        let after = before.clone().answered(Ok(documented_stats()), later(6));
        let both = |first, second| [("Spring", first), ("Autumn", second)];
        let none =
            next_of(&Announcement::default(), &both(&before, &before), UserActions::default());
        let actions = UserActions { refresh_requested_at: Some(later(5)), toast: None };
        let one = next_of(&none, &both(&after, &before), actions);
        assert_eq!(one.text, "");
        let all = next_of(&one, &both(&after, &after), actions);
        assert!(all.text.starts_with("Refreshed: Enrolled 1,000, Sent 960"), "{}", all.text);
    }
}
