use super::*;
use proptest::prelude::*;

const INTERVAL: Millis = Millis::seconds(15);
const START: Millis = Millis::seconds(1_000_000);
/// Dice that leave an interval as it is.
const EVEN: f64 = 0.5;

/// A schedule whose first request has been sent at [`START`].
fn asking() -> (Schedule, Attempt) {
    let mut schedule = Schedule::new(INTERVAL);
    match schedule.step(Event::Woke, START, EVEN) {
        Action::Ask(attempt) => (schedule, attempt),
        other => panic!("{other:?}"),
    }
}

/// A schedule whose first request ended like this, at [`START`].
fn after(outcome: Outcome, dice: f64) -> Schedule {
    let (mut schedule, attempt) = asking();
    schedule.step(Event::Answered(attempt, outcome), START, dice);
    schedule
}

fn wait(schedule: &Schedule) -> Millis {
    schedule.wake_at().unwrap() - START
}

#[test]
fn the_first_request_is_due_at_once() {
    let mut schedule = Schedule::new(INTERVAL);
    assert!(schedule.wake_at().unwrap() <= START);
    assert!(matches!(schedule.step(Event::Woke, START, EVEN), Action::Ask(_)));
}

#[test]
fn the_next_request_is_planned_when_the_last_one_ended() {
    let (mut schedule, attempt) = asking();
    let ended = START + Millis::seconds(4);
    schedule.step(Event::Answered(attempt, Outcome::Good), ended, EVEN);
    assert_eq!(schedule.wake_at(), Some(ended + INTERVAL));
}

#[test]
fn the_interval_is_jittered_by_a_tenth() {
    assert_eq!(wait(&after(Outcome::Good, 0.0)), Millis(13_500));
    assert_eq!(wait(&after(Outcome::Good, 1.0)), Millis(16_500));
}

#[test]
fn waking_too_early_does_nothing() {
    let mut schedule = after(Outcome::Good, EVEN);
    let early = START + INTERVAL - Millis(1);
    assert_eq!(schedule.step(Event::Woke, early, EVEN), Action::Nothing);
}

#[test]
fn a_request_under_way_is_never_doubled() {
    let (mut schedule, _) = asking();
    for event in [Event::Woke, Event::RefreshWanted] {
        assert_eq!(schedule.step(event, START + Millis::SECOND, EVEN), Action::Nothing);
    }
}

#[test]
fn a_request_is_given_up_after_ten_seconds_and_counts_as_failed() {
    let (mut schedule, attempt) = asking();
    assert_eq!(schedule.wake_at(), Some(START + TIMEOUT));
    let given_up = schedule.step(Event::Woke, START + TIMEOUT, 1.0);
    assert_eq!(given_up, Action::GiveUp(attempt));
    assert_eq!(schedule.wake_at(), Some(START + TIMEOUT + INTERVAL));
}

#[test]
fn the_answer_of_a_request_that_was_given_up_is_ignored() {
    let (mut schedule, attempt) = asking();
    schedule.step(Event::Woke, START + TIMEOUT, EVEN);
    let planned = schedule.wake_at();
    schedule.step(Event::Answered(attempt, Outcome::Refused), START + TIMEOUT, EVEN);
    assert_eq!(schedule.wake_at(), planned);
}

#[test]
fn failures_back_off_from_the_interval_to_five_minutes() {
    let mut schedule = after(Outcome::Failed, 1.0);
    let mut waits = vec![wait(&schedule).whole_seconds()];
    for _ in 0..6 {
        let now = schedule.wake_at().unwrap();
        let Action::Ask(attempt) = schedule.step(Event::Woke, now, 1.0) else { panic!() };
        schedule.step(Event::Answered(attempt, Outcome::Failed), now, 1.0);
        waits.push((schedule.wake_at().unwrap() - now).whole_seconds());
    }
    assert_eq!(waits, [15, 30, 60, 120, 240, 300, 300]);
}

