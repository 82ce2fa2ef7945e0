//! Tests of confidence intervals.

use super::*;
use proptest::prelude::*;

fn fraction(part: u64, whole: u64) -> Fraction {
    Fraction { part: Count::new(part).unwrap(), whole: Count::new(whole).unwrap() }
}

/// Compares to four decimals, the precision of the printed tables.
#[track_caller]
fn assert_ends(found: (f64, f64), printed: (f64, f64)) {
    let same = |found: f64, printed: f64| (found - printed).abs() <= 0.000_051;
    assert!(same(found.0, printed.0) && same(found.1, printed.1), "{found:?}, not {printed:?}");
}

/// Method 3 in table I of Newcombe's article on the single proportion.
#[test]
fn wilson_matches_the_published_table() {
    for (part, whole, ends) in [
        (81, 263, (0.2553, 0.3662)),
        (15, 148, (0.0624, 0.1605)),
        (0, 20, (0.0, 0.1611)),
        (1, 29, (0.0061, 0.1718)),
    ] {
        let interval = Interval::wilson(fraction(part, whole)).unwrap();
        assert_ends((interval.low().get(), interval.high().get()), ends);
    }
}

/// Method 10 in table II of Newcombe's article on the difference.
#[test]
fn newcombe_matches_the_published_table() {
    for (first, second, ends) in [
        ((56, 70), (48, 80), (0.0524, 0.3339)),
        ((9, 10), (3, 10), (0.1705, 0.8090)),
        ((6, 7), (2, 7), (0.0582, 0.8062)),
        ((5, 56), (0, 29), (-0.0381, 0.1926)),
        ((0, 10), (0, 20), (-0.1611, 0.2775)),
        ((0, 10), (0, 10), (-0.2775, 0.2775)),
        ((10, 10), (0, 20), (0.6791, 1.0)),
        ((10, 10), (0, 10), (0.6075, 1.0)),
    ] {
        let difference =
            Difference::newcombe(fraction(first.0, first.1), fraction(second.0, second.1)).unwrap();
        assert_ends((difference.low, difference.high), ends);
    }
}

#[test]
fn invalid_fraction_has_no_interval() {
    for (part, whole) in [(0, 0), (3, 2)] {
        assert_eq!(Interval::wilson(fraction(part, whole)), None);
        assert_eq!(Difference::newcombe(fraction(part, whole), fraction(1, 2)), None);
        assert_eq!(Difference::newcombe(fraction(1, 2), fraction(part, whole)), None);
    }
}

#[test]
fn difference_is_significant_if_the_interval_excludes_0() {
    let beyond = |first: (u64, u64), second: (u64, u64)| {
        let difference =
            Difference::newcombe(fraction(first.0, first.1), fraction(second.0, second.1)).unwrap();
        (difference.beyond_chance(), difference.turned().beyond_chance())
    };
    assert_eq!(beyond((56, 70), (48, 80)), (true, true));
    assert_eq!(beyond((5, 56), (0, 29)), (false, false));
}

fn shares() -> impl Strategy<Value = Fraction> {
    let whole = prop_oneof![1u64..60, 1u64..100_000, Just(1 << 53)];
    whole.prop_flat_map(|whole| (0..=whole).prop_map(move |part| fraction(part, whole)))
}

fn width(part: u64, whole: u64) -> f64 {
    let interval = Interval::wilson(fraction(part, whole)).unwrap();
    interval.high().get() - interval.low().get()
}

proptest! {
    #[test]
    fn interval_is_within_0_and_1_and_contains_the_estimate(fraction in shares()) {
        let interval = Interval::wilson(fraction).unwrap();
        let share = Rate::of(fraction.part, fraction.whole).unwrap();
        prop_assert!(interval.low() <= share && share <= interval.high());
    }

    #[test]
    fn interval_of_none_starts_at_0_and_of_all_ends_at_1(whole in 1u64..=1 << 53) {
        let (none, all) = (fraction(0, whole), fraction(whole, whole));
        prop_assert_eq!(Interval::wilson(none).unwrap().low(), Rate::percent(0));
        prop_assert_eq!(Interval::wilson(all).unwrap().high(), Rate::percent(100));
    }

    #[test]
    fn larger_sample_narrows_the_interval(
        part in 0u64..=50, more in 0u64..50, times in 2u64..100,
    ) {
        let whole = part + more + 1;
        prop_assert!(width(part * times, whole * times) < width(part, whole));
    }

    #[test]
    fn difference_is_within_minus_1_and_1_and_contains_the_estimate(one in shares(), other in shares()) {
        let difference = Difference::newcombe(one, other).unwrap();
        let Difference { value, low, high } = difference;
        prop_assert!(-1.0 <= low && low <= value && value <= high && high <= 1.0);
    }

    #[test]
    fn turned_swaps_the_operands(
        one in shares(), other in shares(),
    ) {
        let there = Difference::newcombe(one, other).unwrap();
        let back = Difference::newcombe(other, one).unwrap().turned();
        for (there, back) in
            [(there.value, back.value), (there.low, back.low), (there.high, back.high)]
        {
            prop_assert!((there - back).abs() < 1e-12);
        }
    }
}
