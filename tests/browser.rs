//! The client, the polling and the component in a real browser, with a stub of `fetch`.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use campaign_stats::CampaignStats as Widget;
use campaign_stats::browser::client::{Access, Endpoint};
use campaign_stats::browser::feeds::Subscription;
use campaign_stats::browser::runner::Pace;
use campaign_stats::browser::{clipboard, events};
use campaign_stats::model::history::samples::MAX_STORED_BYTES;
use campaign_stats::model::options::campaign::{Campaign, CampaignId};
use campaign_stats::model::options::settings::{HistoryPlace, Layout, Problem, Settings};
use campaign_stats::model::polling::error::StatsError;
use campaign_stats::model::polling::feed::{Change, Feed};
use campaign_stats::model::polling::response::FetchResult;
use campaign_stats::model::polling::schedule::{Blocker, NextPoll};
use campaign_stats::model::polling::widget_event::{Condition, State, Update, WidgetEvent};
use campaign_stats::model::stats::campaign_stats::{CampaignStats, Count, Counter, Rate};
use campaign_stats::model::stats::decode::{DecodeError, Field};
use campaign_stats::model::time::Millis;
use campaign_stats::widget::CampaignStatsHandle;
use std::cell::Cell;
use std::sync::Arc;

use js_sys::{Function, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::AbortController;

wasm_bindgen_test_configure!(run_in_browser);

const DOCUMENTED: &str = r#"{"campaignId":"camp_123","totalEnrolled":500,"sent":480,
    "delivered":471,"bounced":9,"replied":38,"queued":20,"openRate":0.42,"replyRate":0.08}"#;

/// Replaces `fetch`; `window.asked` is the last request.
fn fetch_does(body: &str) {
    let code = format!("window.asked = new Request(what, how); {body}");
    let fetch = Function::new_with_args("what, how", &code);
    Reflect::set(&js_sys::global(), &"fetch".into(), &fetch).unwrap();
}

fn fetch_answers(status: u16, headers: &str, body: &str) {
    let body = js_sys::JSON::stringify(&body.into()).unwrap();
    fetch_does(&format!(
        "return Promise.resolve(new Response({body}, {{ status: {status}, headers: {headers} }}))"
    ));
}

fn requested(property: &str) -> JsValue {
    let request = Reflect::get(&js_sys::global(), &"asked".into()).unwrap();
    Reflect::get(&request, &property.into()).unwrap()
}

fn requested_text(property: &str) -> String {
    requested(property).as_string().unwrap()
}

fn endpoint(id: &str) -> Endpoint {
    Endpoint::new(Some("https://api.example"), CampaignId::parse(id).unwrap(), Access::default())
}

async fn fetch_stats() -> Result<CampaignStats, StatsError> {
    let controller = AbortController::new().unwrap();
    let endpoint = endpoint("camp_123");
    endpoint.decode(&endpoint.fetch(&controller.signal()).await)
}

async fn decode_error(body: &str) -> DecodeError {
    fetch_answers(200, "{}", body);
    match fetch_stats().await {
        Err(StatsError::Decode(why)) => why,
        other => panic!("{other:?}"),
    }
}

#[wasm_bindgen_test]
async fn documented_response_is_decoded() {
    fetch_answers(200, "{}", DOCUMENTED);
    let stats = fetch_stats().await.unwrap();
    assert_eq!(stats.sent.get(), 480);
    assert_eq!(stats.queued.get(), 20);
    assert_eq!(stats.open_rate, Rate::new(0.42));
}

#[wasm_bindgen_test]
async fn request_is_a_plain_get_without_credentials() {
    fetch_answers(200, "{}", DOCUMENTED);
    fetch_stats().await.unwrap();
    assert_eq!(requested_text("url"), "https://api.example/v1/campaigns/camp_123/stats");
    assert_eq!(requested_text("method"), "GET");
    assert_eq!(requested_text("cache"), "no-store");
    assert_eq!(requested_text("redirect"), "manual");
    assert_eq!(requested_text("credentials"), "same-origin");
    let headers: web_sys::Headers = requested("headers").unchecked_into();
    assert_eq!(headers.get("Authorization").unwrap(), None);
}

#[wasm_bindgen_test]
async fn campaign_id_is_escaped_in_the_url() {
    fetch_answers(200, "{}", DOCUMENTED);
    let controller = AbortController::new().unwrap();
    let _ = endpoint("../a b?c=\"d\"").fetch(&controller.signal()).await;
    assert_eq!(
        requested_text("url"),
        "https://api.example/v1/campaigns/..%2Fa%20b%3Fc%3D%22d%22/stats"
    );
}