#[test]
fn back_off_has_full_jitter_but_never_less_than_a_second() {
    assert_eq!(wait(&after(Outcome::Failed, 0.25)), Millis(3750));
    assert_eq!(wait(&after(Outcome::Failed, 0.0)), MIN_GAP);
}

#[test]
fn a_good_answer_ends_the_back_off() {
    let mut schedule = after(Outcome::Failed, 1.0);
    let mut now = START;
    for (outcome, wait) in [(Outcome::Good, INTERVAL), (Outcome::Failed, INTERVAL)] {
        now = schedule.wake_at().unwrap().max(now);
        let Action::Ask(attempt) = schedule.step(Event::Woke, now, EVEN) else { panic!() };
        let dice = if outcome == Outcome::Good { EVEN } else { 1.0 };
        schedule.step(Event::Answered(attempt, outcome), now, dice);
        assert_eq!(schedule.wake_at(), Some(now + wait));
    }
}

#[test]
fn a_wish_to_wait_is_obeyed_up_to_a_quarter_of_an_hour() {
    let asked = |seconds| Outcome::AskedToWait(Millis::seconds(seconds));
    assert_eq!(wait(&after(asked(70), 0.0)), Millis::seconds(70));
    assert_eq!(wait(&after(asked(70), 1.0)), Millis::seconds(77));
    assert_eq!(wait(&after(asked(86_400), EVEN)), MAX_RETRY_AFTER);
    assert_eq!(wait(&after(asked(1), 0.0)), MIN_GAP);
}

#[test]
fn a_failure_that_would_have_us_ask_at_once_is_a_failure_like_others() {
    let mut schedule = after(Outcome::AskedToWait(Millis(0)), 1.0);
    assert_eq!(wait(&schedule), INTERVAL);
    let now = schedule.wake_at().unwrap();
    let Action::Ask(attempt) = schedule.step(Event::Woke, now, EVEN) else { panic!() };
    schedule.step(Event::Answered(attempt, Outcome::AskedToWait(Millis(0))), now, 1.0);
    assert_eq!(schedule.wake_at(), Some(now + INTERVAL + INTERVAL));
}

#[test]
fn a_refusal_stops_until_a_person_asks() {
    let mut schedule = after(Outcome::Refused, EVEN);
    assert_eq!(schedule.wake_at(), None);
    let later = START + Millis::seconds(3600);
    assert_eq!(schedule.step(Event::Woke, later, EVEN), Action::Nothing);
    assert!(matches!(schedule.step(Event::RefreshWanted, later, EVEN), Action::Ask(_)));
}

#[test]
fn a_person_gets_a_request_at_once_but_not_two_within_a_second() {
    let mut schedule = after(Outcome::Good, EVEN);
    let soon = START + Millis(999);
    assert_eq!(schedule.step(Event::RefreshWanted, soon, EVEN), Action::Nothing);
    let then = START + MIN_GAP;
    assert!(matches!(schedule.step(Event::RefreshWanted, then, EVEN), Action::Ask(_)));
}

#[test]
fn a_clock_set_back_does_not_lengthen_the_wait() {
    let mut schedule = after(Outcome::Good, EVEN);
    let back = START - Millis::seconds(7200);
    schedule.step(Event::Woke, back, EVEN);
    assert_eq!(schedule.wake_at(), Some(back + INTERVAL));
}

#[test]
fn after_a_sleep_one_request_is_made_not_many() {
    let mut schedule = after(Outcome::Good, EVEN);
    let morning = START + Millis::seconds(10 * 3600);
    assert!(matches!(schedule.step(Event::Woke, morning, EVEN), Action::Ask(_)));
    assert_eq!(schedule.step(Event::Woke, morning, EVEN), Action::Nothing);
}

/// A schedule that waits for its second request, with this in the way.
fn blocked(blocker: Blocker) -> Schedule {
    let mut schedule = after(Outcome::Good, EVEN);
    let action = schedule.step(Event::Blocked(blocker, true), START, EVEN);
    assert_eq!(action, Action::Nothing);
    schedule
}

const LATER: Millis = Millis::seconds(1_000_000 + 3600);

