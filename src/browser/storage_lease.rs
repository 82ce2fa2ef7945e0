//! Leader election by a lease in `localStorage`, where there are no Web Locks. `model::polling::lease` decides.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Event, Storage, StorageEvent};

use super::clock;
use super::listener::Listener;
use super::timer::Timer;
use crate::model::polling::lease::{Candidate, Lease, RENEWAL};
use crate::model::time::Millis;

/// Prefix of the keys; the name of the election follows.
const PREFIX: &str = "campaign-stats leader ";

/// Leadership, or the wait for it. Dropping it leaves the lease to the next tab.
#[must_use = "leadership is given up when this is dropped"]
pub struct StorageLease {
    inner: Rc<Inner>,
    _listeners: [Listener; 2],
}

struct Inner {
    storage: Storage,
    key: String,
    candidate: RefCell<Candidate>,
    /// What `on_change` was last called with.
    leads: Cell<bool>,
    /// Called with whether this tab leads, when that has changed.
    on_change: Rc<dyn Fn(bool)>,
    timer: Cell<Option<Timer>>,
}

impl StorageLease {
    /// Whether pages may store something.
    #[must_use]
    pub fn is_available() -> bool {
        storage().is_some()
    }

    /// Takes part in the election. `None` where storage is forbidden.
    pub fn wait(name: &str, on_change: Rc<dyn Fn(bool)>) -> Option<Self> {
        let window = web_sys::window()?;
        let inner = Rc::new(Inner {
            storage: storage()?,
            key: [PREFIX, name].concat(),
            candidate: RefCell::new(Candidate::new(random())),
            leads: Cell::default(),
            on_change,
            timer: Cell::default(),
        });
        let (told, leaving) = (Rc::downgrade(&inner), Rc::downgrade(&inner));
        let on_storage = move |event: Event| {
            if let Some(inner) = told.upgrade() {
                inner.on_storage(event.unchecked_ref());
            }
        };
        let on_pagehide = move || {
            if let Some(inner) = leaving.upgrade() {
                inner.leave();
            }
        };
        let listeners = [
            Listener::to(&window, "storage", Box::new(on_storage)),
            Listener::new(&window, "pagehide", on_pagehide),
        ];
        // Not at once: who waits must first have what this returns.
        inner.check_after(Millis(0));
        Some(Self { inner, _listeners: listeners })
    }
}

impl Drop for StorageLease {
    fn drop(&mut self) {
        self.inner.leave();
    }
}

impl Inner {
    /// Reads the stored lease, and follows it.
    fn check(self: &Rc<Self>) {
        let now = clock::now();
        let step = self.candidate.borrow_mut().step(self.stored(), now);
        let is_written = step.write.is_none_or(|lease| self.write(lease));
        // Where storage is full, no tab can lead, so each polls for itself.
        let leads = self.candidate.borrow().leads() || !is_written;
        self.check_after(if is_written { step.next - now } else { RENEWAL });
        if self.leads.replace(leads) != leads {
            (self.on_change)(leads);
        }
    }

    fn check_after(self: &Rc<Self>, span: Millis) {
        let inner = Rc::downgrade(self);
        let check = move || {
            if let Some(inner) = inner.upgrade() {
                inner.check();
            }
        };
        let window = web_sys::window();
        self.timer.set(window.and_then(|window| Timer::new(&window, span, check)));
    }

    /// Another tab has written. One that leaves removes its lease, and another may lead at once.
    fn on_storage(self: &Rc<Self>, event: &StorageEvent) {
        let is_removed = event.new_value().is_none();
        if is_removed && event.key().is_none_or(|key| key == self.key) {
            self.check();
        }
    }

    fn stored(&self) -> Option<Lease> {
        Lease::decode(&self.storage.get_item(&self.key).ok().flatten()?)
    }

    fn write(&self, lease: Lease) -> bool {
        self.storage.set_item(&self.key, &lease.encode()).is_ok()
    }

    /// Removes its own lease. (If the page comes back, it takes part again when it next checks.)
    fn leave(&self) {
        if self.candidate.borrow().holds(self.stored()) {
            let _ = self.storage.remove_item(&self.key);
        }
    }
}

/// Throws where storage is forbidden.
fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a random number from 0 to 2^53"
)]
fn random() -> u64 {
    (js_sys::Math::random() * 9_007_199_254_740_992.0) as u64
}
