//! Clock of the simulation.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// Time since the start of the simulation.
#[derive(Debug)]
pub enum Clock {
    /// Real time, multiplied by a speed.
    Running {
        /// Start of the simulation.
        since: Instant,
        /// Multiple of real time; 0 stops the clock.
        speed: f64,
    },
    /// Set manually, in milliseconds: for tests and screenshots.
    Set(AtomicU64),
}

impl Clock {
    /// A running clock that starts now.
    #[must_use]
    pub fn running(speed: f64) -> Self {
        Self::Running { since: Instant::now(), speed }
    }

    /// A stopped clock at time zero.
    #[must_use]
    pub fn set() -> Self {
        Self::Set(AtomicU64::new(0))
    }

    /// Milliseconds since the start.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "never negative, and the cast saturates"
    )]
    pub fn elapsed(&self) -> u64 {
        match self {
            Self::Running { since, speed } => (since.elapsed().as_secs_f64() * speed * 1e3) as u64,
            Self::Set(elapsed) => elapsed.load(Ordering::Relaxed),
        }
    }

    /// Time of the simulation some milliseconds ago, in milliseconds since the start: negative before
    /// it. Before the start, the simulation ran at the speed of real time; so does a set clock.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "the cast saturates")]
    pub fn time(&self, ago: u64) -> i64 {
        let (run, speed) = match self {
            Self::Running { since, speed } => (since.elapsed().as_millis() as i64, *speed),
            Self::Set(elapsed) => (signed(elapsed.load(Ordering::Relaxed)), 1.0),
        };
        let since_start = run.saturating_sub(signed(ago));
        if since_start < 0 { since_start } else { at_speed(since_start, speed) }
    }

    /// Sets a stopped clock; has no effect on a running one.
    pub fn put(&self, milliseconds: u64) {
        if let Self::Set(elapsed) = self {
            elapsed.store(milliseconds, Ordering::Relaxed);
        }
    }
}

fn signed(milliseconds: u64) -> i64 {
    i64::try_from(milliseconds).unwrap_or(i64::MAX)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "exact for 285,000 years of milliseconds, and the cast saturates"
)]
fn at_speed(milliseconds: i64, speed: f64) -> i64 {
    (milliseconds as f64 * speed) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_before_the_start_passes_at_real_speed() {
        let clock = Clock::set();
        clock.put(60_000);
        assert_eq!(clock.time(0), 60_000);
        assert_eq!(clock.time(20_000), 40_000);
        assert_eq!(clock.time(90_000), -30_000);
        let since = Instant::now();
        let hour = 3_600_000;
        let fast = Clock::Running { since, speed: 1000.0 };
        // At its own speed, the hour would be over at once.
        assert!(fast.time(hour) < -1_800_000, "{}", fast.time(hour));
        assert!(fast.time(0) >= 0);
    }
}
