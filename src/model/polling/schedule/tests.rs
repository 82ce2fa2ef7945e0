//! Tests of the schedule. `Watcher` states its rules independently.

use super::*;
use proptest::prelude::*;

const INTERVAL: Millis = Millis::seconds(15);
const START: Millis = Millis::seconds(1_000_000);
/// Random number that leaves an interval unchanged.
const NO_JITTER: f64 = 0.5;

/// A schedule whose first request was sent at [`START`].
fn in_flight() -> (Schedule, Attempt) {
    let mut schedule = Schedule::new(INTERVAL);
    match schedule.step(Event::Woke, START, NO_JITTER) {
        Action::Request(attempt) => (schedule, attempt),
        other => panic!("{other:?}"),
    }
}

/// A schedule whose first request ended at [`START`].
fn after(outcome: Outcome, random: f64) -> Schedule {
    let (mut schedule, attempt) = in_flight();
    schedule.step(Event::Answered(attempt, outcome), START, random);
    schedule
}

fn wait(schedule: &Schedule) -> Millis {
    schedule.wake_at().unwrap() - START
}

#[test]
fn first_request_is_due_immediately() {
    let mut schedule = Schedule::new(INTERVAL);
    assert!(schedule.wake_at().unwrap() <= START);
    assert!(matches!(schedule.step(Event::Woke, START, NO_JITTER), Action::Request(_)));
}

#[test]
fn interval_counts_from_the_end_of_a_request() {
    let (mut schedule, attempt) = in_flight();
    let ended = START + Millis::seconds(4);
    schedule.step(Event::Answered(attempt, Outcome::Success), ended, NO_JITTER);
    assert_eq!(schedule.wake_at(), Some(ended + INTERVAL));
}

#[test]
fn interval_has_10_percent_jitter() {
    assert_eq!(wait(&after(Outcome::Success, 0.0)), Millis(13_500));
    assert_eq!(wait(&after(Outcome::Success, 1.0)), Millis(16_500));
}

#[test]
fn early_wake_is_ignored() {
    let mut schedule = after(Outcome::Success, NO_JITTER);
    let early = START + INTERVAL - Millis(1);
    assert_eq!(schedule.step(Event::Woke, early, NO_JITTER), Action::Nothing);
}

#[test]
fn only_one_request_is_in_flight() {
    let (mut schedule, _) = in_flight();
    for event in [Event::Woke, Event::RefreshRequested] {
        assert_eq!(schedule.step(event, START + Millis::SECOND, NO_JITTER), Action::Nothing);
    }
}

#[test]
fn request_times_out_after_10_seconds() {
    let (mut schedule, attempt) = in_flight();
    assert_eq!(schedule.wake_at(), Some(START + TIMEOUT));
    let action = schedule.step(Event::Woke, START + TIMEOUT, 1.0);
    assert_eq!(action, Action::Abort(attempt));
    assert_eq!(schedule.wake_at(), Some(START + TIMEOUT + INTERVAL));
}

#[test]
fn response_to_an_aborted_request_is_ignored() {
    let (mut schedule, attempt) = in_flight();
    schedule.step(Event::Woke, START + TIMEOUT, NO_JITTER);
    let planned = schedule.wake_at();
    schedule.step(Event::Answered(attempt, Outcome::Rejected), START + TIMEOUT, NO_JITTER);
    assert_eq!(schedule.wake_at(), planned);
}

#[test]
fn backoff_doubles_from_the_interval_to_5_minutes() {
    let mut schedule = after(Outcome::Failed, 1.0);
    let mut waits = vec![wait(&schedule).whole_seconds()];
    for _ in 0..6 {
        let now = schedule.wake_at().unwrap();
        let Action::Request(attempt) = schedule.step(Event::Woke, now, 1.0) else { panic!() };
        schedule.step(Event::Answered(attempt, Outcome::Failed), now, 1.0);
        waits.push((schedule.wake_at().unwrap() - now).whole_seconds());
    }
    assert_eq!(waits, [15, 30, 60, 120, 240, 300, 300]);
}

#[test]
fn backoff_has_full_jitter_and_a_minimum_of_1_second() {
    assert_eq!(wait(&after(Outcome::Failed, 0.25)), Millis(3750));
    assert_eq!(wait(&after(Outcome::Failed, 0.0)), MIN_GAP);
}

