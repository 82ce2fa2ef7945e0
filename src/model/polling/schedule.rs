//! Polling schedule: a state machine that takes time and randomness as arguments.
//!
//! Each [`step`](Schedule::step) takes an event, the current time and a random number, and
//! returns an action; [`Schedule::wake_at`] returns the time of the next [`Event::Woke`]. Early,
//! late, duplicate and unexpected events are harmless.

use crate::model::time::Millis;

/// Request timeout: the limit for keeping a user's attention (Nielsen, Usability Engineering,
/// 1993).
pub const TIMEOUT: Millis = Millis::seconds(10);

/// Maximum back-off. The end of an outage is noticed within five minutes.
pub const MAX_BACKOFF: Millis = Millis::seconds(300);

/// Longer `Retry-After` values are capped; they are more likely a mistake.
pub const MAX_RETRY_AFTER: Millis = Millis::seconds(900);

/// Minimum time between two requests, including those by a user. Limits the load on the API.
pub const MIN_GAP: Millis = Millis::SECOND;

/// How long a follower tab waits for the leader's response after the leader's request was due:
/// [`TIMEOUT`] plus a margin for a late timer. Then it sends a request itself.
pub const LEADER_TIMEOUT: Millis = Millis::seconds(15);

/// Random variation of each interval, as a fraction of it, so that widgets opened together do
/// not stay synchronized.
pub const JITTER: f64 = 0.1;

/// Number of a request. Responses to earlier requests are ignored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attempt(u32);

/// Input of the schedule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Event {
    /// The time given by [`Schedule::wake_at`] may have been reached.
    Woke,
    /// The user requested a refresh.
    RefreshRequested,
    /// The user requested a refresh after the page has replaced the token function; the request in flight was
    /// aborted.
    TokenReplaced,
    /// A request ended.
    Answered(Attempt, Outcome),
    /// A blocker began (`true`) or ended (`false`).
    Blocked(Blocker, bool),
    /// The leader tab received a response, and plans its next request then; `None`: not before
    /// the user requests one.
    LeaderResponded(Option<Millis>),
    /// The interval changed. A stopped schedule is restarted, because an option has changed.
    IntervalChanged(Millis),
}

/// Reason why no requests are sent automatically. When the last blocker ends, an overdue request
/// is sent once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blocker {
    /// Paused by the user. A refresh by the user is still sent.
    Paused,
    /// No network.
    Offline,
    /// Nobody can see the numbers: the page is hidden, or no element shows them.
    Hidden,
    /// The page has reached its limit of concurrent requests.
    AtRequestLimit,
    /// Another tab is the leader: it sends the requests and shares the responses. A refresh by
    /// the user is still sent, and so is a request after [`LEADER_TIMEOUT`].
    FollowerTab,
}

impl Blocker {
    /// All blockers, in order of precedence for display: the user's own pause comes first.
    const ALL: [Self; 5] =
        [Self::Paused, Self::Offline, Self::Hidden, Self::AtRequestLimit, Self::FollowerTab];

    /// Whether a refresh by the user has to wait, too.
    fn blocks_user_refresh(self) -> bool {
        !matches!(self, Self::Paused | Self::FollowerTab)
    }
}

/// Next step of the schedule, for display.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextPoll {
    /// A request is in flight.
    InFlight,
    /// The next request is due at this time.
    Next(Millis),
    /// The next request waits for this blocker to end.
    Blocked(Blocker),
    /// No request until the user refreshes.
    Stopped,
}

/// Result of a request, as far as the schedule depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Success.
    Success,
    /// Temporary error.
    Failed,
    /// Temporary error with a `Retry-After`.
    RetryAfter(Millis),
    /// Permanent error: repeating the request would not help.
    Rejected,
}

/// Output of the schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Do nothing.
    Nothing,
    /// Send a request with this number.
    Request(Attempt),
    /// Abort the request with this number: it timed out.
    Abort(Attempt),
}

