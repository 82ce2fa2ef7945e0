//! All runners of the page, so that they do not ask all at once.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use super::runner::Inner;
use crate::model::polling::schedule::{Blocker, Event};

/// How many requests of the page may be under way together: as many as a browser opens
/// connections to one host over HTTP/1.1 (Chromium, Firefox, Safari), so that none spends its
/// ten seconds waiting for a connection.
pub(super) const MAX_IN_FLIGHT: usize = 6;

/// The golden ratio's fraction: its multiples fill an interval evenly, however many there are.
const GOLDEN: f64 = 0.618_033_988_749_895;

thread_local! {
    static RUNNERS: RefCell<Vec<Weak<Inner>>> = const { RefCell::new(Vec::new()) };
    static BALANCING: Cell<bool> = const { Cell::new(false) };
}

/// Enters a runner.
pub(super) fn enter(runner: Weak<Inner>) {
    RUNNERS.with_borrow_mut(|runners| runners.push(runner));
}

/// Strikes a runner out.
pub(super) fn leave(runner: &Rc<Inner>) {
    RUNNERS.with_borrow_mut(|runners| {
        runners.retain(|known| known.upgrade().is_some_and(|known| !Rc::ptr_eq(&known, runner)));
    });
}

/// The share of an interval by which the next runner to enter is to be set off from the
/// others: the first one not at all.
pub(super) fn next_share() -> f64 {
    let others = RUNNERS.with_borrow(Vec::len);
    #[expect(clippy::cast_precision_loss, reason = "a page has not 2^53 runners")]
    let turns = others as f64 * GOLDEN;
    1.0 - turns.fract()
}

/// Holds all others back while as many requests are under way as may be, and lets those go on
/// that have waited longest when there is room again.
pub(super) fn balance() {
    // A runner that is let go on asks, and comes back here: once is enough.
    if BALANCING.replace(true) {
        return;
    }
    let (mut room, mut waiting) = (MAX_IN_FLIGHT, Vec::new());
    for runner in RUNNERS.with_borrow(Vec::clone).iter().filter_map(Weak::upgrade) {
        if runner.asks() {
            room = room.saturating_sub(1);
        } else {
            let earlier = |other: &Rc<Inner>| other.due() <= runner.due();
            waiting.insert(waiting.partition_point(earlier), runner);
        }
    }
    for runner in waiting {
        let full = room == 0;
        if runner.at_request_limit() != full {
            runner.on_event(Event::Blocked(Blocker::AtRequestLimit, full), None);
        }
        if runner.asks() {
            room = room.saturating_sub(1);
        }
    }
    BALANCING.set(false);
}