#[test]
fn nothing_is_asked_while_anything_is_in_the_way() {
    for blocker in Blocker::ALL {
        let mut schedule = blocked(blocker);
        let patience = START + INTERVAL + PATIENCE_WITH_OTHERS;
        let elsewhere = blocker == Blocker::FollowerTab;
        assert_eq!(schedule.wake_at(), elsewhere.then_some(patience), "{blocker:?}");
        let due = START + INTERVAL;
        assert_eq!(schedule.step(Event::Woke, due, EVEN), Action::Nothing, "{blocker:?}");
        let passes = elsewhere || blocker == Blocker::AtRequestLimit;
        let plan = if passes { NextPoll::Next(due) } else { NextPoll::Held(blocker) };
        assert_eq!(schedule.poll_state().plan, plan);
    }
}

#[test]
fn what_fell_due_meanwhile_is_made_good_once_and_at_once() {
    for blocker in Blocker::ALL {
        let mut schedule = blocked(blocker);
        let ended = Event::Blocked(blocker, false);
        assert!(matches!(schedule.step(ended, LATER, EVEN), Action::Ask(_)), "{blocker:?}");
        assert_eq!(schedule.step(ended, LATER, EVEN), Action::Nothing);
    }
}

#[test]
fn what_is_not_yet_due_stays_planned() {
    for blocker in Blocker::ALL {
        let mut schedule = blocked(blocker);
        let soon = START + Millis::seconds(3);
        schedule.step(Event::Blocked(blocker, false), soon, EVEN);
        assert_eq!(schedule.poll_state().plan, NextPoll::Next(START + INTERVAL), "{blocker:?}");
    }
}

#[test]
fn every_hindrance_must_end_before_anything_is_asked() {
    let mut schedule = blocked(Blocker::Hidden);
    schedule.step(Event::Blocked(Blocker::Offline, true), START, EVEN);
    let shown = Event::Blocked(Blocker::Hidden, false);
    assert_eq!(schedule.step(shown, LATER, EVEN), Action::Nothing);
    let online = Event::Blocked(Blocker::Offline, false);
    assert!(matches!(schedule.step(online, LATER, EVEN), Action::Ask(_)));
}

#[test]
fn a_person_who_paused_can_still_refresh_and_stays_paused() {
    let mut schedule = blocked(Blocker::Paused);
    let Action::Ask(attempt) = schedule.step(Event::RefreshWanted, LATER, EVEN) else { panic!() };
    schedule.step(Event::Answered(attempt, Outcome::Good), LATER, EVEN);
    let poll_state =
        PollState { plan: NextPoll::Held(Blocker::Paused), paused: true, interval: INTERVAL };
    assert_eq!(schedule.poll_state(), poll_state);
}

#[test]
fn a_wish_that_cannot_be_met_is_met_when_it_can() {
    for blocker in [Blocker::Offline, Blocker::Hidden, Blocker::AtRequestLimit] {
        let mut schedule = blocked(blocker);
        let soon = START + Millis::seconds(3);
        assert_eq!(schedule.step(Event::RefreshWanted, soon, EVEN), Action::Nothing);
        let ended = schedule.step(Event::Blocked(blocker, false), soon, EVEN);
        assert!(matches!(ended, Action::Ask(_)), "{blocker:?}");
    }
}

#[test]
fn a_wish_of_a_person_who_paused_outlasts_a_crowd() {
    for quiet in [Blocker::Paused, Blocker::FollowerTab] {
        let mut schedule = blocked(quiet);
        let soon = START + Millis::seconds(3);
        schedule.step(Event::Blocked(Blocker::AtRequestLimit, true), soon, EVEN);
        assert_eq!(schedule.step(Event::RefreshWanted, soon, EVEN), Action::Nothing);
        schedule.step(Event::LeaderAnswered(Some(LATER)), soon, EVEN);
        let ended = schedule.step(Event::Blocked(Blocker::AtRequestLimit, false), soon, EVEN);
        assert!(matches!(ended, Action::Ask(_)), "{quiet:?}");
    }
}

