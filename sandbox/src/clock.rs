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

    /// Sets a stopped clock; has no effect on a running one.
    pub fn put(&self, milliseconds: u64) {
        if let Self::Set(elapsed) = self {
            elapsed.store(milliseconds, Ordering::Relaxed);
        }
    }
}
