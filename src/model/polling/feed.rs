//! What is known now of one campaign: the last good numbers, their age, and what is wrong.

use std::cmp::Ordering;

use crate::model::history::samples::{History, Sample};
use crate::model::polling::error::StatsError;
use crate::model::polling::schedule::{NextPoll, PollState};
use crate::model::stats::campaign_stats::{CampaignStats, Count, Counter};
use crate::model::time::Millis;

/// Numbers older than this many intervals are stale: one miss is chance, two are a pattern.
pub const STALE_AFTER_INTERVALS: u64 = 2;

/// How long a change is shown: long enough to be noticed from across a room, short enough not
/// to be taken for a figure of its own.
pub const CHANGE_SHOWN_FOR: Millis = Millis::seconds(8);

/// All that a view needs to draw one campaign. Later knowledge replaces earlier, but a failure
/// never takes the last good numbers away.
#[derive(Clone, Debug, PartialEq)]
pub struct Feed {
    last_good: Option<Snapshot>,
    /// The good numbers before the last ones.
    before: Option<CampaignStats>,
    error: Option<StatsError>,
    poll_state: PollState,
    history: History,
    /// How often anything but the standing has changed.
    revision: u32,
}

/// How a request ended, and when.
#[derive(Clone, Debug, PartialEq)]
pub struct PollResult {
    /// The numbers, or why there are none.
    pub result: Result<CampaignStats, StatsError>,
    /// When it came.
    pub came: Millis,
    /// When the API gave it, as far as is known: by default, when it came.
    pub at: Millis,
    /// Where the numbers are the last good ones, kept by a gateway whose API fails: the status
    /// of that failure.
    pub served_stale: Option<u16>,
}

/// Good numbers, and of when they are.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// The numbers.
    pub stats: CampaignStats,
    /// When they came.
    pub came: Millis,
    /// When the API gave them.
    pub at: Millis,
    /// Where they are kept ones: the status with which the API fails.
    pub served_stale: Option<u16>,
}

/// How far the numbers can be trusted to be today's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// There are no numbers yet.
    Unknown,
    /// The numbers came this long ago.
    Fresh(Millis),
    /// The numbers came this long ago, which is too long.
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

/// By how much a count moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It grew by so much.
    Up(Count),
    /// It shrank by so much.
    Down(Count),
}

impl Change {
    /// From one count to another; `None` where they are the same.
    #[must_use]
    pub fn between(before: Count, after: Count) -> Option<Self> {
        match after.cmp(&before) {
            Ordering::Greater => Some(Self::Up(after.saturating_sub(before))),
            Ordering::Less => Some(Self::Down(before.saturating_sub(after))),
            Ordering::Equal => None,
        }
    }
}

impl Feed {
    /// A feed that knows nothing yet.
    #[must_use]
    pub fn new(poll_state: PollState) -> Self {
        let history = History::default();
        Self { last_good: None, before: None, error: None, poll_state, history, revision: 0 }
    }

    /// Takes in what is known of earlier times. What is known here already stays.
    pub fn remember(&mut self, history: &History) {
        self.revision = self.revision.wrapping_add(1);
        self.history.merge(history);
    }

    /// Another number whenever anything else is known than before. What comes next is not.
    #[must_use]
    pub fn revision(&self) -> u32 {
        self.revision
    }

    /// What the numbers were.
    #[must_use]
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Takes in how a request ended, if one did, and how matters stand now. Answers whether
    /// that is anything new: while all is well, the next request is not, planned or sent.
    pub fn learn(&mut self, poll_result: Option<PollResult>, poll_state: PollState) -> bool {
        let new = poll_result.is_some() || self.calm(self.poll_state) != self.calm(poll_state);
        if poll_result.is_some() {
            self.revision = self.revision.wrapping_add(1);
        }
        match poll_result {
            Some(PollResult { result: Ok(stats), came, at, served_stale }) => {
                self.note(Sample::of(&stats, at), served_stale.is_some());
                let last = self.last_good.replace(Snapshot { stats, came, at, served_stale });
                self.before = last.map(|snapshot| snapshot.stats);
                self.error = None;
            }
            Some(PollResult { result: Err(failure), .. }) => self.error = Some(failure),
            None => {}
        }
        self.poll_state = poll_state;
        new
    }

    /// How matters stand, as far as anybody sees it. (Of stale numbers it is said that newer ones are
    /// being fetched: for that, the next tick is soon enough.)
    fn calm(&self, poll_state: PollState) -> PollState {
        match poll_state.plan {
            NextPoll::Next(_) if self.error.is_none() => {
                PollState { plan: NextPoll::Asking, ..poll_state }
            }
            _ => poll_state,
        }
    }

