//! A proportion with both of its counts.

use crate::model::stats::campaign_stats::Count;

/// A proportion as numerator and denominator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fraction {
    /// Numerator. For opens computed from the rate, so approximate.
    pub part: Count,
    /// Denominator.
    pub whole: Count,
}
