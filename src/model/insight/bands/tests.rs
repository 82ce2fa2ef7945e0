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
fn the_defaults_are_those_of_the_field() {
    let bands = Bands::default();
    assert_eq!(thresholds(&bands, RateKind::Bounce), (0.02, 0.05));
    assert_eq!(thresholds(&bands, RateKind::Reply), (0.01, 0.05));
    assert_eq!(thresholds(&bands, RateKind::Delivery), (0.95, 0.98));
    assert_eq!(bands.of(RateKind::Open), None);
}

#[test]
fn a_rate_is_surely_in_a_band_when_its_whole_interval_is() {
    assert_eq!(verdict(RateKind::Reply, 38, 471), Some(Verdict::Surely(Band::High)));
    assert_eq!(verdict(RateKind::Bounce, 9, 4800), Some(Verdict::Surely(Band::Low)));
    assert_eq!(verdict(RateKind::Bounce, 300, 10_000), Some(Verdict::Surely(Band::Middle)));
}

#[test]
fn a_rate_is_likely_in_its_band_when_the_interval_reaches_over_one_threshold() {
    assert_eq!(verdict(RateKind::Bounce, 9, 480), Some(Verdict::Likely(Band::Low)));
    assert_eq!(verdict(RateKind::Bounce, 33, 480), Some(Verdict::Likely(Band::High)));
}

#[test]
fn a_rate_whose_interval_holds_both_thresholds_is_unclear() {
    assert_eq!(verdict(RateKind::Bounce, 2, 60), Some(Verdict::Unclear));
}

#[test]
fn below_twenty_it_is_too_early() {
    assert_eq!(verdict(RateKind::Bounce, 19, 19), Some(Verdict::TooEarly));
    assert_ne!(verdict(RateKind::Bounce, 19, 20), Some(Verdict::TooEarly));
    let nothing = Bands::default().verdict(&figure(RateKind::Bounce, Evidence::NothingYet, 0));
    assert_eq!(nothing, Some(Verdict::TooEarly));
}

#[test]
fn emails_that_are_on_their_way_are_no_reason_for_alarm() {
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
fn there_is_no_verdict_on_opens_nor_on_what_cannot_be() {
    assert_eq!(verdict(RateKind::Open, 198, 471), None);
    assert_eq!(verdict(RateKind::Reply, 472, 471), None);
}

#[test]
fn a_rate_on_a_threshold_belongs_to_the_band_above() {
    let at = Thresholds::new(Rate::percent(2), Rate::percent(5)).unwrap();
    assert_eq!(at.band_of(Rate::new(1.0 / 50.0).unwrap()), Band::Middle);
    assert_eq!(at.band_of(Rate::new(1.0 / 20.0).unwrap()), Band::High);
}

#[test]
fn bounces_are_bad_when_high_and_deliveries_when_low_and_replies_endanger_nobody() {
    let drawn = |kind| {
        [Band::Low, Band::Middle, Band::High].map(|band| severity(kind, Verdict::Surely(band)))
    };
    assert_eq!(drawn(RateKind::Bounce), [Good, Attention, Danger]);
    assert_eq!(drawn(RateKind::Delivery), [Danger, Attention, Good]);
    assert_eq!(drawn(RateKind::Reply), [Attention, Neutral, Good]);
    assert_eq!(drawn(RateKind::Open), [Neutral; 3]);
    assert_eq!(severity(RateKind::Bounce, Verdict::Unclear), Neutral);
}

#[test]
fn thresholds_are_read_from_a_text_and_the_others_keep_their_defaults() {
    let (bands, problems) = Bands::parse(" bounce:1,2.5  delivery:90%,99.25% ");
    assert_eq!(problems, []);
    assert_eq!(thresholds(&bands, RateKind::Bounce), (0.01, 0.025));
    assert_eq!(thresholds(&bands, RateKind::Delivery), (0.90, 0.9925));
    assert_eq!(thresholds(&bands, RateKind::Reply), (0.01, 0.05));
}

#[test]
fn what_cannot_be_used_is_named_and_leaves_the_rest_alone() {
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
fn thresholds_are_read_from_a_map_of_numbers() {
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
    fn any_text_gives_bands_that_ascend(text in "([a-z]{0,8}|bounce|reply):?[0-9.,%-]{0,12} \\PC{0,20}") {
        let (bands, _) = Bands::parse(&text);
        for kind in [RateKind::Delivery, RateKind::Reply, RateKind::Bounce] {
            let (low, high) = thresholds(&bands, kind);
            prop_assert!(low < high);
        }
    }

    #[test]
    fn a_sure_verdict_outlasts_more_of_the_same(part in 0u64..500, more in 0u64..500, times in 2u64..50) {
        let whole = part + more + ENOUGH;
        if let Some(Verdict::Surely(band)) = verdict(RateKind::Reply, part, whole) {
            let later = verdict(RateKind::Reply, part * times, whole * times);
            prop_assert_eq!(later, Some(Verdict::Surely(band)));
        }
    }
}
