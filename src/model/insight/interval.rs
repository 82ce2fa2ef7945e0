//! Confidence intervals of proportions and of their differences.
//!
//! All intervals have a confidence level of 95 %. Sources: Wilson,
//! "Probable Inference, the Law of Succession, and Statistical Inference", JASA 22, 1927;
//! Newcombe, "Two-sided confidence intervals for the single proportion: comparison of seven
//! methods" and "Interval estimation for the difference between independent proportions:
//! comparison of eleven methods", Statistics in Medicine 17, 1998.

use crate::model::insight::fraction::Fraction;
use crate::model::stats::campaign_stats::{Count, Rate};

/// 97.5th percentile of the standard normal distribution.
pub const Z_95: f64 = 1.959_964;

/// 95 % confidence interval of a proportion. `low` is at most `high`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    low: Rate,
    high: Rate,
}

impl Interval {
    /// Wilson score interval; `None` if the whole is 0 or less than the part. Unlike the normal
    /// approximation it stays within 0…1 and is meaningful for proportions of 0 and 1.
    ///
    /// ```
    /// use campaign_stats::model::insight::fraction::Fraction;
    /// use campaign_stats::model::insight::interval::Interval;
    /// use campaign_stats::model::stats::campaign_stats::Count;
    ///
    /// let of = |number| Count::new(number).unwrap();
    /// let none_of_twenty = Fraction { part: of(0), whole: of(20) };
    /// let interval = Interval::wilson(none_of_twenty).unwrap();
    /// assert!(interval.low().get() == 0.0 && (interval.high().get() - 0.1611).abs() < 0.0001);
    /// ```
    #[must_use]
    pub fn wilson(fraction: Fraction) -> Option<Self> {
        let share = Rate::of(fraction.part, fraction.whole)?.get();
        let (part, whole) = (fraction.part.as_f64(), fraction.whole.as_f64());
        let z2 = Z_95 * Z_95;
        let scale = 2.0 * (whole + z2);
        let centre = (2.0 * part + z2) / scale;
        let half_width = Z_95 * (z2 + 4.0 * part * (1.0 - share)).sqrt() / scale;
        // Rounding errors may move an end slightly past the point estimate. (`clamp` would add
        // float formatting to the wasm, for a panic that cannot happen.)
        let low = (centre - half_width).max(0.0).min(share);
        let high = (centre + half_width).min(1.0).max(share);
        // Exact ends, without rounding errors.
        let low = if fraction.part == Count::default() { 0.0 } else { low };
        let high = if fraction.part == fraction.whole { 1.0 } else { high };
        Some(Self { low: Rate::new(low)?, high: Rate::new(high)? })
    }

    /// Lower end.
    #[must_use]
    pub fn low(self) -> Rate {
        self.low
    }

    /// Upper end.
    #[must_use]
    pub fn high(self) -> Rate {
        self.high
    }
}

/// Difference of two proportions, −1 to 1, with its 95 % confidence interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// First proportion minus the second.
    pub value: f64,
    /// Lower end, at most `value`.
    pub low: f64,
    /// Upper end, at least `value`.
    pub high: f64,
}

impl Difference {
    /// Difference of two independent proportions by Newcombe's method 10, which combines their
    /// Wilson intervals. `None` if either has no interval.
    #[must_use]
    pub fn newcombe(first: Fraction, second: Fraction) -> Option<Self> {
        let (a, interval_a) = (Rate::of(first.part, first.whole)?.get(), Interval::wilson(first)?);
        let (b, interval_b) =
            (Rate::of(second.part, second.whole)?.get(), Interval::wilson(second)?);
        let value = a - b;
        let down = combined_error(a - interval_a.low.get(), interval_b.high.get() - b);
        let up = combined_error(interval_a.high.get() - a, b - interval_b.low.get());
        Some(Self { value, low: (value - down).max(-1.0), high: (value + up).min(1.0) })
    }

    /// Whether the interval excludes 0: the difference is statistically significant.
    #[must_use]
    pub fn beyond_chance(self) -> bool {
        self.low > 0.0 || self.high < 0.0
    }

    /// The difference with the operands swapped.
    #[must_use]
    pub fn turned(self) -> Self {
        Self { value: -self.value, low: -self.high, high: -self.low }
    }
}

/// Combined error of two independent errors.
fn combined_error(one: f64, other: f64) -> f64 {
    (one * one + other * other).sqrt()
}

#[cfg(test)]
mod tests;
