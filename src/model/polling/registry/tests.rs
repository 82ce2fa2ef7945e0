//! Tests of the registry, and of the rules that hold for a page as a whole: feeds with their schedules, kept by
//! a registry, with one log of requests.

use std::cell::RefCell;
use std::rc::Rc;

use proptest::prelude::*;

use super::*;
use crate::model::polling::request_log::RequestLog;
use crate::model::polling::schedule::{Action, Attempt, Blocker, Event, JITTER, Outcome, Schedule};

const NOON: Millis = Millis::seconds(43_200);
const INTERVAL: Millis = Millis::seconds(15);

#[test]
fn unused_feed_is_kept_for_five_seconds_or_one_interval() {
    for (interval, kept_for) in
        [(INTERVAL, KEPT_FOR), (Millis(2000), Millis(2000)), (Millis(0), MIN_GAP)]
    {
        let mut registry = Registry::new();
        registry.add("feed");
        registry.release(|_| true, interval, NOON);
        assert_eq!(registry.next_expiry(NOON), Some(kept_for));
        assert!(registry.remove_expired(NOON + kept_for - Millis(1)).is_empty());
        assert_eq!(registry.remove_expired(NOON + kept_for), ["feed"]);
        assert_eq!(registry.take_up(|_| true), None);
    }
}

#[test]
fn feed_that_is_taken_up_again_does_not_expire() {
    let mut registry = Registry::new();
    registry.add("feed");
    registry.release(|_| true, INTERVAL, NOON);
    assert_eq!(registry.take_up(|feed| *feed == "feed"), Some(&"feed"));
    assert_eq!(registry.next_expiry(NOON), None);
    assert!(registry.remove_expired(NOON + KEPT_FOR + KEPT_FOR).is_empty());
}

#[test]
fn clock_set_back_does_not_keep_a_feed_for_longer() {
    let mut registry = Registry::new();
    registry.add("feed");
    registry.release(|_| true, INTERVAL, NOON);
    assert_eq!(registry.remove_expired(NOON - Millis(1)), ["feed"]);
}

/// What feeds are told apart by: the campaign, and who asks.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Key {
    campaign: u8,
    person: u8,
}

impl Key {
    fn url(self) -> String {
        self.campaign.to_string()
    }
}

struct TestFeed {
    key: Key,
    schedule: RefCell<Schedule>,
    interval: Millis,
    in_flight: RefCell<Option<Attempt>>,
    subscribers: RefCell<Vec<usize>>,
}

/// The page, as `browser::feeds` and `browser::runner` put it together.
struct TestPage {
    now: Millis,
    registry: Registry<Rc<TestFeed>>,
    log: RequestLog,
    /// Feeds that exist, also those that nobody uses.
    feeds: Vec<Rc<TestFeed>>,
    /// The campaign and time of each request.
    sent: Vec<(u8, Millis)>,
    outcome: Outcome,
}

impl TestPage {
    fn new(outcome: Outcome) -> Self {
        Self {
            now: NOON,
            registry: Registry::new(),
            log: RequestLog::default(),
            feeds: Vec::new(),
            sent: Vec::new(),
            outcome,
        }
    }

    fn step(&mut self, feed: &TestFeed, event: Event) {
        let mut schedule = feed.schedule.borrow_mut();
        schedule.set_requested_elsewhere(self.log.latest(&feed.key.url(), self.now));
        match schedule.step(event, self.now, 0.5) {
            Action::Request(attempt) => {
                self.log.add(&feed.key.url(), self.now);
                self.sent.push((feed.key.campaign, self.now));
                feed.in_flight.replace(Some(attempt));
            }
            Action::Abort(_) => _ = feed.in_flight.take(),
            Action::Nothing => {}
        }
    }

    fn mount(&mut self, element: usize, key: Key, interval: Millis) {
        self.unmount(element);
        let feed = self.registry.take_up(|feed| feed.key == key).cloned();
        let feed = feed.unwrap_or_else(|| {
            let feed = Rc::new(TestFeed {
                key,
                schedule: RefCell::new(Schedule::new(interval)),
                interval,
                in_flight: RefCell::default(),
                subscribers: RefCell::default(),
            });
            self.registry.add(Rc::clone(&feed));
            self.feeds.push(Rc::clone(&feed));
            feed
        });
        feed.subscribers.borrow_mut().push(element);
        self.step(&feed, Event::Blocked(Blocker::Hidden, false));
    }

