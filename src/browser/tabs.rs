//! The other tabs of this browser that show the same numbers: one of them asks, and hands on
//! what it hears.
//!
//! The turn to ask is a Web Lock, which the browser gives to another tab at once when this one
//! lets it go, is closed or crashes. What was heard goes over a `BroadcastChannel`. Only what
//! the API answered goes there, never anything that was sent to it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Function, Object, Promise};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortController, BroadcastChannel, Event};

use super::js;
use super::listener::Listener;
use crate::model::polling::response::{FetchError, FetchResult, Response};
use crate::model::time::Millis;

/// What one tab tells the others.
#[derive(Clone, Debug, PartialEq)]
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
            if let Some(message) = js::get(&event, "data").ok().and_then(|data| read(&data)) {
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
    pub fn tell(&self, message: &Message) {
        if let Ok(object) = write(message) {
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

fn locks() -> Option<JsValue> {
    let navigator = js::get(&js_sys::global(), "navigator").ok()?;
    let locks = js::get(&navigator, "locks").ok()?;
    locks.is_object().then_some(locks)
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
    let options = Object::new();
    js::set(&options, "signal", &wait.signal())?;
    js::function(&locks, "request")?.call3(&locks, &name.into(), &options, granted)?.dyn_into()
}

#[expect(clippy::cast_precision_loss, reason = "times are far below 2^53")]
fn write(message: &Message) -> Result<Object, JsValue> {
    let object = Object::new();
    let set = |key: &str, value: JsValue| js::set(&object, key, &value);
    let time = |at: Millis| JsValue::from_f64(at.0 as f64);
    set("at", time(message.at))?;
    set("next", message.next.map_or(JsValue::NULL, time))?;
    match &message.result {
        FetchResult::Failed(error) => {
            set("lost", error.name().into())?;
        }
        FetchResult::Response(response) => {
            set("status", response.status.into())?;
            set("wait", response.wait.map_or(JsValue::NULL, time))?;
            set("body", response.body.as_str().into())?;
            set("age", time(response.age))?;
            set("kept", response.served_stale.map_or(JsValue::NULL, JsValue::from))?;
        }
    }
    Ok(object)
}

/// A message of another tab, which may be of another version of this widget: what is not
/// understood is left alone.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked before")]
fn read(object: &JsValue) -> Option<Message> {
    let get = |key: &str| js::get(object, key).ok();
    let number = |key: &str| get(key)?.as_f64().filter(|number| *number >= 0.0);
    let time = |key: &str| number(key).map(|at| Millis(at as u64));
    let status = |key: &str| number(key).filter(|status| *status <= 599.0).map(|it| it as u16);
    let result = match get("lost")?.as_string() {
        Some(name) => FetchResult::Failed(FetchError::named(&name)?),
        None => FetchResult::Response(Response {
            status: status("status")?,
            wait: time("wait"),
            body: get("body")?.as_string()?,
            age: time("age").unwrap_or_default(),
            served_stale: status("kept"),
        }),
    };
    Some(Message { at: time("at")?, next: time("next"), result })
}