/// State of the schedule, for display.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PollState {
    /// The next step.
    pub plan: NextPoll,
    /// Whether the user paused polling. A request may still be in flight.
    pub paused: bool,
    /// Refresh interval.
    pub interval: Millis,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// The next request is due at this time.
    Waiting(Millis),
    /// A request is in flight since this time.
    InFlight(Attempt, Millis),
    /// No request until the user refreshes.
    Stopped,
}

/// Polling schedule of one feed.
#[derive(Clone, Debug)]
pub struct Schedule {
    interval: Millis,
    phase: Phase,
    attempt: Attempt,
    /// Errors since the last success.
    failures: u32,
    /// When the latest request was sent.
    sent_at: Option<Millis>,
    /// When another feed of the campaign sent its latest request.
    requested_elsewhere_at: Option<Millis>,
    /// When the last successful response was received. Intervals count from here.
    succeeded_at: Option<Millis>,
    /// Active blockers, in the order of [`Blocker::ALL`].
    blocked: [bool; Blocker::ALL.len()],
    /// Fraction of an interval before the second request; `None` once that is planned.
    spread: Option<f64>,
    /// Whether a refresh by the user waits for a blocker to end.
    refresh_pending: bool,
    /// Time of the latest step.
    last_now: Millis,
}

impl Schedule {
    /// A schedule whose first request is due immediately.
    #[must_use]
    pub fn new(interval: Millis) -> Self {
        Self {
            interval: interval.max(MIN_GAP),
            phase: Phase::Waiting(Millis(0)),
            attempt: Attempt::default(),
            failures: 0,
            sent_at: None,
            requested_elsewhere_at: None,
            succeeded_at: None,
            blocked: [false; Blocker::ALL.len()],
            spread: None,
            refresh_pending: false,
            last_now: Millis(0),
        }
    }

    /// Sends the second request after only this fraction of an interval, 0 to 1. Different
    /// fractions desynchronize schedules that start together.
    #[must_use]
    pub fn spread(mut self, fraction: f64) -> Self {
        self.spread = Some(fraction.clamp(0.0, 1.0));
        self
    }

    /// Goes on where another schedule is, for another feed. Its request in flight is not taken over.
    #[must_use]
    pub fn continued(&self) -> Self {
        let phase = match self.phase {
            Phase::InFlight(..) => Phase::Waiting(self.last_now),
            phase => phase,
        };
        Self { phase, ..self.clone() }
    }

    /// When another feed of the campaign sent its latest request: [`MIN_GAP`] is kept from that, too.
    pub fn set_requested_elsewhere(&mut self, at: Option<Millis>) {
        self.requested_elsewhere_at = at;
    }

    /// The state for display.
    #[must_use]
    pub fn poll_state(&self) -> PollState {
        let plan = match (self.phase, self.blocker()) {
            (Phase::InFlight(..), _) => NextPoll::InFlight,
            (Phase::Stopped, _) => NextPoll::Stopped,
            // The request limit blocks only for seconds, and a leader tab sends its request at
            // about the same time, so the due time is still right.
            (
                Phase::Waiting(until),
                None | Some(Blocker::AtRequestLimit | Blocker::FollowerTab),
            ) => NextPoll::Next(until),
            (Phase::Waiting(_), Some(blocker)) => NextPoll::Blocked(blocker),
        };
        let paused = self.is_blocked_by(Blocker::Paused);
        PollState { plan, paused, interval: self.interval }
    }

    /// When the next request is due, regardless of blockers; `None` if none is planned.
    #[must_use]
    pub fn due(&self) -> Option<Millis> {
        match self.phase {
            Phase::Waiting(until) => Some(until),
            Phase::InFlight(..) | Phase::Stopped => None,
        }
    }

    /// Whether it would send requests as the leader tab.
    #[must_use]
    pub fn wants_leadership(&self) -> bool {
        let blocker = self.blocker();
        self.phase != Phase::Stopped
            && matches!(blocker, None | Some(Blocker::AtRequestLimit | Blocker::FollowerTab))
    }

