//! Tests of trends.

use super::*;
use crate::model::example::{INTERVAL, documented_stats};
use crate::model::stats::campaign_stats::{CampaignStats, Count};
use proptest::prelude::*;

const NOON: Millis = Millis::seconds(1_764_072_000);
const SENT: Series = Series::Count(Counter::Sent);
const REPLY: Series = Series::Rate(RateKind::Reply);

fn sample(seconds: u64, sent: u64) -> Sample {
    let sent = Count::new(sent).unwrap();
    let stats = CampaignStats { sent, ..documented_stats() };
    Sample::of(&stats, NOON + Millis::seconds(seconds))
}

fn history(samples: impl IntoIterator<Item = Sample>) -> History {
    let mut history = History::default();
    samples.into_iter().for_each(|sample| history.add(sample));
    history
}

fn trend(samples: impl IntoIterator<Item = Sample>) -> Option<Trend> {
    let history = history(samples);
    let now = history.samples().last()?.at;
    Trend::of(&history, SENT, Span::Hour, now, INTERVAL)
}

fn heights(samples: impl IntoIterator<Item = Sample>) -> Vec<f64> {
    trend(samples).unwrap().points().iter().map(|point| point.y).collect()
}

#[test]
fn trend_needs_two_points() {
    assert_eq!(trend([]), None);
    assert_eq!(trend([sample(0, 480)]), None);
    assert!(trend([sample(0, 480), sample(15, 481)]).is_some());
}

#[test]
fn path_spans_the_whole_box() {
    let trend = trend([sample(0, 400), sample(30, 500), sample(60, 450)]).unwrap();
    assert_eq!(trend.path(100.0, 20.0), "M0 20L50 0L100 10");
    assert_eq!((trend.since(), trend.change()), (NOON, 50.0));
}

#[test]
fn small_changes_of_a_count_look_small() {
    assert_eq!(heights([sample(0, 480), sample(15, 480)]), [0.25, 0.25]);
    assert_eq!(heights([sample(0, 480), sample(15, 481)]), [0.125, 0.625]);
    assert_eq!(heights([sample(0, 480), sample(15, 482)]), [0.0, 1.0]);
}

#[test]
fn small_changes_of_a_rate_look_small() {
    let replied = |seconds, replied| {
        let replied = Count::new(replied).unwrap();
        let stats = CampaignStats { replied, ..documented_stats() };
        Sample::of(&stats, NOON + Millis::seconds(seconds))
    };
    let history = history([replied(0, 38), replied(15, 39)]);
    let now = NOON + Millis::seconds(15);
    let trend = Trend::of(&history, REPLY, Span::Hour, now, INTERVAL).unwrap();
    assert!((trend.change() - 1.0 / 471.0).abs() < 1e-9);
    let [low, high] = trend.points() else { panic!("two points") };
    assert!((high.y - low.y - 100.0 / 471.0).abs() < 1e-9);
}

#[test]
fn path_breaks_at_gaps_and_draws_isolated_points_as_dots() {
    let samples = [0, 60, 600, 1200, 1260].map(|second| sample(second, 480));
    let path = trend(samples).unwrap().path(1260.0, 4.0);
    assert_eq!(path, "M0 3L60 3M600 3h1M1200 3L1260 3");
}

#[test]
fn gap_is_kept_when_samples_are_combined() {
    let history = history([0, 85_000, 85_060, 86_400].map(|second| sample(second, 480)));
    let now = NOON + Millis::seconds(86_400);
    let trend = Trend::of(&history, SENT, Span::Day, now, INTERVAL).unwrap();
    let gaps: Vec<_> = trend.points().iter().map(|point| point.after_gap).collect();
    assert_eq!(gaps, [false, true, true]);
}

#[test]
fn unknown_rate_is_a_gap() {
    let unknown = CampaignStats { open_rate: None, ..documented_stats() };
    let history = history([
        sample(0, 480),
        Sample::of(&unknown, NOON + Millis::seconds(15)),
        sample(30, 480),
    ]);
    let now = NOON + Millis::seconds(30);
    let of = |series| Trend::of(&history, series, Span::Hour, now, INTERVAL).unwrap();
    let gaps = |trend: &Trend| trend.points().iter().map(|it| it.after_gap).collect::<Vec<_>>();
    assert_eq!(gaps(&of(Series::Rate(RateKind::Open))), [false, true]);
    assert_eq!(gaps(&of(SENT)), [false, false, false]);
}

