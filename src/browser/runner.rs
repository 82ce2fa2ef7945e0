//! The loop: keeps one campaign's feed up to date for as long as it lives.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::AbortController;

use super::client::Endpoint;
use super::clock;
use super::conditions::Conditions;
use super::roster;
use crate::model::failure::Failure;
use crate::model::feed::Feed;
use crate::model::schedule::{Action, Attempt, Event, Hindrance, Plan, Schedule};
use crate::model::stats::CampaignStats;
use crate::model::time::Millis;

/// The longest sleep of the timer. Browsers stop their timers while a machine sleeps, but not
/// its clock: looking at the clock this often, a due request is made soon after waking.
const LONGEST_SLEEP: Millis = Millis::seconds(5);

/// Keeps a feed up to date. Dropped, it ends its timer and its request.
#[must_use = "a runner stops when it is dropped"]
pub struct Runner(Rc<Inner>);

pub(super) struct Inner {
    endpoint: Endpoint,
    schedule: RefCell<Schedule>,
    feed: RwSignal<Feed>,
    timer: Cell<Option<Timeout>>,
    request: Cell<Option<InFlight>>,
    conditions: Cell<Option<Conditions>>,
}

/// A request under way. Dropped, it is aborted; one that has ended does not mind.
struct InFlight(AbortController);

impl Drop for Runner {
    fn drop(&mut self) {
        // Its request ends with it, and makes room.
        roster::leave(&self.0);
        roster::balance();
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Runner {
    /// Asks at once, if anybody looks, and from then on by the schedule. With `background`, it
    /// asks also while nobody can.
    pub fn start(endpoint: Endpoint, interval: Millis, background: bool) -> Self {
        let schedule = Schedule::new(interval).spread(roster::next_share());
        let feed = RwSignal::new(Feed::new(interval, schedule.standing()));
        let inner = Inner {
            endpoint,
            schedule: RefCell::new(schedule),
            feed,
            timer: Cell::default(),
            request: Cell::default(),
            conditions: Cell::default(),
        };
        let inner = Rc::new(inner);
        roster::enter(Rc::downgrade(&inner));
        let told = Rc::downgrade(&inner);
        let conditions = Conditions::watch(background, move |hindrance, begins| {
            happened(&told, Event::Hindered(hindrance, begins));
        });
        inner.conditions.set(Some(conditions));
        // Room may have run out before there was this one to be told.
        roster::balance();
        inner.take(Event::Woke, None);
        Self(inner)
    }

    /// What is known, as a signal.
    #[must_use]
    pub fn feed(&self) -> ReadSignal<Feed> {
        self.0.feed.read_only()
    }

    /// Pauses or resumes, because a person wants it.
    pub fn pause(&self, paused: bool) {
        self.0.take(Event::Hindered(Hindrance::Paused, paused), None);
    }

    /// Asks now, because a person wants it.
    pub fn refresh(&self) {
        self.0.take(Event::RefreshWanted, None);
    }
}

impl Inner {
    /// The one place where anything happens: an event goes in, the schedule decides, the feed
    /// learns, the next look is planned.
    pub(super) fn take(
        self: &Rc<Self>,
        event: Event,
        answer: Option<Result<CampaignStats, Failure>>,
    ) {
        let now = clock::now();
        let (action, standing, wake_at) = {
            let mut schedule = self.schedule.borrow_mut();
            let action = schedule.step(event, now, js_sys::Math::random());
            (action, schedule.standing(), schedule.wake_at())
        };
        let news = match action {
            Action::Nothing => answer,
            Action::GiveUp(_) => {
                self.request.take();
                Some(Err(Failure::TimedOut))
            }
            Action::Ask(attempt) => {
                self.ask(attempt);
                None
            }
        };
        // Fails only when the page is going away, and then nobody looks.
        let _ = self.feed.try_maybe_update(|feed| (feed.learn(news, standing, now), ()));
        self.sleep_until(wake_at, now);
        roster::balance();
    }

    /// Whether a request is under way.
    pub(super) fn asks(&self) -> bool {
        self.schedule.borrow().standing().plan == Plan::Asking
    }

    /// When the next request is due.
    pub(super) fn due(&self) -> Option<Millis> {
        self.schedule.borrow().due()
    }

    /// Whether it is held back because the page has too many requests under way.
    pub(super) fn crowded(&self) -> bool {
        self.schedule.borrow().is_hindered_by(Hindrance::Crowded)
    }

    fn ask(self: &Rc<Self>, attempt: Attempt) {
        let Ok(controller) = AbortController::new() else { return };
        let signal = controller.signal();
        self.request.set(Some(InFlight(controller)));
        let endpoint = self.endpoint.clone();
        let runner = Rc::downgrade(self);
        spawn_local(async move {
            let answer = endpoint.ask(&signal).await;
            if let Some(runner) = runner.upgrade() {
                runner.answered(attempt, answer);
            }
        });
    }

    /// An answer that the schedule no longer waits for is not news.
    fn answered(self: &Rc<Self>, attempt: Attempt, answer: Result<CampaignStats, Failure>) {
        let awaited = self.schedule.borrow().awaits(attempt);
        if awaited {
            let event = Event::Answered(attempt, Failure::outcome_of(&answer));
            self.take(event, Some(answer));
        }
    }

    fn sleep_until(self: &Rc<Self>, wake_at: Option<Millis>, now: Millis) {
        let timer = wake_at.map(|at| {
            let runner = Rc::downgrade(self);
            Timeout::new(timer_span(at - now), move || happened(&runner, Event::Woke))
        });
        self.timer.set(timer);
    }
}

fn happened(runner: &Weak<Inner>, event: Event) {
    if let Some(runner) = runner.upgrade() {
        runner.take(event, None);
    }
}

fn timer_span(span: Millis) -> u32 {
    u32::try_from(span.min(LONGEST_SLEEP).0).unwrap_or(u32::MAX)
}
