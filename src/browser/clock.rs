//! The time, and one tick for all views of a document.

use std::cell::RefCell;

use js_sys::Promise;
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::Document;

use super::document::use_document;
use super::timer::Timer;
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

/// Waits. Returns whether the time has passed: not where the page's window sets no timers.
pub async fn sleep(span: Millis) -> bool {
    let mut timer = None;
    let passed = Promise::new(&mut |resolve, _| {
        let window = web_sys::window();
        let resolve = move || _ = resolve.call0(&JsValue::UNDEFINED);
        timer = window.and_then(|window| Timer::new(&window, span, resolve));
    });
    // Never rejected.
    timer.is_some() && JsFuture::from(passed).await.is_ok()
}

/// The clock of a document, which runs while anything uses it.
struct Clock {
    document: Document,
    /// A signal for every user: one that outlives its subscribers would keep their memory, because
    /// effects that are dropped do not unsubscribe.
    signals: Vec<RwSignal<Millis>>,
    next_tick: Option<Timer>,
    last_tick: Millis,
}

thread_local! {
    static CLOCKS: RefCell<Vec<Clock>> = const { RefCell::new(Vec::new()) };
}

/// The time as a signal. It changes every second, for all views of the document together.
#[must_use]
pub fn use_now() -> ReadSignal<Millis> {
    let signal = RwSignal::new(now());
    if let Some(document) = use_document() {
        remove_dead_clocks();
        let is_stopped = CLOCKS.with_borrow_mut(|clocks| add_signal(clocks, &document, signal));
        if is_stopped {
            wait(document);
        }
    }
    signal.read_only()
}

/// A document without a window has no ticks, so its clock never finds out that nobody uses it.
fn remove_dead_clocks() {
    let is_dead = |clock: &mut Clock| clock.document.default_view().is_none();
    // Dropped only when the list is no longer borrowed.
    let _dead: Vec<_> = CLOCKS.with_borrow_mut(|clocks| clocks.extract_if(.., is_dead).collect());
}

/// Returns whether the clock is stopped.
fn add_signal(clocks: &mut Vec<Clock>, document: &Document, signal: RwSignal<Millis>) -> bool {
    if let Some(clock) = clocks.iter_mut().find(|clock| clock.document == *document) {
        clock.signals.push(signal);
        return clock.next_tick.is_none();
    }
    let (document, signals) = (document.clone(), vec![signal]);
    clocks.push(Clock { document, signals, next_tick: None, last_tick: now() });
    true
}

/// Ticks now, if the last tick is late: browsers slow down the timers of hidden pages, and ages beside numbers
/// that have just come must not be those of the last tick.
pub fn synchronize_if_late() {
    synchronize(|clock| now() - clock.last_tick > TICK);
}

/// Sets the signals of the clocks that match to the time now.
fn synchronize(matches: impl Fn(&Clock) -> bool) {
    let now = now();
    let signals: Vec<_> = CLOCKS.with_borrow_mut(|clocks| {
        let matching = clocks.iter_mut().filter(|clock| matches(clock));
        matching
            .flat_map(|clock| {
                clock.last_tick = now;
                clock.signals.clone()
            })
            .collect()
    });
    let is_disposed = |signal: &RwSignal<Millis>| signal.try_set(now).is_some();
    let disposed: Vec<_> = signals.into_iter().filter(is_disposed).collect();
    if disposed.is_empty() {
        return;
    }
    CLOCKS.with_borrow_mut(|clocks| {
        for clock in clocks {
            clock.signals.retain(|signal| !disposed.contains(signal));
        }
    });
}

/// Ticks when the next second begins.
fn wait(document: Document) {
    let Some(window) = document.default_view() else { return };
    let left = Millis(TICK.0 - now().0 % TICK.0);
    let here = document.clone();
    let tick = Timer::new(&window, left, move || {
        synchronize(|clock| clock.document == here);
        let ended = with_clock(&here, |clock| clock.next_tick.take());
        let is_used = with_clock(&here, |clock| !clock.signals.is_empty());
        drop(ended);
        if is_used == Some(true) {
            wait(here);
        }
    });
    with_clock(&document, |clock| clock.next_tick = tick);
}

fn with_clock<T>(document: &Document, change: impl FnOnce(&mut Clock) -> T) -> Option<T> {
    CLOCKS.with_borrow_mut(|clocks| {
        clocks.iter_mut().find(|clock| clock.document == *document).map(change)
    })
}
