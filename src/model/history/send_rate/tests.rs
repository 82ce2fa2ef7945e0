use super::*;
use crate::model::example::{INTERVAL, documented_stats};
use proptest::prelude::*;

const NOON: Millis = Millis::seconds(1_764_072_000);
const MINUTE: Millis = Millis::seconds(60);

fn stats(sent: u64, queued: u64) -> CampaignStats {
    let count = |number| Count::new(number).unwrap();
    CampaignStats { sent: count(sent), queued: count(queued), ..documented_stats() }
}

/// A sample a minute with these numbers of sent and queued emails.
fn by_minute(numbers: impl IntoIterator<Item = (u64, u64)>) -> (CampaignStats, History, Millis) {
    let mut history = History::default();
    let (mut last, mut now) = (stats(0, 0), NOON);
    for (sent, queued) in numbers {
        now = now + MINUTE;
        last = stats(sent, queued);
        history.add(Sample::of(&last, now));
    }
    (last, history, now)
}

fn movement(numbers: impl IntoIterator<Item = (u64, u64)>) -> SendRate {
    let (stats, history, now) = by_minute(numbers);
    SendRate::of(&stats, &history, now, INTERVAL)
}

fn minutes(minutes: u64) -> Millis {
    Millis::seconds(60 * minutes)
}

#[test]
fn the_pace_and_the_end_of_the_queue_are_those_of_the_last_minutes() {
    // Ten minutes, two emails in each.
    let ten_minutes = (0..=10).map(|minute| (480 + 2 * minute, 40 - 2 * minute));
    assert_eq!(
        movement(ten_minutes),
        SendRate::Sending { per_hour: 120, over: minutes(10), empty_in: Some(minutes(10)) }
    );
}

#[test]
fn a_queue_that_is_filled_as_fast_as_it_is_sent_has_no_end() {
    let refilled = (0..=10).map(|minute| (480 + minute, 20));
    assert!(matches!(movement(refilled), SendRate::Sending { empty_in: None, .. }));
    let growing = (0..=10).map(|minute| (480 + minute, 20 + minute));
    assert!(matches!(movement(growing), SendRate::Sending { empty_in: None, .. }));
}

#[test]
fn enrolments_make_the_end_of_the_queue_later() {
    // Four sent and two enrolled a minute: the 20 that are left go by two a minute.
    let numbers = (0..=10).map(|minute| (480 + 4 * minute, 40 - 2 * minute));
    let SendRate::Sending { empty_in, per_hour, .. } = movement(numbers) else {
        panic!("it sends")
    };
    assert_eq!((empty_in, per_hour), (Some(minutes(10)), 240));
}

#[test]
fn a_queue_that_would_take_months_has_no_end() {
    let numbers = (0..=10).map(|minute| (480 + minute, 9_000_000 - minute / 10));
    assert!(matches!(movement(numbers), SendRate::Sending { empty_in: None, .. }));
}

#[test]
fn a_queue_that_stands_still_is_held() {
    let queued = Count::new(20).unwrap();
    assert_eq!(movement((0..=6).map(|_| (480, 20))), SendRate::Held { queued, over: minutes(6) });
}

#[test]
fn an_empty_queue_and_nothing_sent_is_finished_and_says_since_when() {
    let SendRate::Finished { over } = movement((0..=120).map(|_| (480, 0))) else {
        panic!("it is finished")
    };
    // To a quarter of an hour, because old samples are thinned.
    assert!((minutes(105)..=minutes(120)).contains(&over), "{over:?}");
}

#[test]
fn a_pause_is_seen_as_soon_as_many_emails_are_missing() {
    let paused = |pace: u64, still: usize| {
        let sending = (0..=30).map(move |minute| (480 + pace * minute / 10, 900));
        movement(sending.chain(std::iter::repeat_n((480 + pace * 3, 900), still)))
    };
    assert!(matches!(paused(20, 4), SendRate::Sending { .. }), "shorter than is enough");
    assert!(matches!(paused(20, 6), SendRate::Held { over, .. } if over == minutes(6)));
    assert!(matches!(paused(2, 6), SendRate::Sending { .. }), "a slow campaign is not held");
}

#[test]
fn a_draft_has_nothing_sent_whatever_waits() {
    assert_eq!(movement((0..=10).map(|_| (0, 500))), SendRate::NothingSent);
}

#[test]
fn a_counter_that_goes_back_makes_the_pace_unknown() {
    let back = (0..=10).map(|minute| (if minute == 5 { 400 } else { 480 + minute }, 20));
    assert_eq!(movement(back), SendRate::NotKnown);
}

