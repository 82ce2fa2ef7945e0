//! The polling loop of one feed.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::sync::Arc;

use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortController, Document};

use super::client::Endpoint;
use super::clock;
use super::conditions::Conditions;
use super::document::window_for_timers;
use super::request_limiter::{self, Limited};
use super::request_log;
use super::storage::HistoryStore;
use super::tabs::{Message, Tabs};
use super::timer::Timer;
use crate::model::options::settings::HistoryPlace;
use crate::model::polling::error::StatsError;
use crate::model::polling::feed::{Feed, PollResult};
use crate::model::polling::response::{FetchError, FetchResult, Repetitions};
use crate::model::polling::schedule::{Action, Attempt, Blocker, Event, NextPoll, Schedule};
use crate::model::time::Millis;

/// Maximum delay of the timer. Timers stop while the machine sleeps, so the clock is checked this often to
/// send an overdue request soon after waking.
const LONGEST_SLEEP: Millis = Millis::seconds(5);

/// How a subscriber wants a feed to be polled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// The time between two requests.
    pub interval: Millis,
    /// Whether to poll while the page is hidden.
    pub background: bool,
    /// Where the history is stored.
    pub history: HistoryPlace,
}

/// What a feed begins with.
pub struct Start {
    schedule: Schedule,
    feed: Feed,
    /// How often the token function of the feed was replaced.
    token_replacements: Option<u32>,
}

impl Start {
    /// Without numbers: the first request is sent at once.
    #[must_use]
    pub fn new(pace: Pace) -> Self {
        let schedule = Schedule::new(pace.interval).spread(request_limiter::next_offset());
        let feed = Feed::new(schedule.poll_state());
        Self { schedule, feed, token_replacements: None }
    }
}

/// Polls a feed until dropped; then its timer and its request end.
#[must_use = "a runner stops when it is dropped"]
pub struct Runner(Rc<Inner>);

struct Inner {
    endpoint: Endpoint,
    schedule: RefCell<Schedule>,
    feed: RefCell<Arc<Feed>>,
    /// Called after each change of the feed.
    on_change: Box<dyn Fn()>,
    pace: Cell<Pace>,
    /// The documents that show the numbers.
    documents: RefCell<Vec<Document>>,
    /// How often the token function had been replaced when the feed began, or was last refreshed by a user.
    token_replacements: Cell<Option<u32>>,
    timer: Cell<Option<Timer>>,
    request: Cell<Option<InFlight>>,
    /// The answer to the current request, where the loader has received it already.
    early: Cell<Option<(Attempt, FetchResult)>>,
    repetitions: RefCell<Repetitions>,
    conditions: Cell<Option<Conditions>>,
    tabs: RefCell<Option<Tabs>>,
    history_store: RefCell<Option<HistoryStore>>,
}

/// A request in flight. Dropping it aborts it.
struct InFlight(Option<AbortController>);

