//! State of one campaign: the last good stats, their age, the error and the history.

use std::cmp::Ordering;

use crate::model::history::samples::{History, Sample};
use crate::model::options::campaign::CampaignId;
use crate::model::polling::error::StatsError;
use crate::model::polling::schedule::{NextPoll, Outcome, PollState};
use crate::model::stats::campaign_stats::{CampaignStats, Count, Counter};
use crate::model::time::Millis;

/// Stats older than this many intervals are stale. One failed request is tolerated.
pub const STALE_AFTER_INTERVALS: u64 = 2;

/// How long a change such as "+3" is shown: long enough to be noticed on a wall display, short
/// enough not to be mistaken for a permanent figure.
pub const CHANGE_SHOWN_FOR: Millis = Millis::seconds(8);

/// State that a view needs to show one campaign. An error never discards the last good stats.
#[derive(Clone, Debug, PartialEq)]
pub struct Feed {
    last_good: Option<Snapshot>,
    /// The good stats before the last ones.
    previous: Option<CampaignStats>,
    error: Option<StatsError>,
    poll_state: PollState,
    history: History,
    /// Changes with everything except `poll_state`.
    revision: u32,
}

/// Result of a request.
#[derive(Clone, Debug, PartialEq)]
pub struct PollResult {
    /// The stats, or the error.
    pub result: Result<CampaignStats, StatsError>,
    /// When the response was received.
    pub received_at: Millis,
    /// When the API produced the stats, if known; otherwise the time of receipt.
    pub at: Millis,
    /// Status of the API's error, if a gateway served its last good response instead.
    pub served_stale: Option<u16>,
}

/// Good stats with their times.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// The stats.
    pub stats: CampaignStats,
    /// When they were received.
    pub received_at: Millis,
    /// When the API produced them.
    pub at: Millis,
    /// Status of the API's error, if a gateway served them stale.
    pub served_stale: Option<u16>,
    /// Where they come from.
    pub source: Source,
}

/// Where numbers come from, and so whether the API may still hide them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The API, for the person who looks.
    Api,
    /// The browser's storage: they are from an earlier visit.
    EarlierVisit,
    /// The API, with a token of a function that the page has replaced: perhaps another person's.
    FormerToken,
}

/// Age of the stats, and whether it is acceptable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// No stats yet.
    Unknown,
    /// Up to date; holds the age.
    Fresh(Millis),
    /// Too old, served stale by a gateway, or from an earlier visit; holds the age.
    Stale(Millis),
}

impl Freshness {
    /// The value of `data-state`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Fresh(_) => "fresh",
            Self::Stale(_) => "stale",
        }
    }
}

/// Change of a count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Increase by this amount.
    Up(Count),
    /// Decrease by this amount.
    Down(Count),
}

impl Change {
    /// Change from one count to another; `None` if they are equal.
    #[must_use]
    pub fn between(before: Count, after: Count) -> Option<Self> {
        match after.cmp(&before) {
            Ordering::Greater => Some(Self::Up(after.saturating_sub(before))),
            Ordering::Less => Some(Self::Down(before.saturating_sub(after))),
            Ordering::Equal => None,
        }
    }

    /// The change as a number, which is below 0 for one that shrank.
    #[must_use]
    pub fn by(self) -> f64 {
        match self {
            Self::Up(by) => by.as_f64(),
            Self::Down(by) => -by.as_f64(),
        }
    }
}

impl Feed {
    /// A feed without stats.
    #[must_use]
    pub fn new(poll_state: PollState) -> Self {
        let history = History::default();
        Self { last_good: None, previous: None, error: None, poll_state, history, revision: 0 }
    }

    /// Merges a stored history. Existing samples are kept.
    pub fn merge_history(&mut self, history: &History) {
        self.revision = self.revision.wrapping_add(1);
        self.history.merge(history);
    }

