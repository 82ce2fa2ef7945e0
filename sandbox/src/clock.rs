//! The sandbox's own time.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// How much time has passed since the sandbox's first instant.
#[derive(Debug)]
pub enum Clock {
    /// As much as on the wall, times a speed.
    Running {
        /// The first instant.
        since: Instant,
        /// How much faster than the wall: 1 is as fast, 0 stands still.
        speed: f64,
    },
    /// As much as was set: for tests, and for pictures of a moment. In milliseconds.
    Set(AtomicU64),
}

impl Clock {
    /// A clock that starts now.
    #[must_use]
    pub fn running(speed: f64) -> Self {
        Self::Running { since: Instant::now(), speed }
    }

    /// A clock that stands at the first instant.
    #[must_use]
    pub fn set() -> Self {
        Self::Set(AtomicU64::new(0))
    }

    /// Milliseconds since the first instant.
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

    /// Puts a set clock at so many milliseconds; a running one goes on running.
    pub fn put(&self, milliseconds: u64) {
        if let Self::Set(elapsed) = self {
            elapsed.store(milliseconds, Ordering::Relaxed);
        }
    }
}