#[wasm_bindgen_test]
async fn any_exception_or_rejection_of_fetch_is_a_network_error() {
    for body in [
        "return Promise.reject('a string')",
        "return Promise.reject(undefined)",
        "return Promise.reject(new TypeError('Failed to fetch'))",
        "throw 'at once'",
        "throw undefined",
        "throw new TypeError('at once')",
        "return 42",
        "return Promise.resolve(null)",
        "return Promise.resolve({ status: 200 })",
        "return { then(_, no) { no(Symbol('odd')) } }",
    ] {
        fetch_does(body);
        assert_eq!(fetch_stats().await, Err(StatsError::Network), "{body}");
    }
    fetch_answers(200, "{}", DOCUMENTED);
    assert!(fetch_stats().await.is_ok(), "the wasm is alive");
}

#[wasm_bindgen_test]
async fn byte_order_mark_is_accepted() {
    fetch_answers(200, "{}", &["\u{feff}", DOCUMENTED].concat());
    assert_eq!(fetch_stats().await.unwrap().sent.get(), 480);
    assert_eq!(decode_error("\u{feff}").await, DecodeError::Empty);
}

#[wasm_bindgen_test]
async fn event_detail_is_a_plain_object_with_null_for_unknown_values() {
    fetch_answers(
        200,
        "{}",
        &DOCUMENTED.replace("0.42", "null").replace("480", "9007199254740992"),
    );
    let stats = fetch_stats().await.unwrap();
    let (id, target) = (stats.campaign_id.clone(), container());
    let told = script(
        "window.told = []; x.addEventListener('campaign-stats-update', event => told.push(event));
         x.addEventListener('campaign-stats-state', event => told.push(event)); return told",
        &target,
    )
    .await;
    let changes = vec![(Counter::Sent, Change::Up(Count::MAX))];
    let update = Update { stats, at: Millis(1_764_072_000_000), changes };
    let fresh = State { condition: Condition::Fresh, reason: None, next_at: None };
    events::dispatch(&target, &id, &WidgetEvent::Update(update));
    events::dispatch(&target, &id, &WidgetEvent::State(fresh));
    effects_run().await;
    let told = script(
        "return JSON.stringify(x.map(({ detail, bubbles, composed }) => [detail, bubbles, composed,
             Object.getPrototypeOf(detail.changes ?? detail) === Object.prototype]))",
        &told,
    )
    .await;
    assert_eq!(
        told.as_string().unwrap(),
        r#"[[{"campaign":"camp_123","stats":{"campaignId":"camp_123","totalEnrolled":500,"sent":9007199254740992,"delivered":471,"bounced":9,"replied":38,"queued":20,"openRate":null,"replyRate":0.08},"at":1764072000000,"changes":{"sent":9007199254740992}},true,true,true],[{"campaign":"camp_123","state":"fresh","reason":null,"nextAt":null},true,true,true]]"#
    );
}

#[wasm_bindgen_test]
async fn clipboard_that_throws_is_an_error() {
    for clipboard in [
        "undefined",
        "{ writeText() { throw 'no' } }",
        "{ writeText() { return Promise.reject() } }",
        "{}",
    ] {
        put("navigator", "clipboard", clipboard);
        // Browsers may or may not copy a selection without a click of the user.
        let _ = clipboard::copy(&window(), "text").await;
    }
    put("navigator", "clipboard", "{ writeText() {} }");
    assert!(clipboard::copy(&window(), "text").await, "the wasm is alive");
}

#[wasm_bindgen_test]
async fn missing_fetch_is_a_network_error() {
    Reflect::set(&js_sys::global(), &"fetch".into(), &JsValue::UNDEFINED).unwrap();
    assert_eq!(fetch_stats().await, Err(StatsError::Network));
}

#[wasm_bindgen_test]
async fn invalid_url_is_a_bad_address() {
    fetch_answers(200, "{}", DOCUMENTED);
    let controller = AbortController::new().unwrap();
    let endpoint =
        Endpoint::new(Some("http://["), CampaignId::parse("camp_123").unwrap(), Access::default());
    let heard = endpoint.fetch(&controller.signal()).await;
    assert_eq!(endpoint.decode(&heard), Err(StatsError::BadAddress));
}