#[test]
fn success_resets_the_backoff() {
    let mut schedule = after(Outcome::Failed, 1.0);
    let mut now = START;
    for (outcome, wait) in [(Outcome::Success, INTERVAL), (Outcome::Failed, INTERVAL)] {
        now = schedule.wake_at().unwrap().max(now);
        let Action::Request(attempt) = schedule.step(Event::Woke, now, NO_JITTER) else { panic!() };
        let random = if outcome == Outcome::Success { NO_JITTER } else { 1.0 };
        schedule.step(Event::Answered(attempt, outcome), now, random);
        assert_eq!(schedule.wake_at(), Some(now + wait));
    }
}

#[test]
fn retry_after_is_capped_at_15_minutes() {
    let retry_after = |seconds| Outcome::RetryAfter(Millis::seconds(seconds));
    assert_eq!(wait(&after(retry_after(70), 0.0)), Millis::seconds(70));
    assert_eq!(wait(&after(retry_after(70), 1.0)), Millis::seconds(77));
    assert_eq!(wait(&after(retry_after(86_400), NO_JITTER)), MAX_RETRY_AFTER);
    assert_eq!(wait(&after(retry_after(1), 0.0)), MIN_GAP);
}

#[test]
fn retry_after_0_uses_the_backoff() {
    let mut schedule = after(Outcome::RetryAfter(Millis(0)), 1.0);
    assert_eq!(wait(&schedule), INTERVAL);
    let now = schedule.wake_at().unwrap();
    let Action::Request(attempt) = schedule.step(Event::Woke, now, NO_JITTER) else { panic!() };
    schedule.step(Event::Answered(attempt, Outcome::RetryAfter(Millis(0))), now, 1.0);
    assert_eq!(schedule.wake_at(), Some(now + INTERVAL + INTERVAL));
}

#[test]
fn permanent_error_stops_until_a_user_refresh() {
    let mut schedule = after(Outcome::Rejected, NO_JITTER);
    assert_eq!(schedule.wake_at(), None);
    let later = START + Millis::seconds(3600);
    assert_eq!(schedule.step(Event::Woke, later, NO_JITTER), Action::Nothing);
    assert!(matches!(schedule.step(Event::RefreshRequested, later, NO_JITTER), Action::Request(_)));
}

#[test]
fn user_refresh_is_immediate_but_limited_to_one_per_second() {
    let mut schedule = after(Outcome::Success, NO_JITTER);
    let soon = START + Millis(999);
    assert_eq!(schedule.step(Event::RefreshRequested, soon, NO_JITTER), Action::Nothing);
    let after_gap = START + MIN_GAP;
    assert!(matches!(
        schedule.step(Event::RefreshRequested, after_gap, NO_JITTER),
        Action::Request(_)
    ));
}

#[test]
fn clock_set_back_does_not_lengthen_the_wait() {
    let mut schedule = after(Outcome::Success, NO_JITTER);
    let back = START - Millis::seconds(7200);
    schedule.step(Event::Woke, back, NO_JITTER);
    assert_eq!(schedule.wake_at(), Some(back + INTERVAL));
}

#[test]
fn one_request_after_suspend() {
    let mut schedule = after(Outcome::Success, NO_JITTER);
    let morning = START + Millis::seconds(10 * 3600);
    assert!(matches!(schedule.step(Event::Woke, morning, NO_JITTER), Action::Request(_)));
    assert_eq!(schedule.step(Event::Woke, morning, NO_JITTER), Action::Nothing);
}

/// A schedule that waits for its second request, with an active blocker.
fn blocked(blocker: Blocker) -> Schedule {
    let mut schedule = after(Outcome::Success, NO_JITTER);
    let action = schedule.step(Event::Blocked(blocker, true), START, NO_JITTER);
    assert_eq!(action, Action::Nothing);
    schedule
}

const LATER: Millis = Millis::seconds(1_000_000 + 3600);

#[test]
fn no_request_while_blocked() {
    for blocker in Blocker::ALL {
        let mut schedule = blocked(blocker);
        let leader_timeout = START + INTERVAL + LEADER_TIMEOUT;
        let follower = blocker == Blocker::FollowerTab;
        assert_eq!(schedule.wake_at(), follower.then_some(leader_timeout), "{blocker:?}");
        let due = START + INTERVAL;
        assert_eq!(schedule.step(Event::Woke, due, NO_JITTER), Action::Nothing, "{blocker:?}");
        let shown_as_due = follower || blocker == Blocker::AtRequestLimit;
        let plan = if shown_as_due { NextPoll::Next(due) } else { NextPoll::Blocked(blocker) };
        assert_eq!(schedule.poll_state().plan, plan);
    }
}