    /// Shows the last stored stats of an earlier visit until the API answers.
    pub fn restore(&mut self, campaign: &CampaignId) {
        let Some(last) = self.history.samples().last().filter(|_| self.last_good.is_none()) else {
            return;
        };
        self.last_good = Some(Snapshot {
            stats: last.stats(campaign.clone()),
            received_at: last.at,
            at: last.at,
            served_stale: None,
            source: Source::EarlierVisit,
        });
    }

    /// Whether the stats are from an earlier visit, because the API has not given any yet.
    #[must_use]
    pub fn is_restored(&self) -> bool {
        self.last_good.as_ref().is_some_and(|snapshot| snapshot.source == Source::EarlierVisit)
    }

    /// Goes on for another token function of the same person: with the numbers, but not with the error.
    #[must_use]
    pub fn continued(&self, poll_state: PollState) -> Self {
        Self { error: None, poll_state, ..self.clone() }
    }

    /// The numbers were given for a token that is no longer used. They stay unless the API rejects the new one.
    pub fn mark_former_token(&mut self) {
        if let Some(snapshot) = self.last_good.as_mut().filter(|it| it.source == Source::Api) {
            snapshot.source = Source::FormerToken;
        }
    }

    /// Changes with every result and every merged history, but not with the poll state.
    #[must_use]
    pub fn revision(&self) -> u32 {
        self.revision
    }

    /// Past samples.
    #[must_use]
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Applies the result of a request, if any, and the current poll state. Returns whether a
    /// view has to be updated: without an error, it does not show the next or current request.
    pub fn apply(&mut self, poll_result: Option<PollResult>, poll_state: PollState) -> bool {
        let visible_change =
            poll_result.is_some() || self.visible(self.poll_state) != self.visible(poll_state);
        if poll_result.is_some() {
            self.revision = self.revision.wrapping_add(1);
        }
        match poll_result {
            Some(PollResult { result: Ok(stats), received_at, at, served_stale }) => {
                self.add_sample(Sample::of(&stats, at), served_stale.is_some());
                let source = Source::Api;
                let snapshot = Snapshot { stats, received_at, at, served_stale, source };
                // A change since an earlier visit, or since another person looked, is not one of the last refresh.
                let last = self.last_good.replace(snapshot);
                let last = last.filter(|last| last.source == Source::Api);
                self.previous = last.map(|snapshot| snapshot.stats);
                self.error = None;
            }
            Some(PollResult { result: Err(error), .. }) => {
                // Someone without access must not see what another person has seen in this browser.
                let for_another =
                    self.last_good.as_ref().is_some_and(|last| last.source != Source::Api);
                if for_another && error.outcome() == Outcome::Rejected {
                    self.last_good = None;
                }
                self.error = Some(error);
            }
            None => {}
        }
        self.poll_state = poll_state;
        visible_change
    }

    /// The part of the poll state that a view shows. ("Fetching" beside stale stats may wait for
    /// the next tick.)
    fn visible(&self, poll_state: PollState) -> PollState {
        match poll_state.plan {
            NextPoll::Next(_) if self.error.is_none() => {
                PollState { plan: NextPoll::InFlight, ..poll_state }
            }
            _ => poll_state,
        }
    }

    /// Stats served stale may be older than known samples, which [`History::add`] would remove.
    fn add_sample(&mut self, sample: Sample, served_stale: bool) {
        let last = self.history.samples().last();
        if !served_stale || last.is_none_or(|last| last.at < sample.at) {
            self.history.add(sample);
        }
    }

    /// The last good stats.
    #[must_use]
    pub fn stats(&self) -> Option<&CampaignStats> {
        self.last_good.as_ref().map(|snapshot| &snapshot.stats)
    }

    /// When the API produced the last good stats.
    #[must_use]
    pub fn as_of(&self) -> Option<Millis> {
        self.last_good.as_ref().map(|snapshot| snapshot.at)
    }

    /// Whether at most one good response was received so far.
    #[must_use]
    pub fn is_first_answer(&self) -> bool {
        self.previous.is_none()
    }

    /// When the last good stats were received, regardless of their age.
    #[must_use]
    pub fn received_at(&self) -> Option<Millis> {
        self.last_good.as_ref().map(|snapshot| snapshot.received_at)
    }