#[wasm_bindgen_test]
async fn each_status_has_its_own_error() {
    for (status, failure) in [
        (400, StatsError::InvalidRequest),
        (401, StatsError::AuthenticationFailed),
        (403, StatsError::AuthenticationFailed),
        (404, StatsError::CampaignNotFound),
        (429, StatsError::TooManyRequests(None)),
        (500, StatsError::Server(500, None)),
        (418, StatsError::UnexpectedStatus(418)),
    ] {
        fetch_answers(status, "{}", r#"{"error":{"code":"some_code","message":"m"}}"#);
        assert_eq!(fetch_stats().await, Err(failure), "{status}");
    }
}

#[wasm_bindgen_test]
async fn retry_after_is_parsed_as_seconds_and_date() {
    fetch_answers(429, "{ 'Retry-After': '30' }", "");
    assert_eq!(fetch_stats().await, Err(StatsError::TooManyRequests(Some(Millis::seconds(30)))));
    fetch_answers(503, "{ 'Retry-After': new Date(Date.now() + 90000).toUTCString() }", "");
    let Err(StatsError::Server(503, Some(wait))) = fetch_stats().await else { panic!("no wait") };
    assert!((85..=90).contains(&wait.whole_seconds()), "{wait:?}");
    fetch_answers(429, "{ 'Retry-After': 'soon' }", "");
    assert_eq!(fetch_stats().await, Err(StatsError::TooManyRequests(None)));
}

#[wasm_bindgen_test]
async fn gateway_headers_give_age_and_api_status() {
    async fn response_applied(headers: &str) -> FetchResult {
        fetch_answers(200, headers, DOCUMENTED);
        let controller = AbortController::new().unwrap();
        endpoint("camp_123").fetch(&controller.signal()).await
    }
    let plain = response_applied("{}").await;
    assert_eq!((plain.age(), plain.served_stale()), (Millis(0), None));
    let shared = response_applied(
        "{ 'Date': 'Mon, 04 May 2026 09:30:07 GMT', 'Age': '2',
            'Campaign-Stats-As-Of': '2026-05-04T09:30:00+00:00',
            'Campaign-Stats-Freshness': 'fresh' }",
    )
    .await;
    assert_eq!((shared.age(), shared.served_stale()), (Millis::seconds(9), None));
    let stale = response_applied(
        "{ 'Date': 'Mon, 04 May 2026 09:40:00 GMT', 'Campaign-Stats-Failure': '502',
            'Campaign-Stats-As-Of': '2026-05-04T09:30:00+00:00',
            'Campaign-Stats-Freshness': 'stale' }",
    )
    .await;
    assert_eq!((stale.age(), stale.served_stale()), (Millis::seconds(600), Some(502)));
    let odd =
        response_applied("{ 'Date': 'now', 'Campaign-Stats-As-Of': 'then', 'Age': '-1' }").await;
    assert_eq!((odd.age(), odd.served_stale()), (Millis(0), None));
}

#[wasm_bindgen_test]
async fn invalid_response_has_a_decode_error() {
    assert_eq!(decode_error("").await, DecodeError::Empty);
    assert_eq!(decode_error(" \n ").await, DecodeError::Empty);
    assert_eq!(decode_error("<!doctype html><p>Sign in").await, DecodeError::WebPage);
    assert_eq!(decode_error("{\"campaignId\":\"camp").await, DecodeError::NotJson);
    for not_an_object in ["null", "42", "\"text\"", "[]", "true"] {
        assert_eq!(decode_error(not_an_object).await, DecodeError::NotAnObject, "{not_an_object}");
    }
    assert_eq!(decode_error("{}").await, DecodeError::Missing(Field::CampaignId));
    assert_eq!(
        decode_error(&DOCUMENTED.replace("0.42", "1.8")).await,
        DecodeError::InvalidValue { field: Field::OpenRate, found: "1.8".to_owned() }
    );
    assert_eq!(
        decode_error(&DOCUMENTED.replace("480", "{\"a\":[1]}")).await,
        DecodeError::InvalidValue { field: Field::Sent, found: "an object".to_owned() }
    );
    assert_eq!(
        decode_error(&DOCUMENTED.replace("camp_123", "camp_9")).await,
        DecodeError::OtherCampaign("camp_9".to_owned())
    );
}

#[wasm_bindgen_test]
async fn endless_body_is_cancelled() {
    fetch_does(
        "window.chunks = 0;
         const body = new ReadableStream({ pull(to) {
             window.chunks += 1; to.enqueue(new Uint8Array(10000).fill(32)); } });
         return Promise.resolve(new Response(body))",
    );
    assert_eq!(fetch_stats().await, Err(StatsError::Decode(DecodeError::TooLarge)));
    let chunks = Reflect::get(&js_sys::global(), &"chunks".into()).unwrap().as_f64().unwrap();
    assert!(chunks < 12.0, "{chunks}");
}

#[wasm_bindgen_test]
async fn interrupted_body_is_a_network_error() {
    fetch_does(
        "return Promise.resolve(new Response(new ReadableStream({
             pull(to) { to.error('broken') } })))",
    );
    assert_eq!(fetch_stats().await, Err(StatsError::Network));
}

#[wasm_bindgen_test]
async fn feed_without_subscribers_aborts_its_request_after_an_interval() {
    fetch_does("return new Promise(() => {})");
    let share = subscription(BRIEF);
    effects_run().await;
    let aborted = || Reflect::get(&requested("signal"), &"aborted".into()).unwrap().as_bool();
    assert_eq!(aborted(), Some(false));
    drop(share);
    assert_eq!(aborted(), Some(false));
    wait_a_second().await;
    assert_eq!(aborted(), Some(true));
}

#[wasm_bindgen_test]
async fn request_with_an_aborted_signal_is_not_sent() {
    fetch_counts();
    let controller = AbortController::new().unwrap();
    controller.abort();
    let _ = endpoint("camp_123").fetch(&controller.signal()).await;
    assert_eq!(calls(), Some(0.0));
}

/// Overrides a property of a global object.
fn put(object: &str, property: &str, value: &str) {
    let code = format!(
        "Object.defineProperty({object}, '{property}', {{ value: {value}, configurable: true }})"
    );
    Function::new_no_args(&code).call0(&JsValue::NULL).unwrap();
}