#[test]
fn only_what_came_after_a_gap_counts() {
    let (stats, mut history, now) = by_minute((0..=10).map(|minute| (480 + minute, 20)));
    let later = now + minutes(30);
    history.add(Sample::of(&stats, later));
    assert_eq!(SendRate::of(&stats, &history, later, INTERVAL), SendRate::NotKnown);
}

#[test]
fn after_an_outage_nothing_is_claimed_until_there_is_news() {
    let (stats, history, now) = by_minute((0..=10).map(|minute| (480 + minute, 20)));
    let at = |later| SendRate::of(&stats, &history, now + later, INTERVAL);
    assert!(matches!(at(MINUTE), SendRate::Sending { .. }));
    assert_eq!(at(minutes(10)), SendRate::NotKnown);
}

#[test]
fn the_pace_is_that_of_the_last_hour() {
    let numbers = (0..=180).map(|minute| (480 + 100 * minute.min(120) + minute, 20));
    let SendRate::Sending { per_hour, over, .. } = movement(numbers) else { panic!("it sends") };
    assert_eq!((per_hour, over), (60, minutes(60)));
}

#[test]
fn an_hour_between_requests_is_measured_over_several() {
    let mut history = History::default();
    let hour = minutes(60);
    for hours in 0..6 {
        let at = NOON + Millis(hours * hour.0);
        history.add(Sample::of(&stats(480 + 30 * hours, 20), at));
    }
    let now = NOON + Millis(5 * hour.0);
    let movement = SendRate::of(&stats(630, 20), &history, now, hour);
    assert!(matches!(movement, SendRate::Sending { per_hour: 30, .. }), "{movement:?}");
}

#[test]
fn a_pace_is_said_in_two_digits() {
    for (exact, said) in [(0, 0), (7, 7), (99, 99), (599, 600), (1284, 1300), (995, 1000)] {
        assert_eq!(two_digits(exact), said, "{exact}");
    }
    assert!(two_digits(u64::MAX) > u64::MAX / 100 * 95);
}

#[test]
fn an_estimate_is_said_as_exactly_as_it_is_meant() {
    let rounded = |seconds| rounded(Millis::seconds(seconds)).whole_seconds();
    for (exact, said) in [
        (0, 60),
        (89, 60),
        (91, 120),
        (590, 600),
        (38 * 60 + 11, 40 * 60),
        (89 * 60, 90 * 60),
        (3 * 3600 + 1000, 3 * 3600),
        (35 * 3600, 35 * 3600),
        (37 * 3600, 2 * 86_400),
        (20 * 86_400 + 5, 20 * 86_400),
    ] {
        assert_eq!(rounded(exact), said, "{exact} s");
    }
}

proptest! {
    #[test]
    fn nothing_is_estimated_from_too_little(
        steps in prop::collection::vec((1..200u64, 0..30u64, 0..50u64), 0..40),
        later in 0..100u64,
    ) {
        let mut history = History::default();
        let (mut now, mut sent) = (NOON, 480);
        let mut last = stats(sent, 0);
        for (seconds, more, queued) in steps {
            now = now + Millis::seconds(seconds);
            sent += more;
            last = stats(sent, queued);
            history.add(Sample::of(&last, now));
        }
        let now = now + Millis::seconds(later);
        let known = history.samples();
        let covered = known.last().map_or(Millis(0), |it| it.at)
            - known.first().map_or(Millis(0), |it| it.at);
        let enough = covered >= ENOUGH_HISTORY && known.len() >= ENOUGH_SAMPLES;
        match SendRate::of(&last, &history, now, INTERVAL) {
            SendRate::NotKnown | SendRate::NothingSent => {}
            SendRate::Sending { over, empty_in, .. } => {
                prop_assert!(enough && over >= ENOUGH_HISTORY && over <= covered);
                prop_assert!(empty_in.is_none_or(|left| left <= LONGEST_ESTIMATE));
            }
            SendRate::Held { over, queued } => {
                prop_assert!(enough && over >= ENOUGH_HISTORY);
                prop_assert!(queued.get() > 0);
            }
            SendRate::Finished { over } => prop_assert!(enough && over >= ENOUGH_HISTORY),
        }
    }

    #[test]
    fn rounding_changes_little(seconds in 300..1_000_000u64) {
        let said = rounded(Millis::seconds(seconds)).whole_seconds();
        prop_assert!(said.abs_diff(seconds) * 3 <= seconds, "{seconds} s as {said} s");
    }
}
