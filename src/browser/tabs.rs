//! The other tabs of this browser that show the same numbers: one of them asks, and hands on
//! what it hears.
//!
//! The turn to ask is a Web Lock, which the browser gives to another tab at once when this one
//! lets it go, is closed or crashes. What was heard goes over a `BroadcastChannel`. Only what
//! the API answered goes there, never anything that was sent to it.

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

/// What one tab tells the others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// When it heard it.
    pub at: Millis,
    /// When it means to ask again; `None`: not before a person wants it.
    pub next: Option<Millis>,
    /// What it heard.
    pub result: FetchResult,
}

/// Membership in the round of tabs. Dropped, this tab leaves it, and its turn goes on.
#[must_use = "a tab that drops this has left the round"]
pub struct Tabs {
    name: String,
    channel: BroadcastChannel,
    _listener: Listener,
    leadership: RefCell<Option<Leadership>>,
    on_elected: Rc<dyn Fn()>,
}

/// The turn to ask, or the wait for it. Dropped, it goes to the next tab.
struct Leadership {
    wait: AbortController,
    /// Resolves the promise for as long as which the browser holds the lock.
    release: Rc<Cell<Option<Function>>>,
}

impl Drop for Leadership {
    fn drop(&mut self) {
        self.wait.abort();
        if let Some(release) = self.release.take() {
            // A function of the browser's own, which does not throw.
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    }
}

impl Tabs {
    /// Joins the round of this name. `None` where the browser lacks what it takes: then each
    /// tab asks for itself.
    pub fn join(
        name: &str,
        on_message: impl Fn(Message) + 'static,
        on_elected: impl Fn() + 'static,
    ) -> Option<Self> {
        locks()?;
        let channel = BroadcastChannel::new(name).ok()?;
        let deliver = move |event: Event| {
            let event: MessageEvent = event.unchecked_into();
            // Another tab may run another version of this widget, whose messages are ignored.
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

    /// Whether this tab wants the turn to ask. Answers whether it gave up a turn or the wait
    /// for one just now.
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

    /// Tells the other tabs.
    pub fn broadcast(&self, message: &Message) {
        if let Ok(object) = message.serialize(&Serializer::json_compatible()) {
            // Fails only for what cannot be copied, and texts and numbers can.
            let _ = self.channel.post_message(&object);
        }
    }
}

impl Drop for Tabs {
    fn drop(&mut self) {
        self.channel.close();
    }
}

/// Web Locks, which `web-sys` still counts among the unstable APIs.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = Navigator)]
    type LockNavigator;

    /// `None` in browsers without Web Locks, and on plain http.
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

/// Queues for the lock. Where the browser refuses it altogether (as in a sandboxed frame), the
/// turn is ours: each tab asks for itself.
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