fn dispatch(target: &str, event: &str) {
    let code = format!("{target}.dispatchEvent(new Event('{event}'))");
    Function::new_no_args(&code).call0(&JsValue::NULL).unwrap();
}

/// A `fetch` that never responds and counts its calls.
fn fetch_counts() {
    put("window", "calls", "{ number: 0 }");
    fetch_does("window.calls.number += 1; return new Promise(() => {})");
}

fn calls() -> Option<f64> {
    let calls = Reflect::get(&js_sys::global(), &"calls".into()).unwrap();
    Reflect::get(&calls, &"number".into()).unwrap().as_f64()
}

const PACE: Pace =
    Pace { interval: Millis::seconds(15), background: false, history: HistoryPlace::Off };

/// One whose feed ends soon after its last subscriber is gone.
const BRIEF: Pace = Pace { interval: Millis::SECOND, ..PACE };

/// Does something by a clock that is this many seconds ahead.
fn later<T>(seconds: u32, act: impl FnOnce() -> T) -> T {
    let ahead = format!("window.now = Date.now; Date.now = () => window.now() + {seconds}000");
    Function::new_no_args(&ahead).call0(&JsValue::NULL).unwrap();
    let done = act();
    Function::new_no_args("Date.now = window.now").call0(&JsValue::NULL).unwrap();
    done
}

/// A subscription to a feed.
fn shared(endpoint: Endpoint, pace: Pace) -> Subscription {
    Subscription::new(endpoint, pace, window().document())
}

/// A subscription to a campaign that no other test uses.
fn subscription(pace: Pace) -> Subscription {
    thread_local!(static NEXT: Cell<u32> = const { Cell::new(0) });
    NEXT.set(NEXT.get() + 1);
    shared(endpoint(&format!("camp_{}", NEXT.get())), pace)
}

#[wasm_bindgen_test]
async fn hidden_page_sends_no_request_and_one_when_shown() {
    fetch_counts();
    put("document", "hidden", "true");
    let _share = subscription(PACE);
    effects_run().await;
    assert_eq!(calls(), Some(0.0));
    put("document", "hidden", "false");
    dispatch("document", "visibilitychange");
    dispatch("document", "visibilitychange");
    effects_run().await;
    assert_eq!(calls(), Some(1.0));
}

#[wasm_bindgen_test]
async fn background_page_polls_while_hidden() {
    fetch_counts();
    put("document", "hidden", "true");
    let _share = subscription(Pace { background: true, ..PACE });
    effects_run().await;
    put("document", "hidden", "false");
    assert_eq!(calls(), Some(1.0));
}

#[wasm_bindgen_test]
async fn offline_page_waits_for_the_network() {
    fetch_counts();
    put("navigator", "onLine", "false");
    let share = subscription(PACE);
    effects_run().await;
    assert_eq!(calls(), Some(0.0));
    let plan = feed_of(&share).plan();
    assert_eq!(plan, NextPoll::Blocked(Blocker::Offline));
    put("navigator", "onLine", "true");
    dispatch("window", "online");
    effects_run().await;
    assert_eq!(calls(), Some(1.0));
}

#[wasm_bindgen_test]
async fn feed_without_subscribers_removes_its_listeners() {
    fetch_counts();
    put("document", "hidden", "true");
    drop(subscription(BRIEF));
    wait_a_second().await;
    put("document", "hidden", "false");
    dispatch("document", "visibilitychange");
    effects_run().await;
    assert_eq!(calls(), Some(0.0));
}

#[wasm_bindgen_test]
async fn at_most_six_requests_are_in_flight() {
    put("window", "answers", "[]");
    put("window", "calls", "{ number: 0 }");
    fetch_does(
        "window.calls.number += 1;
        return new Promise((yes, no) => { window.answers.push(no) })",
    );
    let mut shares: Vec<_> = (0..10).map(|_| subscription(PACE)).collect();
    effects_run().await;
    assert_eq!(calls(), Some(6.0));
    Function::new_no_args("window.answers[0]('broken')").call0(&JsValue::NULL).unwrap();
    effects_run().await;
    assert_eq!(calls(), Some(7.0));
    drop(shares.remove(1));
    effects_run().await;
    assert_eq!(calls(), Some(8.0), "a feed that ended makes room");
}

#[wasm_bindgen_test]
async fn hundred_subscribers_share_one_request() {
    fetch_counts();
    let endpoint = endpoint("camp_shared");
    let shares: Vec<_> = (0..100).map(|_| shared(endpoint.clone(), PACE)).collect();
    effects_run().await;
    assert_eq!(calls(), Some(1.0));
    drop(shares);
    drop(shared(endpoint.clone(), PACE));
    effects_run().await;
    assert_eq!(calls(), Some(1.0), "a feed goes on if it is soon used again");
    let _again = later(6, || shared(endpoint, PACE));
    effects_run().await;
    assert_eq!(calls(), Some(2.0), "it begins anew if it is not");
}

