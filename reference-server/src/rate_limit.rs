use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use governor::{
    Quota, RateLimiter,
    clock::{Clock, MonotonicClock},
    middleware::NoOpMiddleware,
    state::keyed::HashMapStateStore,
};

use crate::{address::ClientAddress, error::OAuthError, page};

/// After how many checks the addresses are forgotten whose allowance is whole again.
const SWEEP_AFTER: u32 = 4096;

/// How many requests an address may send at once, and in how long its allowance is whole again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// The allowance.
    pub requests: NonZeroU32,
    /// How long a spent allowance takes to come back, which it does evenly.
    pub period: Duration,
}

/// How many requests one address may send, by what they cost or give away.
///
/// An address of version 6 counts with all that share its first 64 bits, since they are handed out to one customer together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimits {
    /// Client registrations: each leaves something behind.
    pub registration: Rate,
    /// Attempts to sign in: each may guess a password.
    pub sign_in: Rate,
    /// Requests to the token, revocation and introspection endpoints: each may guess a secret, and some cost a signature.
    pub token: Rate,
    /// All requests to everything, those above among them.
    pub everything: Rate,
}

impl Default for RateLimits {
    /// Room for a client that is tested by hundreds of requests in a second, and for many users behind one address: the
    /// hosted clients reach a server from few.
    fn default() -> Self {
        let rate = |requests, minutes| {
            let requests = NonZeroU32::new(requests).expect("not zero");
            Rate { requests, period: Duration::from_mins(minutes) }
        };
        Self {
            registration: rate(120, 1),
            sign_in: rate(60, 5),
            token: rate(600, 1),
            everything: rate(6000, 1),
        }
    }
}

type Limiter<C> = RateLimiter<IpAddr, HashMapStateStore<IpAddr>, C, NoOpMiddleware<<C as Clock>::Instant>>;

/// Counts the requests of each address.
#[derive(Debug)]
pub(crate) struct Limit<C: Clock = MonotonicClock> {
    limiter: Option<Limiter<C>>,
    checks: AtomicU32,
}

impl Limit {
    /// A limit, or none.
    pub(crate) fn new(rate: Option<Rate>) -> Self {
        Self::with_clock(rate, MonotonicClock)
    }
}

impl<C: Clock> Limit<C> {
    fn with_clock(rate: Option<Rate>, clock: C) -> Self {
        let quota = |rate: Rate| {
            let each = (rate.period / rate.requests.get()).max(Duration::from_nanos(1));
            Quota::with_period(each).expect("not zero").allow_burst(rate.requests)
        };
        let limiter = rate.map(|rate| RateLimiter::new(quota(rate), HashMapStateStore::default(), clock));
        Self { limiter, checks: AtomicU32::new(0) }
    }

    /// Counts a request of this address, or refuses it until the named number of seconds has passed.
    pub(crate) fn admit(&self, address: Option<IpAddr>) -> Result<(), OAuthError> {
        let Some(limiter) = &self.limiter else { return Ok(()) };
        if self.checks.fetch_add(1, Ordering::Relaxed) % SWEEP_AFTER == SWEEP_AFTER - 1 {
            limiter.retain_recent();
        }
        let refused = match limiter.check_key(&network(address)) {
            Ok(()) => return Ok(()),
            Err(refused) => refused,
        };
        let wait = refused.wait_time_from(limiter.clock().now());
        let begun = u64::from(wait.subsec_nanos() > 0);
        Err(OAuthError::TooManyRequests { seconds: (wait.as_secs() + begun).max(1) })
    }
}

/// What is counted together. Requests of which nobody knows where they come from are.
fn network(address: Option<IpAddr>) -> IpAddr {
    match address {
        Some(IpAddr::V6(address)) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
        Some(address) => address,
        None => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
    }
}

/// Lets a request of a program pass within the limit (RFC 6585 section 4). Its address was found further out.
pub(crate) async fn enforce(State(limit): State<Arc<Limit>>, request: Request, next: Next) -> Response {
    match limit.admit(address(&request)) {
        Ok(()) => next.run(request).await,
        Err(refused) => refused.into_response(),
    }
}

/// As [`enforce`], for a request of a person's browser.
pub(crate) async fn enforce_by_page(
    State(limit): State<Arc<Limit>>,
    request: Request,
    next: Next,
) -> Response {
    match limit.admit(address(&request)) {
        Ok(()) => next.run(request).await,
        Err(refused) => page::error(&refused),
    }
}

fn address(request: &Request) -> Option<IpAddr> {
    request.extensions().get::<ClientAddress>().and_then(|address| address.0)
}

#[cfg(test)]
mod tests {
    use governor::clock::FakeRelativeClock;

    use super::*;

    fn limit(requests: u32, period: Duration) -> (Limit<FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        let requests = NonZeroU32::new(requests).unwrap();
        (Limit::with_clock(Some(Rate { requests, period }), clock.clone()), clock)
    }

    fn from(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn who_waits_as_told_is_admitted() {
        let (limit, clock) = limit(2, Duration::from_millis(4500));
        let one = Some(from("192.0.2.1"));
        assert_eq!((limit.admit(one), limit.admit(one)), (Ok(()), Ok(())));
        assert_eq!(limit.admit(one), Err(OAuthError::TooManyRequests { seconds: 3 }));
        assert_eq!(limit.admit(Some(from("192.0.2.2"))), Ok(()), "another address");
        clock.advance(Duration::from_secs(2));
        assert_eq!(limit.admit(one), Err(OAuthError::TooManyRequests { seconds: 1 }));
        clock.advance(Duration::from_secs(1));
        assert_eq!(limit.admit(one), Ok(()));
    }

    #[test]
    fn version_6_is_counted_by_its_first_half() {
        let (limit, _) = limit(1, Duration::from_secs(1));
        assert_eq!(limit.admit(Some(from("2001:db8:0:1::1"))), Ok(()));
        assert!(limit.admit(Some(from("2001:db8:0:1:ffff::2"))).is_err());
        assert_eq!(limit.admit(Some(from("2001:db8:0:2::1"))), Ok(()));
        assert_eq!(limit.admit(None), Ok(()));
        assert!(limit.admit(None).is_err());
    }

    #[test]
    fn no_limit_admits_everybody() {
        let limit = Limit::new(None);
        assert!((0..10_000).all(|_| limit.admit(None).is_ok()));
    }

    #[test]
    fn addresses_are_forgotten_when_their_allowance_is_whole() {
        let (limit, clock) = limit(10, Duration::from_secs(10));
        for number in 0..100_000 {
            limit.admit(Some(Ipv4Addr::from_bits(number).into())).unwrap();
            clock.advance(Duration::from_millis(10));
        }
        let kept = limit.limiter.unwrap().len();
        assert!(kept < 2 * SWEEP_AFTER as usize, "{kept}");
    }
}
