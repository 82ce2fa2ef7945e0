//! The part of the history that a person has selected.

use crate::model::history::trend::Span;
use crate::model::time::Millis;

/// The selected span, and the selected point in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The span that sparklines show.
    pub span: Span,
    /// The selected point in time; `None` when nothing is inspected.
    pub at: Option<Millis>,
}
