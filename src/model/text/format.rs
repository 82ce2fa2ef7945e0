//! Numbers as the code writes them: in messages about wrong ones, and in drawings.

/// A number of any size with up to four decimals, as it stands in JSON and CSS.
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

/// How many characters of a wrong value are repeated.
const SHOWN_CHARS: usize = 40;

/// As much of a wrong value as is repeated.
#[must_use]
pub fn shown(value: &str) -> String {
    value.chars().take(SHOWN_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
        fn any_number_can_stand_in_a_message(number in any::<f64>()) {
            prop_assert!(plain_number(number).len() < 40);
        }
    }
}
