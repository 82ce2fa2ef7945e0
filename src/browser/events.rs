//! What the page that embeds an element is told: its events.

use js_sys::{Array, Object};
use wasm_bindgen::JsValue;
use web_sys::HtmlElement;

use super::js;
use crate::model::options::campaign::CampaignId;
use crate::model::polling::feed::Change;
use crate::model::polling::widget_event::{self, State, Update, WidgetEvent};
use crate::model::stats::campaign_stats::{CampaignStats, Counter, Rate};
use crate::model::stats::decode::Field;
use crate::model::time::Millis;

/// The numbers of a campaign have changed, or are there for the first time.
pub const UPDATE: &str = "campaign-stats-update";

/// A campaign has come into another state.
pub const STATE: &str = "campaign-stats-state";

/// Lets an element tell the page what is new of a campaign.
pub fn dispatch(host: &HtmlElement, campaign: &CampaignId, report: &WidgetEvent) {
    let detail = Object::new();
    set(&detail, "campaign", campaign.as_str().into());
    let name = match report {
        WidgetEvent::Update(update) => {
            describe_update(&detail, update);
            UPDATE
        }
        WidgetEvent::State(state) => {
            describe_state(&detail, state);
            STATE
        }
    };
    // Fails only where there is no page any more to be told.
    let _ = dispatch_later(host, name, &detail);
}

/// Dispatches with no code of ours below it, so that an error of the page's own listeners is not
/// taken for a failure of this widget, and so that they may do with the element what they like.
fn dispatch_later(host: &HtmlElement, name: &str, detail: &Object) -> Result<(), JsValue> {
    let (global, init) = (js_sys::global(), Object::new());
    set(&init, "bubbles", JsValue::TRUE);
    set(&init, "composed", JsValue::TRUE);
    set(&init, "detail", detail.into());
    let event = js::construct(&global, "CustomEvent", &Array::of2(&name.into(), &init))?;
    let dispatch = js::function(host, "dispatchEvent")?;
    let later = js::function(&global, "queueMicrotask")?;
    let bind = js::function(&dispatch, "bind")?;
    later.call1(&global, &bind.call2(&dispatch, host, &event)?)?;
    Ok(())
}

fn describe_update(detail: &Object, update: &Update) {
    set(detail, "stats", describe_stats(&update.stats).into());
    set(detail, "at", time(update.at));
    let changes = Object::new();
    for (counter, change) in &update.changes {
        let by = match change {
            Change::Up(by) => by.as_f64(),
            Change::Down(by) => -by.as_f64(),
        };
        set(&changes, widget_event::name(*counter), by.into());
    }
    set(detail, "changes", changes.into());
}

/// The nine fields, as the API has them.
fn describe_stats(stats: &CampaignStats) -> Object {
    let object = Object::new();
    set(&object, Field::CampaignId.name(), stats.campaign_id.as_str().into());
    for counter in Counter::ALL {
        set(&object, widget_event::name(counter), counter.of(stats).as_f64().into());
    }
    let rate = |rate: Option<Rate>| rate.map_or(JsValue::NULL, |rate| rate.get().into());
    set(&object, Field::OpenRate.name(), rate(stats.open_rate));
    set(&object, Field::ReplyRate.name(), rate(stats.reply_rate));
    object
}

fn describe_state(detail: &Object, state: &State) {
    set(detail, "state", state.condition.name().into());
    set(detail, "reason", state.reason.map_or(JsValue::NULL, JsValue::from));
    set(detail, "nextAt", state.next_at.map_or(JsValue::NULL, time));
}

#[expect(clippy::cast_precision_loss, reason = "times are far below 2^53")]
fn time(at: Millis) -> JsValue {
    JsValue::from_f64(at.0 as f64)
}

fn set(object: &Object, key: &str, value: JsValue) {
    // Never fails on an object of our own.
    let _ = js::set(object, key, &value);
}
