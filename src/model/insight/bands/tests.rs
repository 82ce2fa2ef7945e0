//! Tests of thresholds and verdicts.

use super::*;
use Severity::{Attention, Danger, Good, Neutral};
use proptest::prelude::*;

fn fraction(part: u64, whole: u64) -> Fraction {
    Fraction { part: Count::new(part).unwrap(), whole: Count::new(whole).unwrap() }
}

fn figure(kind: RateKind, evidence: Evidence, pending: u64) -> RateFigure {
    let pending = Count::new(pending).unwrap();
    RateFigure { kind, value: None, evidence, scale: Rate::percent(100), pending }
}

fn verdict(kind: RateKind, part: u64, whole: u64) -> Option<Verdict> {
    Bands::default().verdict(&figure(kind, Evidence::Counted(fraction(part, whole)), 0))
}

fn thresholds(bands: &Bands, kind: RateKind) -> (f64, f64) {
    let at = bands.of(kind).unwrap();
    (at.low().get(), at.high().get())
}

#[test]
fn default_thresholds() {
    let bands = Bands::default();
    assert_eq!(thresholds(&bands, RateKind::Bounce), (0.02, 0.05));
    assert_eq!(thresholds(&bands, RateKind::Reply), (0.01, 0.05));
    assert_eq!(thresholds(&bands, RateKind::Delivery), (0.95, 0.98));
    assert_eq!(bands.of(RateKind::Open), None);
}

#[test]
fn verdict_is_sure_if_the_whole_interval_is_in_one_band() {
    assert_eq!(verdict(RateKind::Reply, 38, 471), Some(Verdict::Surely(Band::High)));
    assert_eq!(verdict(RateKind::Bounce, 9, 4800), Some(Verdict::Surely(Band::Low)));
    assert_eq!(verdict(RateKind::Bounce, 300, 10_000), Some(Verdict::Surely(Band::Middle)));
}

#[test]
fn verdict_is_likely_if_the_interval_contains_one_threshold() {
    assert_eq!(verdict(RateKind::Bounce, 9, 480), Some(Verdict::Likely(Band::Low)));
    assert_eq!(verdict(RateKind::Bounce, 33, 480), Some(Verdict::Likely(Band::High)));
}

#[test]
fn verdict_is_unclear_if_the_interval_contains_both_thresholds() {
    assert_eq!(verdict(RateKind::Bounce, 2, 60), Some(Verdict::Unclear));
}

#[test]
fn verdict_is_too_early_below_20() {
    assert_eq!(verdict(RateKind::Bounce, 19, 19), Some(Verdict::TooEarly));
    assert_ne!(verdict(RateKind::Bounce, 19, 20), Some(Verdict::TooEarly));
    let nothing = Bands::default().verdict(&figure(RateKind::Bounce, Evidence::ZeroDenominator, 0));
    assert_eq!(nothing, Some(Verdict::TooEarly));
}

#[test]
fn pending_emails_make_the_verdict_unclear() {
    let with_pending = |delivered, sent, pending| {
        let evidence = Evidence::Counted(fraction(delivered, sent));
        Bands::default().verdict(&figure(RateKind::Delivery, evidence, pending))
    };
    assert_eq!(with_pending(9600, 10_000, 0), Some(Verdict::Surely(Band::Middle)));
    assert_eq!(with_pending(9600, 10_000, 300), Some(Verdict::Unclear));
    assert_eq!(with_pending(9600, 10_000, 100), Some(Verdict::Surely(Band::Middle)));
    assert_eq!(with_pending(9000, 10_000, 1000), Some(Verdict::Unclear));
    assert_eq!(with_pending(9900, 10_000, 100), Some(Verdict::Surely(Band::High)));
}

#[test]
fn no_verdict_on_opens_or_contradictory_counts() {
    assert_eq!(verdict(RateKind::Open, 198, 471), None);
    assert_eq!(verdict(RateKind::Reply, 472, 471), None);
}

