//! Timestamps and durations in milliseconds.

use std::ops::{Add, Sub};

use serde::{Deserialize, Serialize};

/// Milliseconds: a duration, or a timestamp since the Unix epoch. Arithmetic saturates, so a
/// clock that was set back cannot cause an overflow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Millis(pub u64);

impl Millis {
    /// One second.
    pub const SECOND: Self = Self(1000);

    /// A duration of whole seconds.
    #[must_use]
    pub const fn seconds(seconds: u64) -> Self {
        Self(seconds.saturating_mul(1000))
    }

    /// The duration in seconds, rounded down.
    #[must_use]
    pub const fn whole_seconds(self) -> u64 {
        self.0 / 1000
    }

    /// The duration in seconds, rounded up: for a countdown that ends with "1".
    #[must_use]
    pub const fn seconds_left(self) -> u64 {
        self.0.div_ceil(1000)
    }

    /// Multiplies by a finite, non-negative factor.
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
