//! Line drawings on a grid of 16 × 16.

use leptos::prelude::*;

use super::bind::StaticText;
use crate::model::insight::bands::Severity;
use crate::model::text::message::Tone;

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

const WARNING: &str = "M8 2.4 14.4 13.4H1.6ZM8 6.6v3.1M8 11.6v.1";
const ALARM: &str = "M5.3 2h5.4L14 5.3v5.4L10.7 14H5.3L2 10.7V5.3ZM8 5v3.6M8 10.9v.1";
const INFO: &str = "M8 14A6 6 0 1 1 8 2a6 6 0 0 1 0 12ZM8 7.4v3.4M8 5.1v.1";
const CHECK: &str = "M3 8.4 6.5 12 13 4.6";

/// The drawing for a severity; none for a neutral one.
pub fn of_severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Good => CHECK,
        Severity::Attention => WARNING,
        Severity::Danger => ALARM,
        Severity::Neutral => "",
    }
}

/// The drawing for a tone, so that colour is not the only sign.
pub fn of_tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Quiet => INFO,
        Tone::Warning => WARNING,
        Tone::Alarm => ALARM,
    }
}

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