#[test]
fn rate_on_a_threshold_belongs_to_the_upper_band() {
    let at = Thresholds::new(Rate::percent(2), Rate::percent(5)).unwrap();
    assert_eq!(at.band_of(Rate::new(1.0 / 50.0).unwrap()), Band::Middle);
    assert_eq!(at.band_of(Rate::new(1.0 / 20.0).unwrap()), Band::High);
}

#[test]
fn severity_of_each_rate_and_band() {
    let severities = |kind| {
        [Band::Low, Band::Middle, Band::High].map(|band| severity(kind, Verdict::Surely(band)))
    };
    assert_eq!(severities(RateKind::Bounce), [Good, Attention, Danger]);
    assert_eq!(severities(RateKind::Delivery), [Danger, Attention, Good]);
    assert_eq!(severities(RateKind::Reply), [Attention, Neutral, Good]);
    assert_eq!(severities(RateKind::Open), [Neutral; 3]);
    assert_eq!(severity(RateKind::Bounce, Verdict::Unclear), Neutral);
}

#[test]
fn parse_keeps_defaults_of_missing_rates() {
    let (bands, problems) = Bands::parse(" bounce:1,2.5  delivery:90%,99.25% ");
    assert_eq!(problems, []);
    assert_eq!(thresholds(&bands, RateKind::Bounce), (0.01, 0.025));
    assert_eq!(thresholds(&bands, RateKind::Delivery), (0.90, 0.9925));
    assert_eq!(thresholds(&bands, RateKind::Reply), (0.01, 0.05));
}

#[test]
fn invalid_thresholds_are_reported_and_do_not_affect_others() {
    let (bands, problems) =
        Bands::parse("clicks:1,2 open:1,2 bounce:5,2 reply:1,200 delivery:9 bounce:1,4");
    assert_eq!(
        problems,
        [
            BandProblem::UnknownRate("clicks".to_owned()),
            BandProblem::OpenHasNone,
            BandProblem::NotAscending(RateKind::Bounce),
            BandProblem::OutOfRange(RateKind::Reply),
            BandProblem::NotTwoPercentages(RateKind::Delivery),
        ]
    );
    assert_eq!(thresholds(&bands, RateKind::Bounce), (0.01, 0.04));
    assert_eq!(bands.of(RateKind::Reply), Bands::default().of(RateKind::Reply));
}

#[test]
fn thresholds_from_numbers() {
    let entry = |name: &str, numbers: &[f64]| (name.to_owned(), numbers.to_vec());
    let (bands, problems) = Bands::from_numbers(&[
        entry("bounce", &[1.0, 3.0]),
        entry("reply", &[2.0]),
        entry("delivery", &[f64::NAN, 3.0]),
    ]);
    assert_eq!(thresholds(&bands, RateKind::Bounce), (0.01, 0.03));
    assert_eq!(
        problems,
        [
            BandProblem::NotTwoPercentages(RateKind::Reply),
            BandProblem::OutOfRange(RateKind::Delivery),
        ]
    );
}

proptest! {
    #[test]
    fn parse_accepts_any_text(text in "([a-z]{0,8}|bounce|reply):?[0-9.,%-]{0,12} \\PC{0,20}") {
        let (bands, _) = Bands::parse(&text);
        for kind in [RateKind::Delivery, RateKind::Reply, RateKind::Bounce] {
            let (low, high) = thresholds(&bands, kind);
            prop_assert!(low < high);
        }
    }

    #[test]
    fn sure_verdict_stays_with_a_larger_sample(part in 0u64..500, more in 0u64..500, times in 2u64..50) {
        let whole = part + more + MIN_SAMPLE;
        if let Some(Verdict::Surely(band)) = verdict(RateKind::Reply, part, whole) {
            let later = verdict(RateKind::Reply, part * times, whole * times);
            prop_assert_eq!(later, Some(Verdict::Surely(band)));
        }
    }
}