#[wasm_bindgen_test]
async fn shortest_interval_of_all_subscribers_is_used() {
    fetch_counts();
    let endpoint = endpoint("camp_paces");
    let of = |seconds| Pace { interval: Millis::seconds(seconds), ..PACE };
    let slow = shared(endpoint.clone(), of(60));
    let interval = || feed_of(&slow).interval();
    assert_eq!(interval(), Millis::seconds(60));
    let fast = shared(endpoint.clone(), of(10));
    assert_eq!(interval(), Millis::seconds(10));
    let slower = shared(endpoint, of(20));
    drop(fast);
    assert_eq!(interval(), Millis::seconds(20));
    drop(slower);
    assert_eq!(interval(), Millis::seconds(60));
}

/// Another tab in an election: its channel and the name of its lock.
fn other_tab(endpoint: &Endpoint) -> (web_sys::BroadcastChannel, String) {
    let base = web_sys::window().unwrap().document().unwrap().base_uri().unwrap().unwrap();
    let url = web_sys::Url::new_with_base(endpoint.url(), &base).unwrap().href();
    let name = format!("campaign-stats 15000 same-origin {url}");
    (web_sys::BroadcastChannel::new(&name).unwrap(), name)
}

/// Runs a script as the body of an async function.
async fn script(code: &str, argument: &JsValue) -> JsValue {
    let code = format!("return (async () => {{ {code} }})()");
    let promise = Function::new_with_args("x", &code).call1(&JsValue::NULL, argument).unwrap();
    wasm_bindgen_futures::JsFuture::from(js_sys::Promise::from(promise)).await.unwrap()
}

const HOLD_LOCK: &str = "await new Promise(held => navigator.locks.request(x, { steal: true },
    () => { held(); return new Promise(done => { window.letGo = done }) }).catch(() => {}))";

#[wasm_bindgen_test]
async fn response_of_the_leader_is_shown_with_its_schedule() {
    fetch_counts();
    let endpoint = endpoint("camp_123");
    let (channel, name) = other_tab(&endpoint);
    script(HOLD_LOCK, &name.clone().into()).await;
    fetch_answers(200, "{}", DOCUMENTED);
    let share = shared(endpoint, PACE);
    for _ in 0..5 {
        effects_run().await;
    }
    let (message, next) = message("481", 9000);
    channel.post_message(&message).unwrap();
    wait_for_sent(&share, 481).await;
    let feed = feed_of(&share);
    let NextPoll::Next(at) = feed.plan() else { panic!("{:?}", feed.plan()) };
    assert_eq!(at, next);
    script("letGo()", &JsValue::NULL).await;
}

#[wasm_bindgen_test]
async fn invalid_messages_of_other_tabs_are_ignored() {
    let id = CampaignId::parse("camp_123").unwrap();
    let endpoint = Endpoint::new(Some("https://other.example"), id, Access::default());
    fetch_answers(200, "{}", DOCUMENTED);
    let share = shared(endpoint.clone(), PACE);
    for _ in 0..5 {
        effects_run().await;
    }
    let before = feed_of(&share);
    let (channel, _) = other_tab(&endpoint);
    for odd in [
        "null",
        "42",
        "\"text\"",
        "[]",
        "{}",
        r#"{"at":1,"next":2}"#,
        r#"{"at":1,"next":2,"result":"response"}"#,
        r#"{"at":1,"next":2,"result":{"failed":"goneFishing"}}"#,
        r#"{"at":1,"next":2,"result":{"response":{"status":200}}}"#,
        r#"{"at":-1,"result":{"response":{"status":200,"body":"{}","age":0}}}"#,
        r#"{"at":"now","result":{"response":{"status":200,"body":"{}","age":0}}}"#,
        r#"{"at":1,"result":{"response":{"status":1e99,"body":"{}","age":0}}}"#,
        r#"{"at":1,"result":{"response":{"status":200,"body":[],"age":0}}}"#,
    ] {
        channel.post_message(&js_sys::JSON::parse(odd).unwrap()).unwrap();
    }
    // Messages arrive in order: after this one, all earlier ones have.
    channel.post_message(&message("481", 9000).0).unwrap();
    wait_for_sent(&share, 481).await;
    let news = feed_of(&share).revision() - before.revision();
    assert_eq!(news, 1, "an odd message was taken for news");
}

/// A message of a leader with a response received now, with this number of sent emails and the next request
/// after this many milliseconds; and the time of that request.
fn message(sent: &str, next_in: u64) -> (JsValue, Millis) {
    let now = campaign_stats::browser::clock::now().0;
    let (next, body) = (now + next_in, DOCUMENTED.replace("480", sent));
    let message = js_sys::JSON::parse(&format!(
        r#"{{ "at": {now}, "next": {next}, "result": {{ "response":
            {{ "status": 200, "wait": null, "body": {}, "age": 0, "servedStale": null }} }} }}"#,
        js_sys::JSON::stringify(&body.into()).unwrap()
    ))
    .unwrap();
    (message, Millis(next))
}