#[test]
fn who_pauses_takes_back_what_they_wished() {
    let mut schedule = blocked(Blocker::Offline);
    let soon = START + Millis::seconds(3);
    schedule.step(Event::RefreshWanted, soon, EVEN);
    schedule.step(Event::Blocked(Blocker::Paused, true), soon, EVEN);
    let online = schedule.step(Event::Blocked(Blocker::Offline, false), soon, EVEN);
    assert_eq!(online, Action::Nothing);
}

#[test]
fn a_request_under_way_is_still_given_up_in_time_while_hidden() {
    let (mut schedule, attempt) = asking();
    schedule.step(Event::Blocked(Blocker::Hidden, true), START, EVEN);
    assert_eq!(schedule.wake_at(), Some(START + TIMEOUT));
    let given_up = schedule.step(Event::Woke, START + TIMEOUT, EVEN);
    assert_eq!(given_up, Action::GiveUp(attempt));
}

#[test]
fn a_refusal_outlasts_hiding_and_showing() {
    let mut schedule = after(Outcome::Refused, EVEN);
    for hidden in [true, false] {
        let event = Event::Blocked(Blocker::Hidden, hidden);
        assert_eq!(schedule.step(event, LATER, EVEN), Action::Nothing);
    }
    assert_eq!(schedule.poll_state().plan, NextPoll::Stopped);
}

#[test]
fn only_the_second_request_is_brought_forward_to_spread_schedules() {
    let mut schedule = Schedule::new(INTERVAL).spread(0.4);
    let mut waits = Vec::new();
    let mut now = START;
    for _ in 0..3 {
        let Action::Ask(attempt) = schedule.step(Event::Woke, now, EVEN) else { panic!() };
        schedule.step(Event::Answered(attempt, Outcome::Good), now, EVEN);
        let next = schedule.wake_at().unwrap();
        waits.push(next - now);
        now = next;
    }
    assert_eq!(waits, [Millis::seconds(6), INTERVAL, INTERVAL]);
}

/// A schedule that leaves the asking to another tab, which meant to ask next at this time.
fn told(next: Option<Millis>) -> Schedule {
    let mut schedule = blocked(Blocker::FollowerTab);
    assert_eq!(schedule.step(Event::LeaderAnswered(next), START, EVEN), Action::Nothing);
    schedule
}

#[test]
fn while_another_tab_asks_we_wait_for_it_but_not_for_ever() {
    let due = START + Millis::seconds(20);
    let mut schedule = told(Some(due));
    assert_eq!(schedule.step(Event::Woke, due, EVEN), Action::Nothing);
    let patience = due + PATIENCE_WITH_OTHERS;
    assert_eq!(schedule.wake_at(), Some(patience));
    assert!(matches!(schedule.step(Event::Woke, patience, EVEN), Action::Ask(_)));
}

#[test]
fn a_tab_that_takes_over_asks_when_the_other_one_would_have() {
    let due = START + Millis::seconds(20);
    let mut schedule = told(Some(due));
    let ours = Event::Blocked(Blocker::FollowerTab, false);
    assert_eq!(schedule.step(ours, due - Millis(1), EVEN), Action::Nothing);
    assert!(matches!(schedule.step(Event::Woke, due, EVEN), Action::Ask(_)));
}

#[test]
fn what_another_tab_was_refused_is_not_asked_again() {
    let mut schedule = told(None);
    assert_eq!(schedule.poll_state().plan, NextPoll::Stopped);
    assert_eq!(schedule.step(Event::Woke, LATER, EVEN), Action::Nothing);
    assert!(matches!(schedule.step(Event::RefreshWanted, LATER, EVEN), Action::Ask(_)));
}

#[test]
fn what_another_tab_says_cannot_make_us_wait_for_ever() {
    let schedule = told(Some(Millis(u64::MAX)));
    assert_eq!(schedule.poll_state().plan, NextPoll::Next(START + MAX_RETRY_AFTER));
}

