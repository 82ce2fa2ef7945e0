//! The Escape key, wherever the focus is.

use js_sys::Reflect;
use leptos::prelude::*;
use web_sys::Event;

use super::document::use_window;
use super::listener::Listener;

/// How often Escape was pressed in the window of the view. What a pointer has opened goes with it (WCAG 1.4.13).
#[must_use]
pub fn use_escapes() -> ReadSignal<u32> {
    let (presses, set_presses) = signal(0_u32);
    let count = move |event: Event| {
        // Not typed: browsers send such events without a key when they fill in a form.
        let key = Reflect::get(&event, &"key".into()).ok().and_then(|key| key.as_string());
        if key.as_deref() == Some("Escape") {
            set_presses.try_update(|presses| *presses = presses.wrapping_add(1));
        }
    };
    let window = use_window();
    let listener = window.map(|window| Listener::to(&window, "keydown", Box::new(count)));
    // Dropped with the view.
    StoredValue::new_local(listener);
    presses
}
