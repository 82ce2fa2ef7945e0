//! The log of all requests of the page, so that no campaign is requested more than once a second.

use std::cell::RefCell;

use crate::model::polling::request_log::RequestLog;
use crate::model::time::Millis;

thread_local! {
    static LOG: RefCell<RequestLog> = RefCell::default();
}

/// Notes a request that is sent now.
pub(super) fn add(address: &str, now: Millis) {
    LOG.with_borrow_mut(|log| log.add(address, now));
}

/// When this address was requested within the last second.
pub(super) fn latest(address: &str, now: Millis) -> Option<Millis> {
    LOG.with_borrow(|log| log.latest(address, now))
}
