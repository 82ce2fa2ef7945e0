//! The time, and one tick for the whole page.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use gloo_timers::callback::Timeout;
use leptos::prelude::*;

use crate::model::time::Millis;

/// How often ages and countdowns change.
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

/// The clock of the page, which runs while anything uses it.
struct Clock {
    now: ArcRwSignal<Millis>,
    next_tick: Cell<Option<Timeout>>,
}

thread_local! {
    static CLOCK: RefCell<Weak<Clock>> = const { RefCell::new(Weak::new()) };
}

/// The time as a signal. It changes every second, for all views of the page together.
///
/// The clock stops when the last owner that used it is gone.
#[must_use]
pub fn use_now() -> ReadSignal<Millis> {
    let clock = running().unwrap_or_else(start);
    let now = clock.now.read_only().into();
    // Keeps the clock running until the owner is cleaned up.
    StoredValue::new_local(clock);
    now
}

/// Brings the signal up to date before the next tick. Browsers slow down the timers of hidden pages, and
/// ages beside numbers that have just come must not be those of the last tick.
pub fn synchronize() {
    if let Some(clock) = running() {
        clock.now.set(now());
    }
}

fn running() -> Option<Rc<Clock>> {
    CLOCK.with_borrow(Weak::upgrade)
}

fn start() -> Rc<Clock> {
    let clock = Rc::new(Clock { now: ArcRwSignal::new(now()), next_tick: Cell::default() });
    CLOCK.set(Rc::downgrade(&clock));
    wait(&clock);
    clock
}

/// Ticks when the next second begins.
#[expect(clippy::cast_possible_truncation, reason = "a second fits")]
fn wait(clock: &Rc<Clock>) {
    let (left, clock_of_page) = (TICK.0 - now().0 % TICK.0, Rc::downgrade(clock));
    let tick = Timeout::new(left as u32, move || {
        if let Some(clock) = clock_of_page.upgrade() {
            clock.now.set(now());
            wait(&clock);
        }
    });
    clock.next_tick.set(Some(tick));
}
