//! Locale-independent number formatting, for error messages and SVG.

/// Formats a number with up to four decimals, as in JSON and CSS.
///
/// The standard library's float formatting would add several kilobytes to the wasm.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "only numbers below the limit are cast"
)]
pub fn plain_number(number: f64) -> String {
    /// Decimals are not significant beyond this, and the cast would not be exact.
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

/// Maximum number of characters of an invalid value in a message.
const SHOWN_CHARS: usize = 40;

/// An invalid value, truncated for a message.
#[must_use]
pub fn shown(value: &str) -> String {
    value.chars().take(SHOWN_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn plain_number_formats_like_json() {
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
        fn plain_number_is_short_for_any_number(number in any::<f64>()) {
            prop_assert!(plain_number(number).len() < 40);
        }
    }
}
