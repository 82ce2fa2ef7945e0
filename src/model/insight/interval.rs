//! How far a share that was counted in a sample can be trusted.
//!
//! Intervals are at 95 %: of a hundred of them, about 95 hold the true share. Sources: Wilson,
//! "Probable Inference, the Law of Succession, and Statistical Inference", JASA 22, 1927;
//! Newcombe, "Two-sided confidence intervals for the single proportion: comparison of seven
//! methods" and "Interval estimation for the difference between independent proportions:
//! comparison of eleven methods", Statistics in Medicine 17, 1998.

use crate::model::insight::fraction::Fraction;
use crate::model::stats::campaign_stats::{Count, Rate};

/// The standard normal deviate that leaves 2.5 % on either side.
pub const Z_95: f64 = 1.959_964;

/// Where the true share behind a fraction lies, at 95 %. `low` is never above `high`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    low: Rate,
    high: Rate,
}

impl Interval {
    /// Wilson's score interval of a fraction; `None` where nothing is divided, or where the
    /// part is larger than the whole. Unlike the textbook's it stays within 0…1, and says
    /// something even of none and of all.
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
        let reach = Z_95 * (z2 + 4.0 * part * (1.0 - share)).sqrt() / scale;
        // Rounding may take an end past the point by a hair where it should touch it. (`clamp`
        // would bring the formatting of floats along, for a panic that cannot happen.)
        let low = (centre - reach).max(0.0).min(share);
        let high = (centre + reach).min(1.0).max(share);
        // An empty part leaves no doubt below it, and a full one none above.
        let low = if fraction.part == Count::default() { 0.0 } else { low };
        let high = if fraction.part == fraction.whole { 1.0 } else { high };
        Some(Self { low: Rate::new(low)?, high: Rate::new(high)? })
    }

    /// Its lower end.
    #[must_use]
    pub fn low(self) -> Rate {
        self.low
    }

    /// Its upper end.
    #[must_use]
    pub fn high(self) -> Rate {
        self.high
    }
}

/// By how much one share is above another, −1 to 1, and between which ends that lies at 95 %.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// The first share less the second.
    pub value: f64,
    /// The lower end, not above the value.
    pub low: f64,
    /// The upper end, not below the value.
    pub high: f64,
}

impl Difference {
    /// The first share less the second, of samples that have nothing to do with each other, by
    /// Newcombe's method 10: each side reaches as far as the Wilson intervals of the two do
    /// together. `None` where either has no interval.
    #[must_use]
    pub fn newcombe(first: Fraction, second: Fraction) -> Option<Self> {
        let (a, in_a) = (Rate::of(first.part, first.whole)?.get(), Interval::wilson(first)?);
        let (b, in_b) = (Rate::of(second.part, second.whole)?.get(), Interval::wilson(second)?);
        let value = a - b;
        let down = together(a - in_a.low.get(), in_b.high.get() - b);
        let up = together(in_a.high.get() - a, b - in_b.low.get());
        Some(Self { value, low: (value - down).max(-1.0), high: (value + up).min(1.0) })
    }

    /// Whether the interval leaves out 0: the difference is more than chance.
    #[must_use]
    pub fn beyond_chance(self) -> bool {
        self.low > 0.0 || self.high < 0.0
    }

    /// The second share less the first.
    #[must_use]
    pub fn turned(self) -> Self {
        Self { value: -self.value, low: -self.high, high: -self.low }
    }
}

/// How far two independent errors reach together.
fn together(one: f64, other: f64) -> f64 {
    (one * one + other * other).sqrt()
}

#[cfg(test)]
mod tests;
