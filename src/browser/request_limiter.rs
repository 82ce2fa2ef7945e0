//! Limits the requests of the page that are in flight together.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use crate::model::time::Millis;

/// Requests in flight per page: the connections that Chromium, Firefox and Safari open to one host
/// over HTTP/1.1. A further request would spend its ten seconds waiting for a connection.
pub(super) const MAX_IN_FLIGHT: usize = 6;

/// Fraction of the golden ratio: its multiples fill an interval evenly, however many there are.
const GOLDEN: f64 = 0.618_033_988_749_895;

/// A poller whose requests are limited.
pub(super) trait Limited {
    /// Whether a request is in flight.
    fn in_flight(&self) -> bool;

    /// When its next request is due.
    fn due(&self) -> Option<Millis>;

    /// Whether it waits for the limit.
    fn at_request_limit(&self) -> bool;

    /// Makes it wait for the limit, or lets it go on.
    fn set_at_request_limit(self: Rc<Self>, waits: bool);
}

thread_local! {
    static POLLERS: RefCell<Vec<Weak<dyn Limited>>> = const { RefCell::new(Vec::new()) };
    static BALANCING: Cell<bool> = const { Cell::new(false) };
}

/// Adds a poller.
pub(super) fn add(poller: Weak<dyn Limited>) {
    POLLERS.with_borrow_mut(|pollers| pollers.push(poller));
}

/// Removes a poller.
pub(super) fn remove(poller: &Rc<dyn Limited>) {
    POLLERS.with_borrow_mut(|pollers| {
        pollers.retain(|known| known.upgrade().is_some_and(|known| !Rc::ptr_eq(&known, poller)));
    });
}

/// The offset of the next poller to be added, as a share of its interval. The first has none.
pub(super) fn next_offset() -> f64 {
    let others = POLLERS.with_borrow(Vec::len);
    #[expect(clippy::cast_precision_loss, reason = "a page has not 2^53 pollers")]
    let turns = others as f64 * GOLDEN;
    1.0 - turns.fract()
}

/// Blocks all other pollers at the limit. When a request ends, the poller that is overdue longest
/// goes on.
pub(super) fn balance() {
    // An unblocked poller sends its request, which calls this again.
    if BALANCING.replace(true) {
        return;
    }
    let (mut room, mut waiting) = (MAX_IN_FLIGHT, Vec::new());
    for poller in POLLERS.with_borrow(Vec::clone).iter().filter_map(Weak::upgrade) {
        if poller.in_flight() {
            room = room.saturating_sub(1);
        } else {
            let earlier = |other: &Rc<dyn Limited>| other.due() <= poller.due();
            waiting.insert(waiting.partition_point(earlier), poller);
        }
    }
    for poller in waiting {
        let full = room == 0;
        if poller.at_request_limit() != full {
            Rc::clone(&poller).set_at_request_limit(full);
        }
        if poller.in_flight() {
            room = room.saturating_sub(1);
        }
    }
    BALANCING.set(false);
}