    /// Whether this request is in flight.
    #[must_use]
    pub fn is_waiting_for(&self, attempt: Attempt) -> bool {
        matches!(self.phase, Phase::InFlight(current, _) if current == attempt)
    }

    /// When to send [`Event::Woke`]; `None` while only other events have an effect.
    #[must_use]
    pub fn wake_at(&self) -> Option<Millis> {
        match self.phase {
            Phase::Waiting(until) => self.unblocked_at(until),
            Phase::InFlight(_, since) => Some(since + TIMEOUT),
            Phase::Stopped => None,
        }
    }

    /// Processes an event. `random` is a random number from 0 to 1.
    pub fn step(&mut self, event: Event, now: Millis, random: f64) -> Action {
        self.follow_clock(now);
        match (event, self.phase) {
            (Event::Blocked(blocker, begins), _) => {
                self.set_blocked(blocker, begins);
                self.send_if_due(now)
            }
            (Event::IntervalChanged(interval), _) => {
                self.change_interval(interval, now, random);
                self.send_if_due(now)
            }
            (Event::TokenReplaced, _) => self.refresh(now),
            (Event::LeaderResponded(next), Phase::Waiting(_) | Phase::Stopped) => {
                self.follow_leader(next, now);
                Action::Nothing
            }
            (Event::Woke, Phase::Waiting(_)) => self.send_if_due(now),
            (Event::Woke, Phase::InFlight(attempt, since)) if now >= since + TIMEOUT => {
                self.ended(Outcome::Failed, now, random);
                Action::Abort(attempt)
            }
            (Event::RefreshRequested, Phase::Waiting(_) | Phase::Stopped)
                if self.gap_passed(now) =>
            {
                self.refresh(now)
            }
            (Event::Answered(answered, outcome), Phase::InFlight(attempt, _))
                if answered == attempt =>
            {
                self.ended(outcome, now, random);
                Action::Nothing
            }
            _ => Action::Nothing,
        }
    }

    /// Moves all times back with a clock that was set back. Otherwise a wait of seconds could
    /// become one of hours.
    fn follow_clock(&mut self, now: Millis) {
        let back = self.last_now - now;
        self.last_now = now;
        if back > Millis(0) {
            self.sent_at = self.sent_at.map(|at| at - back);
            self.requested_elsewhere_at = self.requested_elsewhere_at.map(|at| at - back);
            self.succeeded_at = self.succeeded_at.map(|at| at - back);
            self.phase = match self.phase {
                Phase::Waiting(until) => Phase::Waiting(until - back),
                Phase::InFlight(attempt, since) => Phase::InFlight(attempt, since - back),
                Phase::Stopped => Phase::Stopped,
            };
        }
    }

    fn set_blocked(&mut self, blocker: Blocker, begins: bool) {
        // A pause cancels a pending refresh.
        self.refresh_pending &= !(blocker == Blocker::Paused && begins);
        for (known, blocked) in Blocker::ALL.into_iter().zip(&mut self.blocked) {
            if known == blocker {
                *blocked = begins;
            }
        }
    }

    /// The first blocker that applies to the next request.
    fn blocker(&self) -> Option<Blocker> {
        let applies = |blocker: Blocker| !self.refresh_pending || blocker.blocks_user_refresh();
        let mut all = Blocker::ALL.into_iter().zip(self.blocked);
        all.find_map(|(blocker, active)| (active && applies(blocker)).then_some(blocker))
    }

    /// Whether this blocker is active.
    #[must_use]
    pub fn is_blocked_by(&self, wanted: Blocker) -> bool {
        Blocker::ALL.into_iter().zip(self.blocked).any(|(known, active)| active && known == wanted)
    }

    /// When a request that is due may be sent; `None` if that depends on a blocker's end.
    fn unblocked_at(&self, due: Millis) -> Option<Millis> {
        match self.blocker() {
            None => Some(self.earliest(due)),
            Some(Blocker::FollowerTab) => Some(self.earliest(due + LEADER_TIMEOUT)),
            Some(_) => None,
        }
    }

