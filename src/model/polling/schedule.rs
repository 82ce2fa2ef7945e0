//! When to ask the API: a state machine without a clock, a timer or dice of its own.
//!
//! Each step takes an event, the time and a random number, and answers with what to do now;
//! [`Schedule::wake_at`] says when to look again. Early, late, double and unexpected events
//! are harmless.

use crate::model::time::Millis;

/// A request that takes longer counts as failed. Ten seconds is where a person stops to
/// believe that an answer is still coming (Nielsen, Usability Engineering, 1993).
pub const TIMEOUT: Millis = Millis::seconds(10);

/// The longest wait after failures: an outage that ends is noticed within five minutes.
pub const MAX_BACKOFF: Millis = Millis::seconds(300);

/// The longest `Retry-After` that is obeyed in full; a longer one is more often a mistake than
/// a wish.
pub const MAX_RETRY_AFTER: Millis = Millis::seconds(900);

/// The shortest time between two requests, whoever asks: no button, clock or answer can make
/// this widget a load.
pub const MIN_GAP: Millis = Millis::SECOND;

/// How long after the time at which another tab wanted to ask we wait for what it heard: its
/// request may take [`TIMEOUT`], and its timer may be late. After that we ask ourselves.
pub const PATIENCE_WITH_OTHERS: Millis = Millis::seconds(15);

/// Each interval is made up to this share shorter or longer, so that widgets that were opened
/// together do not ask together for ever.
pub const JITTER: f64 = 0.1;

/// The number of a request: only the newest one may answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attempt(u32);

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Event {
    /// The time that [`Schedule::wake_at`] named has come, or may have.
    Woke,
    /// A person wants fresh numbers now.
    RefreshWanted,
    /// A request ended.
    Answered(Attempt, Outcome),
    /// Something that keeps us from asking has begun (`true`) or ended.
    Blocked(Blocker, bool),
    /// Another tab asked, heard something, and means to ask again then; with `None`, not
    /// before a person wants it.
    LeaderAnswered(Option<Millis>),
    /// Somebody wants another interval. What was refused is tried anew: a setting has changed.
    IntervalChanged(Millis),
}

/// What keeps us from asking by ourselves. What falls due meanwhile is made good once, when
/// the last of them ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blocker {
    /// A person wants a pause. Their own wish for fresh numbers goes through all the same.
    Paused,
    /// There is no network.
    Offline,
    /// Nobody can see the page.
    Hidden,
    /// The page has as many requests under way as it may.
    AtRequestLimit,
    /// Another tab asks for us, and hands over what it hears. Neither a person's wish nor
    /// [`PATIENCE_WITH_OTHERS`] waits for it.
    FollowerTab,
}

impl Blocker {
    /// All hindrances; what a person did comes first, because they want to see it said.
    const ALL: [Self; 5] =
        [Self::Paused, Self::Offline, Self::Hidden, Self::AtRequestLimit, Self::FollowerTab];

    /// Whether a person's own wish for fresh numbers waits for its end.
    fn outweighs_a_wish(self) -> bool {
        !matches!(self, Self::Paused | Self::FollowerTab)
    }
}

/// What comes next, for those who look on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextPoll {
    /// A request is under way.
    Asking,
    /// A request then.
    Next(Millis),
    /// A request when this has ended.
    Held(Blocker),
    /// Nothing until a person wants it.
    Stopped,
}

/// How a request ended, as far as the next one depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// With numbers.
    Good,
    /// With a failure that may pass by itself.
    Failed,
    /// With a failure, and the wish to be left alone for this long.
    AskedToWait(Millis),
    /// With a failure that no repetition mends.
    Refused,
}

/// What to do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Nothing.
    Nothing,
    /// Send a request with this number.
    Ask(Attempt),
    /// Give up the request with this number: it took too long.
    GiveUp(Attempt),
}

/// How matters stand, for those who look on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PollState {
    /// What comes next.
    pub plan: NextPoll,
    /// Whether a person has paused it; a request may be under way all the same.
    pub paused: bool,
    /// The time between two requests while all is well.
    pub interval: Millis,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Waiting until then.
    Waiting(Millis),
    /// A request is under way since then.
    Asking(Attempt, Millis),
    /// Nothing more is asked until a person wants it.
    Stopped,
}

/// When to ask, for one feed.
#[derive(Clone, Debug)]
pub struct Schedule {
    interval: Millis,
    phase: Phase,
    attempt: Attempt,
    /// Failures since the last good answer.
    failures: u32,
    /// When the newest request was sent.
    asked_at: Option<Millis>,
    /// When the last good answer was there, from which the next request is reckoned.
    good_at: Option<Millis>,
    /// What keeps us from asking now, in the order of [`Blocker::ALL`].
    blocked: [bool; Blocker::ALL.len()],
    /// The share of an interval after which the second request comes, until it is planned.
    spread: Option<f64>,
    /// Whether a person's wish waits for the end of what keeps us from asking.
    wished: bool,
    /// The latest time seen.
    seen: Millis,
}

