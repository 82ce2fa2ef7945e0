//! Prints the page.

use web_sys::Window;

/// Opens the print dialog of a window. Does nothing where printing is not allowed.
pub fn print(window: &Window) {
    let _ = window.print();
}
