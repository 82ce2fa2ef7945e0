//! One feed per endpoint, shared by all subscribers on the page.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::sync::Arc;

use leptos::prelude::*;
use web_sys::Document;

use super::client::Endpoint;
use super::clock;
use super::runner::{Pace, Runner, Start};
use super::timer::Timer;
use crate::model::options::settings::HistoryPlace;
use crate::model::polling::feed::Feed;
use crate::model::polling::registry::Registry;

/// A subscription to a feed. When the last one is dropped, polling stops, and the feed is kept for a few
/// seconds.
#[must_use = "polling stops when the last subscription is dropped"]
pub struct Subscription {
    shared: Rc<Shared>,
    number: u32,
    feed: ArcRwSignal<Arc<Feed>>,
}

struct Shared {
    endpoint: Endpoint,
    runner: Runner,
    subscribers: RefCell<Vec<Subscriber>>,
}

struct Subscriber {
    number: u32,
    pace: Pace,
    document: Option<Document>,
    /// A signal for every subscriber: one that outlives its subscribers would keep their memory, because
    /// effects that are dropped do not unsubscribe.
    feed: ArcRwSignal<Arc<Feed>>,
}

thread_local! {
    static FEEDS: RefCell<Registry<Rc<Shared>>> = const { RefCell::new(Registry::new()) };
    /// Ends feeds that nobody uses.
    static EXPIRY: Cell<Option<Timer>> = const { Cell::new(None) };
}

impl Subscription {
    /// Subscribes to the feed of an endpoint, and starts it for the first subscriber. Of several paces
    /// the fastest counts. The feed is polled while one of the documents that show it is visible.
    pub fn new(endpoint: Endpoint, pace: Pace, document: Option<Document>) -> Self {
        let shared = find(&endpoint)
            .unwrap_or_else(|| start(endpoint, pace, document.clone(), Start::new(pace)));
        Self::to(shared, pace, document)
    }

    /// Subscribes to the feed of an endpoint that differs by its token only. A new feed goes on with the numbers
    /// and the schedule of this one.
    pub fn continued(&self, endpoint: Endpoint, pace: Pace, document: Option<Document>) -> Self {
        let shared = find(&endpoint).unwrap_or_else(|| {
            start(endpoint, pace, document.clone(), self.shared.runner.continued())
        });
        Self::to(shared, pace, document)
    }

    fn to(shared: Rc<Shared>, pace: Pace, document: Option<Document>) -> Self {
        let feed = ArcRwSignal::new(shared.runner.feed());
        let number = {
            let mut subscribers = shared.subscribers.borrow_mut();
            let number = subscribers.last().map_or(0, |last| last.number.wrapping_add(1));
            subscribers.push(Subscriber { number, pace, document, feed: feed.clone() });
            number
        };
        shared.follow_subscribers();
        Self { shared, number, feed }
    }

    /// What is known of the campaign.
    #[must_use]
    pub fn feed(&self) -> ArcReadSignal<Arc<Feed>> {
        self.feed.read_only()
    }

    /// Pauses or resumes the feed for all subscribers.
    pub fn pause(&self, paused: bool) {
        self.shared.runner.pause(paused);
    }

    /// Sends a request now.
    pub fn refresh(&self) {
        self.shared.runner.refresh();
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let is_other = |subscriber: &Subscriber| subscriber.number != self.number;
        self.shared.subscribers.borrow_mut().retain(is_other);
        self.shared.follow_subscribers();
        if self.shared.subscribers.borrow().is_empty() {
            release(&self.shared);
        }
    }
}

impl Shared {
    /// Polls for those who are there: with the shortest interval, in the background if any of them wants that,
    /// and with the history where the first one wants it that keeps it.
    fn follow_subscribers(&self) {
        let (pace, documents) = {
            let subscribers = self.subscribers.borrow();
            let paces = subscribers.iter().map(|subscriber| subscriber.pace);
            let pace = paces.reduce(|one, other| Pace {
                interval: one.interval.min(other.interval),
                background: one.background || other.background,
                history: match one.history {
                    HistoryPlace::Off => other.history,
                    place => place,
                },
            });
            let mut documents: Vec<Document> = Vec::new();
            for document in subscribers.iter().filter_map(|it| it.document.as_ref()) {
                if !documents.contains(document) {
                    documents.push(document.clone());
                }
            }
            (pace, documents)
        };
        if let Some(pace) = pace {
            self.runner.set_pace(pace);
        }
        self.runner.set_documents(documents);
    }

    /// Sets the signals of all subscribers.
    fn publish(&self) {
        let feed = self.runner.feed();
        // Not borrowed while signals are set: their effects may add and remove subscribers.
        let signals: Vec<_> =
            self.subscribers.borrow().iter().map(|subscriber| subscriber.feed.clone()).collect();
        for signal in signals {
            signal.set(Arc::clone(&feed));
        }
    }
}

fn find(endpoint: &Endpoint) -> Option<Rc<Shared>> {
    remove_expired();
    FEEDS.with_borrow_mut(|feeds| feeds.take_up(|shared| shared.endpoint == *endpoint).cloned())
}

fn remove_expired() {
    // Dropped only when the list is no longer borrowed.
    let _expired = FEEDS.with_borrow_mut(|feeds| feeds.remove_expired(clock::now()));
}

fn start(endpoint: Endpoint, pace: Pace, document: Option<Document>, start: Start) -> Rc<Shared> {
    let shared = Rc::new_cyclic(|shared: &Weak<Shared>| {
        let shared = Weak::clone(shared);
        let on_change = move || {
            if let Some(shared) = shared.upgrade() {
                shared.publish();
            }
        };
        let runner = Runner::start(endpoint.clone(), pace, document, start, on_change);
        Shared { endpoint, runner, subscribers: RefCell::default() }
    });
    FEEDS.with_borrow_mut(|feeds| feeds.add(Rc::clone(&shared)));
    shared
}

/// Keeps a feed for a while that nobody uses any more.
fn release(shared: &Rc<Shared>) {
    shared.runner.release();
    let is_it = |known: &Rc<Shared>| Rc::ptr_eq(known, shared);
    let interval = shared.runner.interval();
    FEEDS.with_borrow_mut(|feeds| feeds.release(is_it, interval, clock::now()));
    wait_for_expiry();
}

fn wait_for_expiry() {
    let left = FEEDS.with_borrow(|feeds| feeds.next_expiry(clock::now()));
    let timer = web_sys::window().zip(left).and_then(|(window, left)| {
        Timer::new(&window, left, || {
            remove_expired();
            wait_for_expiry();
        })
    });
    EXPIRY.set(timer);
}
