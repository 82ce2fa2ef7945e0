//! Whether anybody can see the page, and whether there is a network.

use std::rc::Rc;

use super::listener::Listener;
use crate::model::schedule::Hindrance;

/// Tells of the page's conditions for as long as it lives.
#[must_use = "conditions are told only while this is kept"]
pub struct Conditions {
    _listeners: Vec<Listener>,
}

impl Conditions {
    /// Tells how things are, and from then on every change. Whether the page is hidden is told
    /// only where it matters: not if it is to go on in the background.
    pub fn watch(background: bool, tell: impl Fn(Hindrance, bool) + 'static) -> Self {
        let mut listeners = Vec::new();
        if let Some(window) = web_sys::window() {
            let tell = Rc::new(tell);
            let navigator = window.navigator();
            let network = {
                let tell = Rc::clone(&tell);
                Rc::new(move || tell(Hindrance::Offline, !navigator.on_line()))
            };
            network();
            for event in ["online", "offline"] {
                let network = Rc::clone(&network);
                listeners.push(Listener::new(&window, event, move || network()));
            }
            if let Some(document) = window.document().filter(|_| !background) {
                let target = document.clone();
                let sight = move || tell(Hindrance::Hidden, document.hidden());
                sight();
                listeners.push(Listener::new(&target, "visibilitychange", sight));
            }
        }
        Self { _listeners: listeners }
    }
}