    /// Kept numbers may be older than others that are known, and are no reason to forget these.
    fn note(&mut self, sample: Sample, served_stale: bool) {
        let last = self.history.samples().last();
        if !served_stale || last.is_none_or(|last| last.at < sample.at) {
            self.history.add(sample);
        }
    }

    /// The last good numbers, if any ever came.
    #[must_use]
    pub fn stats(&self) -> Option<&CampaignStats> {
        self.last_good.as_ref().map(|snapshot| &snapshot.stats)
    }

    /// When the API gave the last good numbers.
    #[must_use]
    pub fn known_since(&self) -> Option<Millis> {
        self.last_good.as_ref().map(|snapshot| snapshot.at)
    }

    /// Whether none came before the last good numbers.
    #[must_use]
    pub fn first_numbers(&self) -> bool {
        self.before.is_none()
    }

    /// When the last good numbers came, however old they were then.
    #[must_use]
    pub fn came(&self) -> Option<Millis> {
        self.last_good.as_ref().map(|snapshot| snapshot.came)
    }

    /// Whether the last good numbers have only just come.
    #[must_use]
    pub fn is_news(&self, now: Millis) -> bool {
        self.came().is_some_and(|came| now - came < CHANGE_SHOWN_FOR)
    }

    /// What the last refresh changed in a count, for as long as that is news; `None` where it
    /// changed nothing. A count may go back: that is the API's to explain, not ours to hide.
    #[must_use]
    pub fn change(&self, counter: Counter, now: Millis) -> Option<Change> {
        let stats = self.stats().filter(|_| self.is_news(now))?;
        Change::between(counter.of(self.before.as_ref()?), counter.of(stats))
    }

    /// The status with which the API fails, where the numbers are those that a gateway kept.
    #[must_use]
    pub fn served_stale(&self) -> Option<u16> {
        self.last_good.as_ref()?.served_stale
    }

    /// Why the newest request brought nothing; `None` when it did, or when none has ended.
    #[must_use]
    pub fn error(&self) -> Option<&StatsError> {
        self.error.as_ref()
    }

    /// What comes next.
    #[must_use]
    pub fn plan(&self) -> NextPoll {
        self.poll_state.plan
    }

    /// The time between two requests while all is well.
    #[must_use]
    pub fn interval(&self) -> Millis {
        self.poll_state.interval
    }

    /// Whether a person has paused it.
    #[must_use]
    pub fn paused(&self) -> bool {
        self.poll_state.paused
    }

