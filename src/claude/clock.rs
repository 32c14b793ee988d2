//! The time that a client reads and waits for.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Where a client reads the time, so that a test can let a token expire without waiting for it.
#[derive(Clone, Debug, Default)]
pub struct Clock(Option<Arc<Mutex<Instant>>>);

impl Clock {
    /// The clock of the machine.
    pub const fn system() -> Self {
        Self(None)
    }

    /// A clock that moves by what is waited for, and takes no time for it.
    pub fn manual() -> Self {
        Self(Some(Arc::new(Mutex::new(Instant::now()))))
    }

    /// The time now.
    pub fn now(&self) -> Instant {
        self.0
            .as_ref()
            .map_or_else(Instant::now, |time| *time.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Waits.
    pub async fn pause(&self, time: Duration) {
        match &self.0 {
            Some(now) => *now.lock().unwrap_or_else(PoisonError::into_inner) += time,
            None => tokio::time::sleep(time).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_manual_clock_moves_by_what_is_waited_for() {
        let clock = Clock::manual();
        let before = clock.now();
        assert_eq!(clock.now(), before);
        clock.pause(Duration::from_hours(1)).await;
        assert_eq!(clock.now() - before, Duration::from_hours(1));
    }
}
