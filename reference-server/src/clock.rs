use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// Where the server reads the time, so that a test can let an hour pass without waiting for it.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> SystemTime + Send + Sync>);

impl Clock {
    /// The clock of the operating system.
    pub fn system() -> Self {
        Self(Arc::new(SystemTime::now))
    }

    /// A clock that stands still until the returned function is called with how far it shall move.
    pub fn manual() -> (Self, impl Fn(Duration) + Send + Sync) {
        let time = Arc::new(Mutex::new(SystemTime::now()));
        let read = Arc::clone(&time);
        let clock = Self(Arc::new(move || *read.lock().unwrap_or_else(PoisonError::into_inner)));
        (clock, move |step| *time.lock().unwrap_or_else(PoisonError::into_inner) += step)
    }

    /// The time now.
    pub fn now(&self) -> SystemTime {
        (self.0)()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Clock")
    }
}

/// A time as JSON has it: seconds since 1970 (RFC 7519 section 2, `NumericDate`).
pub(crate) fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
