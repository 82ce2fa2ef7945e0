//! One feed per endpoint, shared by all subscribers on the page.

use std::cell::RefCell;
use std::rc::{Rc, Weak};
use std::sync::Arc;

use leptos::prelude::*;

use super::client::Endpoint;
use super::runner::{Pace, Runner};
use crate::model::options::settings::HistoryPlace;
use crate::model::polling::feed::Feed;

/// A subscription to a feed. When the last one is dropped, polling stops.
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
    /// A signal for every subscriber: one that outlives its subscribers would keep their memory, because
    /// effects that are dropped do not unsubscribe.
    feed: ArcRwSignal<Arc<Feed>>,
}

thread_local! {
    static FEEDS: RefCell<Vec<Weak<Shared>>> = const { RefCell::new(Vec::new()) };
}

impl Subscription {
    /// Subscribes to the feed of an endpoint, and starts it for the first subscriber. Of several paces
    /// the fastest counts.
    pub fn new(endpoint: Endpoint, pace: Pace) -> Self {
        let shared = find(&endpoint).unwrap_or_else(|| start(endpoint, pace));
        let feed = ArcRwSignal::new(shared.runner.feed());
        let number = {
            let mut subscribers = shared.subscribers.borrow_mut();
            let number = subscribers.last().map_or(0, |last| last.number.wrapping_add(1));
            subscribers.push(Subscriber { number, pace, feed: feed.clone() });
            number
        };
        shared.apply_pace();
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
        self.shared.apply_pace();
    }
}

impl Shared {
    /// The shortest interval, in the background if any subscriber wants that, and the history where the
    /// first one wants it that keeps it.
    fn apply_pace(&self) {
        let paces = self.subscribers.borrow().iter().map(|subscriber| subscriber.pace).reduce(
            |one, other| Pace {
                interval: one.interval.min(other.interval),
                background: one.background || other.background,
                history: match one.history {
                    HistoryPlace::Off => other.history,
                    place => place,
                },
            },
        );
        if let Some(pace) = paces {
            self.runner.set_pace(pace);
        }
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
    FEEDS.with_borrow(|feeds| {
        feeds.iter().filter_map(Weak::upgrade).find(|shared| shared.endpoint == *endpoint)
    })
}

fn start(endpoint: Endpoint, pace: Pace) -> Rc<Shared> {
    let shared = Rc::new_cyclic(|shared: &Weak<Shared>| {
        let shared = Weak::clone(shared);
        let on_change = move || {
            if let Some(shared) = shared.upgrade() {
                shared.publish();
            }
        };
        let runner = Runner::start(endpoint.clone(), pace, on_change);
        Shared { endpoint, runner, subscribers: RefCell::default() }
    });
    FEEDS.with_borrow_mut(|feeds| {
        feeds.retain(|known| known.strong_count() > 0);
        feeds.push(Rc::downgrade(&shared));
    });
    shared
}
