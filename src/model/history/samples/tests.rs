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

/// The documented numbers with so many sent, so many seconds after noon.
fn sample(seconds: u64, sent: u64) -> Sample {
    let stats = CampaignStats { sent: count(sent), ..documented_stats() };
    Sample::of(&stats, NOON + Millis::seconds(seconds))
}

fn history(samples: impl IntoIterator<Item = Sample>) -> History {
    let mut history = History::default();
    samples.into_iter().for_each(|sample| history.add(sample));
    history
}

/// A sample every so many seconds up to then, the last one exactly then.
fn steady(seconds: u64, every: u64) -> History {
    history((0..=seconds).rev().step_by(usize::try_from(every).unwrap()).map(|before| {
        let second = seconds - before;
        sample(second, 480 + second / 60)
    }))
}

/// A month of the usual interval, which takes seconds to make.
fn month() -> &'static History {
    static MONTH_OF_15_S: LazyLock<History> = LazyLock::new(|| steady(MONTH, 15));
    &MONTH_OF_15_S
}

fn seconds_of(history: &History) -> Vec<u64> {
    history.samples().iter().map(|sample| (sample.at - NOON).whole_seconds()).collect()
}

/// The longest distance between two neighbours of which the earlier is at most so old.
fn longest_step(history: &History, up_to_age: u64) -> u64 {
    let seconds = seconds_of(history);
    let now = *seconds.last().unwrap();
    let steps = seconds.windows(2).filter(|pair| now - pair[0] <= up_to_age);
    steps.map(|pair| pair[1] - pair[0]).max().unwrap()
}

#[test]
fn a_sample_has_the_rates_of_its_counts_and_the_opens_of_the_api() {
    let sample = sample(0, 480);
    assert_eq!(sample.count(Counter::Queued), count(20));
    assert_eq!(sample.rate(RateKind::Delivery), Rate::of(count(471), count(480)));
    assert_eq!(sample.rate(RateKind::Bounce), Rate::of(count(9), count(480)));
    assert_eq!(sample.rate(RateKind::Reply), Rate::of(count(38), count(471)));
    assert_eq!(sample.rate(RateKind::Open), Rate::new(0.42));
}

