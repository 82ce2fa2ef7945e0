//! The time, and one tick for the whole page.

use std::cell::RefCell;

use gloo_timers::callback::Timeout;
use leptos::prelude::*;

use crate::model::time::Millis;

/// How often ages and countdowns change.
const TICK: Millis = Millis::SECOND;

/// The time now, by the reader's clock.
#[must_use]
pub fn now() -> Millis {
    from_js(js_sys::Date::now())
}

/// A time as JavaScript has it, in milliseconds since 1970.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "milliseconds since 1970 are far below 2^53, and the cast saturates"
)]
pub fn from_js(time: f64) -> Millis {
    Millis(time as u64)
}

/// The clock of the page, which runs while anything uses it.
#[derive(Default)]
struct Clock {
    /// A signal for every user: one that outlives its subscribers would keep their memory, because
    /// effects that are dropped do not unsubscribe.
    signals: Vec<RwSignal<Millis>>,
    next_tick: Option<Timeout>,
    last_tick: Millis,
}

thread_local! {
    static CLOCK: RefCell<Clock> = RefCell::default();
}

/// The time as a signal. It changes every second, for all views of the page together.
#[must_use]
pub fn use_now() -> ReadSignal<Millis> {
    let signal = RwSignal::new(now());
    let stands = CLOCK.with_borrow_mut(|clock| {
        clock.signals.push(signal);
        clock.next_tick.is_none()
    });
    if stands {
        wait();
    }
    signal.read_only()
}

/// Ticks now, if the last tick is late: browsers slow down the timers of hidden pages, and ages beside numbers
/// that have just come must not be those of the last tick.
pub fn synchronize_if_late() {
    let last = CLOCK.with_borrow(|clock| clock.last_tick);
    if now() - last > TICK {
        synchronize();
    }
}

/// Sets the signals to the time now.
fn synchronize() {
    let now = now();
    let signals = CLOCK.with_borrow_mut(|clock| {
        clock.last_tick = now;
        clock.signals.clone()
    });
    let is_disposed = |signal: &RwSignal<Millis>| signal.try_set(now).is_some();
    let disposed: Vec<_> = signals.into_iter().filter(is_disposed).collect();
    CLOCK.with_borrow_mut(|clock| clock.signals.retain(|signal| !disposed.contains(signal)));
}

/// Ticks when the next second begins.
#[expect(clippy::cast_possible_truncation, reason = "a second fits")]
fn wait() {
    let left = TICK.0 - now().0 % TICK.0;
    let tick = Timeout::new(left as u32, || {
        synchronize();
        let is_used = CLOCK.with_borrow_mut(|clock| {
            clock.next_tick = None;
            !clock.signals.is_empty()
        });
        if is_used {
            wait();
        }
    });
    CLOCK.with_borrow_mut(|clock| clock.next_tick = Some(tick));
}
