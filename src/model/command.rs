//! What a person can do with the buttons of a view.

use crate::model::text::export::Format;

/// A command of a button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Request new numbers now.
    Refresh,
    /// Pause (`true`) or resume.
    Pause(bool),
    /// Copy the numbers to the clipboard.
    Copy(Format),
    /// Copy the view as a picture.
    CopyPicture,
    /// Download the view as a picture.
    DownloadPicture,
    /// Download the history.
    Download,
    /// Print the page.
    Print,
}
