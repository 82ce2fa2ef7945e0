//! What a person can do with a view.

use crate::model::history::trend::Span;
use crate::model::insight::sorting::Column;
use crate::model::text::export::Format;

/// A wish of a person.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Command {
    /// Ask for fresh numbers now.
    Refresh,
    /// Pause (`true`) or resume.
    Pause(bool),
    /// Copy the numbers.
    Copy(Format),
    /// Download the history.
    Download,
    /// Print the page.
    Print,
    /// Show lines of this span of time.
    Show(Span),
    /// Look at a point of the lines.
    Look(Look),
    /// Sort by a column, or the other way round.
    Sort(Column),
    /// Compare the campaign of this place.
    Compare(Side, usize),
}

/// Which point of the lines is looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Look {
    /// The one of this number, the first being 0.
    Number(usize),
    /// The one that is nearest to this share of the width, 0 to 1, of the line of the campaign of
    /// this place.
    Share(usize, f64),
    /// None any more.
    Away,
}

/// A side of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Side {
    First,
    Second,
}