/// The feed of a subscription.
fn feed_of(share: &Subscription) -> Arc<Feed> {
    share.feed().get_untracked()
}

/// Waits until the feed has this number of sent emails, at most ten seconds.
async fn wait_for_sent(share: &Subscription, sent: u64) {
    for _ in 0..200 {
        if feed_of(share).stats().is_some_and(|stats| stats.sent.get() == sent) {
            return;
        }
        script("await new Promise(done => setTimeout(done, 50))", &JsValue::NULL).await;
    }
    panic!("never heard of {sent}: {:?}", feed_of(share).stats());
}

fn window() -> web_sys::Window {
    web_sys::window().unwrap()
}

fn container() -> web_sys::HtmlElement {
    let document = window().document().unwrap();
    let element = document.create_element("div").unwrap();
    document.body().unwrap().append_child(&element).unwrap();
    element.unchecked_into()
}

fn find(within: &web_sys::HtmlElement, selector: &str) -> web_sys::Element {
    within.query_selector(selector).unwrap().unwrap()
}

fn text(within: &web_sys::HtmlElement, selector: &str) -> String {
    find(within, selector).text_content().unwrap()
}

/// The widget with a campaign.
fn widget(id: &str) -> (web_sys::HtmlElement, CampaignStatsHandle, impl Drop) {
    let options = [("campaign", id), ("api", "https://api.example"), ("history", "off")];
    let options = options.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let (settings, handle) = (Settings::from_attributes(options).0, CampaignStatsHandle::default());
    let container = container();
    let mounted = mount_to(container.clone(), move || view! { <Widget settings handle /> });
    (container, handle, mounted)
}

/// Effects run as microtasks, so they are done after one turn of the event loop.
async fn effects_run() {
    gloo_timers::future::TimeoutFuture::new(0).await;
}

/// The minimum time between refreshes.
async fn wait_a_second() {
    gloo_timers::future::TimeoutFuture::new(1100).await;
}

/// After ten turns an immediate response has been read and shown.
async fn response_applied() {
    for _ in 0..10 {
        effects_run().await;
    }
}

fn answer(id: &str, sent: &str) {
    fetch_answers(200, "{}", &DOCUMENTED.replace("camp_123", id).replace("480", sent));
}

#[wasm_bindgen_test]
async fn card_shows_dashes_before_the_first_response() {
    fetch_counts();
    let (container, _, _handle) = widget("camp_dashes");
    effects_run().await;
    assert_eq!(text(&container, "[data-counter=Sent]"), "—");
    assert_eq!(text(&container, "[data-rate=Open]"), "—");
}

#[wasm_bindgen_test]
async fn refresh_updates_elements_in_place_and_a_failure_keeps_them() {
    answer("camp_place", "480");
    let (container, controls, _handle) = widget("camp_place");
    response_applied().await;
    let (written, bar) = (find(&container, "[data-counter=Sent]"), find(&container, ".bar"));
    assert_eq!(written.text_content().as_deref(), Some("480"));
    answer("camp_place", "500");
    wait_a_second().await;
    controls.refresh();
    response_applied().await;
    assert_eq!(written.text_content().as_deref(), Some("500"));
    fetch_answers(500, "{}", "");
    wait_a_second().await;
    controls.refresh();
    response_applied().await;
    assert_eq!(text(&container, ".message"), "The server has a problem (status 500).");
    assert_eq!(written.text_content().as_deref(), Some("500"));
    for (element, selector) in [(written, "[data-counter=Sent]"), (bar, ".bar")] {
        assert!(find(&container, selector).is_same_node(Some(&element)), "{selector} is another");
    }
}

#[wasm_bindgen_test]
async fn answer_that_a_cache_repeats_has_the_age_of_the_first_one() {
    let body = DOCUMENTED.replace("camp_123", "camp_cached");
    fetch_answers(200, "{ Date: 'Fri, 27 Nov 2026 12:00:00 GMT' }", &body);
    let share = shared(endpoint("camp_cached"), PACE);
    response_applied().await;
    let first = feed_of(&share).as_of().unwrap();
    wait_a_second().await;
    share.refresh();
    response_applied().await;
    let feed = feed_of(&share);
    assert!(feed.received_at().unwrap() > first, "a second answer");
    assert_eq!(feed.as_of(), Some(first));
}

#[wasm_bindgen_test]
async fn repeated_campaign_is_shown_once() {
    fetch_counts();
    let campaign = Campaign { id: CampaignId::parse("camp_twice").unwrap(), label: String::new() };
    let campaigns = vec![campaign.clone(), campaign];
    let settings = Settings { campaigns, layout: Some(Layout::Card), ..Settings::default() };
    let container = container();
    let _handle = mount_to(container.clone(), move || view! { <Widget settings /> });
    effects_run().await;
    assert_eq!(find(&container, ".cards").child_element_count(), 1);
}

