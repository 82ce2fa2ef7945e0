//! Tests of samples and their storage format.

use std::sync::LazyLock;

use super::*;
use crate::model::example::{INTERVAL, documented_stats};
use proptest::prelude::*;

const NOON: Millis = Millis::seconds(1_764_072_000);
const DAY: u64 = 24 * 3600;
const MONTH: u64 = 31 * DAY;

fn count(number: u64) -> Count {
    Count::new(number).unwrap()
}

/// The documented stats with another `sent`, `seconds` after noon.
fn sample(seconds: u64, sent: u64) -> Sample {
    let stats = CampaignStats { sent: count(sent), ..documented_stats() };
    Sample::of(&stats, NOON + Millis::seconds(seconds))
}

fn history(samples: impl IntoIterator<Item = Sample>) -> History {
    let mut history = History::default();
    samples.into_iter().for_each(|sample| history.add(sample));
    history
}

/// One sample every `every` seconds, the last one at `seconds`.
fn steady(seconds: u64, every: u64) -> History {
    history((0..=seconds).rev().step_by(usize::try_from(every).unwrap()).map(|before| {
        let second = seconds - before;
        sample(second, 480 + second / 60)
    }))
}

/// A month at the default interval. Cached, because building it takes seconds.
fn month() -> &'static History {
    static MONTH_OF_15_S: LazyLock<History> = LazyLock::new(|| steady(MONTH, 15));
    &MONTH_OF_15_S
}

fn seconds_of(history: &History) -> Vec<u64> {
    history.samples().iter().map(|sample| (sample.at - NOON).whole_seconds()).collect()
}

/// Longest distance between consecutive samples whose earlier one is at most `up_to_age` old.
fn longest_step(history: &History, up_to_age: u64) -> u64 {
    let seconds = seconds_of(history);
    let now = *seconds.last().unwrap();
    let steps = seconds.windows(2).filter(|pair| now - pair[0] <= up_to_age);
    steps.map(|pair| pair[1] - pair[0]).max().unwrap()
}

#[test]
fn rates_are_computed_from_counts_except_opens() {
    let sample = sample(0, 480);
    assert_eq!(sample.count(Counter::Queued), count(20));
    assert_eq!(sample.rate(RateKind::Delivery), Rate::of(count(471), count(480)));
    assert_eq!(sample.rate(RateKind::Bounce), Rate::of(count(9), count(480)));
    assert_eq!(sample.rate(RateKind::Reply), Rate::of(count(38), count(471)));
    assert_eq!(sample.rate(RateKind::Open), Rate::new(0.42));
}

#[test]
fn rates_are_none_without_deliveries() {
    let zero = Count::default();
    let draft = CampaignStats {
        sent: zero,
        delivered: zero,
        replied: zero,
        open_rate: Rate::new(0.0),
        ..documented_stats()
    };
    let sample = Sample::of(&draft, NOON);
    assert_eq!(RateKind::ALL.map(|kind| sample.rate(kind)), [None; 4]);
}

#[test]
fn newest_sample_is_kept() {
    let history = history([sample(0, 480), sample(1, 481), sample(2, 482)]);
    assert_eq!(history.samples().last(), Some(&sample(2, 482)));
}

#[test]
fn sample_of_the_same_second_is_replaced() {
    let history = history([sample(0, 480), sample(0, 481)]);
    assert_eq!(history.samples(), [sample(0, 481)]);
}

#[test]
fn earlier_sample_is_inserted_in_order() {
    let history = history([sample(0, 480), sample(60, 482), sample(30, 481)]);
    assert_eq!(seconds_of(&history), [0, 30, 60]);
}

#[test]
fn samples_after_a_clock_set_back_are_removed() {
    let history = history([sample(0, 480), sample(5000, 490), sample(100, 481)]);
    assert_eq!(seconds_of(&history), [0, 100]);
}

#[test]
fn merge_adds_samples_and_keeps_existing_ones() {
    let mut ours = history([sample(0, 480), sample(60, 482)]);
    ours.merge(&history([sample(30, 481), sample(60, 999), sample(90, 483)]));
    assert_eq!(ours.samples(), [sample(0, 480), sample(30, 481), sample(60, 482), sample(90, 483)]);
}