    fn send_if_due(&mut self, now: Millis) -> Action {
        match self.phase {
            Phase::Waiting(due) if self.unblocked_at(due).is_some_and(|at| now >= at) => {
                self.send(now)
            }
            _ => Action::Nothing,
        }
    }

    /// Adopts the leader tab's plan, capped in case its clock or message is wrong.
    fn follow_leader(&mut self, next: Option<Millis>, now: Millis) {
        if self.refresh_pending {
            return;
        }
        let longest = self.interval.scaled(1.0 + JITTER).max(MAX_RETRY_AFTER);
        self.phase = next.map_or(Phase::Stopped, |at| Phase::Waiting(at.min(now + longest)));
    }

    fn change_interval(&mut self, interval: Millis, now: Millis, random: f64) {
        self.interval = interval.max(MIN_GAP);
        self.phase = match (self.phase, self.succeeded_at) {
            (Phase::Stopped, _) => Phase::Waiting(self.earliest(now)),
            (Phase::Waiting(_), Some(at)) if self.failures == 0 => {
                let next = at + self.jittered(random);
                Phase::Waiting(next.max(self.earliest(now)))
            }
            (phase, _) => phase,
        };
    }

    /// The given time, or later by [`MIN_GAP`].
    fn earliest(&self, due: Millis) -> Millis {
        let latest = self.sent_at.max(self.requested_elsewhere_at);
        latest.map_or(due, |at| due.max(at + MIN_GAP))
    }

    fn jittered(&self, random: f64) -> Millis {
        self.interval.scaled(1.0 - JITTER + 2.0 * JITTER * random.clamp(0.0, 1.0))
    }

    /// If a blocker applies, the refresh stays pending until it ends.
    fn refresh(&mut self, now: Millis) -> Action {
        self.refresh_pending = true;
        self.phase = Phase::Waiting(now);
        self.send_if_due(now)
    }

    fn gap_passed(&self, now: Millis) -> bool {
        self.sent_at.is_none_or(|at| now >= at + MIN_GAP)
    }

    fn send(&mut self, now: Millis) -> Action {
        self.attempt = Attempt(self.attempt.0.wrapping_add(1));
        self.sent_at = Some(now);
        self.refresh_pending = false;
        self.phase = Phase::InFlight(self.attempt, now);
        Action::Request(self.attempt)
    }

    fn ended(&mut self, outcome: Outcome, now: Millis, random: f64) {
        let random = random.clamp(0.0, 1.0);
        let wait = match outcome {
            Outcome::Success => {
                self.failures = 0;
                self.succeeded_at = Some(now);
                self.jittered(random).scaled(self.spread.take().unwrap_or(1.0))
            }
            // `Retry-After: 0` gives no time to wait, so the back-off applies.
            Outcome::Failed | Outcome::RetryAfter(Millis(0)) => {
                let wait = self.backoff_cap().scaled(random);
                self.failures = self.failures.saturating_add(1);
                wait
            }
            Outcome::RetryAfter(span) => {
                self.failures = self.failures.saturating_add(1);
                span.scaled(1.0 + JITTER * random).min(MAX_RETRY_AFTER)
            }
            Outcome::Rejected => {
                self.phase = Phase::Stopped;
                return;
            }
        };
        self.phase = Phase::Waiting(now + wait.max(MIN_GAP));
    }

    /// Exponential back-off with full jitter: the wait is a random fraction of this value, which
    /// starts at the interval and doubles with each error (Brooker, "Exponential Backoff and
    /// Jitter", AWS Architecture Blog, 2015).
    fn backoff_cap(&self) -> Millis {
        let doublings = self.failures.min(16);
        Millis(self.interval.0.saturating_mul(1 << doublings)).min(MAX_BACKOFF)
    }
}

#[cfg(test)]
mod tests;