#[test]
fn overdue_request_is_sent_once_when_unblocked() {
    for blocker in Blocker::ALL {
        let mut schedule = blocked(blocker);
        let ended = Event::Blocked(blocker, false);
        assert!(
            matches!(schedule.step(ended, LATER, NO_JITTER), Action::Request(_)),
            "{blocker:?}"
        );
        assert_eq!(schedule.step(ended, LATER, NO_JITTER), Action::Nothing);
    }
}

#[test]
fn unblocking_keeps_a_future_due_time() {
    for blocker in Blocker::ALL {
        let mut schedule = blocked(blocker);
        let soon = START + Millis::seconds(3);
        schedule.step(Event::Blocked(blocker, false), soon, NO_JITTER);
        assert_eq!(schedule.poll_state().plan, NextPoll::Next(START + INTERVAL), "{blocker:?}");
    }
}

#[test]
fn all_blockers_must_end() {
    let mut schedule = blocked(Blocker::Hidden);
    schedule.step(Event::Blocked(Blocker::Offline, true), START, NO_JITTER);
    let shown = Event::Blocked(Blocker::Hidden, false);
    assert_eq!(schedule.step(shown, LATER, NO_JITTER), Action::Nothing);
    let online = Event::Blocked(Blocker::Offline, false);
    assert!(matches!(schedule.step(online, LATER, NO_JITTER), Action::Request(_)));
}

#[test]
fn user_refresh_while_paused_keeps_the_pause() {
    let mut schedule = blocked(Blocker::Paused);
    let Action::Request(attempt) = schedule.step(Event::RefreshRequested, LATER, NO_JITTER) else {
        panic!()
    };
    schedule.step(Event::Answered(attempt, Outcome::Success), LATER, NO_JITTER);
    let poll_state =
        PollState { plan: NextPoll::Blocked(Blocker::Paused), paused: true, interval: INTERVAL };
    assert_eq!(schedule.poll_state(), poll_state);
}

#[test]
fn blocked_user_refresh_is_sent_when_unblocked() {
    for blocker in [Blocker::Offline, Blocker::Hidden, Blocker::AtRequestLimit] {
        let mut schedule = blocked(blocker);
        let soon = START + Millis::seconds(3);
        assert_eq!(schedule.step(Event::RefreshRequested, soon, NO_JITTER), Action::Nothing);
        let ended = schedule.step(Event::Blocked(blocker, false), soon, NO_JITTER);
        assert!(matches!(ended, Action::Request(_)), "{blocker:?}");
    }
}

#[test]
fn pending_refresh_survives_the_request_limit() {
    for other in [Blocker::Paused, Blocker::FollowerTab] {
        let mut schedule = blocked(other);
        let soon = START + Millis::seconds(3);
        schedule.step(Event::Blocked(Blocker::AtRequestLimit, true), soon, NO_JITTER);
        assert_eq!(schedule.step(Event::RefreshRequested, soon, NO_JITTER), Action::Nothing);
        schedule.step(Event::LeaderResponded(Some(LATER)), soon, NO_JITTER);
        let ended = schedule.step(Event::Blocked(Blocker::AtRequestLimit, false), soon, NO_JITTER);
        assert!(matches!(ended, Action::Request(_)), "{other:?}");
    }
}

#[test]
fn pause_cancels_a_pending_refresh() {
    let mut schedule = blocked(Blocker::Offline);
    let soon = START + Millis::seconds(3);
    schedule.step(Event::RefreshRequested, soon, NO_JITTER);
    schedule.step(Event::Blocked(Blocker::Paused, true), soon, NO_JITTER);
    let online = schedule.step(Event::Blocked(Blocker::Offline, false), soon, NO_JITTER);
    assert_eq!(online, Action::Nothing);
}

#[test]
fn request_times_out_while_hidden() {
    let (mut schedule, attempt) = in_flight();
    schedule.step(Event::Blocked(Blocker::Hidden, true), START, NO_JITTER);
    assert_eq!(schedule.wake_at(), Some(START + TIMEOUT));
    let action = schedule.step(Event::Woke, START + TIMEOUT, NO_JITTER);
    assert_eq!(action, Action::Abort(attempt));
}