#[wasm_bindgen_test]
async fn problems_are_text_never_html() {
    let (container, problems) = (container(), ArcRwSignal::new(Vec::new()));
    let shown = problems.clone();
    let _handle = mount_to(container.clone(), move || {
        view! { <Widget settings=Settings::default() problems=shown /> }
    });
    effects_run().await;
    assert_eq!(container.query_selector(".problems").unwrap(), None);
    problems.set(vec![Problem::Unknown("<img src=x onerror=alert(1)>".to_owned())]);
    effects_run().await;
    let message = text(&container, ".problems");
    assert!(message.contains("<img src=x onerror=alert(1)>"), "{message}");
    assert_eq!(container.query_selector("img").unwrap(), None);
    assert!(text(&container, ".empty").starts_with("No campaign selected."));
}

#[wasm_bindgen_test]
async fn pause_button_pauses_and_is_renamed() {
    answer("camp_press", "480");
    let (container, _, _handle) = widget("camp_press");
    response_applied().await;
    let name = || find(&container, ".pause").get_attribute("aria-label").unwrap();
    assert_eq!(name(), "Pause refreshing");
    let press = || find(&container, ".pause").unchecked_into::<web_sys::HtmlElement>().click();
    press();
    effects_run().await;
    assert_eq!(name(), "Resume refreshing");
    assert_eq!(text(&container, ".next").trim(), "Paused.");
    press();
    effects_run().await;
    assert_eq!(name(), "Pause refreshing");
}

#[wasm_bindgen_test]
async fn unmounted_widget_is_removed_and_stops_polling() {
    answer("camp_down", "480");
    let (container, controls, handle) = widget("camp_down");
    response_applied().await;
    drop(handle);
    assert_eq!(container.child_element_count(), 0);
    fetch_counts();
    controls.refresh();
    response_applied().await;
    assert_eq!(calls(), Some(0.0));
}

const KEY: &str = "campaign-stats history https://api.example/v1/campaigns/";

fn storage() -> web_sys::Storage {
    web_sys::window().unwrap().local_storage().unwrap().unwrap()
}

/// The stored history of a campaign.
fn stored(id: &str) -> Option<String> {
    storage().get_item(&[KEY, id, "/stats"].concat()).unwrap()
}

fn store(id: &str, value: &str) {
    storage().set_item(&[KEY, id, "/stats"].concat(), value).unwrap();
}

/// A subscription to a campaign with a response and this place of history.
async fn answered(id: &str, history: HistoryPlace) -> Subscription {
    answer(id, "480");
    let share = shared(endpoint(id), Pace { history, ..PACE });
    for _ in 0..10 {
        effects_run().await;
    }
    assert!(feed_of(&share).stats().is_some(), "{id} has not answered");
    share
}

fn samples(share: &Subscription) -> usize {
    feed_of(share).history().samples().len()
}

#[wasm_bindgen_test]
async fn history_survives_a_reload() {
    storage().clear().unwrap();
    drop(answered("camp_kept", HistoryPlace::Local).await);
    let value = stored("camp_kept").unwrap();
    assert!(value.ends_with(",500,480,471,9,38,20,4200;"), "{value}");
    fetch_counts();
    let pace = Pace { history: HistoryPlace::Local, ..PACE };
    let again = later(6, || shared(endpoint("camp_kept"), pace));
    assert_eq!(samples(&again), 1, "before any answer");
    let feed = feed_of(&again);
    assert_eq!(feed.stats().map(|stats| stats.sent.get()), Some(480));
    assert!(feed.is_restored(), "history is no news");
}

#[wasm_bindgen_test]
async fn history_is_written_when_the_page_ends_or_is_hidden() {
    storage().clear().unwrap();
    let _share = answered("camp_ends", HistoryPlace::Local).await;
    assert_eq!(stored("camp_ends"), None, "a minute has not passed");
    dispatch("window", "pagehide");
    assert!(stored("camp_ends").is_some());
    storage().clear().unwrap();
    dispatch("window", "pagehide");
    assert_eq!(stored("camp_ends"), None, "there is nothing new");
    let _other = answered("camp_hidden", HistoryPlace::Local).await;
    dispatch("document", "visibilitychange");
    assert_eq!(stored("camp_hidden"), None, "the page is not hidden");
    put("document", "hidden", "true");
    dispatch("document", "visibilitychange");
    assert!(stored("camp_hidden").is_some());
    put("document", "hidden", "false");
    dispatch("document", "visibilitychange");
}

#[wasm_bindgen_test]
async fn history_is_written_at_most_once_a_minute() {
    storage().clear().unwrap();
    let share = answered("camp_minute", HistoryPlace::Local).await;
    assert_eq!(stored("camp_minute"), None);
    script("window.now = Date.now; Date.now = () => window.now() + 61000", &JsValue::NULL).await;
    share.refresh();
    for _ in 0..10 {
        effects_run().await;
    }
    let value = stored("camp_minute");
    script("Date.now = window.now", &JsValue::NULL).await;
    assert_eq!(value.unwrap().matches(';').count(), 4, "two samples");
}