#[test]
fn trend_is_limited_to_the_span() {
    let history = history([0, 3600, 7000, 7200].map(|second| sample(second, 480 + second)));
    let now = NOON + Millis::seconds(7200);
    let since = |span| Trend::of(&history, SENT, span, now, INTERVAL).unwrap().since();
    assert_eq!(since(Span::Hour), NOON + Millis::seconds(3600));
    assert_eq!(since(Span::Day), NOON);
}

#[test]
fn missing_start_of_the_span_stays_empty() {
    let history = history([0, 86_400, 88_200].map(|second| sample(second, 480 + second)));
    let now = NOON + Millis::seconds(88_200);
    let trend = Trend::of(&history, SENT, Span::Hour, now, INTERVAL).unwrap();
    let x: Vec<_> = trend.points().iter().map(|point| point.x).collect();
    assert!((x[0] - 0.5).abs() < 0.01 && (x[1] - 1.0).abs() < 1e-9, "{x:?}");
}

#[test]
fn path_is_stable_between_buckets() {
    let history = history((0..=8000u64).step_by(15).map(|second| sample(second, 480)));
    let path = |later| {
        let now = NOON + Millis::seconds(8000 + later);
        Trend::of(&history, SENT, Span::Hour, now, INTERVAL).unwrap().path(1000.0, 200.0)
    };
    let paths: std::collections::BTreeSet<_> = (0..15u64).map(path).collect();
    assert!(paths.len() <= 2, "{} different paths within 15 s", paths.len());
}

#[test]
fn line_ends_before_now_only_during_an_outage() {
    let history = history([0, 15].map(|second| sample(second, 480)));
    let end = |now| {
        let trend = Trend::of(&history, SENT, Span::Hour, NOON + Millis::seconds(now), INTERVAL);
        trend.unwrap().points().last().unwrap().x
    };
    assert!((end(16) - 1.0).abs() < 1e-9 && (end(45) - 1.0).abs() < 1e-9);
    assert!((end(150) - 0.1).abs() < 1e-9);
}

#[test]
fn number_of_points_is_bounded() {
    for seconds in [300, 600, 3600, 86_400] {
        let samples = (0..=seconds).step_by(15).map(|second| sample(second, 480 + second));
        let trend = trend(samples).unwrap();
        let points = trend.points().len();
        assert!((15..=100).contains(&points), "{points} in {seconds} s");
    }
}

#[test]
fn at_x_finds_the_nearest_point() {
    let trend = trend([sample(0, 400), sample(30, 500), sample(60, 450)]).unwrap();
    assert_eq!([-1.0, 0.2, 0.3, 0.74, 0.9, 7.0].map(|x| trend.at_x(x)), [0, 0, 1, 1, 2, 2]);
    assert_eq!(trend.at_x(f64::NAN), 0);
}

proptest! {
    #[test]
    fn path_stays_in_its_box(
        samples in prop::collection::vec((0..3_000_000u64, 0..=1u64 << 53), 2..80),
        later in 0..100_000u64,
    ) {
        let mut samples = samples;
        samples.sort_unstable();
        let history = history(samples.iter().map(|(second, sent)| sample(*second, *sent)));
        let now = history.samples().last().unwrap().at + Millis::seconds(later);
        for span in Span::ALL {
            for series in [SENT, REPLY, Series::Rate(RateKind::Bounce)] {
                let Some(trend) = Trend::of(&history, series, span, now, INTERVAL) else { continue };
                for point in trend.points() {
                    prop_assert!((0.0..=1.0).contains(&point.x), "{point:?}");
                    prop_assert!((0.0..=1.0).contains(&point.y), "{point:?}");
                }
                let path = trend.path(100.0, 20.0);
                let plain = |c: char| c.is_ascii_digit() || "MLh. ".contains(c);
                prop_assert!(path.chars().all(plain), "{}", path);
                for numbers in path.split(['M', 'L', 'h', ' ']).filter(|it| !it.is_empty()) {
                    prop_assert!((0.0..=100.0).contains(&numbers.parse::<f64>().unwrap()));
                }
            }
        }
    }
}