#[test]
fn stopped_schedule_ignores_visibility_changes() {
    let mut schedule = after(Outcome::Rejected, NO_JITTER);
    for hidden in [true, false] {
        let event = Event::Blocked(Blocker::Hidden, hidden);
        assert_eq!(schedule.step(event, LATER, NO_JITTER), Action::Nothing);
    }
    assert_eq!(schedule.poll_state().plan, NextPoll::Stopped);
}

#[test]
fn spread_affects_only_the_second_request() {
    let mut schedule = Schedule::new(INTERVAL).spread(0.4);
    let mut waits = Vec::new();
    let mut now = START;
    for _ in 0..3 {
        let Action::Request(attempt) = schedule.step(Event::Woke, now, NO_JITTER) else { panic!() };
        schedule.step(Event::Answered(attempt, Outcome::Success), now, NO_JITTER);
        let next = schedule.wake_at().unwrap();
        waits.push(next - now);
        now = next;
    }
    assert_eq!(waits, [Millis::seconds(6), INTERVAL, INTERVAL]);
}

/// A schedule of a follower tab whose leader plans its next request at this time.
fn follower(next: Option<Millis>) -> Schedule {
    let mut schedule = blocked(Blocker::FollowerTab);
    assert_eq!(schedule.step(Event::LeaderResponded(next), START, NO_JITTER), Action::Nothing);
    schedule
}

#[test]
fn follower_sends_a_request_after_the_leader_timeout() {
    let due = START + Millis::seconds(20);
    let mut schedule = follower(Some(due));
    assert_eq!(schedule.step(Event::Woke, due, NO_JITTER), Action::Nothing);
    let timeout = due + LEADER_TIMEOUT;
    assert_eq!(schedule.wake_at(), Some(timeout));
    assert!(matches!(schedule.step(Event::Woke, timeout, NO_JITTER), Action::Request(_)));
}

#[test]
fn new_leader_keeps_the_due_time() {
    let due = START + Millis::seconds(20);
    let mut schedule = follower(Some(due));
    let elected = Event::Blocked(Blocker::FollowerTab, false);
    assert_eq!(schedule.step(elected, due - Millis(1), NO_JITTER), Action::Nothing);
    assert!(matches!(schedule.step(Event::Woke, due, NO_JITTER), Action::Request(_)));
}

#[test]
fn follower_stops_with_the_leader() {
    let mut schedule = follower(None);
    assert_eq!(schedule.poll_state().plan, NextPoll::Stopped);
    assert_eq!(schedule.step(Event::Woke, LATER, NO_JITTER), Action::Nothing);
    assert!(matches!(schedule.step(Event::RefreshRequested, LATER, NO_JITTER), Action::Request(_)));
}

#[test]
fn due_time_of_the_leader_is_capped() {
    let schedule = follower(Some(Millis(u64::MAX)));
    assert_eq!(schedule.poll_state().plan, NextPoll::Next(START + MAX_RETRY_AFTER));
}

#[test]
fn leadership_is_wanted_only_while_requests_could_be_sent() {
    assert!(Schedule::new(INTERVAL).wants_leadership());
    assert!(follower(Some(LATER)).wants_leadership());
    assert!(blocked(Blocker::AtRequestLimit).wants_leadership());
    for blocker in [Blocker::Paused, Blocker::Offline, Blocker::Hidden] {
        assert!(!blocked(blocker).wants_leadership(), "{blocker:?}");
    }
    assert!(!after(Outcome::Rejected, NO_JITTER).wants_leadership());
}

#[test]
fn new_interval_counts_from_the_last_success() {
    let mut schedule = after(Outcome::Success, NO_JITTER);
    let now = START + Millis::seconds(3);
    let minute = Event::IntervalChanged(Millis::seconds(60));
    assert_eq!(schedule.step(minute, now, NO_JITTER), Action::Nothing);
    assert_eq!(schedule.wake_at(), Some(START + Millis::seconds(60)));
    let two_seconds = Event::IntervalChanged(Millis::seconds(2));
    assert!(matches!(schedule.step(two_seconds, now, NO_JITTER), Action::Request(_)));
}

#[test]
fn new_interval_does_not_shorten_the_backoff() {
    let mut schedule = after(Outcome::Failed, 1.0);
    schedule.step(Event::IntervalChanged(Millis::SECOND), START, NO_JITTER);
    assert_eq!(wait(&schedule), INTERVAL);
}

