//! A share with both of its counts.

use crate::model::stats::campaign_stats::Count;

/// A share as a part of a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fraction {
    /// The part. For opens it is calculated from the rate, so approximate.
    pub part: Count,
    /// The whole.
    pub whole: Count,
}