    /// Whether the last good stats were received within [`CHANGE_SHOWN_FOR`].
    #[must_use]
    pub fn is_recent(&self, now: Millis) -> bool {
        self.received_at().is_some_and(|received_at| now - received_at < CHANGE_SHOWN_FOR)
    }

    /// Change of a count by the last refresh, for [`CHANGE_SHOWN_FOR`]; `None` if unchanged. A
    /// decrease is reported as the API sent it.
    #[must_use]
    pub fn change(&self, counter: Counter, now: Millis) -> Option<Change> {
        let stats = self.stats().filter(|_| self.is_recent(now))?;
        Change::between(counter.of(self.previous.as_ref()?), counter.of(stats))
    }

    /// Status of the API's error, if a gateway served the stats stale.
    #[must_use]
    pub fn served_stale(&self) -> Option<u16> {
        self.last_good.as_ref()?.served_stale
    }

    /// Error of the latest request; `None` if it succeeded, or none has ended yet.
    #[must_use]
    pub fn error(&self) -> Option<&StatsError> {
        self.error.as_ref()
    }

    /// The next step of the schedule.
    #[must_use]
    pub fn plan(&self) -> NextPoll {
        self.poll_state.plan
    }

    /// Refresh interval.
    #[must_use]
    pub fn interval(&self) -> Millis {
        self.poll_state.interval
    }

    /// Whether the user paused polling.
    #[must_use]
    pub fn paused(&self) -> bool {
        self.poll_state.paused
    }