#[test]
fn changed_option_restarts_a_stopped_schedule() {
    let mut schedule = after(Outcome::Rejected, NO_JITTER);
    let action = schedule.step(Event::IntervalChanged(INTERVAL), LATER, NO_JITTER);
    assert!(matches!(action, Action::Request(_)));
}

#[test]
fn request_of_another_feed_of_the_campaign_delays_for_a_second() {
    let mut schedule = Schedule::new(INTERVAL);
    schedule.set_requested_elsewhere(Some(START));
    let half = START + Millis(500);
    assert_eq!(schedule.step(Event::Woke, half, NO_JITTER), Action::Nothing);
    assert_eq!(schedule.step(Event::RefreshRequested, half, NO_JITTER), Action::Nothing);
    assert_eq!(schedule.wake_at(), Some(START + MIN_GAP));
    let action = schedule.step(Event::Woke, START + MIN_GAP, NO_JITTER);
    assert!(matches!(action, Action::Request(_)));
}

#[test]
fn continued_schedule_keeps_the_due_time_but_no_request_in_flight() {
    let schedule = after(Outcome::Success, NO_JITTER);
    assert_eq!(schedule.continued().wake_at(), schedule.wake_at());
    let (schedule, attempt) = in_flight();
    let mut continued = schedule.continued();
    assert!(!continued.is_waiting_for(attempt));
    assert_eq!(continued.wake_at(), Some(START + MIN_GAP));
    assert!(matches!(continued.step(Event::Woke, START + MIN_GAP, 0.5), Action::Request(_)));
}

/// A random event, before times and attempts are filled in.
#[derive(Clone, Debug)]
enum RandomEvent {
    Woke,
    WokeInTime,
    RefreshRequested,
    Answered(Outcome),
    AnsweredLate(Outcome),
    Blocked(Blocker, bool),
    LeaderResponded(Option<u64>),
    IntervalChanged(u64),
}

fn random_event() -> impl Strategy<Value = RandomEvent> {
    let outcome = || {
        prop_oneof![
            3 => Just(Outcome::Success),
            3 => Just(Outcome::Failed),
            1 => (0u64..4_000_000).prop_map(|ms| Outcome::RetryAfter(Millis(ms))),
            1 => Just(Outcome::Rejected),
        ]
    };
    let blocker = prop::sample::select(Blocker::ALL.to_vec());
    prop_oneof![
        Just(RandomEvent::Woke),
        Just(RandomEvent::WokeInTime),
        Just(RandomEvent::RefreshRequested),
        outcome().prop_map(RandomEvent::Answered),
        outcome().prop_map(RandomEvent::AnsweredLate),
        (blocker, any::<bool>())
            .prop_map(|(blocker, begins)| RandomEvent::Blocked(blocker, begins)),
        prop::option::of(0u64..90_000).prop_map(RandomEvent::LeaderResponded),
        (0u64..4_000_000).prop_map(RandomEvent::IntervalChanged),
    ]
}

/// The rules of the schedule as an independent model, checked against events and actions.
#[derive(Default)]
struct Checker {
    in_flight: Option<Attempt>,
    last_sent: Option<Millis>,
    blocked: Vec<Blocker>,
    refused: bool,
    /// A refresh by the user waits for a blocker to end.
    refresh_pending: bool,
    /// Due time announced by the leader tab.
    leader_next: Option<Millis>,
}

impl Checker {
    fn check(&mut self, event: Event, action: Action, now: Millis) {
        match event {
            Event::Answered(attempt, outcome) if Some(attempt) == self.in_flight => {
                self.in_flight = None;
                self.refused = outcome == Outcome::Rejected;
            }
            Event::Blocked(blocker, begins) => {
                self.blocked.retain(|known| *known != blocker);
                self.refresh_pending &= !(blocker == Blocker::Paused && begins);
                self.blocked.extend(begins.then_some(blocker));
            }
            Event::RefreshRequested => {
                let too_soon = self.last_sent.is_some_and(|last| now < last + MIN_GAP);
                self.refresh_pending |= self.in_flight.is_none() && !too_soon;
                self.leader_next = None;
            }
            Event::IntervalChanged(_) => (self.refused, self.leader_next) = (false, None),
            Event::LeaderResponded(next) if self.in_flight.is_none() && !self.refresh_pending => {
                self.refused = next.is_none();
                self.leader_next = next;
            }
            _ => {}
        }
        match action {
            Action::Request(attempt) => self.check_request(attempt, now),
            Action::Abort(attempt) => {
                assert_eq!(
                    self.in_flight,
                    Some(attempt),
                    "aborted a request that was not in flight"
                );
                assert!(now >= self.last_sent.unwrap() + TIMEOUT, "aborted before the timeout");
                self.in_flight = None;
            }
            Action::Nothing => {}
        }
    }

