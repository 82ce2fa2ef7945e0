//! Page visibility and network status.

use std::rc::Rc;

use web_sys::{Document, EventTarget};

use super::listener::Listener;
use crate::model::polling::schedule::Blocker;

/// Watches page visibility and network status until dropped.
#[must_use = "conditions are told only while this is kept"]
pub struct Conditions {
    _listeners: Vec<Listener>,
}

impl Conditions {
    /// Calls `on_change` for each blocker now, and then on every change. Nobody can see the numbers while all
    /// documents that show them are hidden or have no window; with `background`, hidden ones do.
    pub fn watch(
        documents: Vec<Document>,
        background: bool,
        on_change: impl Fn(Blocker, bool) + 'static,
    ) -> Self {
        let Some(window) = web_sys::window() else { return Self { _listeners: Vec::new() } };
        let on_change: Rc<dyn Fn(Blocker, bool)> = Rc::new(on_change);
        let navigator = window.navigator();
        let is_offline = Rc::new(move || !navigator.on_line());
        let mut listeners = Vec::new();
        for event in ["online", "offline"] {
            listeners.push(follow(
                &window,
                event,
                Blocker::Offline,
                is_offline.clone(),
                &on_change,
            ));
        }
        let shown_in = documents.clone();
        let is_hidden = Rc::new(move || {
            let shows = |document: &Document| {
                document.default_view().is_some() && (background || !document.hidden())
            };
            !shown_in.iter().any(shows)
        });
        for document in &documents {
            let is_hidden = is_hidden.clone();
            let event = "visibilitychange";
            listeners.push(follow(document, event, Blocker::Hidden, is_hidden, &on_change));
        }
        // First what blocks: the end of a block may send a request.
        let mut now = [(Blocker::Offline, is_offline()), (Blocker::Hidden, is_hidden())];
        now.sort_by_key(|(_, begins)| !begins);
        for (blocker, begins) in now {
            on_change(blocker, begins);
        }
        Self { _listeners: listeners }
    }
}

/// Reports a blocker after each event.
fn follow(
    target: &EventTarget,
    event: &'static str,
    blocker: Blocker,
    is_there: Rc<dyn Fn() -> bool>,
    on_change: &Rc<dyn Fn(Blocker, bool)>,
) -> Listener {
    let on_change = Rc::clone(on_change);
    Listener::new(target, event, move || on_change(blocker, is_there()))
}
