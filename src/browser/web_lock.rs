//! Leader election by a Web Lock: the browser passes it on at once when the leader releases it, is closed or
//! crashes.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Function, Object, Promise};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortController, AbortSignal, Navigator};

/// Leadership, or a place in the queue for it. Dropping it passes it to the next tab.
#[must_use = "leadership is given up when this is dropped"]
pub struct WebLock {
    wait: AbortController,
    /// Resolves the promise that holds the lock.
    release: Rc<Cell<Option<Function>>>,
}

impl Drop for WebLock {
    fn drop(&mut self) {
        self.wait.abort();
        if let Some(release) = self.release.take() {
            // A function of the browser, which does not throw.
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    }
}

impl WebLock {
    /// Whether the browser has Web Locks. It has not on insecure origins.
    #[must_use]
    pub fn is_available() -> bool {
        locks().is_some()
    }

    /// Queues for the lock. If the browser refuses it (as in a sandboxed frame), this tab counts as the leader:
    /// each tab sends its own requests.
    pub fn wait(name: &str, on_elected: Rc<dyn Fn()>) -> Option<Self> {
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
        Some(Self { wait, release })
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