#[test]
fn the_turn_to_ask_is_wanted_only_while_it_would_be_used() {
    assert!(Schedule::new(INTERVAL).willing());
    assert!(told(Some(LATER)).willing());
    assert!(blocked(Blocker::AtRequestLimit).willing());
    for blocker in [Blocker::Paused, Blocker::Offline, Blocker::Hidden] {
        assert!(!blocked(blocker).willing(), "{blocker:?}");
    }
    assert!(!after(Outcome::Refused, EVEN).willing());
}

#[test]
fn a_new_interval_counts_from_the_last_good_answer() {
    let mut schedule = after(Outcome::Good, EVEN);
    let now = START + Millis::seconds(3);
    let minute = Event::IntervalChanged(Millis::seconds(60));
    assert_eq!(schedule.step(minute, now, EVEN), Action::Nothing);
    assert_eq!(schedule.wake_at(), Some(START + Millis::seconds(60)));
    let two_seconds = Event::IntervalChanged(Millis::seconds(2));
    assert!(matches!(schedule.step(two_seconds, now, EVEN), Action::Ask(_)));
}

#[test]
fn a_new_interval_does_not_shorten_a_back_off() {
    let mut schedule = after(Outcome::Failed, 1.0);
    schedule.step(Event::IntervalChanged(Millis::SECOND), START, EVEN);
    assert_eq!(wait(&schedule), INTERVAL);
}

#[test]
fn a_changed_setting_starts_again_what_was_refused() {
    let mut schedule = after(Outcome::Refused, EVEN);
    let action = schedule.step(Event::IntervalChanged(INTERVAL), LATER, EVEN);
    assert!(matches!(action, Action::Ask(_)));
}

/// An event of a random life.
#[derive(Clone, Debug)]
enum Happening {
    Woke,
    WokeInTime,
    RefreshWanted,
    Answered(Outcome),
    AnsweredLate(Outcome),
    Blocked(Blocker, bool),
    LastReported(Option<u64>),
    IntervalChanged(u64),
}

fn happening() -> impl Strategy<Value = Happening> {
    let outcome = || {
        prop_oneof![
            3 => Just(Outcome::Good),
            3 => Just(Outcome::Failed),
            1 => (0u64..4_000_000).prop_map(|ms| Outcome::AskedToWait(Millis(ms))),
            1 => Just(Outcome::Refused),
        ]
    };
    let blocker = prop::sample::select(Blocker::ALL.to_vec());
    prop_oneof![
        Just(Happening::Woke),
        Just(Happening::WokeInTime),
        Just(Happening::RefreshWanted),
        outcome().prop_map(Happening::Answered),
        outcome().prop_map(Happening::AnsweredLate),
        (blocker, any::<bool>()).prop_map(|(what, begins)| Happening::Blocked(what, begins)),
        prop::option::of(0u64..90_000).prop_map(Happening::LastReported),
        (0u64..4_000_000).prop_map(Happening::IntervalChanged),
    ]
}

/// The rules, written again without the code: what a watcher of all events and actions may
/// see, and what not.
#[derive(Default)]
struct Watcher {
    in_flight: Option<Attempt>,
    last_asked: Option<Millis>,
    blocked: Vec<Blocker>,
    refused: bool,
    /// A person wanted a request that could not be made then.
    wished: bool,
    /// When another tab said that it would ask.
    told_next: Option<Millis>,
}

impl Watcher {
    fn sees(&mut self, event: Event, action: Action, now: Millis) {
        match event {
            Event::Answered(attempt, outcome) if Some(attempt) == self.in_flight => {
                self.in_flight = None;
                self.refused = outcome == Outcome::Refused;
            }
            Event::Blocked(blocker, begins) => {
                self.blocked.retain(|known| *known != blocker);
                self.wished &= !(blocker == Blocker::Paused && begins);
                self.blocked.extend(begins.then_some(blocker));
            }
            Event::RefreshWanted => {
                let too_soon = self.last_asked.is_some_and(|last| now < last + MIN_GAP);
                self.wished |= self.in_flight.is_none() && !too_soon;
                self.told_next = None;
            }
            Event::IntervalChanged(_) => (self.refused, self.told_next) = (false, None),
            Event::LeaderAnswered(next) if self.in_flight.is_none() && !self.wished => {
                self.refused = next.is_none();
                self.told_next = next;
            }
            _ => {}
        }
        match action {
            Action::Ask(attempt) => self.sees_asking(attempt, now),
            Action::GiveUp(attempt) => {
                assert_eq!(self.in_flight, Some(attempt), "gave up what was not under way");
                assert!(now >= self.last_asked.unwrap() + TIMEOUT, "gave up too early");
                self.in_flight = None;
            }
            Action::Nothing => {}
        }
    }

