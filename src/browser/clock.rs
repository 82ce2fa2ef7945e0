//! The time, and one tick for the whole page.

use gloo_timers::callback::Interval;
use leptos::prelude::*;

use crate::model::time::Millis;

/// How often ages and countdowns are drawn anew.
const TICK: Millis = Millis::SECOND;

/// The time now, by the reader's clock.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "milliseconds since 1970 are far below 2^53, and the cast saturates"
)]
pub fn now() -> Millis {
    Millis(js_sys::Date::now() as u64)
}

/// The time as a signal that ticks every second. Made once a page and handed to all views;
/// it ends with the reactive owner that made it.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "a second fits")]
pub fn ticking() -> ReadSignal<Millis> {
    let (time, set_time) = signal(now());
    let interval = Interval::new(TICK.0 as u32, move || set_time.set(now()));
    // Kept by the owner, and ended by its `Drop` when the owner is.
    StoredValue::new_local(interval);
    time
}
