//! Prints the page.

/// Opens the print dialog. Does nothing where printing is not allowed.
pub fn print() {
    if let Some(window) = web_sys::window() {
        let _ = window.print();
    }
}
