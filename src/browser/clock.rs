//! The time, and one tick for the whole page.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

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

/// The one tick of the page, for as long as anybody looks at it.
struct Tick {
    time: ArcRwSignal<Millis>,
    _interval: Interval,
}

thread_local! {
    static TICK_OF_PAGE: RefCell<Weak<Tick>> = const { RefCell::new(Weak::new()) };
}

/// The time as a signal that ticks every second: the same for all on the page, so that all ages
/// change together. It ends with the last reactive owner that wanted it.
#[must_use]
pub fn ticking() -> ReadSignal<Millis> {
    let tick = TICK_OF_PAGE.with_borrow(Weak::upgrade).unwrap_or_else(start);
    let time = tick.time.read_only().into();
    StoredValue::new_local(tick);
    time
}

#[expect(clippy::cast_possible_truncation, reason = "a second fits")]
fn start() -> Rc<Tick> {
    let time = ArcRwSignal::new(now());
    let ticks = time.clone();
    let interval = Interval::new(TICK.0 as u32, move || ticks.set(now()));
    let tick = Rc::new(Tick { time, _interval: interval });
    TICK_OF_PAGE.set(Rc::downgrade(&tick));
    tick
}
