//! Events of the element for the host page.

use js_sys::Function;
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CustomEvent, CustomEventInit, HtmlElement};

use crate::model::options::campaign::CampaignId;
use crate::model::polling::widget_event::{Detail, WidgetEvent};

/// New or first stats of a campaign.
pub const UPDATE: &str = "campaign-stats-update";

/// A campaign changed its state.
pub const STATE: &str = "campaign-stats-state";

/// Dispatches an event about a campaign on the element.
pub fn dispatch(host: &HtmlElement, campaign: &CampaignId, event: &WidgetEvent) {
    let name = match event {
        WidgetEvent::Update(_) => UPDATE,
        WidgetEvent::State(_) => STATE,
    };
    // A plain object with `null` for unknown values, as in JSON.
    let detail = Detail { campaign, event }.serialize(&Serializer::json_compatible());
    if let Ok(detail) = detail {
        // Fails only if the page is gone.
        let _ = dispatch_later(host, name, &detail);
    }
}

#[wasm_bindgen]
extern "C" {
    /// The host element. `web-sys` has no access to its methods as function values.
    type Host;

    #[wasm_bindgen(catch, method, getter, js_name = dispatchEvent)]
    fn dispatch_event(this: &Host) -> Result<Function, JsValue>;

    #[wasm_bindgen(catch, js_name = queueMicrotask)]
    fn queue_microtask(task: &Function) -> Result<(), JsValue>;
}

/// Dispatches from a microtask, without a Rust frame on the stack: an error in a listener of the page is not
/// taken for a crash of the widget, and listeners may change or remove the element.
fn dispatch_later(host: &HtmlElement, name: &str, detail: &JsValue) -> Result<(), JsValue> {
    let init = CustomEventInit::new();
    init.set_bubbles(true);
    init.set_composed(true);
    init.set_detail(detail);
    let event = CustomEvent::new_with_event_init_dict(name, &init)?;
    let dispatch = host.unchecked_ref::<Host>().dispatch_event()?;
    queue_microtask(dispatch.bind1(host, &event).unchecked_ref())
}
