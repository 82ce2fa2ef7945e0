//! Leader election among the tabs that show the same campaign: the leader sends the requests and shares the
//! responses.
//!
//! Leadership is a Web Lock, or a lease in storage where the browser has no Web Locks. Responses are shared over
//! a `BroadcastChannel`; nothing that was sent to the API is shared.

use std::cell::RefCell;
use std::rc::Rc;

use serde::{Deserialize, Serialize};
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsCast;
use web_sys::{BroadcastChannel, Event, MessageEvent};

use super::listener::Listener;
use super::storage_lease::StorageLease;
use super::web_lock::WebLock;
use crate::model::polling::response::FetchResult;
use crate::model::time::Millis;

/// A message of the leader to the other tabs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// When the response was received.
    pub at: Millis,
    /// When the next request is due; `None`: only when the user refreshes.
    pub next: Option<Millis>,
    /// The result of the request.
    pub result: FetchResult,
}

/// Membership in an election. Dropping it leaves the election and gives up leadership.
#[must_use = "a tab that drops this leaves the election"]
pub struct Tabs {
    name: String,
    channel: BroadcastChannel,
    _listener: Listener,
    leadership: RefCell<Option<Leadership>>,
    on_change: Rc<dyn Fn(bool)>,
}

/// Leadership, or the wait for it. Dropping it passes it to the next tab.
enum Leadership {
    Lock { _lock: WebLock },
    Lease { _lease: StorageLease },
}

impl Leadership {
    /// Waits for leadership. Calls `on_change` with whether this tab leads, each time that changes.
    fn wait(name: &str, on_change: &Rc<dyn Fn(bool)>) -> Option<Self> {
        let on_change = Rc::clone(on_change);
        if WebLock::is_available() {
            let lock = WebLock::wait(name, Rc::new(move || on_change(true)))?;
            return Some(Self::Lock { _lock: lock });
        }
        StorageLease::wait(name, on_change).map(|lease| Self::Lease { _lease: lease })
    }
}

impl Tabs {
    /// Joins the election of this name. Calls `on_change` with whether this tab leads. `None` if the browser has
    /// no `BroadcastChannel`, or neither Web Locks nor storage: then each tab sends its own requests.
    pub fn join(
        name: &str,
        on_message: impl Fn(Message) + 'static,
        on_change: impl Fn(bool) + 'static,
    ) -> Option<Self> {
        if !WebLock::is_available() && !StorageLease::is_available() {
            return None;
        }
        let channel = BroadcastChannel::new(name).ok()?;
        let deliver = move |event: Event| {
            let event: MessageEvent = event.unchecked_into();
            // Messages of other versions of the widget are ignored.
            if let Ok(message) = serde_wasm_bindgen::from_value(event.data()) {
                on_message(message);
            }
        };
        let listener = Listener::to(&channel, "message", Box::new(deliver));
        Some(Self {
            name: name.to_owned(),
            channel,
            _listener: listener,
            leadership: RefCell::default(),
            on_change: Rc::new(on_change),
        })
    }

    /// Requests or gives up leadership. Returns whether this call gave it up.
    pub fn request_leadership(&self, wanted: bool) -> bool {
        let has = self.leadership.borrow().is_some();
        if wanted && !has {
            *self.leadership.borrow_mut() = Leadership::wait(&self.name, &self.on_change);
        } else if !wanted {
            self.leadership.take();
        }
        has && !wanted
    }

    /// Sends a message to the other tabs.
    pub fn broadcast(&self, message: &Message) {
        if let Ok(object) = message.serialize(&Serializer::json_compatible()) {
            // Fails only for values that cannot be cloned; strings and numbers can.
            let _ = self.channel.post_message(&object);
        }
    }
}

impl Drop for Tabs {
    fn drop(&mut self) {
        self.channel.close();
    }
}