impl InFlight {
    /// Drops a completed request without the needless abort. (The body of an error may be unread.)
    fn end(mut self) {
        self.0 = None;
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        self.0.save_history();
        // Its request is aborted, so another may be sent.
        let limited: Rc<dyn Limited> = self.0.clone();
        request_limiter::remove(&limited);
        request_limiter::balance();
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

impl Runner {
    /// Sends the first request as soon as one is due, if the document is visible, and the next ones by the
    /// schedule.
    pub fn start(
        endpoint: Endpoint,
        pace: Pace,
        document: Option<Document>,
        start: Start,
        on_change: impl Fn() + 'static,
    ) -> Self {
        let token_replacements = start.token_replacements.or_else(|| endpoint.token_replacements());
        let inner = Inner {
            endpoint,
            feed: RefCell::new(Arc::new(start.feed)),
            on_change: Box::new(on_change),
            schedule: RefCell::new(start.schedule),
            pace: Cell::new(pace),
            documents: RefCell::new(document.into_iter().collect()),
            token_replacements: Cell::new(token_replacements),
            timer: Cell::default(),
            request: Cell::default(),
            early: Cell::default(),
            repetitions: RefCell::default(),
            conditions: Cell::default(),
            tabs: RefCell::default(),
            history_store: RefCell::default(),
        };
        let inner = Rc::new(inner);
        let limited: Rc<dyn Limited> = inner.clone();
        request_limiter::add(Rc::downgrade(&limited));
        // Other requests may have reached the limit already.
        request_limiter::balance();
        inner.load_history();
        inner.watch_conditions();
        inner.join_election();
        Self(inner)
    }

    /// What a feed begins with that goes on for this one, with another token function of the same person.
    #[must_use]
    pub fn continued(&self) -> Start {
        let schedule = self.0.schedule.borrow().continued();
        let feed = self.0.feed.borrow().continued(schedule.poll_state());
        Start { schedule, feed, token_replacements: self.0.token_replacements.get() }
    }

    /// The current feed.
    #[must_use]
    pub fn feed(&self) -> Arc<Feed> {
        Arc::clone(&self.0.feed.borrow())
    }

    /// Changes the pace.
    pub fn set_pace(&self, pace: Pace) {
        let before = self.0.pace.replace(pace);
        if before.background != pace.background {
            self.0.watch_conditions();
        }
        if before.interval != pace.interval {
            self.0.on_event(Event::IntervalChanged(pace.interval), None);
        }
        if before.history != pace.history {
            self.0.load_history();
        }
        if (Pace { history: before.history, ..pace }) != before {
            self.0.join_election();
        }
    }

    /// The time between two requests.
    #[must_use]
    pub fn interval(&self) -> Millis {
        self.0.pace.get().interval
    }

    /// Changes the documents that show the numbers. Without any, no request is sent.
    pub fn set_documents(&self, documents: Vec<Document>) {
        if *self.0.documents.borrow() != documents {
            self.0.documents.replace(documents);
            self.0.watch_conditions();
        }
    }

    /// Nobody uses the feed any more. New samples are stored, and a pause ends: it was one of the elements.
    pub fn release(&self) {
        self.0.save_history();
        self.pause(false);
    }

    /// Pauses or resumes, on behalf of the user.
    pub fn pause(&self, paused: bool) {
        self.0.on_event(Event::Blocked(Blocker::Paused, paused), None);
    }

    /// Sends a request now, on behalf of the user. If the page has replaced the token function, the new one is
    /// asked for a token, and a request with the former token ends.
    pub fn refresh(&self) {
        let was_known = self.0.endpoint.forget_former_token();
        if !self.0.token_was_replaced() && !was_known {
            self.0.on_event(Event::RefreshRequested, None);
            return;
        }
        self.0.token_replacements.set(self.0.endpoint.token_replacements());
        self.0.note_former_token();
        self.0.request.take();
        self.0.on_event(Event::TokenReplaced, None);
    }
}

impl Inner {
    /// Handles an event: the schedule decides, its action is executed, the feed is updated and the timer set.
    /// Everything that happens to a feed goes through here.
    fn on_event(self: &Rc<Self>, event: Event, poll_result: Option<PollResult>) {
        let now = clock::now();
        let (action, poll_state, wake_at) = {
            let mut schedule = self.schedule.borrow_mut();
            schedule.set_requested_elsewhere(request_log::latest(self.endpoint.address(), now));
            let action = schedule.step(event, now, js_sys::Math::random());
            (action, schedule.poll_state(), schedule.wake_at())
        };
        let poll_result = match action {
            Action::Nothing => poll_result,
            Action::Abort(_) => {
                self.request.take();
                let timed_out = FetchResult::Failed(FetchError::TimedOut);
                self.broadcast(&timed_out, now);
                Some(self.poll_result(&timed_out, now))
            }
            Action::Request(attempt) => {
                // With a token, it is sent when that is known.
                if !self.endpoint.has_token() {
                    request_log::add(self.endpoint.address(), now);
                }
                self.ask(attempt);
                None
            }
        };
        let good = poll_result.as_ref().is_some_and(|poll_result| poll_result.result.is_ok());
        if poll_result.is_some() {
            clock::synchronize_if_late();
        }
        if Arc::make_mut(&mut self.feed.borrow_mut()).apply(poll_result, poll_state) {
            (self.on_change)();
        }
        if good && let Some(history_store) = self.history_store.borrow().as_ref() {
            history_store.add(self.feed.borrow().history(), now);
        }
        self.sleep_until(wake_at, now);
        self.seek_leadership();
        request_limiter::balance();
        if let Some((attempt, fetched)) = self.early.take() {
            self.answered(attempt, fetched);
        }
    }

    /// Whether the page has replaced the token function since the feed began, or was last refreshed by a user.
    fn token_was_replaced(&self) -> bool {
        self.endpoint.token_replacements() != self.token_replacements.get()
    }

    /// The numbers may be those of another person.
    fn note_former_token(&self) {
        Arc::make_mut(&mut self.feed.borrow_mut()).mark_former_token();
    }

    /// Whether a request is in flight.
    fn is_waiting(&self) -> bool {
        self.schedule.borrow().poll_state().plan == NextPoll::InFlight
    }

    fn ask(self: &Rc<Self>, attempt: Attempt) {
        if let Some(fetched) = self.endpoint.early_result() {
            // Handled when this event is.
            self.early.set(Some((attempt, fetched)));
            return;
        }
        let Ok(controller) = AbortController::new() else { return };
        let signal = controller.signal();
        self.request.set(Some(InFlight(Some(controller))));
        let endpoint = self.endpoint.clone();
        let runner = Rc::downgrade(self);
        spawn_local(async move {
            let fetched = endpoint.fetch(&signal).await;
            if let Some(runner) = runner.upgrade() {
                runner.answered(attempt, fetched);
            }
        });
    }

    /// Handles the result of a request, unless it has timed out already.
    fn answered(self: &Rc<Self>, attempt: Attempt, mut fetched: FetchResult) {
        if !self.schedule.borrow().is_waiting_for(attempt) {
            return;
        }
        let request = self.request.take();
        let now = clock::now();
        self.repetitions.borrow_mut().correct(&mut fetched, now);
        let poll_result = self.poll_result(&fetched, now);
        if let (Some(request), Ok(_)) = (request, &poll_result.result) {
            request.end();
        }
        let outcome = StatsError::outcome_of(&poll_result.result);
        if self.token_was_replaced() {
            self.note_former_token();
        }
        self.on_event(Event::Answered(attempt, outcome), Some(poll_result));
        self.broadcast(&fetched, now);
    }

    /// Decodes a fetch result that was received at a given time.
    fn poll_result(&self, fetched: &FetchResult, received_at: Millis) -> PollResult {
        let result = self.endpoint.decode(fetched);
        PollResult {
            result,
            received_at,
            at: received_at - fetched.age(),
            served_stale: fetched.served_stale(),
        }
    }

    fn sleep_until(self: &Rc<Self>, wake_at: Option<Millis>, now: Millis) {
        let window = window_for_timers(&self.documents.borrow());
        let timer = wake_at.zip(window).and_then(|(at, window)| {
            let runner = Rc::downgrade(self);
            let span = (at - now).min(LONGEST_SLEEP);
            Timer::new(&window, span, move || notify(&runner, Event::Woke))
        });
        self.timer.set(timer);
    }

    /// Each blocker is reported at once, so that the first request is sent if there is none.
    fn watch_conditions(self: &Rc<Self>) {
        let told = Rc::downgrade(self);
        let (documents, background) = (self.documents.borrow().clone(), self.pace.get().background);
        let conditions = Conditions::watch(documents, background, move |blocker, begins| {
            notify(&told, Event::Blocked(blocker, begins));
        });
        self.conditions.set(Some(conditions));
    }
}

impl Limited for Inner {
    /// Not counted while no element shows the numbers.
    fn in_flight(&self) -> bool {
        !self.documents.borrow().is_empty() && self.is_waiting()
    }

    fn due(&self) -> Option<Millis> {
        self.schedule.borrow().due()
    }

    fn at_request_limit(&self) -> bool {
        self.schedule.borrow().is_blocked_by(Blocker::AtRequestLimit)
    }

    fn set_at_request_limit(self: Rc<Self>, waits: bool) {
        self.on_event(Event::Blocked(Blocker::AtRequestLimit, waits), None);
    }
}

/// Leader election among tabs.
impl Inner {
    /// Joins the election of tabs with the same endpoint and interval. With `background`, a tab polls for itself:
    /// browsers slow down hidden tabs, so none should depend on one.
    fn join_election(self: &Rc<Self>) {
        self.tabs.take();
        let pace = self.pace.get();
        let tabs = self.election_name(pace).filter(|_| !pace.background).and_then(|name| {
            let (told, ours) = (Rc::downgrade(self), Rc::downgrade(self));
            let on_message = move |message| {
                if let Some(runner) = Weak::upgrade(&told) {
                    runner.on_tab_message(&message);
                }
            };
            let on_change = move |leads: bool| {
                notify(&ours, Event::Blocked(Blocker::FollowerTab, !leads));
            };
            Tabs::join(&name, on_message, on_change)
        });
        let alone = tabs.is_none();
        *self.tabs.borrow_mut() = tabs;
        self.on_event(Event::Blocked(Blocker::FollowerTab, !alone), None);
    }

    /// The name of the election; `None` if responses may not be shared.
    fn election_name(&self, pace: Pace) -> Option<String> {
        let endpoint = self.endpoint.name_for_tabs()?;
        Some(["campaign-stats ", &pace.interval.0.to_string(), " ", &endpoint].concat())
    }

    /// Requests leadership while the schedule would send requests, and gives it up otherwise.
    fn seek_leadership(self: &Rc<Self>) {
        let wants_leadership = self.schedule.borrow().wants_leadership();
        let given_up = self
            .tabs
            .borrow()
            .as_ref()
            .is_some_and(|tabs| tabs.request_leadership(wants_leadership));
        if given_up {
            self.on_event(Event::Blocked(Blocker::FollowerTab, true), None);
        }
    }

    fn broadcast(&self, fetched: &FetchResult, at: Millis) {
        if let Some(tabs) = self.tabs.borrow().as_ref() {
            let next = self.schedule.borrow().due();
            tabs.broadcast(&Message { at, next, result: fetched.clone() });
        }
    }

    /// Applies a response of the leader. Its time is limited to now, because clocks may differ.
    fn on_tab_message(self: &Rc<Self>, message: &Message) {
        // A user who paused wants to keep the present numbers.
        let paused = self.schedule.borrow().is_blocked_by(Blocker::Paused);
        if paused || self.is_waiting() {
            return;
        }
        let received_at = message.at.min(clock::now());
        let mut result = message.result.clone();
        self.repetitions.borrow_mut().correct(&mut result, received_at);
        let poll_result = self.poll_result(&result, received_at);
        self.on_event(Event::LeaderResponded(message.next), Some(poll_result));
    }
}

/// Stored history.
impl Inner {
    /// Loads the stored history from its current place.
    fn load_history(self: &Rc<Self>) {
        let now = clock::now();
        let runner = Rc::downgrade(self);
        let leaving = move || {
            if let Some(runner) = runner.upgrade() {
                runner.save_history();
            }
        };
        let place = self.pace.get().history;
        let history_store = HistoryStore::new(place, &self.history_name(), now, leaving);
        if let Some(history_store) = &history_store {
            let history = history_store.load(now);
            {
                let mut feed = self.feed.borrow_mut();
                let feed = Arc::make_mut(&mut feed);
                feed.merge_history(&history);
                // Stored numbers may be those of another person.
                if !self.endpoint.is_personal() {
                    feed.restore(self.endpoint.campaign());
                }
            }
            (self.on_change)();
        }
        *self.history_store.borrow_mut() = history_store;
    }

    /// Numbers that came with a token have a name of their own: nobody without a token reads them.
    fn history_name(&self) -> String {
        let address = self.endpoint.address();
        if self.endpoint.has_token() { ["token ", address].concat() } else { address.to_owned() }
    }

    fn save_history(&self) {
        if let Some(history_store) = self.history_store.borrow().as_ref() {
            history_store.save(self.feed.borrow().history(), clock::now());
        }
    }
}

fn notify(runner: &Weak<Inner>, event: Event) {
    if let Some(runner) = runner.upgrade() {
        runner.on_event(event, None);
    }
}