impl Schedule {
    /// A schedule whose first request is due at once.
    #[must_use]
    pub fn new(interval: Millis) -> Self {
        Self {
            interval: interval.max(MIN_GAP),
            phase: Phase::Waiting(Millis(0)),
            attempt: Attempt::default(),
            failures: 0,
            asked_at: None,
            good_at: None,
            blocked: [false; Blocker::ALL.len()],
            spread: None,
            wished: false,
            seen: Millis(0),
        }
    }

    /// The same schedule with its second request after only this share of an interval, 0 to 1:
    /// schedules with different shares that begin together do not go on together.
    #[must_use]
    pub fn spread(mut self, share: f64) -> Self {
        self.spread = Some(share.clamp(0.0, 1.0));
        self
    }

    /// How matters stand.
    #[must_use]
    pub fn poll_state(&self) -> PollState {
        let plan = match (self.phase, self.blocker()) {
            (Phase::Asking(..), _) => NextPoll::Asking,
            (Phase::Stopped, _) => NextPoll::Stopped,
            // A crowd clears within seconds, and another tab asks when we would: about then,
            // all the same.
            (
                Phase::Waiting(until),
                None | Some(Blocker::AtRequestLimit | Blocker::FollowerTab),
            ) => NextPoll::Next(until),
            (Phase::Waiting(_), Some(blocker)) => NextPoll::Held(blocker),
        };
        let paused = self.is_blocked_by(Blocker::Paused);
        PollState { plan, paused, interval: self.interval }
    }

    /// When the next request is due, whatever is in its way; `None` where none is planned.
    #[must_use]
    pub fn due(&self) -> Option<Millis> {
        match self.phase {
            Phase::Waiting(until) => Some(until),
            Phase::Asking(..) | Phase::Stopped => None,
        }
    }

    /// Whether it would ask by itself, were another tab not asking for us.
    #[must_use]
    pub fn willing(&self) -> bool {
        let blocker = self.blocker();
        self.phase != Phase::Stopped
            && matches!(blocker, None | Some(Blocker::AtRequestLimit | Blocker::FollowerTab))
    }

    /// Whether this request's answer is still waited for.
    #[must_use]
    pub fn awaits(&self, attempt: Attempt) -> bool {
        matches!(self.phase, Phase::Asking(current, _) if current == attempt)
    }

    /// When to send [`Event::Woke`]; `None` while only another event can change something.
    #[must_use]
    pub fn wake_at(&self) -> Option<Millis> {
        match self.phase {
            Phase::Waiting(until) => self.may_go_on_at(until),
            Phase::Asking(_, since) => Some(since + TIMEOUT),
            Phase::Stopped => None,
        }
    }

    /// Takes an event at a time, with a random number from 0 to 1, and says what to do.
    pub fn step(&mut self, event: Event, now: Millis, dice: f64) -> Action {
        self.follow_clock(now);
        match (event, self.phase) {
            (Event::Blocked(blocker, begins), _) => {
                self.hinder(blocker, begins);
                self.ask_if_due(now)
            }
            (Event::IntervalChanged(interval), _) => {
                self.change_interval(interval, now, dice);
                self.ask_if_due(now)
            }
            (Event::LeaderAnswered(next), Phase::Waiting(_) | Phase::Stopped) => {
                self.told(next, now);
                Action::Nothing
            }
            (Event::Woke, Phase::Waiting(_)) => self.ask_if_due(now),
            (Event::Woke, Phase::Asking(attempt, since)) if now >= since + TIMEOUT => {
                self.ended(Outcome::Failed, now, dice);
                Action::GiveUp(attempt)
            }
            (Event::RefreshWanted, Phase::Waiting(_) | Phase::Stopped) if self.may_ask(now) => {
                self.refresh(now)
            }
            (Event::Answered(answered, outcome), Phase::Asking(attempt, _))
                if answered == attempt =>
            {
                self.ended(outcome, now, dice);
                Action::Nothing
            }
            _ => Action::Nothing,
        }
    }

    /// A clock that was set back takes the plans with it; otherwise a wait of seconds could
    /// become one of hours.
    fn follow_clock(&mut self, now: Millis) {
        let back = self.seen - now;
        self.seen = now;
        if back > Millis(0) {
            self.asked_at = self.asked_at.map(|at| at - back);
            self.good_at = self.good_at.map(|at| at - back);
            self.phase = match self.phase {
                Phase::Waiting(until) => Phase::Waiting(until - back),
                Phase::Asking(attempt, since) => Phase::Asking(attempt, since - back),
                Phase::Stopped => Phase::Stopped,
            };
        }
    }

