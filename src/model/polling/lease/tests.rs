//! Tests of the election. `Browser` simulates tabs that share a storage whose writes arrive late.

use proptest::prelude::*;

use super::*;

const NOON: Millis = Millis::seconds(43_200);

/// A write arrives at most this late.
const LATE: u64 = 90;

#[test]
fn lease_survives_the_storage() {
    let lease = Lease { holder: 42, until: NOON };
    assert_eq!(Lease::decode(&lease.encode()), Some(lease));
    for text in ["", "42", "42 noon", "x 43200000", "42 1 1"] {
        assert_eq!(Lease::decode(text), None, "{text}");
    }
}

#[test]
fn only_tab_leads_after_it_has_settled_and_renews_its_lease() {
    let mut tab = Candidate::new(1);
    let claim = tab.step(None, NOON);
    assert!(!tab.leads());
    assert_eq!(claim.next, NOON + SETTLING);
    // Looked at early, because another tab has left.
    let early = tab.step(claim.write, NOON + SETTLING - Millis(1));
    assert!(!tab.leads());
    assert_eq!(early, Step { write: None, next: NOON + SETTLING });
    let renewal = tab.step(claim.write, NOON + SETTLING);
    assert!(tab.leads());
    assert_eq!(renewal.next, NOON + SETTLING + RENEWAL);
    assert_eq!(renewal.write.unwrap().until, NOON + SETTLING + LEASE);
}

#[test]
fn later_claim_wins() {
    let (mut first, mut second) = (Candidate::new(1), Candidate::new(2));
    first.step(None, NOON);
    let stored = second.step(None, NOON).write;
    first.step(stored, NOON + SETTLING);
    second.step(stored, NOON + SETTLING);
    assert_eq!((first.leads(), second.leads()), (false, true));
}

#[test]
fn lease_of_a_wrong_clock_does_not_block() {
    let mut tab = Candidate::new(1);
    let far = Lease { holder: 2, until: NOON + LEASE + Millis(1) };
    assert!(tab.step(Some(far), NOON).write.is_some());
}

#[test]
fn leader_that_was_suspended_follows_another() {
    let mut tab = Candidate::new(1);
    let claim = tab.step(None, NOON).write;
    tab.step(claim, NOON + SETTLING);
    let later = NOON + Millis::seconds(60);
    let step = tab.step(Some(Lease { holder: 2, until: later + RENEWAL }), later);
    assert!(!tab.leads());
    assert_eq!(step, Step { write: None, next: later + RENEWAL });
}

/// Tabs that share a storage.
struct Browser {
    now: Millis,
    stored: Option<Lease>,
    /// Writes on their way: when they arrive.
    writes: Vec<(Millis, Option<Lease>)>,
    tabs: Vec<Tab>,
}

struct Tab {
    candidate: Candidate,
    next: Millis,
    /// Its own lease, as it knows it.
    lease: Option<Lease>,
}

impl Browser {
    fn new(count: u64) -> Self {
        let tab = |holder| Tab { candidate: Candidate::new(holder), next: NOON, lease: None };
        Self { now: NOON, stored: None, writes: Vec::new(), tabs: (0..count).map(tab).collect() }
    }

    /// Lets a millisecond pass. Each write takes a time out of these.
    fn tick(&mut self, delays: &mut impl Iterator<Item = u64>) {
        self.now = self.now + Millis(1);
        let now = self.now;
        for (_, lease) in self.writes.extract_if(.., |(at, _)| *at <= now) {
            self.stored = lease;
        }
        for tab in self.tabs.iter_mut().filter(|tab| tab.next <= now) {
            let step = tab.candidate.step(self.stored, now);
            tab.next = step.next;
            if step.write.is_some() {
                tab.lease = step.write;
                self.writes.push((now + Millis(delays.next().unwrap_or_default()), step.write));
            }
        }
        let leads =
            |tab: &&Tab| tab.candidate.leads() && tab.lease.is_some_and(|lease| now < lease.until);
        let leaders = self.tabs.iter().filter(leads).count();
        assert!(leaders <= 1, "{leaders} leaders after {:?}", now - NOON);
    }

    fn leader(&self) -> Option<usize> {
        self.tabs.iter().position(|tab| tab.candidate.leads())
    }

    /// Waits for a leader. Returns how long that took.
    fn await_leader(&mut self, delays: &mut impl Iterator<Item = u64>) -> Millis {
        let since = self.now;
        while self.leader().is_none() {
            self.tick(delays);
            assert!(self.now - since < Millis::seconds(60), "nobody leads");
        }
        self.now - since
    }
}

proptest! {
    #[test]
    fn one_tab_leads_and_another_takes_over_when_it_crashes_or_leaves(
        count in 1u64..5,
        delays in prop::collection::vec(0..LATE, 1..50),
        ends in prop::collection::vec((0u64..8000, any::<bool>()), 0..4),
    ) {
        let mut delays = delays.into_iter().cycle();
        let mut browser = Browser::new(count);
        let took = browser.await_leader(&mut delays);
        prop_assert!(took <= SETTLING + SETTLING, "the first leader took {took:?}");
        for (span, crashes) in ends {
            for _ in 0..span {
                browser.tick(&mut delays);
            }
            let gone = browser.tabs.swap_remove(browser.leader().unwrap());
            if !crashes && gone.candidate.holds(browser.stored) {
                browser.writes.clear();
                browser.stored = None;
                // Storage tells the other tabs.
                browser.tabs.iter_mut().for_each(|tab| tab.next = browser.now);
            }
            if browser.tabs.is_empty() {
                break;
            }
            let took = browser.await_leader(&mut delays);
            let most = if crashes { LEASE + SETTLING + SETTLING } else { SETTLING + SETTLING };
            prop_assert!(took <= most, "the next leader took {took:?}");
        }
    }
}