    /// Age of the stats at a time.
    #[must_use]
    pub fn freshness(&self, now: Millis) -> Freshness {
        let Some(snapshot) = &self.last_good else { return Freshness::Unknown };
        let age = now - snapshot.at;
        let too_old = age.0 > self.interval().0.saturating_mul(STALE_AFTER_INTERVALS);
        if too_old || snapshot.served_stale.is_some() || self.is_restored() {
            Freshness::Stale(age)
        } else {
            Freshness::Fresh(age)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::example::{Answered, INTERVAL, documented_stats, planned, restored};
    use crate::model::polling::schedule::Blocker;
    use crate::model::stats::campaign_stats::Rate;

    const NOON: Millis = Millis::seconds(43_200);

    fn feed() -> Feed {
        Feed::new(planned(NextPoll::Next(NOON)))
    }

    #[test]
    fn error_keeps_the_last_good_stats() {
        let feed = feed()
            .answered(Ok(documented_stats()), NOON)
            .answered(Err(StatsError::Network), NOON + INTERVAL);
        assert_eq!(feed.stats(), Some(&documented_stats()));
        assert_eq!(feed.error(), Some(&StatsError::Network));
    }

    #[test]
    fn next_request_is_a_visible_change_only_after_an_error() {
        let mut feed = feed().answered(Ok(documented_stats()), NOON);
        assert!(!feed.apply(None, planned(NextPoll::InFlight)), "a running request is not shown");
        assert!(
            !feed.apply(None, planned(NextPoll::Next(NOON + INTERVAL))),
            "a planned request is not shown"
        );
        assert!(feed.apply(None, planned(NextPoll::Blocked(Blocker::Offline))));
        assert!(feed.apply(None, planned(NextPoll::InFlight)));
        let mut feed = feed.answered(Err(StatsError::Network), NOON);
        assert!(feed.apply(None, planned(NextPoll::InFlight)), "a retry is shown");
        assert!(
            feed.apply(None, planned(NextPoll::Next(NOON + INTERVAL))),
            "a planned retry is shown"
        );
        assert!(feed.apply(None, planned(NextPoll::Next(NOON))));
    }

    #[test]
    fn success_clears_the_error() {
        let feed = feed()
            .answered(Err(StatsError::Network), NOON)
            .answered(Ok(documented_stats()), NOON + INTERVAL);
        assert_eq!(feed.error(), None);
    }

    #[test]
    fn stale_after_two_intervals() {
        let feed = feed().answered(Ok(documented_stats()), NOON);
        let limit = Millis::seconds(30);
        assert_eq!(feed.freshness(NOON + limit), Freshness::Fresh(limit));
        let over = limit + Millis(1);
        assert_eq!(feed.freshness(NOON + over), Freshness::Stale(over));
    }

    #[test]
    fn age_counts_from_the_last_good_stats_during_an_outage() {
        let feed = feed()
            .answered(Ok(documented_stats()), NOON)
            .answered(Err(StatsError::TimedOut), NOON + Millis::seconds(60));
        let now = NOON + Millis::seconds(90);
        assert_eq!(feed.freshness(now), Freshness::Stale(Millis::seconds(90)));
    }

    #[test]
    fn stats_of_an_earlier_visit_are_stale_until_the_api_answers() {
        let feed = restored(NOON, NextPoll::InFlight);
        let stats = feed.stats().unwrap();
        let of_counts = Rate::new(38.0 / 471.0);
        assert_eq!(*stats, CampaignStats { reply_rate: of_counts, ..documented_stats() });
        let now = NOON + Millis::SECOND;
        assert_eq!(feed.freshness(now), Freshness::Stale(Millis::SECOND));
        assert!(feed.is_restored());
        let feed = feed.answered(Ok(with_replies(40)), now);
        assert_eq!(feed.freshness(now), Freshness::Fresh(Millis(0)));
        assert_eq!(feed.change(Counter::Replied, now), None, "no change by a refresh");
        assert!(!feed.is_restored());
    }

    #[test]
    fn error_keeps_the_stats_of_an_earlier_visit() {
        let feed = restored(NOON, NextPoll::InFlight);
        let feed = feed.answered(Err(StatsError::Network), NOON + INTERVAL);
        assert_eq!(feed.stats().map(|stats| stats.sent), Some(documented_stats().sent));
        assert_eq!(feed.error(), Some(&StatsError::Network));
    }

    #[test]
    fn rejected_request_hides_the_stats_of_an_earlier_visit() {
        let feed = restored(NOON, NextPoll::InFlight);
        let feed = feed.answered(Err(StatsError::AuthenticationFailed), NOON + INTERVAL);
        assert_eq!(feed.stats(), None);
    }

    #[test]
    fn rejected_token_hides_the_stats_of_the_former_one_only() {
        let rejected = || Err(StatsError::AuthenticationFailed);
        let mut feed = feed().answered(Ok(documented_stats()), NOON);
        assert!(feed.clone().answered(rejected(), NOON + INTERVAL).stats().is_some());
        feed.mark_former_token();
        assert_eq!(feed.freshness(NOON), Freshness::Fresh(Millis(0)), "they stay until then");
        let failed = feed.clone().answered(Err(StatsError::Network), NOON + INTERVAL);
        assert!(failed.stats().is_some());
        let accepted = feed.clone().answered(Ok(documented_stats()), NOON + INTERVAL);
        assert!(accepted.answered(rejected(), NOON + INTERVAL).stats().is_some());
        assert_eq!(feed.answered(rejected(), NOON + INTERVAL).stats(), None);
    }

    #[test]
    fn stored_stats_do_not_replace_those_of_the_api() {
        let mut feed = feed().answered(Ok(documented_stats()), NOON);
        feed.restore(&documented_stats().campaign_id);
        assert!(!feed.is_restored());
        let mut empty = super::Feed::new(planned(NextPoll::InFlight));
        empty.restore(&documented_stats().campaign_id);
        assert_eq!(empty.stats(), None, "nothing is stored");
    }

    fn with_replies(replied: u64) -> CampaignStats {
        CampaignStats { replied: Count::new(replied).unwrap(), ..documented_stats() }
    }

    fn change_from(before: u64, after: u64, later: Millis) -> Option<Change> {
        let feed = feed()
            .answered(Ok(with_replies(before)), NOON)
            .answered(Ok(with_replies(after)), NOON + INTERVAL);
        feed.change(Counter::Replied, NOON + INTERVAL + later)
    }

    #[test]
    fn change_reports_increases_and_decreases() {
        let by = |number| Count::new(number).unwrap();
        assert_eq!(change_from(38, 41, Millis(0)), Some(Change::Up(by(3))));
        assert_eq!(change_from(38, 36, Millis(0)), Some(Change::Down(by(2))));
        assert_eq!(change_from(38, 38, Millis(0)), None);
    }

    #[test]
    fn change_expires() {
        assert!(change_from(38, 41, CHANGE_SHOWN_FOR - Millis(1)).is_some());
        assert_eq!(change_from(38, 41, CHANGE_SHOWN_FOR), None);
    }

    #[test]
    fn change_expires_relative_to_receipt() {
        let (mut feed, at) = (feed().answered(Ok(with_replies(38)), NOON), NOON + INTERVAL);
        let received_at = at + CHANGE_SHOWN_FOR;
        let poll_result =
            PollResult { result: Ok(with_replies(41)), received_at, at, served_stale: None };
        feed.apply(Some(poll_result), planned(NextPoll::Next(NOON)));
        assert!(feed.change(Counter::Replied, received_at).is_some());
        assert_eq!(feed.change(Counter::Replied, received_at + CHANGE_SHOWN_FOR), None);
    }

    #[test]
    fn stats_served_stale_are_stale_at_once() {
        let mut feed = feed();
        let at = NOON - Millis::seconds(20);
        let poll_result = PollResult {
            result: Ok(documented_stats()),
            received_at: NOON,
            at,
            served_stale: Some(502),
        };
        feed.apply(Some(poll_result), planned(NextPoll::Next(NOON)));
        assert_eq!(feed.freshness(NOON), Freshness::Stale(Millis::seconds(20)));
        assert_eq!(feed.served_stale(), Some(502));
        let feed = feed.answered(Ok(documented_stats()), NOON);
        assert_eq!(
            (feed.served_stale(), feed.freshness(NOON)),
            (None, Freshness::Fresh(Millis(0)))
        );
    }

    #[test]
    fn only_successful_responses_are_added_to_the_history() {
        let feed = feed()
            .answered(Ok(with_replies(38)), NOON)
            .answered(Err(StatsError::Network), NOON + INTERVAL)
            .answered(Ok(with_replies(39)), NOON + INTERVAL + INTERVAL);
        let replied = feed.history().samples().iter().map(|it| it.count(Counter::Replied).get());
        assert_eq!(replied.collect::<Vec<_>>(), [38, 39]);
    }

    #[test]
    fn stats_served_stale_are_added_once_and_remove_nothing() {
        let mut feed = feed().answered(Ok(with_replies(38)), NOON);
        let mut samples_after = |at| {
            let poll_result = PollResult {
                result: Ok(with_replies(37)),
                received_at: NOON,
                at,
                served_stale: Some(502),
            };
            feed.apply(Some(poll_result), planned(NextPoll::Next(NOON)));
            feed.history().samples().len()
        };
        assert_eq!(samples_after(NOON - Millis::seconds(600)), 1);
        assert_eq!(samples_after(NOON + INTERVAL), 2);
        assert_eq!(samples_after(NOON + INTERVAL), 2);
    }

    #[test]
    fn stored_history_is_merged() {
        let mut earlier = History::default();
        earlier.add(Sample::of(&with_replies(30), NOON - Millis::seconds(3600)));
        let mut feed = feed().answered(Ok(with_replies(38)), NOON);
        feed.merge_history(&earlier);
        feed.merge_history(&earlier);
        assert_eq!(feed.history().samples().len(), 2);
        assert_eq!(feed.stats(), Some(&with_replies(38)), "stats are unchanged");
    }

    #[test]
    fn first_stats_have_no_change() {
        let feed = feed().answered(Ok(documented_stats()), NOON);
        assert_eq!(feed.change(Counter::Sent, NOON), None);
    }

    #[test]
    fn freshness_is_unknown_without_stats() {
        let feed = feed().answered(Err(StatsError::Network), NOON);
        assert_eq!(feed.freshness(NOON + INTERVAL), Freshness::Unknown);
    }
}