#[test]
fn resolution_is_bounded_for_hour_day_week_and_month() {
    let history = month();
    assert!(history.samples().len() > 300);
    for (age, step) in [
        (5 * 60, 5 + 15),
        (3600, 60 + 15),
        (DAY, 15 * 60 + 15),
        (7 * DAY, 2 * 3600 + 15),
        (MONTH, 8 * 3600 + 15),
    ] {
        let longest = longest_step(history, age);
        assert!(longest <= step, "{longest} s within the last {age} s");
    }
    let first = seconds_of(history)[0];
    assert!(first <= 8 * 3600, "the month begins {first} s late");
}

#[test]
fn outage_is_a_gap_and_downsampling_is_not() {
    let history = steady(3 * DAY, 15);
    let now = history.samples().last().unwrap().at;
    for pair in history.samples().windows(2) {
        assert!(!history.is_gap(pair[0].at, pair[1].at, now, INTERVAL), "{pair:?}");
    }
    let is_gap = |age: u64, missing: u64| {
        let earlier = now - Millis::seconds(age);
        history.is_gap(earlier, earlier + Millis::seconds(missing), now, INTERVAL)
    };
    assert!(is_gap(200, 120) && !is_gap(200, 60));
    assert!(is_gap(DAY / 2, 1800) && !is_gap(DAY / 2, 900));
    assert!(is_gap(3 * DAY, 4 * 3600) && !is_gap(3 * DAY, 2 * 3600));
}

#[test]
fn throttled_timers_are_not_gaps() {
    let history = steady(300, 60);
    let now = history.samples().last().unwrap().at;
    for pair in history.samples().windows(2) {
        assert!(!history.is_gap(pair[0].at, pair[1].at, now, Millis::SECOND));
    }
}

#[test]
fn text_with_wider_buckets_has_no_false_gaps() {
    let whole = steady(3 * DAY, 15);
    let read = History::decode(&whole.encode(700));
    assert!(read.samples().len() < whole.samples().len() / 2);
    let now = read.samples().last().unwrap().at;
    for pair in read.samples().windows(2) {
        assert!(!read.is_gap(pair[0].at, pair[1].at, now, INTERVAL), "{pair:?}");
    }
    let mut longer = read.clone();
    longer.add(sample(3 * DAY + 400, 480));
    let (earlier, later) = (now + Millis::seconds(15), now + Millis::seconds(400));
    assert!(
        longer.is_gap(earlier, later, later, INTERVAL),
        "samples added after decoding are not thinned"
    );
}

#[test]
fn encoded_month_is_below_an_eighth_of_the_limit() {
    let text = month().encode(usize::MAX);
    assert!(text.len() < MAX_STORED_BYTES / 8, "{} bytes", text.len());
}

#[test]
fn encoding_matches_the_documented_format() {
    let unknown = CampaignStats { open_rate: None, ..documented_stats() };
    let history = history([
        sample(0, 480),
        sample(15, 482),
        Sample::of(&unknown, NOON + Millis::seconds(30)),
    ]);
    let text = "1;;1764072000,500,480,471,9,38,20,4200;15,,2;15,,-2,,,,,-4201;";
    assert_eq!(history.encode(usize::MAX), text);
    assert_eq!(History::decode(text), history);
}

#[test]
fn decode_reads_up_to_the_first_error() {
    let text = "1;;1764072000,500,480,471,9,38,20,4200;15,,2;";
    let whole = History::decode(text);
    assert_eq!(whole.samples().len(), 2);
    for damage in
        ["15,,2", "x;", "15,,-99999;", "0,,1;", "-5;", "15,1,2,3,4,5,6,7,8;", "15,,,,,,,9999999;"]
    {
        assert_eq!(History::decode(&[text, damage].concat()), whole, "{damage}");
    }
    for nothing in ["", ";", "1;", "1;;", "2;;1764072000,1;", "null", "1;;99999999999999999999;"] {
        assert_eq!(History::decode(nothing), History::default(), "{nothing}");
    }
}