#[wasm_bindgen_test]
async fn samples_of_another_tab_are_merged() {
    storage().clear().unwrap();
    let share = answered("camp_both", HistoryPlace::Local).await;
    let earlier = campaign_stats::browser::clock::now().whole_seconds() - 600;
    store("camp_both", &format!("1 1;;{earlier},1,1,1,0,0,0,0;"));
    drop(share);
    assert!(stored("camp_both").unwrap().contains(&format!("1;;{earlier},1,1,1;")));
}

#[wasm_bindgen_test]
async fn history_off_does_not_touch_storage() {
    storage().clear().unwrap();
    let value = "1764072000 1;;1764072000,500,480,471,9,38,20,4200;";
    store("camp_off", value);
    let share = answered("camp_off", HistoryPlace::Off).await;
    assert_eq!(samples(&share), 1, "that of this visit");
    dispatch("window", "pagehide");
    drop(share);
    assert_eq!(stored("camp_off").as_deref(), Some(value));
    assert_eq!(storage().length(), Ok(1));
}

#[wasm_bindgen_test]
async fn history_is_stored_if_any_subscriber_wants_it() {
    storage().clear().unwrap();
    let off = answered("camp_two", HistoryPlace::Off).await;
    let local = answered("camp_two", HistoryPlace::Local).await;
    wait_a_second().await;
    local.refresh();
    for _ in 0..10 {
        effects_run().await;
    }
    drop((off, local));
    assert!(stored("camp_two").is_some());
}

#[wasm_bindgen_test]
async fn session_history_is_in_session_storage_only() {
    storage().clear().unwrap();
    drop(answered("camp_session", HistoryPlace::Session).await);
    assert_eq!(stored("camp_session"), None);
    let session = web_sys::window().unwrap().session_storage().unwrap().unwrap();
    assert_eq!(session.length(), Ok(1));
    session.clear().unwrap();
}

#[wasm_bindgen_test]
async fn invalid_stored_data_is_ignored() {
    let scribbles = ["", "x", "1", "1 2", "1 1;;", "1 1;;9,9;9;", "1 1;;-1,2;", "{\"a\":1}"];
    for (number, scribble) in scribbles.into_iter().enumerate() {
        let id = format!("camp_scribble_{number}");
        storage().clear().unwrap();
        store(&id, scribble);
        drop(answered(&id, HistoryPlace::Local).await);
        let value = stored(&id).unwrap();
        assert!(value.ends_with(",4200;"), "{scribble}: {value}");
    }
}

#[wasm_bindgen_test]
async fn full_storage_keeps_its_data() {
    storage().clear().unwrap();
    let earlier = campaign_stats::browser::clock::now().whole_seconds() - 600;
    let value = format!("1 1;;{earlier},500;");
    store("camp_full", &value);
    let mut piece = "x".repeat(1 << 20);
    let mut number = 0;
    while piece.len() > 1 {
        number += 1;
        if storage().set_item(&format!("filling {number}"), &piece).is_err() {
            piece.truncate(piece.len() / 2);
        }
    }
    let share = answered("camp_full", HistoryPlace::Local).await;
    drop(share);
    assert_eq!(stored("camp_full"), Some(value));
    storage().clear().unwrap();
}

#[wasm_bindgen_test]
async fn forbidden_storage_is_ignored() {
    let forbid = "Object.defineProperty(window, 'localStorage',
        { get() { throw new DOMException('no', 'SecurityError') }, configurable: true })";
    script(
        &format!(
            "window.there = Object.getOwnPropertyDescriptor(window, 'localStorage'); {forbid}"
        ),
        &JsValue::NULL,
    )
    .await;
    drop(answered("camp_forbidden", HistoryPlace::Local).await);
    let allow = "Object.defineProperty(window, 'localStorage', window.there)";
    script(allow, &JsValue::NULL).await;
    assert_eq!(stored("camp_forbidden"), None);
}

#[wasm_bindgen_test]
async fn oldest_histories_are_removed_when_space_runs_out() {
    storage().clear().unwrap();
    storage().set_item("the host's own", &"x".repeat(100_000)).unwrap();
    let long = "1;;1764072000,500;15,,2".repeat(300);
    for number in 0..20 {
        store(&format!("camp_{number}_old"), &format!("{} {long}", 1000 + number));
    }
    drop(answered("camp_new", HistoryPlace::Local).await);
    let mut bytes = 0;
    for index in 0..storage().length().unwrap() {
        let key = storage().key(index).unwrap().unwrap();
        if key.starts_with(KEY) {
            bytes += key.len() + storage().get_item(&key).unwrap().unwrap().len();
        }
    }
    assert!(bytes <= MAX_STORED_BYTES, "{bytes}");
    assert!(stored("camp_new").is_some() && stored("camp_19_old").is_some());
    assert_eq!(stored("camp_0_old"), None, "the oldest is gone");
    assert!(storage().get_item("the host's own").unwrap().is_some());
    storage().clear().unwrap();
}
