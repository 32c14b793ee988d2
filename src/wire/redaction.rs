//! Hiding secrets in everything that is shown: by the places where secrets stand, then by value.

use std::{collections::BTreeSet, sync::OnceLock};

use aho_corasick::{AhoCorasick, MatchKind};
use suites::exchange::{Exchange, Headers};
use url::form_urlencoded;

/// What stands in the place of a secret.
pub(super) const HIDDEN: &str = "[redacted]";

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
    "ticket",
];

/// The header fields whose values are secret.
const SECRET_HEADERS: &[&str] =
    &["authorization", "cookie", "set-cookie", "mcp-session-id", "proxy-authorization"];

/// The length from which a secret is found inside of words, too; shorter ones ("1", "true") would hide what is none.
const LONG: usize = 6;

/// Every secret of a run, learned from its exchanges and from what the user gave.
#[derive(Clone, Debug)]
pub struct Redaction {
    /// What the user gave and is short: hidden where it stands alone.
    short: BTreeSet<String>,
    pub(super) long: BTreeSet<String>,
    finder: AhoCorasick,
    /// What finds them in every encoding, made when it is first needed.
    pub(super) scanner: OnceLock<AhoCorasick>,
}

impl Redaction {
    /// Learns the secrets that `exchanges` carry, and those `given` by the user.
    pub fn new<'a>(
        exchanges: impl IntoIterator<Item = &'a Exchange>,
        given: impl IntoIterator<Item = String>,
    ) -> Self {
        let (short, given): (BTreeSet<_>, BTreeSet<_>) =
            given.into_iter().partition(|secret| secret.len() < LONG);
        let mut redaction =
            Self { short, long: BTreeSet::new(), finder: finder(&BTreeSet::new()), scanner: OnceLock::new() };
        for secret in &given {
            redaction.learn(secret);
        }
        for exchange in exchanges {
            redaction.learn_exchange(exchange);
        }
        redaction.finder = finder(&redaction.long);
        redaction
    }

    /// Learns the secrets of one more exchange.
    pub fn add(&mut self, exchange: &Exchange) {
        let known = self.long.len();
        self.learn_exchange(exchange);
        if self.long.len() > known {
            self.finder = finder(&self.long);
            self.scanner = OnceLock::new();
        }
    }

    /// `text` with every known secret hidden, as it stands and in the encodings of URLs, forms and JSON.
    pub fn apply(&self, text: &str) -> String {
        let mut shown = String::with_capacity(text.len());
        self.finder.replace_all_with(text, &mut shown, |_, _, shown| {
            shown.push_str(HIDDEN);
            true
        });
        let short = self.short.iter().filter(|secret| !secret.is_empty());
        short.fold(shown, |shown, secret| hide_alone(&shown, secret))
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
        if secret.len() < LONG {
            return;
        }
        let in_url: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
        let in_json = serde_json::Value::from(secret).to_string();
        self.long.insert(in_json.trim_matches('"').to_owned());
        self.long.extend([in_url, secret.to_owned()]);
    }

    fn learn_exchange(&mut self, exchange: &Exchange) {
        let location = exchange.redirect();
        for url in [Some(&exchange.request.url), location.as_ref()].into_iter().flatten() {
            self.learn_pairs(url.query().unwrap_or_default());
            self.learn_pairs(url.fragment().unwrap_or_default());
        }
        let sides = [&exchange.request.headers, &exchange.response.headers];
        for (name, value) in sides.into_iter().flat_map(Headers::iter) {
            self.learn_header(&name.to_ascii_lowercase(), value);
        }
        for body in [&exchange.request.body, &exchange.response.body] {
            self.learn_members(body);
            self.learn_pairs(body);
        }
    }

    /// The secrets of a query or a form, as they stand in it and decoded.
    fn learn_pairs(&mut self, text: &str) {
        for pair in text.split('&') {
            let Some((name, value)) = form_urlencoded::parse(pair.as_bytes()).next() else { continue };
            if is_secret(&name) {
                self.learn(&value);
                self.learn(pair.split_once('=').unwrap_or_default().1);
            }
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

    /// The members of a JSON text whose values are secret; also where the text is cut off or broken.
    fn learn_members(&mut self, text: &str) {
        let mut rest = text;
        while let Some((name, after)) = next_string(rest) {
            rest = after;
            let Some(value) = after.trim_start().strip_prefix(':').map(str::trim_start) else { continue };
            // In JSON, `code` and `state` are words like "unauthorized"; OAuth has them in queries and forms.
            if !value.starts_with('"') || !is_secret(name) || matches!(name, "code" | "state") {
                continue;
            }
            let (secret, after) = next_string(value).unwrap_or((&value[1..], ""));
            self.learn(secret);
            if let Ok(secret) = serde_json::from_str::<String>(&format!("\"{secret}\"")) {
                self.learn(&secret);
            }
            rest = after;
        }
    }
}

fn is_secret(name: &str) -> bool {
    SECRET_NAMES.iter().any(|secret| name.eq_ignore_ascii_case(secret))
}

pub(super) fn finder(secrets: &BTreeSet<String>) -> AhoCorasick {
    // The longest first: a secret may be the beginning of another.
    let finder = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(secrets);
    finder.expect("a run has fewer than millions of secrets")
}

/// The content of the first JSON string in `text`, as it stands, and what follows it.
fn next_string(text: &str) -> Option<(&str, &str)> {
    let (_, start) = text.split_once('"')?;
    let mut escaped = false;
    let end = start.find(|byte| {
        let ends = byte == '"' && !escaped;
        escaped = byte == '\\' && !escaped;
        ends
    })?;
    Some((&start[..end], &start[end + 1..]))
}

/// `text` with `secret` hidden where it is not part of a word.
fn hide_alone(text: &str, secret: &str) -> String {
    let is_word = |end: Option<char>| end.is_some_and(char::is_alphanumeric);
    let (mut shown, mut from) = (String::with_capacity(text.len()), 0);
    for (at, _) in text.match_indices(secret) {
        let after = at + secret.len();
        if is_word(text[..at].chars().next_back()) || is_word(text[after..].chars().next()) {
            continue;
        }
        shown = shown + &text[from..at] + HIDDEN;
        from = after;
    }
    shown + &text[from..]
}

#[cfg(test)]
mod tests {
    use suites::exchange::{Request, Response};
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
    fn a_secret_is_found_in_every_encoding_and_in_broken_json() {
        let url = Url::parse("https://h.example/cb?code=aa%2fbb%20c").expect("literal");
        let mut exchange = exchange();
        exchange.request = Request::read(url);
        exchange.response.body = r#"{"access_token":"q\"uo\\te","refresh_token": "cut-off-he"#.into();
        let redaction = Redaction::new([&exchange], []);
        for secret in ["aa%2fbb%20c", "aa/bb c", "aa%2Fbb+c", r#"q\"uo\\te"#, r#"q"uo\te"#, "cut-off-he"] {
            assert_eq!(redaction.apply(secret), "[redacted]", "{secret}");
        }
        let mut later = Redaction::new([], []);
        later.add(&exchange);
        assert_eq!(later.apply("<cut-off-he>"), "<[redacted]>");
    }

    #[test]
    fn a_short_secret_of_the_user_is_hidden_where_it_stands_alone() {
        let redaction = Redaction::new([], ["me".to_owned(), String::new()]);
        assert_eq!(redaction.apply("user=me&method=me#me"), "user=[redacted]&method=[redacted]#[redacted]");
    }

    #[test]
    fn a_header_field_keeps_its_scheme_only() {
        let redaction = Redaction::new([], []);
        assert_eq!(redaction.header("Authorization", "Bearer unknown"), "Bearer [redacted]");
        assert_eq!(redaction.header("set-cookie", "a=b"), "[redacted]");
        assert_eq!(redaction.header("accept", "*/*"), "*/*");
    }
}