    /// How old the numbers are at a time.
    #[must_use]
    pub fn freshness(&self, now: Millis) -> Freshness {
        let Some(snapshot) = &self.last_good else { return Freshness::Unknown };
        let age = now - snapshot.at;
        let too_old = age.0 > self.interval().0.saturating_mul(STALE_AFTER_INTERVALS);
        if too_old || snapshot.served_stale.is_some() {
            Freshness::Stale(age)
        } else {
            Freshness::Fresh(age)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::example::{Answered, INTERVAL, documented_stats, planned};
    use crate::model::polling::schedule::Blocker;

    const NOON: Millis = Millis::seconds(43_200);

    fn feed() -> Feed {
        Feed::new(planned(NextPoll::Next(NOON)))
    }

    #[test]
    fn a_failure_leaves_the_last_good_numbers() {
        let feed = feed()
            .answered(Ok(documented_stats()), NOON)
            .answered(Err(StatsError::Network), NOON + INTERVAL);
        assert_eq!(feed.stats(), Some(&documented_stats()));
        assert_eq!(feed.error(), Some(&StatsError::Network));
    }

    #[test]
    fn the_next_request_is_new_only_after_a_failure() {
        let mut feed = feed().answered(Ok(documented_stats()), NOON);
        assert!(!feed.learn(None, planned(NextPoll::Asking)), "asking is as usual");
        assert!(!feed.learn(None, planned(NextPoll::Next(NOON + INTERVAL))), "and so is waiting");
        assert!(feed.learn(None, planned(NextPoll::Held(Blocker::Offline))));
        assert!(feed.learn(None, planned(NextPoll::Asking)));
        let mut feed = feed.answered(Err(StatsError::Network), NOON);
        assert!(feed.learn(None, planned(NextPoll::Asking)), "now it says that it tries again");
        assert!(feed.learn(None, planned(NextPoll::Next(NOON + INTERVAL))), "and when");
        assert!(feed.learn(None, planned(NextPoll::Next(NOON))));
    }

    #[test]
    fn a_good_answer_ends_the_trouble() {
        let feed = feed()
            .answered(Err(StatsError::Network), NOON)
            .answered(Ok(documented_stats()), NOON + INTERVAL);
        assert_eq!(feed.error(), None);
    }

    #[test]
    fn numbers_are_stale_when_over_two_intervals_old() {
        let feed = feed().answered(Ok(documented_stats()), NOON);
        let limit = Millis::seconds(30);
        assert_eq!(feed.freshness(NOON + limit), Freshness::Fresh(limit));
        let over = limit + Millis(1);
        assert_eq!(feed.freshness(NOON + over), Freshness::Stale(over));
    }

    #[test]
    fn age_keeps_counting_from_the_last_good_numbers_during_an_outage() {
        let feed = feed()
            .answered(Ok(documented_stats()), NOON)
            .answered(Err(StatsError::TimedOut), NOON + Millis::seconds(60));
        let now = NOON + Millis::seconds(90);
        assert_eq!(feed.freshness(now), Freshness::Stale(Millis::seconds(90)));
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
    fn a_refresh_says_what_it_changed_also_backwards() {
        let by = |number| Count::new(number).unwrap();
        assert_eq!(change_from(38, 41, Millis(0)), Some(Change::Up(by(3))));
        assert_eq!(change_from(38, 36, Millis(0)), Some(Change::Down(by(2))));
        assert_eq!(change_from(38, 38, Millis(0)), None);
    }

    #[test]
    fn a_change_is_news_only_for_a_while() {
        assert!(change_from(38, 41, CHANGE_SHOWN_FOR - Millis(1)).is_some());
        assert_eq!(change_from(38, 41, CHANGE_SHOWN_FOR), None);
    }

    #[test]
    fn a_change_is_news_from_when_it_comes_however_old_it_is_then() {
        let (mut feed, at) = (feed().answered(Ok(with_replies(38)), NOON), NOON + INTERVAL);
        let came = at + CHANGE_SHOWN_FOR;
        let poll_result = PollResult { result: Ok(with_replies(41)), came, at, served_stale: None };
        feed.learn(Some(poll_result), planned(NextPoll::Next(NOON)));
        assert!(feed.change(Counter::Replied, came).is_some());
        assert_eq!(feed.change(Counter::Replied, came + CHANGE_SHOWN_FOR), None);
    }

    #[test]
    fn what_a_gateway_kept_is_stale_at_once_and_as_old_as_it_is() {
        let mut feed = feed();
        let at = NOON - Millis::seconds(20);
        let poll_result =
            PollResult { result: Ok(documented_stats()), came: NOON, at, served_stale: Some(502) };
        feed.learn(Some(poll_result), planned(NextPoll::Next(NOON)));
        assert_eq!(feed.freshness(NOON), Freshness::Stale(Millis::seconds(20)));
        assert_eq!(feed.served_stale(), Some(502));
        let feed = feed.answered(Ok(documented_stats()), NOON);
        assert_eq!(
            (feed.served_stale(), feed.freshness(NOON)),
            (None, Freshness::Fresh(Millis(0)))
        );
    }

    #[test]
    fn every_good_answer_becomes_history_and_no_failure_does() {
        let feed = feed()
            .answered(Ok(with_replies(38)), NOON)
            .answered(Err(StatsError::Network), NOON + INTERVAL)
            .answered(Ok(with_replies(39)), NOON + INTERVAL + INTERVAL);
        let replied = feed.history().samples().iter().map(|it| it.count(Counter::Replied).get());
        assert_eq!(replied.collect::<Vec<_>>(), [38, 39]);
    }

    #[test]
    fn kept_numbers_are_history_once_and_take_none_away() {
        let mut feed = feed().answered(Ok(with_replies(38)), NOON);
        let mut samples_after = |at| {
            let poll_result = PollResult {
                result: Ok(with_replies(37)),
                came: NOON,
                at,
                served_stale: Some(502),
            };
            feed.learn(Some(poll_result), planned(NextPoll::Next(NOON)));
            feed.history().samples().len()
        };
        assert_eq!(samples_after(NOON - Millis::seconds(600)), 1);
        assert_eq!(samples_after(NOON + INTERVAL), 2);
        assert_eq!(samples_after(NOON + INTERVAL), 2);
    }

    #[test]
    fn what_is_remembered_joins_what_is_known() {
        let mut earlier = History::default();
        earlier.add(Sample::of(&with_replies(30), NOON - Millis::seconds(3600)));
        let mut feed = feed().answered(Ok(with_replies(38)), NOON);
        feed.remember(&earlier);
        feed.remember(&earlier);
        assert_eq!(feed.history().samples().len(), 2);
        assert_eq!(feed.stats(), Some(&with_replies(38)), "history is no news");
    }

    #[test]
    fn the_first_numbers_are_no_change() {
        let feed = feed().answered(Ok(documented_stats()), NOON);
        assert_eq!(feed.change(Counter::Sent, NOON), None);
    }

    #[test]
    fn without_numbers_there_is_no_age() {
        let feed = feed().answered(Err(StatsError::Network), NOON);
        assert_eq!(feed.freshness(NOON + INTERVAL), Freshness::Unknown);
    }
}