    fn unmount(&mut self, element: usize) {
        let uses = |feed: &&Rc<TestFeed>| feed.subscribers.borrow().contains(&element);
        let Some(feed) = self.feeds.iter().find(uses).cloned() else { return };
        feed.subscribers.borrow_mut().retain(|known| *known != element);
        if feed.subscribers.borrow().is_empty() {
            self.step(&feed, Event::Blocked(Blocker::Hidden, true));
            self.registry.release(|known| Rc::ptr_eq(known, &feed), feed.interval, self.now);
        }
    }

    /// Answers the requests in flight.
    fn answer(&mut self) {
        for feed in self.feeds.clone() {
            let attempt = feed.in_flight.take();
            if let Some(attempt) = attempt {
                self.step(&feed, Event::Answered(attempt, self.outcome));
            }
        }
    }

    /// Lets time pass, with all timers that go off until then.
    fn advance(&mut self, span: Millis) {
        let end = self.now + span;
        loop {
            let wake_times = self.feeds.iter().filter_map(|feed| feed.schedule.borrow().wake_at());
            let next = wake_times.map(|at| at.max(self.now)).filter(|at| *at <= end).min();
            self.now = next.unwrap_or(end);
            let expired = self.registry.remove_expired(self.now);
            self.feeds.retain(|feed| !expired.iter().any(|gone| Rc::ptr_eq(feed, gone)));
            for feed in self.feeds.clone() {
                self.step(&feed, Event::Woke);
            }
            if next.is_none() {
                return;
            }
        }
    }

    fn check(&self) {
        for (place, (campaign, at)) in self.sent.iter().enumerate() {
            for (other, later) in self.sent.iter().skip(place + 1) {
                assert!(
                    campaign != other || *later >= *at + MIN_GAP,
                    "campaign {campaign} was requested twice within {:?}",
                    *later - *at
                );
            }
        }
    }
}

/// What elements of a page do, and what happens to them.
#[derive(Clone, Debug)]
enum PageAction {
    Mount { element: usize, key: Key, seconds: u64 },
    Unmount { element: usize },
    Refresh { element: usize },
    Answer,
    Wait(u64),
}

fn page_action() -> impl Strategy<Value = PageAction> {
    let element = || 0usize..4;
    let key = (0u8..2, 0u8..3).prop_map(|(campaign, person)| Key { campaign, person });
    prop_oneof![
        4 => (element(), key, 1u64..20)
            .prop_map(|(element, key, seconds)| PageAction::Mount { element, key, seconds }),
        4 => element().prop_map(|element| PageAction::Unmount { element }),
        1 => element().prop_map(|element| PageAction::Refresh { element }),
        3 => Just(PageAction::Answer),
        4 => (0u64..900).prop_map(PageAction::Wait),
        1 => (0u64..20_000).prop_map(PageAction::Wait),
    ]
}

fn outcome() -> impl Strategy<Value = Outcome> {
    prop::sample::select(vec![Outcome::Success, Outcome::Failed, Outcome::Rejected])
}

proptest! {
    #[test]
    fn campaign_is_requested_at_most_once_a_second_whatever_elements_do(
        outcome in outcome(),
        actions in prop::collection::vec(page_action(), 1..120),
    ) {
        let mut page = TestPage::new(outcome);
        for action in actions {
            match action {
                PageAction::Mount { element, key, seconds } => {
                    page.mount(element, key, Millis::seconds(seconds));
                }
                PageAction::Unmount { element } => page.unmount(element),
                PageAction::Refresh { element } => {
                    let uses = |feed: &&Rc<TestFeed>| feed.subscribers.borrow().contains(&element);
                    if let Some(feed) = page.feeds.iter().find(uses).cloned() {
                        page.step(&feed, Event::RefreshRequested);
                    }
                }
                PageAction::Answer => page.answer(),
                PageAction::Wait(span) => page.advance(Millis(span)),
            }
        }
        page.check();
    }

    #[test]
    fn element_that_is_removed_and_inserted_again_keeps_the_schedule(
        seconds in 1u64..20,
        gaps in prop::collection::vec((1u64..900, 1u64..2000), 1..200),
    ) {
        let (mut page, key) = (TestPage::new(Outcome::Success), Key { campaign: 0, person: 0 });
        let interval = Millis::seconds(seconds);
        for (gone, there) in gaps {
            page.mount(0, key, interval);
            page.answer();
            page.advance(Millis(there));
            page.answer();
            page.unmount(0);
            page.advance(Millis(gone));
        }
        let took = page.now - NOON;
        let most = 1 + took.0 / interval.scaled(1.0 - JITTER).0;
        prop_assert!(page.sent.len() as u64 <= most, "{} requests in {took:?}", page.sent.len());
    }
}