    fn hinder(&mut self, blocker: Blocker, begins: bool) {
        // Who pauses no longer wants what they wanted before.
        self.wished &= !(blocker == Blocker::Paused && begins);
        for (known, blocked) in Blocker::ALL.into_iter().zip(&mut self.blocked) {
            if known == blocker {
                *blocked = begins;
            }
        }
    }

    /// The first thing that keeps us from asking.
    fn blocker(&self) -> Option<Blocker> {
        let counts = |blocker: Blocker| !self.wished || blocker.outweighs_a_wish();
        let mut all = Blocker::ALL.into_iter().zip(self.blocked);
        all.find_map(|(blocker, is)| (is && counts(blocker)).then_some(blocker))
    }

    /// Whether this keeps us from asking.
    #[must_use]
    pub fn is_blocked_by(&self, wanted: Blocker) -> bool {
        Blocker::ALL.into_iter().zip(self.blocked).any(|(known, is)| is && known == wanted)
    }

    /// When a request that is due then may be made, as far as can be known.
    fn may_go_on_at(&self, due: Millis) -> Option<Millis> {
        match self.blocker() {
            None => Some(due),
            Some(Blocker::FollowerTab) => Some(due + PATIENCE_WITH_OTHERS),
            Some(_) => None,
        }
    }

    fn ask_if_due(&mut self, now: Millis) -> Action {
        match self.phase {
            Phase::Waiting(due) if self.may_go_on_at(due).is_some_and(|at| now >= at) => {
                self.ask(now)
            }
            _ => Action::Nothing,
        }
    }

    /// What another tab means to do next is our own plan too.
    fn told(&mut self, next: Option<Millis>, now: Millis) {
        if self.wished {
            return;
        }
        let longest = self.interval.scaled(1.0 + JITTER).max(MAX_RETRY_AFTER);
        self.phase = next.map_or(Phase::Stopped, |at| Phase::Waiting(at.min(now + longest)));
    }

    fn change_interval(&mut self, interval: Millis, now: Millis, dice: f64) {
        self.interval = interval.max(MIN_GAP);
        self.phase = match (self.phase, self.good_at) {
            (Phase::Stopped, _) => Phase::Waiting(self.earliest(now)),
            (Phase::Waiting(_), Some(at)) if self.failures == 0 => {
                let next = at + self.jittered(dice);
                Phase::Waiting(next.max(self.earliest(now)))
            }
            (phase, _) => phase,
        };
    }

    /// When a request may be made at the earliest, whoever wants it.
    fn earliest(&self, now: Millis) -> Millis {
        self.asked_at.map_or(now, |at| now.max(at + MIN_GAP))
    }

    fn jittered(&self, dice: f64) -> Millis {
        self.interval.scaled(1.0 - JITTER + 2.0 * JITTER * dice.clamp(0.0, 1.0))
    }

    /// A wish that cannot be met now, because nobody would see it or nothing would come, is
    /// met as soon as it can.
    fn refresh(&mut self, now: Millis) -> Action {
        self.wished = true;
        self.phase = Phase::Waiting(now);
        self.ask_if_due(now)
    }

    fn may_ask(&self, now: Millis) -> bool {
        self.asked_at.is_none_or(|at| now >= at + MIN_GAP)
    }

    fn ask(&mut self, now: Millis) -> Action {
        self.attempt = Attempt(self.attempt.0.wrapping_add(1));
        self.asked_at = Some(now);
        self.wished = false;
        self.phase = Phase::Asking(self.attempt, now);
        Action::Ask(self.attempt)
    }

    fn ended(&mut self, outcome: Outcome, now: Millis, dice: f64) {
        let dice = dice.clamp(0.0, 1.0);
        let wait = match outcome {
            Outcome::Good => {
                self.failures = 0;
                self.good_at = Some(now);
                self.jittered(dice).scaled(self.spread.take().unwrap_or(1.0))
            }
            // Who wants to be asked at once has no time to wait for, but fails.
            Outcome::Failed | Outcome::AskedToWait(Millis(0)) => {
                let wait = self.backoff_cap().scaled(dice);
                self.failures = self.failures.saturating_add(1);
                wait
            }
            Outcome::AskedToWait(span) => {
                self.failures = self.failures.saturating_add(1);
                span.scaled(1.0 + JITTER * dice).min(MAX_RETRY_AFTER)
            }
            Outcome::Refused => {
                self.phase = Phase::Stopped;
                return;
            }
        };
        self.phase = Phase::Waiting(now + wait.max(MIN_GAP));
    }

    /// Exponential back-off with full jitter: the wait is a random share of this span, which
    /// starts at the interval and doubles with each failure (Brooker, "Exponential Backoff
    /// and Jitter", AWS Architecture Blog, 2015).
    fn backoff_cap(&self) -> Millis {
        let doublings = self.failures.min(16);
        Millis(self.interval.0.saturating_mul(1 << doublings)).min(MAX_BACKOFF)
    }
}

#[cfg(test)]
mod tests;