    fn sees_asking(&mut self, attempt: Attempt, now: Millis) {
        assert_eq!(self.in_flight, None, "two requests at once");
        assert!(self.last_asked.is_none_or(|last| now >= last + MIN_GAP), "a request storm");
        let by_a_person = self.wished;
        let allowed = |blocker: &Blocker| match blocker {
            Blocker::Paused => by_a_person,
            Blocker::FollowerTab => {
                by_a_person || self.told_next.is_none_or(|at| now >= at + PATIENCE_WITH_OTHERS)
            }
            _ => false,
        };
        assert!(self.blocked.iter().all(allowed), "asked in spite of {:?}", self.blocked);
        self.told_next = None;
        assert!(self.wished || !self.refused, "asked again what was refused");
        self.in_flight = Some(attempt);
        self.last_asked = Some(now);
        self.refused = false;
        self.wished = false;
    }

    /// There is always a next step, and never too far away.
    fn looks_at(&self, schedule: &Schedule, now: Millis, longest: Millis) {
        match schedule.poll_state().plan {
            NextPoll::Asking => {
                assert!(self.in_flight.is_some(), "waits for an answer that cannot come");
                assert!(schedule.wake_at().is_some_and(|at| at - now <= TIMEOUT));
            }
            NextPoll::Next(at) => {
                assert!(at - now <= longest, "too long a wait");
                let wake_at = match schedule.blocker() {
                    None => Some(at),
                    Some(Blocker::FollowerTab) => Some(at + PATIENCE_WITH_OTHERS),
                    Some(_) => None,
                };
                assert_eq!(schedule.wake_at(), wake_at);
            }
            NextPoll::Held(blocker) => assert!(self.blocked.contains(&blocker)),
            NextPoll::Stopped => assert!(self.refused, "stopped without a refusal"),
        }
    }
}

proptest! {
    #[test]
    fn in_any_life_the_rules_hold(
        interval in 0u64..4_000_000,
        life in prop::collection::vec((happening(), 0u64..40_000, 0.0f64..=1.0), 1..200),
    ) {
        let interval = Millis(interval);
        let mut longest = interval.max(MIN_GAP).scaled(1.0 + JITTER).max(MAX_RETRY_AFTER);
        let (mut schedule, mut watcher) = (Schedule::new(interval), Watcher::default());
        let mut now = START;
        for (happening, gap, dice) in life {
            now = now + Millis(gap);
            let event = match happening {
                Happening::Woke => Event::Woke,
                Happening::WokeInTime => {
                    now = schedule.wake_at().map_or(now, |at| at.max(now));
                    Event::Woke
                }
                Happening::RefreshWanted => Event::RefreshWanted,
                Happening::Answered(outcome) => match watcher.in_flight {
                    Some(attempt) => Event::Answered(attempt, outcome),
                    None => continue,
                },
                Happening::AnsweredLate(outcome) => {
                    Event::Answered(Attempt(u32::MAX), outcome)
                }
                Happening::Blocked(blocker, begins) => Event::Blocked(blocker, begins),
                Happening::LastReported(next) => Event::LeaderAnswered(next.map(|ms| now + Millis(ms))),
                Happening::IntervalChanged(interval) => {
                    longest = longest.max(Millis(interval).scaled(1.0 + JITTER));
                    Event::IntervalChanged(Millis(interval))
                }
            };
            let action = schedule.step(event, now, dice);
            watcher.sees(event, action, now);
            watcher.looks_at(&schedule, now, longest);
        }
    }
}
