//! Hiding secrets in everything that is shown: by the places where secrets stand, then by value.

use std::collections::BTreeSet;

use serde_json::Value;
use suites::exchange::Exchange;

/// What stands in the place of a secret.
const HIDDEN: &str = "[redacted]";

/// The parameters, fields and members whose values are secret (RFC 6749 §10, RFC 7591 §3.2.1, RFC 7592 §3).
const SECRET_NAMES: &[&str] = &[
    "access_token",
    "refresh_token",
    "id_token",
    "client_secret",
    "registration_access_token",
    "code",
    "code_verifier",
    "state",
    "password",
    "assertion",
    "client_assertion",
    "token",
];

/// The header fields whose values are secret.
const SECRET_HEADERS: &[&str] =
    &["authorization", "cookie", "set-cookie", "mcp-session-id", "proxy-authorization"];

/// Every secret of a run, learned from its exchanges and from what the user gave.
#[derive(Clone, Debug, Default)]
pub struct Redaction {
    secrets: BTreeSet<String>,
}

impl Redaction {
    /// Learns the secrets that `exchanges` carry, and those `given` by the user.
    pub fn new<'a>(
        exchanges: impl IntoIterator<Item = &'a Exchange>,
        given: impl IntoIterator<Item = String>,
    ) -> Self {
        let mut redaction = Self::default();
        given.into_iter().for_each(|secret| redaction.learn(&secret));
        exchanges.into_iter().for_each(|exchange| redaction.learn_exchange(exchange));
        redaction
    }

    /// `text` with every known secret hidden, as it stands and percent-encoded.
    pub fn apply(&self, text: &str) -> String {
        let mut text = text.to_owned();
        // The longest first: a secret may be the beginning of another.
        let mut secrets: Vec<_> = self.secrets.iter().collect();
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        for secret in secrets {
            text = text.replace(secret.as_str(), HIDDEN);
        }
        text
    }

    /// The value of a header field with its secret hidden; the scheme of credentials stays.
    pub fn header(&self, name: &str, value: &str) -> String {
        if !SECRET_HEADERS.iter().any(|secret| name.eq_ignore_ascii_case(secret)) {
            return self.apply(value);
        }
        match value.split_once(' ') {
            Some((scheme, _)) if name.to_ascii_lowercase().ends_with("authorization") => {
                format!("{scheme} {HIDDEN}")
            }
            _ => HIDDEN.into(),
        }
    }

    fn learn(&mut self, secret: &str) {
        // Shorter values ("1", "true") would hide what is no secret.
        if secret.len() < 6 {
            return;
        }
        let encoded: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
        self.secrets.insert(encoded);
        self.secrets.insert(secret.to_owned());
    }

    fn learn_exchange(&mut self, exchange: &Exchange) {
        let is_secret = |name: &str| SECRET_NAMES.contains(&name.to_ascii_lowercase().as_str());
        let location = exchange.redirect();
        let queries = [Some(exchange.request.url.clone()), location];
        for (name, value) in queries.iter().flatten().flat_map(url::Url::query_pairs) {
            if is_secret(&name) {
                self.learn(&value);
            }
        }
        for (name, value) in url::form_urlencoded::parse(exchange.request.body.as_bytes()) {
            if is_secret(&name) {
                self.learn(&value);
            }
        }
        let sides = [&exchange.request.headers, &exchange.response.headers];
        for (name, value) in sides.into_iter().flat_map(suites::exchange::Headers::iter) {
            self.learn_header(&name.to_ascii_lowercase(), value);
        }
        if let Some(body) = exchange.response.json() {
            self.learn_members(&body, &is_secret);
        }
    }

    fn learn_header(&mut self, name: &str, value: &str) {
        let cookie = |pair: &str| pair.split_once('=').map(|(_, value)| value.trim().to_owned());
        let secrets: Vec<String> = match name {
            "authorization" | "proxy-authorization" => value.split(' ').skip(1).map(str::to_owned).collect(),
            "cookie" => value.split(';').filter_map(cookie).collect(),
            "set-cookie" => value.split(';').next().and_then(cookie).into_iter().collect(),
            "mcp-session-id" => vec![value.to_owned()],
            _ => return,
        };
        for secret in &secrets {
            self.learn(secret);
        }
    }

    fn learn_members(&mut self, value: &Value, is_secret: &impl Fn(&str) -> bool) {
        match value {
            Value::Object(members) => members.iter().for_each(|(name, member)| match member {
                Value::String(secret) if is_secret(name) => self.learn(secret),
                _ => self.learn_members(member, is_secret),
            }),
            Value::Array(items) => items.iter().for_each(|item| self.learn_members(item, is_secret)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use suites::exchange::{Headers, Request, Response};
    use url::Url;

    use super::*;

    fn exchange() -> Exchange {
        let url = Url::parse("https://h.example/token?state=thestate1").expect("literal");
        let request = Request::post_form(url, &[("code", "the code"), ("client_id", "visible-id")])
            .with("Authorization", "Basic aWQ6c2VjcmV0")
            .with("Cookie", "sid=cookie-value; theme=dark-mode");
        let body =
            serde_json::json!({"access_token": "at-123456", "nested": [{"client_secret": "cs-123456"}]});
        let mut response = Response::json_with(200, &body);
        response.headers = Headers::from_iter([
            ("content-type", "application/json"),
            ("set-cookie", "sid=another-value; Path=/; HttpOnly"),
        ]);
        Exchange { index: 0, request, response, failure: None, started_ms: 0, duration_ms: 0 }
    }

    #[test]
    fn every_secret_of_an_exchange_is_hidden_wherever_it_stands() {
        let redaction = Redaction::new([&exchange()], ["typed-password".to_owned()]);
        let secrets = [
            "thestate1",
            "the code",
            "the+code",
            "aWQ6c2VjcmV0",
            "cookie-value",
            "at-123456",
            "cs-123456",
            "another-value",
            "typed-password",
        ];
        for secret in secrets {
            assert_eq!(redaction.apply(&format!("<{secret}>")), "<[redacted]>", "{secret}");
        }
        assert_eq!(redaction.apply("visible-id Basic HttpOnly"), "visible-id Basic HttpOnly");
    }

    #[test]
    fn a_header_field_keeps_its_scheme_only() {
        let redaction = Redaction::default();
        assert_eq!(redaction.header("Authorization", "Bearer unknown"), "Bearer [redacted]");
        assert_eq!(redaction.header("set-cookie", "a=b"), "[redacted]");
        assert_eq!(redaction.header("accept", "*/*"), "*/*");
    }
}
