//! Points in time and spans, in milliseconds.

use std::ops::{Add, Sub};

/// Milliseconds: a span, or a point in time since 1970. Whole, never negative; arithmetic ends
/// at 0 and at the largest value rather than wrapping, so that a clock that was set back can
/// do no harm.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Millis(pub u64);

impl Millis {
    /// One second.
    pub const SECOND: Self = Self(1000);

    /// Whole seconds as a span.
    #[must_use]
    pub const fn seconds(seconds: u64) -> Self {
        Self(seconds.saturating_mul(1000))
    }

    /// The span in whole seconds, the begun one not counted.
    #[must_use]
    pub const fn whole_seconds(self) -> u64 {
        self.0 / 1000
    }

    /// The span in whole seconds, the begun one counted: for a countdown that ends with "1".
    #[must_use]
    pub const fn seconds_left(self) -> u64 {
        self.0.div_ceil(1000)
    }

    /// `self` multiplied by a factor that is finite and not negative.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "spans here are far below 2^53, and the cast saturates"
    )]
    pub fn scaled(self, factor: f64) -> Self {
        Self((self.0 as f64 * factor) as u64)
    }
}

impl Add for Millis {
    type Output = Self;

    fn add(self, span: Self) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl Sub for Millis {
    type Output = Self;

    fn sub(self, earlier: Self) -> Self {
        Self(self.0.saturating_sub(earlier.0))
    }
}
