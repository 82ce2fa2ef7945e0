//! What a person can do with a view.

use super::export::Format;

/// A wish of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
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
}
