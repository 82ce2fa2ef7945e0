//! What the page that embeds an element is told: its events.

use js_sys::Function;
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CustomEvent, CustomEventInit, HtmlElement};

use crate::model::options::campaign::CampaignId;
use crate::model::polling::widget_event::{Detail, WidgetEvent};

/// The numbers of a campaign have changed, or are there for the first time.
pub const UPDATE: &str = "campaign-stats-update";

/// A campaign has come into another state.
pub const STATE: &str = "campaign-stats-state";

/// Lets an element tell the page what is new of a campaign.
pub fn dispatch(host: &HtmlElement, campaign: &CampaignId, event: &WidgetEvent) {
    let name = match event {
        WidgetEvent::Update(_) => UPDATE,
        WidgetEvent::State(_) => STATE,
    };
    // A plain object with `null` for what is unknown, as JSON would have it.
    let detail = Detail { campaign, event }.serialize(&Serializer::json_compatible());
    if let Ok(detail) = detail {
        // Fails only where there is no page any more to be told.
        let _ = dispatch_later(host, name, &detail);
    }
}

#[wasm_bindgen]
extern "C" {
    /// The host element, of which `web-sys` has methods to call but not as functions to hand on.
    type Host;

    #[wasm_bindgen(catch, method, getter, js_name = dispatchEvent)]
    fn dispatch_event(this: &Host) -> Result<Function, JsValue>;

    #[wasm_bindgen(catch, js_name = queueMicrotask)]
    fn queue_microtask(task: &Function) -> Result<(), JsValue>;
}

/// Dispatches with no code of ours below it, so that an error of the page's own listeners is not
/// taken for a failure of this widget, and so that they may do with the element what they like.
fn dispatch_later(host: &HtmlElement, name: &str, detail: &JsValue) -> Result<(), JsValue> {
    let init = CustomEventInit::new();
    init.set_bubbles(true);
    init.set_composed(true);
    init.set_detail(detail);
    let event = CustomEvent::new_with_event_init_dict(name, &init)?;
    let dispatch = host.unchecked_ref::<Host>().dispatch_event()?;
    queue_microtask(dispatch.bind1(host, &event).unchecked_ref())
}
