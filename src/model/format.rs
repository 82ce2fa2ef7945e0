//! Numbers and spans as people read them.

use super::stats::{Count, Rate};
use super::time::Millis;

/// Between a number and its unit: no line may end there.
const NO_BREAK_SPACE: char = '\u{a0}';

/// What stands where a figure is unknown.
pub const UNKNOWN: &str = "—";

/// A count with its thousands set apart.
///
/// ```
/// use campaign_stats::model::{format, stats::Count};
///
/// assert_eq!(format::count(Count::new(12_840).unwrap()), "12,840");
/// ```
#[must_use]
pub fn count(count: Count) -> String {
    let digits = count.get().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A rate in percent with at most one decimal. What is not nothing is never shown as 0 %, and
/// what is not everything never as 100 %.
#[must_use]
pub fn percent(rate: Rate) -> String {
    let share = rate.get();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a rate is from 0 to 1"
    )]
    let tenths = (share * 1000.0).round() as u64;
    let mut text = String::new();
    let tenths = match tenths {
        0 if share > 0.0 => {
            text.push('<');
            1
        }
        1000 if share < 1.0 => {
            text.push('>');
            999
        }
        other => other,
    };
    text.push_str(&(tenths / 10).to_string());
    if tenths % 10 != 0 {
        text.push('.');
        text.push_str(&(tenths % 10).to_string());
    }
    text.push(NO_BREAK_SPACE);
    text.push('%');
    text
}

/// A span in its two largest units: "4 s", "2 min 10 s", "3 h 5 min", "2 d 4 h".
#[must_use]
pub fn span(span: Millis) -> String {
    let seconds = span.whole_seconds();
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    match (days, hours, minutes) {
        (0, 0, 0) => unit(seconds, "s"),
        (0, 0, _) => two_units((minutes, "min"), (seconds % 60, "s")),
        (0, ..) => two_units((hours, "h"), (minutes % 60, "min")),
        _ => two_units((days, "d"), (hours % 24, "h")),
    }
}

fn two_units(large: (u64, &str), small: (u64, &str)) -> String {
    let mut text = unit(large.0, large.1);
    if small.0 > 0 {
        text.push(NO_BREAK_SPACE);
        text.push_str(&unit(small.0, small.1));
    }
    text
}

fn unit(number: u64, name: &str) -> String {
    let mut text = number.to_string();
    text.push(NO_BREAK_SPACE);
    text.push_str(name);
    text
}

/// A countdown: "0:24", "1:10". Begun seconds count, so that it ends with "0:01".
#[must_use]
pub fn countdown(left: Millis) -> String {
    let seconds = left.seconds_left();
    let mut text = (seconds / 60).to_string();
    text.push(':');
    if seconds % 60 < 10 {
        text.push('0');
    }
    text.push_str(&(seconds % 60).to_string());
    text
}

/// A number of any size as it stands in a message about a wrong one: up to four decimals.
///
/// Own code, because the standard library's formatting of floats alone would add several
/// kilobytes to the wasm.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "only numbers below the limit are cast"
)]
pub fn plain_number(number: f64) -> String {
    /// Beyond this, decimals are noise and the cast would no longer be exact.
    const LIMIT: f64 = 1e15;
    const DECIMALS: u64 = 10_000;
    let sign = if number < 0.0 { "-" } else { "" };
    let size = number.abs();
    if size.is_nan() || size >= LIMIT {
        return [sign, "a number of more than 15 digits"].concat();
    }
    let mut whole = size as u64;
    let mut fraction = (size.fract() * 10_000.0).round() as u64;
    if fraction == DECIMALS {
        whole += 1;
        fraction = 0;
    }
    let mut text = [sign, &whole.to_string()].concat();
    if fraction > 0 {
        let padded = (DECIMALS + fraction).to_string();
        text.push('.');
        let digits = padded.strip_prefix('1').unwrap_or_default();
        text.push_str(digits.trim_end_matches('0'));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn percent_of(share: f64) -> String {
        percent(Rate::new(share).unwrap()).replace(NO_BREAK_SPACE, " ")
    }

    fn span_of(seconds: u64) -> String {
        span(Millis::seconds(seconds)).replace(NO_BREAK_SPACE, " ")
    }

    #[test]
    fn counts_are_grouped_by_thousands() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (12_840, "12,840"),
            (1 << 53, "9,007,199,254,740,992"),
        ] {
            assert_eq!(count(Count::new(number).unwrap()), text);
        }
    }

    #[test]
    fn percentages_have_one_decimal_where_it_says_something() {
        for (share, text) in
            [(0.0, "0 %"), (0.42, "42 %"), (0.08, "8 %"), (0.98125, "98.1 %"), (1.0, "100 %")]
        {
            assert_eq!(percent_of(share), text);
        }
    }

    #[test]
    fn a_little_is_not_nothing_and_almost_all_is_not_all() {
        assert_eq!(percent_of(0.0002), "<0.1 %");
        assert_eq!(percent_of(0.9999), ">99.9 %");
    }

    #[test]
    fn spans_show_their_two_largest_units() {
        for (seconds, text) in [
            (0, "0 s"),
            (59, "59 s"),
            (60, "1 min"),
            (130, "2 min 10 s"),
            (3 * 3600 + 300, "3 h 5 min"),
            (2 * 86_400 + 4 * 3600 + 59, "2 d 4 h"),
        ] {
            assert_eq!(span_of(seconds), text);
        }
    }

    #[test]
    fn a_countdown_counts_the_begun_second() {
        assert_eq!(countdown(Millis(23_001)), "0:24");
        assert_eq!(countdown(Millis::seconds(70)), "1:10");
        assert_eq!(countdown(Millis(1)), "0:01");
    }

    #[test]
    fn a_wrong_number_is_repeated_as_it_is_written() {
        for (number, text) in [
            (-4.0, "-4"),
            (1.5, "1.5"),
            (-0.1, "-0.1"),
            (0.0625, "0.0625"),
            (11.1111, "11.1111"),
            (0.99999, "1"),
            (1e300, "a number of more than 15 digits"),
        ] {
            assert_eq!(plain_number(number), text);
        }
    }

    proptest! {
        #[test]
        fn grouping_changes_no_digit(number in 0u64..=1 << 53) {
            let text = count(Count::new(number).unwrap());
            prop_assert_eq!(text.replace(',', ""), number.to_string());
        }

        #[test]
        fn a_percentage_is_within_a_twentieth_of_a_point(share in 0.0f64..=1.0) {
            let text = percent_of(share);
            let shown: f64 =
                text.trim_matches(['<', '>', ' ', '%']).parse().unwrap();
            prop_assert!((shown - share * 100.0).abs() <= 0.1 + 1e-9);
        }

        #[test]
        fn any_number_can_stand_in_a_message(number in any::<f64>()) {
            prop_assert!(plain_number(number).len() < 40);
        }
    }
}
