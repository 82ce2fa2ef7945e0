//! Line drawings on a grid of 16 × 16.

use leptos::prelude::*;

use super::bind::StaticText;

/// Two arrows in a circle.
pub const REFRESH: &str = "M13 8a5 5 0 1 1-1.5-3.6M13 2.4v2.9h-2.9";

/// Two bars.
pub const PAUSE: &str = "M5.5 3.5v9M10.5 3.5v9";

/// A triangle that points forward.
pub const RESUME: &str = "M5 3.2 12.2 8 5 12.8Z";

/// An arrow out of a box.
pub const EXPORT: &str = "M8 10V2.4M5 5.2 8 2.2l3 3M3 8.5v4.7h10V8.5";

/// A corner that points to the end of the line.
pub const CHEVRON: &str = "M6 3.5 10.5 8 6 12.5";

/// A drawing beside a text that says the same; hidden from assistive technology.
#[component]
pub fn Icon(
    /// The path; empty for none.
    path: StaticText,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
            <path d=path />
        </svg>
    }
}
