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
}

struct Shared {
    endpoint: Endpoint,
    runner: Runner,
    /// The pace that each subscriber wants.
    paces: RefCell<Vec<(u32, Pace)>>,
}

thread_local! {
    static FEEDS: RefCell<Vec<Weak<Shared>>> = const { RefCell::new(Vec::new()) };
}

impl Subscription {
    /// Subscribes to the feed of an endpoint, and starts it for the first subscriber. Of several paces
    /// the fastest counts.
    pub fn new(endpoint: Endpoint, pace: Pace) -> Self {
        let shared = find(&endpoint).unwrap_or_else(|| start(endpoint, pace));
        let number = {
            let mut paces = shared.paces.borrow_mut();
            let number = paces.last().map_or(0, |(last, _)| last.wrapping_add(1));
            paces.push((number, pace));
            number
        };
        shared.apply_pace();
        Self { shared, number }
    }

    /// What is known of the campaign.
    #[must_use]
    pub fn feed(&self) -> ArcReadSignal<Arc<Feed>> {
        self.shared.runner.feed()
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
        self.shared.paces.borrow_mut().retain(|(number, _)| *number != self.number);
        self.shared.apply_pace();
    }
}

impl Shared {
    /// The shortest interval, in the background if any subscriber wants that, and the history where the
    /// first one wants it that keeps it.
    fn apply_pace(&self) {
        let paces = self.paces.borrow().iter().map(|(_, pace)| *pace).reduce(|one, other| Pace {
            interval: one.interval.min(other.interval),
            background: one.background || other.background,
            history: match one.history {
                HistoryPlace::Off => other.history,
                place => place,
            },
        });
        if let Some(pace) = paces {
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
    let shared = Rc::new(Shared { endpoint, runner, paces: RefCell::default() });
    FEEDS.with_borrow_mut(|feeds| {
        feeds.retain(|known| known.strong_count() > 0);
        feeds.push(Rc::downgrade(&shared));
    });
    shared
}
