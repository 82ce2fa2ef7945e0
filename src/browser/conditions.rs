//! Whether anybody can see the page, and whether there is a network.

use std::rc::Rc;

use web_sys::EventTarget;

use super::listener::Listener;
use crate::model::polling::schedule::Blocker;

/// Tells of the page's conditions for as long as it lives.
#[must_use = "conditions are told only while this is kept"]
pub struct Conditions {
    _listeners: Vec<Listener>,
}

impl Conditions {
    /// Tells what hinders now, and from then on every change. Whether the page is hidden is told
    /// only where it matters: not if it is to go on in the background.
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

/// Tells of one hindrance: now if it is there, and whenever one of these events comes.
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
