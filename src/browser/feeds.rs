//! One feed for all on the page who want the same numbers.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use leptos::prelude::*;

use super::client::Endpoint;
use super::runner::{Pace, Runner};
use crate::model::feed::Feed;

/// A share in a feed. The last one to be dropped stops it.
#[must_use = "who drops a subscription no longer has a share in the feed"]
pub struct Subscription {
    shared: Rc<Shared>,
    number: u32,
}

struct Shared {
    endpoint: Endpoint,
    runner: Runner,
    /// What each subscriber wants, by its number.
    wishes: RefCell<Vec<(u32, Pace)>>,
}

thread_local! {
    static FEEDS: RefCell<Vec<Weak<Shared>>> = const { RefCell::new(Vec::new()) };
}

impl Subscription {
    /// Joins the feed of an endpoint, or starts it. Where several want different paces, the
    /// fastest wins.
    pub fn new(endpoint: Endpoint, pace: Pace) -> Self {
        let shared = find(&endpoint).unwrap_or_else(|| start(endpoint, pace));
        let number = {
            let mut wishes = shared.wishes.borrow_mut();
            let number = wishes.last().map_or(0, |(last, _)| last.wrapping_add(1));
            wishes.push((number, pace));
            number
        };
        shared.settle();
        Self { shared, number }
    }

    /// What is known, as a signal.
    #[must_use]
    pub fn feed(&self) -> ArcReadSignal<Feed> {
        self.shared.runner.feed()
    }

    /// Wants another pace.
    pub fn set_pace(&self, pace: Pace) {
        for (number, wish) in self.shared.wishes.borrow_mut().iter_mut() {
            if *number == self.number {
                *wish = pace;
            }
        }
        self.shared.settle();
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
        self.shared.wishes.borrow_mut().retain(|(number, _)| *number != self.number);
        self.shared.settle();
    }
}

impl Shared {
    /// Goes on at the pace that suits all: the shortest interval, and in the background if
    /// anybody wants that.
    fn settle(&self) {
        let pace = self.wishes.borrow().iter().map(|(_, pace)| *pace).reduce(|one, other| Pace {
            interval: one.interval.min(other.interval),
            background: one.background || other.background,
        });
        if let Some(pace) = pace {
            self.runner.set_pace(pace);
        }
    }
}

fn find(endpoint: &Endpoint) -> Option<Rc<Shared>> {
    FEEDS.with_borrow(|feeds| {
        feeds.iter().filter_map(Weak::upgrade).find(|shared| shared.endpoint == *endpoint)
    })
}

fn start(endpoint: Endpoint, pace: Pace) -> Rc<Shared> {
    let runner = Runner::start(endpoint.clone(), pace);
    let shared = Rc::new(Shared { endpoint, runner, wishes: RefCell::default() });
    FEEDS.with_borrow_mut(|feeds| {
        feeds.retain(|known| known.strong_count() > 0);
        feeds.push(Rc::downgrade(&shared));
    });
    shared
}