#[test]
fn without_deliveries_there_is_no_rate() {
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
fn the_newest_sample_is_always_there() {
    let history = history([sample(0, 480), sample(1, 481), sample(2, 482)]);
    assert_eq!(history.samples().last(), Some(&sample(2, 482)));
}

#[test]
fn the_same_second_again_is_replaced() {
    let history = history([sample(0, 480), sample(0, 481)]);
    assert_eq!(history.samples(), [sample(0, 481)]);
}

#[test]
fn a_sample_of_a_moment_ago_finds_its_place() {
    let history = history([sample(0, 480), sample(60, 482), sample(30, 481)]);
    assert_eq!(seconds_of(&history), [0, 30, 60]);
}

#[test]
fn what_a_clock_noted_before_it_was_set_back_is_forgotten() {
    let history = history([sample(0, 480), sample(5000, 490), sample(100, 481)]);
    assert_eq!(seconds_of(&history), [0, 100]);
}

#[test]
fn what_another_tab_knows_is_added_and_ours_stays() {
    let mut ours = history([sample(0, 480), sample(60, 482)]);
    ours.merge(&history([sample(30, 481), sample(60, 999), sample(90, 483)]));
    assert_eq!(ours.samples(), [sample(0, 480), sample(30, 481), sample(60, 482), sample(90, 483)]);
}

#[test]
fn a_month_keeps_an_hour_a_day_a_week_and_a_month_readable() {
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
fn thinning_is_no_gap_and_an_outage_is_one() {
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
fn a_hidden_page_whose_timers_are_slow_has_no_gaps() {
    let history = steady(300, 60);
    let now = history.samples().last().unwrap().at;
    for pair in history.samples().windows(2) {
        assert!(!history.is_gap(pair[0].at, pair[1].at, now, Millis::SECOND));
    }
}

#[test]
fn a_text_that_had_to_be_short_reads_without_false_gaps() {
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
    assert!(longer.is_gap(earlier, later, later, INTERVAL), "what came after it is whole");
}

#[test]
fn a_text_of_a_month_needs_less_than_an_eighth_of_the_storage() {
    let text = month().encode(usize::MAX);
    assert!(text.len() < MAX_STORED_BYTES / 8, "{} bytes", text.len());
}

#[test]
fn the_text_is_the_documented_one() {
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
fn of_a_damaged_text_what_stands_before_the_damage_is_read() {
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
fn where_there_is_no_room_at_all_there_is_no_text() {
    assert_eq!(steady(600, 15).encode(10), "");
    assert_eq!(History::default().encode(0), "");
}

fn any_sample() -> impl Strategy<Value = Sample> {
    let counts = prop::array::uniform6(prop_oneof![0..=600u64, 0..=1u64 << 53]);
    let rate = prop::option::of(0.0..=1.0);
    // A clock that jumps about in two months.
    (0..2 * MONTH * 1000, counts, rate).prop_map(|(at, counts, rate)| Sample {
        at: NOON + Millis(at),
        counts: counts.map(count),
        open_rate: rate.and_then(Rate::new),
    })
}

fn any_history() -> impl Strategy<Value = History> {
    let whatever = prop::collection::vec(any_sample(), 0..200).prop_map(|mut samples| {
        samples.sort_by_key(|sample| sample.at);
        history(samples)
    });
    let dense = (0..4000u64, 5..60u64).prop_map(|(seconds, every)| steady(seconds, every));
    let long = (0..40 * DAY, 3600..20_000u64).prop_map(|(seconds, every)| steady(seconds, every));
    prop_oneof![whatever, dense, long]
}

fn ensure_possible(history: &History) -> Result<(), TestCaseError> {
    let seconds = history.samples().iter().map(|sample| sample.at.whole_seconds());
    prop_assert!(seconds.clone().is_sorted_by(|one, next| one < next));
    prop_assert!(history.samples().len() <= 400);
    for sample in history.samples() {
        prop_assert!(sample.counts.iter().all(|count| *count <= Count::MAX));
    }
    Ok(())
}

/// As a text keeps it: to the second, and the open rate to a hundredth of a point.
fn kept_by_text(sample: &Sample) -> Sample {
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
    fn whatever_comes_it_is_in_order_and_bounded(
        samples in prop::collection::vec(any_sample(), 0..60),
        other in any_history(),
    ) {
        let mut history = other.clone();
        for sample in samples {
            history.add(sample);
            ensure_possible(&history)?;
            let newest = history.samples().last().unwrap().at;
            prop_assert!(newest >= sample.at && newest <= sample.at + Millis::seconds(60));
        }
        history.merge(&other);
        ensure_possible(&history)?;
    }

    #[test]
    fn what_is_written_is_read(history in any_history()) {
        let read = History::decode(&history.encode(usize::MAX));
        let kept: Vec<_> = history.samples().iter().map(kept_by_text).collect();
        prop_assert_eq!(read.samples(), kept);
    }

    #[test]
    fn a_text_is_never_longer_than_it_may_be(history in any_history(), limit in 0..9000usize) {
        let text = history.encode(limit);
        prop_assert!(text.len() <= limit);
        let read = History::decode(&text);
        ensure_possible(&read)?;
        if limit > 2000 {
            let newest = history.samples().last().map(kept_by_text);
            prop_assert_eq!(read.samples().last().copied(), newest);
        }
    }

    #[test]
    fn any_text_is_harmless(text in "(1;)?[0-9,;-]{0,200}|\\PC{0,80}") {
        ensure_possible(&History::decode(&text))?;
    }

    #[test]
    fn a_text_cut_anywhere_is_harmless(history in any_history(), cut in 0.0..1.0f64) {
        let text = history.encode(usize::MAX);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
        let cut = (text.len() as f64 * cut) as usize;
        let read = History::decode(&text[..cut]);
        ensure_possible(&read)?;
    }

    #[test]
    fn steady_samples_have_no_gaps_whatever_the_interval(
        every in 1..=3600u64, samples in 1..300u64,
    ) {
        let history = steady(every * samples, every);
        let now = history.samples().last().unwrap().at;
        for pair in history.samples().windows(2) {
            prop_assert!(!history.is_gap(pair[0].at, pair[1].at, now, Millis::seconds(every)));
        }
    }
}
