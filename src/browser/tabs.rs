//! Leader election among the tabs that show the same campaign: the leader sends the requests and shares the
//! responses.
//!
//! Leadership is a Web Lock: the browser passes it on at once when the leader releases it, is closed or
//! crashes. Responses are shared over a `BroadcastChannel`; nothing that was sent to the API is shared.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Function, Object, Promise};
use serde::{Deserialize, Serialize};
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortController, AbortSignal, BroadcastChannel, Event, MessageEvent, Navigator};

use super::listener::Listener;
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
#[must_use = "a tab that drops this has left the round"]
pub struct Tabs {
    name: String,
    channel: BroadcastChannel,
    _listener: Listener,
    leadership: RefCell<Option<Leadership>>,
    on_elected: Rc<dyn Fn()>,
}

/// Leadership, or a place in the queue for it. Dropping it passes it to the next tab.
struct Leadership {
    wait: AbortController,
    /// Resolves the promise that holds the lock.
    release: Rc<Cell<Option<Function>>>,
}

impl Drop for Leadership {
    fn drop(&mut self) {
        self.wait.abort();
        if let Some(release) = self.release.take() {
            // A function of the browser, which does not throw.
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    }
}

impl Tabs {
    /// Joins the election of this name. `None` if the browser has no Web Locks or no `BroadcastChannel`: then
    /// each tab sends its own requests.
    pub fn join(
        name: &str,
        on_message: impl Fn(Message) + 'static,
        on_elected: impl Fn() + 'static,
    ) -> Option<Self> {
        locks()?;
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
            on_elected: Rc::new(on_elected),
        })
    }

    /// Requests or gives up leadership. Returns whether this call gave it up.
    pub fn request_leadership(&self, wanted: bool) -> bool {
        let has = self.leadership.borrow().is_some();
        if wanted && !has {
            let leadership = wait_for_leadership(&self.name, Rc::clone(&self.on_elected));
            *self.leadership.borrow_mut() = leadership;
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

/// Web Locks, which are unstable in `web-sys`.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = Navigator)]
    type LockNavigator;

    /// `None` in browsers without Web Locks, and on insecure origins.
    #[wasm_bindgen(method, getter)]
    fn locks(this: &LockNavigator) -> Option<LockManager>;

    type LockManager;

    #[wasm_bindgen(catch, method)]
    fn request(
        this: &LockManager,
        name: &str,
        options: &LockOptions,
        granted: &Function,
    ) -> Result<Promise, JsValue>;

    #[wasm_bindgen(extends = Object)]
    type LockOptions;

    #[wasm_bindgen(method, setter)]
    fn set_signal(this: &LockOptions, signal: &AbortSignal);
}

fn locks() -> Option<LockManager> {
    web_sys::window()?.navigator().unchecked_into::<LockNavigator>().locks()
}

/// Queues for the lock. If the browser refuses it (as in a sandboxed frame), this tab counts as the leader:
/// each tab sends its own requests.
fn wait_for_leadership(name: &str, on_elected: Rc<dyn Fn()>) -> Option<Leadership> {
    let wait = AbortController::new().ok()?;
    let release = Rc::<Cell<Option<Function>>>::default();
    let signal = wait.signal();
    let granted = {
        let (release, on_elected, signal) =
            (Rc::clone(&release), Rc::clone(&on_elected), wait.signal());
        Closure::once(move || {
            if signal.aborted() {
                return Promise::resolve(&JsValue::UNDEFINED);
            }
            let held = Promise::new(&mut |resolve, _| release.set(Some(resolve)));
            on_elected();
            held
        })
    };
    let request = request_lock(name, &wait, granted.as_ref().unchecked_ref());
    spawn_local(async move {
        let refused = match request {
            Ok(request) => JsFuture::from(request).await.is_err(),
            Err(_) => true,
        };
        if refused && !signal.aborted() {
            on_elected();
        }
        drop(granted);
    });
    Some(Leadership { wait, release })
}

fn request_lock(
    name: &str,
    wait: &AbortController,
    granted: &Function,
) -> Result<Promise, JsValue> {
    let locks = locks().ok_or(JsValue::UNDEFINED)?;
    let options: LockOptions = Object::new().unchecked_into();
    options.set_signal(&wait.signal());
    locks.request(name, &options, granted)
}
