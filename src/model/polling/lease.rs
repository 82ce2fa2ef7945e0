//! Leader election among tabs by a lease in shared storage, for pages without Web Locks: browsers offer those on
//! secure origins only, and many intranets are plain http.
//!
//! A tab that finds no valid lease writes its own, and leads if that is still there after [`SETTLING`]: of tabs
//! that write together, the last one. The leader renews its lease; another tab may lead when it has expired. A
//! tab that was suspended for longer than its lease finds another's, and follows.

use crate::model::time::Millis;

/// How long a lease lasts. A leader that crashed is replaced after this time.
pub const LEASE: Millis = Millis::seconds(6);

/// How often the leader renews it. Two renewals may be late.
pub const RENEWAL: Millis = Millis::seconds(2);

/// How long a tab waits after its claim, until the claims of other tabs have arrived. Storage is shared by
/// several processes of the browser, so a write of another tab may arrive some milliseconds late.
pub const SETTLING: Millis = Millis(200);

/// A lease as it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lease {
    /// A random number for the tab.
    pub holder: u64,
    /// When it expires.
    pub until: Millis,
}

impl Lease {
    /// As text for the storage.
    #[must_use]
    pub fn encode(self) -> String {
        [&self.holder.to_string(), " ", &self.until.0.to_string()].concat()
    }

    /// Reads a stored lease; `None` if it is not one.
    #[must_use]
    pub fn decode(text: &str) -> Option<Self> {
        let (holder, until) = text.split_once(' ')?;
        Some(Self { holder: holder.parse().ok()?, until: Millis(until.parse().ok()?) })
    }

    /// One that ends later than any lease is from a wrong clock.
    fn is_valid(self, now: Millis) -> bool {
        now < self.until && self.until <= now + LEASE
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Follows,
    /// Wrote its lease at this time.
    Claims(Millis),
    Leads,
}

/// What a tab does after it has read the stored lease.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The lease to write.
    pub write: Option<Lease>,
    /// When to read it again, at the latest.
    pub next: Millis,
}

/// A tab in the election.
#[derive(Clone, Debug)]
pub struct Candidate {
    holder: u64,
    state: State,
}

impl Candidate {
    /// A tab with a random number of its own. It follows until it is elected.
    #[must_use]
    pub fn new(holder: u64) -> Self {
        Self { holder, state: State::Follows }
    }

    /// Whether it leads.
    #[must_use]
    pub fn leads(&self) -> bool {
        self.state == State::Leads
    }

    /// Whether this lease is its own, which it has to remove when it leaves.
    #[must_use]
    pub fn holds(&self, stored: Option<Lease>) -> bool {
        stored.is_some_and(|lease| lease.holder == self.holder)
    }

    /// Decides by the stored lease.
    pub fn step(&mut self, stored: Option<Lease>, now: Millis) -> Step {
        let valid = stored.filter(|lease| lease.is_valid(now));
        match (valid, self.state) {
            (Some(lease), _) if lease.holder != self.holder => {
                self.state = State::Follows;
                Step { write: None, next: lease.until }
            }
            (Some(_), State::Claims(since)) if now < since || now - since >= SETTLING => {
                self.state = State::Leads;
                self.write(now, RENEWAL)
            }
            (Some(_), State::Claims(since)) => Step { write: None, next: since + SETTLING },
            (Some(_), State::Leads) => self.write(now, RENEWAL),
            _ => {
                self.state = State::Claims(now);
                self.write(now, SETTLING)
            }
        }
    }

    fn write(&self, now: Millis, next: Millis) -> Step {
        let lease = Lease { holder: self.holder, until: now + LEASE };
        Step { write: Some(lease), next: now + next }
    }
}

#[cfg(test)]
mod tests;