    fn check_request(&mut self, attempt: Attempt, now: Millis) {
        assert_eq!(self.in_flight, None, "two requests in flight");
        assert!(
            self.last_sent.is_none_or(|last| now >= last + MIN_GAP),
            "requests too close together"
        );
        let by_user = self.refresh_pending;
        let allowed = |blocker: &Blocker| match blocker {
            Blocker::Paused => by_user,
            Blocker::FollowerTab => {
                by_user || self.leader_next.is_none_or(|at| now >= at + LEADER_TIMEOUT)
            }
            _ => false,
        };
        assert!(
            self.blocked.iter().all(allowed),
            "sent a request while blocked by {:?}",
            self.blocked
        );
        self.leader_next = None;
        assert!(
            self.refresh_pending || !self.refused,
            "repeated a request after a permanent error"
        );
        self.in_flight = Some(attempt);
        self.last_sent = Some(now);
        self.refused = false;
        self.refresh_pending = false;
    }

    /// The next step exists and is not too far in the future.
    fn check_state(&self, schedule: &Schedule, now: Millis, longest: Millis) {
        match schedule.poll_state().plan {
            NextPoll::InFlight => {
                assert!(self.in_flight.is_some(), "waits without a request in flight");
                assert!(schedule.wake_at().is_some_and(|at| at - now <= TIMEOUT));
            }
            NextPoll::Next(at) => {
                assert!(at - now <= longest, "wait is too long");
                let gap_ends = self.last_sent.map_or(Millis(0), |sent| sent + MIN_GAP);
                let wake_at = match schedule.blocker() {
                    None => Some(at.max(gap_ends)),
                    Some(Blocker::FollowerTab) => Some((at + LEADER_TIMEOUT).max(gap_ends)),
                    Some(_) => None,
                };
                assert_eq!(schedule.wake_at(), wake_at);
            }
            NextPoll::Blocked(blocker) => assert!(self.blocked.contains(&blocker)),
            NextPoll::Stopped => assert!(self.refused, "stopped without a permanent error"),
        }
    }
}

proptest! {
    #[test]
    fn invariants_hold_for_any_sequence_of_events(
        interval in 0u64..4_000_000,
        events in prop::collection::vec((random_event(), 0u64..40_000, 0.0f64..=1.0), 1..200),
    ) {
        let interval = Millis(interval);
        let mut longest = interval.max(MIN_GAP).scaled(1.0 + JITTER).max(MAX_RETRY_AFTER);
        let (mut schedule, mut checker) = (Schedule::new(interval), Checker::default());
        let mut now = START;
        for (random_event, gap, random) in events {
            now = now + Millis(gap);
            let event = match random_event {
                RandomEvent::Woke => Event::Woke,
                RandomEvent::WokeInTime => {
                    now = schedule.wake_at().map_or(now, |at| at.max(now));
                    Event::Woke
                }
                RandomEvent::RefreshRequested => Event::RefreshRequested,
                RandomEvent::Answered(outcome) => match checker.in_flight {
                    Some(attempt) => Event::Answered(attempt, outcome),
                    None => continue,
                },
                RandomEvent::AnsweredLate(outcome) => {
                    Event::Answered(Attempt(u32::MAX), outcome)
                }
                RandomEvent::Blocked(blocker, begins) => Event::Blocked(blocker, begins),
                RandomEvent::LeaderResponded(next) => Event::LeaderResponded(next.map(|ms| now + Millis(ms))),
                RandomEvent::IntervalChanged(interval) => {
                    longest = longest.max(Millis(interval).scaled(1.0 + JITTER));
                    Event::IntervalChanged(Millis(interval))
                }
            };
            let action = schedule.step(event, now, random);
            checker.check(event, action, now);
            checker.check_state(&schedule, now, longest);
        }
    }
}
