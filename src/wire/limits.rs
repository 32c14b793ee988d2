//! What may be read, sent and waited for.

use std::time::Duration;

use suites::exchange::Response;

/// The limits of a run.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The longest that one request may take, its body included.
    pub patience: Duration,
    /// The most bytes of a body that are read.
    pub body: usize,
    /// The bytes of all bodies together after which of each only the beginning is read.
    pub bodies: usize,
    /// The most requests that are sent.
    pub requests: usize,
    /// The most requests that are under way at once.
    pub in_flight: usize,
    /// The longest that a `Retry-After` is obeyed.
    pub longest_pause: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            patience: Duration::from_secs(30),
            body: 1 << 20,
            bodies: 4 << 20,
            requests: 1000,
            in_flight: 8,
            longest_pause: Duration::from_secs(10),
        }
    }
}

/// What is kept of a body that goes over its limit, and read of one even where the others took all that there is.
pub(super) const BEGINNING: usize = 1 << 15;

impl Limits {
    /// The most bytes of a body that are read after so many `read` of others.
    pub(super) fn body_after(&self, read: usize) -> usize {
        let left = self.bodies.saturating_sub(read);
        self.body.min(left.max(BEGINNING))
    }

    /// How long to wait after a 429 (RFC 6585 §4, RFC 9110 §10.2.3); `None` where it asks for more than is obeyed.
    pub(super) fn pause_after(&self, response: &Response) -> Option<Duration> {
        let asked = match response.headers.first("retry-after") {
            Some(value) => Duration::from_secs(value.trim().parse().ok()?),
            None => Duration::from_secs(1),
        };
        (asked <= self.longest_pause).then_some(asked)
    }
}

#[cfg(test)]
mod tests {
    use suites::exchange::Headers;

    use super::*;

    fn pause(retry_after: &str) -> Option<Duration> {
        let headers = Headers::from_iter([("Retry-After", retry_after)]);
        Limits::default().pause_after(&Response { status: 429, headers, ..Response::default() })
    }

    #[test]
    fn of_a_body_after_many_others_only_the_beginning_is_read() {
        let limits = Limits { body: 1 << 20, bodies: 2 << 20, ..Limits::default() };
        assert_eq!(limits.body_after(0), 1 << 20);
        assert_eq!(limits.body_after((2 << 20) - 100_000), 100_000);
        assert_eq!(limits.body_after(3 << 20), BEGINNING);
    }

    #[test]
    fn a_short_pause_is_obeyed_and_a_long_one_is_not() {
        assert_eq!(pause("3"), Some(Duration::from_secs(3)));
        assert_eq!(pause("3600"), None);
        assert_eq!(Limits::default().pause_after(&Response::default()), Some(Duration::from_secs(1)));
    }
}
