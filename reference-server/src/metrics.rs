use std::{sync::atomic::AtomicU64, time::Duration};

use prometheus_client::{
    encoding::{EncodeLabelSet, text},
    metrics::{counter::Counter, family::Family, histogram::Histogram},
    registry::Registry,
};

use crate::outcome::Outcome;

/// The upper bounds of the durations that are told apart, in seconds: from an answer out of memory to one that waited for a
/// store on another machine.
const DURATIONS: [f64; 11] = [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0];

/// What the server counts. No label comes from the text of a request: a route is one of ours, a method one that is known,
/// an error one of the registered codes.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<Request, Counter<u64, AtomicU64>>,
    durations: Family<Route, Histogram, fn() -> Histogram>,
    registrations: Counter,
    tokens: Family<Grant, Counter>,
    refusals: Family<Refusal, Counter>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    method: &'static str,
    route: String,
    /// The class of the status, such as `2xx`.
    status: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Grant {
    grant_type: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Refusal {
    error: &'static str,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut metrics = Self {
            registry: Registry::with_prefix("reference_server"),
            requests: Family::default(),
            durations: Family::new_with_constructor(|| Histogram::new(DURATIONS)),
            registrations: Counter::default(),
            tokens: Family::default(),
            refusals: Family::default(),
        };
        metrics.register();
        metrics
    }
}

impl Metrics {
    fn register(&mut self) {
        let registry = &mut self.registry;
        registry.register("http_requests", "Requests that were answered", self.requests.clone());
        registry.register(
            "http_request_duration_seconds",
            "Time from a request to the head of its answer",
            self.durations.clone(),
        );
        registry.register(
            "clients_registered",
            "Clients that registered themselves",
            self.registrations.clone(),
        );
        registry.register("tokens_issued", "Times that tokens were issued", self.tokens.clone());
        registry.register(
            "requests_refused",
            "Requests refused with an OAuth error code",
            self.refusals.clone(),
        );
    }

    /// Counts an answer.
    pub(crate) fn count(&self, method: &'static str, route: &str, status: u16, duration: Duration) {
        let route = route.to_owned();
        self.durations
            .get_or_create(&Route { route: route.clone() })
            .observe(duration.as_secs_f64());
        self.requests.get_or_create(&Request { method, route, status: class(status) }).inc();
    }

    /// Counts what an answer meant.
    pub(crate) fn count_outcome(&self, outcome: Outcome) {
        match outcome {
            Outcome::ClientRegistered => self.registrations.inc(),
            Outcome::TokensIssued(grant_type) => self.tokens.get_or_create(&Grant { grant_type }).inc(),
            Outcome::Refused(error) => self.refusals.get_or_create(&Refusal { error }).inc(),
        };
    }

    /// Everything counted so far, in the text format of `OpenMetrics`.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        text::encode(&mut text, &self.registry).expect("a string takes all that is written");
        text
    }
}

fn class(status: u16) -> &'static str {
    match status / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_is_told() {
        let metrics = Metrics::default();
        metrics.count("POST", "/oauth/token", 200, Duration::from_millis(2));
        metrics.count("POST", "/oauth/token", 204, Duration::from_millis(2));
        metrics.count_outcome(Outcome::TokensIssued("refresh_token"));
        metrics.count_outcome(Outcome::ClientRegistered);
        metrics.count_outcome(Outcome::Refused("invalid_grant"));
        let text = metrics.text();
        for line in [
            r#"reference_server_http_requests_total{method="POST",route="/oauth/token",status="2xx"} 2"#,
            r#"reference_server_http_request_duration_seconds_bucket{le="0.0025",route="/oauth/token"} 2"#,
            r#"reference_server_tokens_issued_total{grant_type="refresh_token"} 1"#,
            "reference_server_clients_registered_total 1",
            r#"reference_server_requests_refused_total{error="invalid_grant"} 1"#,
            "# EOF",
        ] {
            assert!(text.lines().any(|known| known == line), "expected {line} in {text}");
        }
    }
}