#[test]
fn encode_is_empty_if_nothing_fits() {
    assert_eq!(steady(600, 15).encode(10), "");
    assert_eq!(History::default().encode(0), "");
}

fn any_sample() -> impl Strategy<Value = Sample> {
    let counts = prop::array::uniform6(prop_oneof![0..=600u64, 0..=1u64 << 53]);
    let rate = prop::option::of(0.0..=1.0);
    // Timestamps in random order within two months.
    (0..2 * MONTH * 1000, counts, rate).prop_map(|(at, counts, rate)| Sample {
        at: NOON + Millis(at),
        counts: counts.map(count),
        open_rate: rate.and_then(Rate::new),
    })
}

fn any_history() -> impl Strategy<Value = History> {
    let random = prop::collection::vec(any_sample(), 0..200).prop_map(|mut samples| {
        samples.sort_by_key(|sample| sample.at);
        history(samples)
    });
    let dense = (0..4000u64, 5..60u64).prop_map(|(seconds, every)| steady(seconds, every));
    let long = (0..40 * DAY, 3600..20_000u64).prop_map(|(seconds, every)| steady(seconds, every));
    prop_oneof![random, dense, long]
}

fn check_invariants(history: &History) -> Result<(), TestCaseError> {
    let seconds = history.samples().iter().map(|sample| sample.at.whole_seconds());
    prop_assert!(seconds.clone().is_sorted_by(|one, next| one < next));
    prop_assert!(history.samples().len() <= 400);
    for sample in history.samples() {
        prop_assert!(sample.counts.iter().all(|count| *count <= Count::MAX));
    }
    Ok(())
}

/// Precision of the encoding: one second, and 0.01 percentage points of the open rate.
fn encoded_precision(sample: &Sample) -> Sample {
    Sample {
        at: Millis::seconds(sample.at.whole_seconds()),
        open_rate: sample
            .open_rate
            .and_then(|rate| Rate::new((rate.get() * 10_000.0).round() / 10_000.0)),
        ..*sample
    }
}

proptest! {
    #[test]
    fn samples_are_sorted_and_bounded(
        samples in prop::collection::vec(any_sample(), 0..60),
        other in any_history(),
    ) {
        let mut history = other.clone();
        for sample in samples {
            history.add(sample);
            check_invariants(&history)?;
            let newest = history.samples().last().unwrap().at;
            prop_assert!(newest >= sample.at && newest <= sample.at + Millis::seconds(60));
        }
        history.merge(&other);
        check_invariants(&history)?;
    }

    #[test]
    fn decode_reverses_encode(history in any_history()) {
        let read = History::decode(&history.encode(usize::MAX));
        let kept: Vec<_> = history.samples().iter().map(encoded_precision).collect();
        prop_assert_eq!(read.samples(), kept);
    }

    #[test]
    fn encode_respects_the_limit(history in any_history(), limit in 0..9000usize) {
        let text = history.encode(limit);
        prop_assert!(text.len() <= limit);
        let read = History::decode(&text);
        check_invariants(&read)?;
        if limit > 2000 {
            let newest = history.samples().last().map(encoded_precision);
            prop_assert_eq!(read.samples().last().copied(), newest);
        }
    }

    #[test]
    fn decode_accepts_any_text(text in "(1;)?[0-9,;-]{0,200}|\\PC{0,80}") {
        check_invariants(&History::decode(&text))?;
    }

    #[test]
    fn decode_accepts_truncated_text(history in any_history(), cut in 0.0..1.0f64) {
        let text = history.encode(usize::MAX);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
        let cut = (text.len() as f64 * cut) as usize;
        let read = History::decode(&text[..cut]);
        check_invariants(&read)?;
    }

    #[test]
    fn regular_samples_have_no_gaps(
        every in 1..=3600u64, samples in 1..300u64,
    ) {
        let history = steady(every * samples, every);
        let now = history.samples().last().unwrap().at;
        for pair in history.samples().windows(2) {
            prop_assert!(!history.is_gap(pair[0].at, pair[1].at, now, Millis::seconds(every)));
        }
    }
}
