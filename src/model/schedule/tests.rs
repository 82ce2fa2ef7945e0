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
    let now = schedule.wake_at().unwrap();
    let Action::Ask(attempt) = schedule.step(Event::Woke, now, EVEN) else { panic!() };
    schedule.step(Event::Answered(attempt, Outcome::Good), now, EVEN);
    assert_eq!(schedule.wake_at(), Some(now + INTERVAL));
}

#[test]
fn a_wish_to_wait_is_obeyed_up_to_a_quarter_of_an_hour() {
    let asked = |seconds| Outcome::AskedToWait(Millis::seconds(seconds));
    assert_eq!(wait(&after(asked(70), 0.0)), Millis::seconds(70));
    assert_eq!(wait(&after(asked(70), 1.0)), Millis::seconds(77));
    assert_eq!(wait(&after(asked(86_400), EVEN)), MAX_RETRY_AFTER);
    assert_eq!(wait(&after(asked(0), EVEN)), MIN_GAP);
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

/// An event of a random life, with the time that passes before it.
#[derive(Clone, Debug)]
enum Happening {
    Woke,
    WokeInTime,
    RefreshWanted,
    Answered(Outcome),
    AnsweredLate(Outcome),
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
    prop_oneof![
        Just(Happening::Woke),
        Just(Happening::WokeInTime),
        Just(Happening::RefreshWanted),
        outcome().prop_map(Happening::Answered),
        outcome().prop_map(Happening::AnsweredLate),
    ]
}

proptest! {
    #[test]
    fn in_any_life_requests_are_single_spaced_and_never_end(
        interval in 0u64..4_000_000,
        life in prop::collection::vec((happening(), 0u64..40_000, 0.0f64..=1.0), 1..200),
    ) {
        let interval = Millis(interval);
        let mut schedule = Schedule::new(interval);
        let mut now = START;
        let mut in_flight: Option<Attempt> = None;
        let mut last_asked: Option<Millis> = None;
        let longest = interval.max(MIN_GAP).scaled(1.0 + JITTER).max(MAX_RETRY_AFTER);
        for (happening, gap, dice) in life {
            now = now + Millis(gap);
            let event = match happening {
                Happening::Woke => Event::Woke,
                Happening::WokeInTime => {
                    now = schedule.wake_at().map_or(now, |at| at.max(now));
                    Event::Woke
                }
                Happening::RefreshWanted => Event::RefreshWanted,
                Happening::Answered(outcome) => match in_flight {
                    Some(attempt) => Event::Answered(attempt, outcome),
                    None => continue,
                },
                Happening::AnsweredLate(outcome) => {
                    Event::Answered(Attempt(u32::MAX), outcome)
                }
            };
            if let Event::Answered(attempt, _) = event && Some(attempt) == in_flight {
                in_flight = None;
            }
            match schedule.step(event, now, dice) {
                Action::Ask(attempt) => {
                    prop_assert_eq!(in_flight, None, "two requests at once");
                    if let Some(last) = last_asked {
                        prop_assert!(now >= last + MIN_GAP, "a request storm");
                    }
                    in_flight = Some(attempt);
                    last_asked = Some(now);
                }
                Action::GiveUp(attempt) => {
                    prop_assert_eq!(in_flight, Some(attempt));
                    in_flight = None;
                }
                Action::Nothing => {}
            }
            match schedule.phase() {
                Phase::Stopped => prop_assert_eq!(schedule.wake_at(), None),
                Phase::Waiting(until) => prop_assert!(until - now <= longest, "too long a wait"),
                Phase::Asking(attempt, _) => prop_assert_eq!(in_flight, Some(attempt)),
            }
        }
    }
}
