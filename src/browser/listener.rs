//! An event listener as a value.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventTarget};

/// An event listener that is removed when dropped.
#[must_use = "a listener stops when it is dropped"]
pub struct Listener {
    target: EventTarget,
    event: &'static str,
    closure: Closure<dyn Fn(Event)>,
}

impl Listener {
    /// Calls a function on each event.
    pub fn new(target: &EventTarget, event: &'static str, heard: impl Fn() + 'static) -> Self {
        Self::to(target, event, Box::new(move |_| heard()))
    }

    /// Calls a function with each event.
    pub fn to(target: &EventTarget, event: &'static str, heard: Box<dyn Fn(Event)>) -> Self {
        let closure = Closure::wrap(heard);
        // Fails only for what is no function.
        let _ = target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
        Self { target: target.clone(), event, closure }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let callback = self.closure.as_ref().unchecked_ref();
        let _ = self.target.remove_event_listener_with_callback(self.event, callback);
    }
}
