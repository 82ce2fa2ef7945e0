//! A timer of a certain window. Browsers slow down timers of hidden windows.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Window;

use crate::model::time::Millis;

/// Maximum delay of `setTimeout`: longer ones go off at once.
const LONGEST: i32 = i32::MAX;

/// A timer that ends when dropped.
#[must_use = "a timer ends when it is dropped"]
pub struct Timer {
    window: Window,
    handle: i32,
    _closure: Closure<dyn FnMut()>,
}

impl Timer {
    /// Calls a function after a time. `None` if the window sets no timers.
    pub fn new(window: &Window, span: Millis, on_end: impl FnOnce() + 'static) -> Option<Self> {
        let closure = Closure::once(on_end);
        let handle = window
            .set_timeout_with_callback_and_timeout_and_arguments_0(
                closure.as_ref().unchecked_ref(),
                i32::try_from(span.0).unwrap_or(LONGEST),
            )
            .ok()?;
        Some(Self { window: window.clone(), handle, _closure: closure })
    }
}

#[wasm_bindgen]
extern "C" {
    /// That of `web-sys` traps where the window shows a page of another origin by now.
    type TimerWindow;

    #[wasm_bindgen(catch, method, js_name = clearTimeout)]
    fn clear_timeout(this: &TimerWindow, handle: i32) -> Result<(), JsValue>;
}

impl Drop for Timer {
    fn drop(&mut self) {
        let _ = self.window.unchecked_ref::<TimerWindow>().clear_timeout(self.handle);
    }
}
