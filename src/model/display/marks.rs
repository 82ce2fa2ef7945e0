//! Line drawings that go with a colour, so that it is not the only sign. On a grid of 16 × 16.

use crate::model::insight::bands::Severity;
use crate::model::text::message::Tone;

const WARNING: &str = "M8 2.4 14.4 13.4H1.6ZM8 6.6v3.1M8 11.6v.1";
const ALARM: &str = "M5.3 2h5.4L14 5.3v5.4L10.7 14H5.3L2 10.7V5.3ZM8 5v3.6M8 10.9v.1";
const INFO: &str = "M8 14A6 6 0 1 1 8 2a6 6 0 0 1 0 12ZM8 7.4v3.4M8 5.1v.1";
const CHECK: &str = "M3 8.4 6.5 12 13 4.6";

/// The drawing for a severity; empty for a neutral one.
#[must_use]
pub fn of_severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Good => CHECK,
        Severity::Attention => WARNING,
        Severity::Danger => ALARM,
        Severity::Neutral => "",
    }
}

/// The drawing for a tone.
#[must_use]
pub fn of_tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Quiet => INFO,
        Tone::Warning => WARNING,
        Tone::Alarm => ALARM,
    }
}
