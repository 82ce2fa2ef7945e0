//! Tests of the send rate.

use super::*;
use crate::model::example::{INTERVAL, documented_stats};
use proptest::prelude::*;

const NOON: Millis = Millis::seconds(1_764_072_000);
const MINUTE: Millis = Millis::seconds(60);

fn stats(sent: u64, queued: u64) -> CampaignStats {
    let count = |number| Count::new(number).unwrap();
    CampaignStats { sent: count(sent), queued: count(queued), ..documented_stats() }
}

/// One sample per minute, from pairs of sent and queued emails.
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

fn send_rate(numbers: impl IntoIterator<Item = (u64, u64)>) -> SendRate {
    let (stats, history, now) = by_minute(numbers);
    SendRate::of(&stats, &history, now, INTERVAL)
}

fn minutes(minutes: u64) -> Millis {
    Millis::seconds(60 * minutes)
}

#[test]
fn rate_and_estimate_are_measured_on_recent_samples() {
    // Two emails per minute.
    let ten_minutes = (0..=10).map(|minute| (480 + 2 * minute, 40 - 2 * minute));
    assert_eq!(
        send_rate(ten_minutes),
        SendRate::Sending { per_hour: 120, over: minutes(10), empty_in: Some(minutes(10)) }
    );
}

#[test]
fn queue_that_does_not_shrink_has_no_estimate() {
    let refilled = (0..=10).map(|minute| (480 + minute, 20));
    assert!(matches!(send_rate(refilled), SendRate::Sending { empty_in: None, .. }));
    let growing = (0..=10).map(|minute| (480 + minute, 20 + minute));
    assert!(matches!(send_rate(growing), SendRate::Sending { empty_in: None, .. }));
}

#[test]
fn estimate_includes_new_enrolments() {
    // Four sent and two enrolled per minute: the remaining 20 shrink by two per minute.
    let numbers = (0..=10).map(|minute| (480 + 4 * minute, 40 - 2 * minute));
    let SendRate::Sending { empty_in, per_hour, .. } = send_rate(numbers) else {
        panic!("it sends")
    };
    assert_eq!((empty_in, per_hour), (Some(minutes(10)), 240));
}

#[test]
fn estimate_over_a_month_is_not_reported() {
    let numbers = (0..=10).map(|minute| (480 + minute, 9_000_000 - minute / 10));
    assert!(matches!(send_rate(numbers), SendRate::Sending { empty_in: None, .. }));
}

#[test]
fn unchanged_queue_is_held() {
    let queued = Count::new(20).unwrap();
    assert_eq!(send_rate((0..=6).map(|_| (480, 20))), SendRate::Held { queued, over: minutes(6) });
}

#[test]
fn empty_queue_without_sending_is_finished() {
    let SendRate::Finished { over } = send_rate((0..=120).map(|_| (480, 0))) else {
        panic!("it is finished")
    };
    // Accurate to 15 minutes, because old samples are downsampled.
    assert!((minutes(105)..=minutes(120)).contains(&over), "{over:?}");
}

#[test]
fn pause_is_detected_once_five_emails_are_missing() {
    let paused = |rate: u64, idle: usize| {
        let sending = (0..=30).map(move |minute| (480 + rate * minute / 10, 900));
        send_rate(sending.chain(std::iter::repeat_n((480 + rate * 3, 900), idle)))
    };
    assert!(matches!(paused(20, 4), SendRate::Sending { .. }), "below the minimum history");
    assert!(matches!(paused(20, 6), SendRate::Held { over, .. } if over == minutes(6)));
    assert!(matches!(paused(2, 6), SendRate::Sending { .. }), "a slow campaign is not held");
}

#[test]
fn draft_with_queued_emails_is_nothing_sent() {
    assert_eq!(send_rate((0..=10).map(|_| (0, 500))), SendRate::NothingSent);
}

#[test]
fn decreasing_counter_makes_the_rate_unknown() {
    let back = (0..=10).map(|minute| (if minute == 5 { 400 } else { 480 + minute }, 20));
    assert_eq!(send_rate(back), SendRate::NotKnown);
}

#[test]
fn samples_before_a_gap_are_ignored() {
    let (stats, mut history, now) = by_minute((0..=10).map(|minute| (480 + minute, 20)));
    let later = now + minutes(30);
    history.add(Sample::of(&stats, later));
    assert_eq!(SendRate::of(&stats, &history, later, INTERVAL), SendRate::NotKnown);
}

#[test]
fn rate_is_unknown_during_an_outage() {
    let (stats, history, now) = by_minute((0..=10).map(|minute| (480 + minute, 20)));
    let at = |later| SendRate::of(&stats, &history, now + later, INTERVAL);
    assert!(matches!(at(MINUTE), SendRate::Sending { .. }));
    assert_eq!(at(minutes(10)), SendRate::NotKnown);
}

#[test]
fn rate_is_measured_over_the_last_hour() {
    let numbers = (0..=180).map(|minute| (480 + 100 * minute.min(120) + minute, 20));
    let SendRate::Sending { per_hour, over, .. } = send_rate(numbers) else { panic!("it sends") };
    assert_eq!((per_hour, over), (60, minutes(60)));
}

#[test]
fn long_intervals_extend_the_window() {
    let mut history = History::default();
    let hour = minutes(60);
    for hours in 0..6 {
        let at = NOON + Millis(hours * hour.0);
        history.add(Sample::of(&stats(480 + 30 * hours, 20), at));
    }
    let now = NOON + Millis(5 * hour.0);
    let send_rate = SendRate::of(&stats(630, 20), &history, now, hour);
    assert!(matches!(send_rate, SendRate::Sending { per_hour: 30, .. }), "{send_rate:?}");
}

#[test]
fn rate_is_rounded_to_two_digits() {
    for (exact, expected) in [(0, 0), (7, 7), (99, 99), (599, 600), (1284, 1300), (995, 1000)] {
        assert_eq!(two_digits(exact), expected, "{exact}");
    }
    assert!(two_digits(u64::MAX) > u64::MAX / 100 * 95);
}

#[test]
fn estimate_is_rounded_by_its_length() {
    let rounded = |seconds| rounded(Millis::seconds(seconds)).whole_seconds();
    for (exact, expected) in [
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
        assert_eq!(rounded(exact), expected, "{exact} s");
    }
}

proptest! {
    #[test]
    fn estimates_need_minimum_history_and_samples(
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
        let enough = covered >= MIN_HISTORY && known.len() >= MIN_SAMPLES;
        match SendRate::of(&last, &history, now, INTERVAL) {
            SendRate::NotKnown | SendRate::NothingSent => {}
            SendRate::Sending { over, empty_in, .. } => {
                prop_assert!(enough && over >= MIN_HISTORY && over <= covered);
                prop_assert!(empty_in.is_none_or(|left| left <= MAX_ESTIMATE));
            }
            SendRate::Held { over, queued } => {
                prop_assert!(enough && over >= MIN_HISTORY);
                prop_assert!(queued.get() > 0);
            }
            SendRate::Finished { over } => prop_assert!(enough && over >= MIN_HISTORY),
        }
    }

    #[test]
    fn rounding_error_is_at_most_a_third(seconds in 300..1_000_000u64) {
        let rounded = rounded(Millis::seconds(seconds)).whole_seconds();
        prop_assert!(rounded.abs_diff(seconds) * 3 <= seconds, "{seconds} s as {rounded} s");
    }
}
