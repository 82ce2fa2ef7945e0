//! One feed for all on the page who want the same numbers.

use std::cell::{Ref, RefCell};
use std::rc::{Rc, Weak};

use leptos::prelude::*;

use super::client::Endpoint;
use super::runner::{Pace, Runner};
use crate::model::options::settings::HistoryPlace;
use crate::model::polling::feed::Feed;

/// A share in a feed. The last one to be dropped stops it.
#[must_use = "who drops a subscription no longer has a share in the feed"]
pub struct Subscription {
    shared: Rc<Shared>,
    number: u32,
}

struct Shared {
    endpoint: Endpoint,
    runner: Runner,
    subscribers: RefCell<Vec<Subscriber>>,
}

/// What a subscriber wants, and how it is told.
struct Subscriber {
    number: u32,
    pace: Pace,
    /// Whoever looks on brings it: one of the feed's own would outlive them and keep their memory,
    /// because reactive effects that are dropped do not unsubscribe.
    changed: ArcTrigger,
}

thread_local! {
    static FEEDS: RefCell<Vec<Weak<Shared>>> = const { RefCell::new(Vec::new()) };
}

impl Subscription {
    /// Joins the feed of an endpoint, or starts it, and tells when it has changed. Where several
    /// want different paces, the fastest wins.
    pub fn new(endpoint: Endpoint, pace: Pace, changed: ArcTrigger) -> Self {
        let shared = find(&endpoint).unwrap_or_else(|| start(endpoint, pace));
        let number = {
            let mut subscribers = shared.subscribers.borrow_mut();
            let number = subscribers.last().map_or(0, |last| last.number.wrapping_add(1));
            subscribers.push(Subscriber { number, pace, changed });
            number
        };
        shared.settle();
        Self { shared, number }
    }

    /// What is known now. To be let go before anything is asked for, which may change it.
    #[must_use]
    pub fn feed(&self) -> Ref<'_, Feed> {
        self.shared.runner.feed()
    }

    /// Pauses or resumes the feed, for all who share it, because a person wants it.
    pub fn pause(&self, paused: bool) {
        self.shared.runner.pause(paused);
    }

    /// Asks now, because a person wants it.
    pub fn refresh(&self) {
        self.shared.runner.refresh();
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let is_other = |subscriber: &Subscriber| subscriber.number != self.number;
        self.shared.subscribers.borrow_mut().retain(is_other);
        self.shared.settle();
    }
}

impl Shared {
    /// Goes on at the pace that suits all: the shortest interval, in the background if anybody
    /// wants that, and the history where the first wants it who wants it kept.
    fn settle(&self) {
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

    fn tell(&self) {
        for subscriber in self.subscribers.borrow().iter() {
            subscriber.changed.notify();
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
        let told = Weak::clone(shared);
        let tell = move || {
            if let Some(shared) = told.upgrade() {
                shared.tell();
            }
        };
        let runner = Runner::start(endpoint.clone(), pace, tell);
        Shared { endpoint, runner, subscribers: RefCell::default() }
    });
    FEEDS.with_borrow_mut(|feeds| {
        feeds.retain(|known| known.strong_count() > 0);
        feeds.push(Rc::downgrade(&shared));
    });
    shared
}
