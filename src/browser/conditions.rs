//! Page visibility and network status.

use std::rc::Rc;

use web_sys::EventTarget;

use super::listener::Listener;
use crate::model::polling::schedule::Blocker;

/// Watches page visibility and network status until dropped.
#[must_use = "conditions are told only while this is kept"]
pub struct Conditions {
    _listeners: Vec<Listener>,
}

impl Conditions {
    /// Calls `on_change` for each blocker that is active now, and then on every change. Visibility is ignored
    /// with `background`.
    pub fn watch(background: bool, on_change: impl Fn(Blocker, bool) + 'static) -> Self {
        let mut listeners = Vec::new();
        let Some(window) = web_sys::window() else { return Self { _listeners: listeners } };
        let on_change: Rc<dyn Fn(Blocker, bool)> = Rc::new(on_change);
        if let Some(document) = window.document().filter(|_| !background) {
            let target = document.clone();
            let hidden = Rc::new(move || document.hidden());
            listeners.extend(follow(
                &target,
                &["visibilitychange"],
                Blocker::Hidden,
                hidden,
                &on_change,
            ));
        }
        let navigator = window.navigator();
        let offline = Rc::new(move || !navigator.on_line());
        listeners.extend(follow(
            &window,
            &["online", "offline"],
            Blocker::Offline,
            offline,
            &on_change,
        ));
        Self { _listeners: listeners }
    }
}

/// Reports a blocker: now if it is active, and after each of these events.
fn follow(
    target: &EventTarget,
    events: &[&'static str],
    blocker: Blocker,
    is_there: Rc<dyn Fn() -> bool>,
    on_change: &Rc<dyn Fn(Blocker, bool)>,
) -> Vec<Listener> {
    if is_there() {
        on_change(blocker, true);
    }
    let listen = |event| {
        let (on_change, is_there) = (Rc::clone(on_change), Rc::clone(&is_there));
        Listener::new(target, event, move || on_change(blocker, is_there()))
    };
    events.iter().copied().map(listen).collect()
}
