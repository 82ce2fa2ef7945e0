//! The time, and one tick for the whole page.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use gloo_timers::callback::Timeout;
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

/// Those who are told of every tick.
type Clocks = RefCell<Vec<(u32, ArcTrigger)>>;

/// The one tick of the page, for as long as anybody wants it.
struct Tick {
    clocks: Clocks,
    next: Cell<Option<Timeout>>,
}

/// Tells of every tick until this is dropped.
#[must_use = "a clock that is dropped stops"]
pub struct Clock {
    tick: Rc<Tick>,
    number: u32,
}

impl Drop for Clock {
    fn drop(&mut self) {
        self.tick.clocks.borrow_mut().retain(|(number, _)| *number != self.number);
    }
}

thread_local! {
    static TICK_OF_PAGE: RefCell<Weak<Tick>> = const { RefCell::new(Weak::new()) };
}

impl Clock {
    /// Tells of a tick every second: at the same moment for all on the page, so that all ages
    /// change together.
    pub fn new(ticked: ArcTrigger) -> Self {
        let tick = TICK_OF_PAGE.with_borrow(Weak::upgrade).unwrap_or_else(start);
        let number = {
            let mut clocks = tick.clocks.borrow_mut();
            let number = clocks.last().map_or(0, |(last, _)| last.wrapping_add(1));
            clocks.push((number, ticked));
            number
        };
        Self { tick, number }
    }
}

fn start() -> Rc<Tick> {
    let tick = Rc::new(Tick { clocks: Clocks::default(), next: Cell::default() });
    TICK_OF_PAGE.set(Rc::downgrade(&tick));
    go_on(&tick);
    tick
}

/// Ticks when the next second begins.
#[expect(clippy::cast_possible_truncation, reason = "a second fits")]
fn go_on(tick: &Rc<Tick>) {
    let (left, kept) = (TICK.0 - now().0 % TICK.0, Rc::downgrade(tick));
    let next = Timeout::new(left as u32, move || {
        if let Some(tick) = kept.upgrade() {
            for (_, ticked) in tick.clocks.borrow().iter() {
                ticked.notify();
            }
            go_on(&tick);
        }
    });
    tick.next.set(Some(next));
}
