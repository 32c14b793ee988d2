//! Hiding secrets in everything that is shown: by the places where secrets stand, then by value.

use std::{collections::BTreeMap, sync::OnceLock};

use aho_corasick::AhoCorasick;
use base64::{Engine, engine::general_purpose::STANDARD};
use suites::exchange::{Actor, Exchange, Headers, Response};
use url::Url;

use super::{
    hiding::{finder, hide_alone, in_json, in_url, name_of, named_forms, with_room},
    places::{self, Secret},
};

/// What stands in the place of a secret.
pub(super) const HIDDEN: &str = "[redacted]";

/// The length from which a secret is found inside of words, too; shorter ones ("1", "true") would hide what is none.
const LONG: usize = 6;

/// Every secret of a run, learned from its exchanges and from what the user gave.
#[derive(Clone, Debug)]
pub struct Redaction {
    /// What the user gave and is short: hidden where it stands alone.
    short: BTreeMap<String, String>,
    /// What is hidden wherever it stands, in each encoding, with what stands in its place.
    pub(super) long: BTreeMap<String, String>,
    finder: AhoCorasick,
    /// What finds them in every encoding, made when it is first needed.
    pub(super) scanner: OnceLock<AhoCorasick>,
    /// Where secrets have names, how many have one.
    named: Option<usize>,
}

impl Redaction {
    /// Learns the secrets that `exchanges` carry, and those `given` by the user.
    pub fn new<'a>(
        exchanges: impl IntoIterator<Item = &'a Exchange>,
        given: impl IntoIterator<Item = String>,
    ) -> Self {
        let mut redaction = Self::knowing_nothing(None);
        given.into_iter().for_each(|secret| redaction.learn_given(&secret));
        exchanges.into_iter().for_each(|exchange| redaction.learn_exchange(exchange));
        redaction.finder = finder(redaction.long.keys());
        redaction
    }

    /// The same where each secret has a name, so that equal ones stay equal; `aliases` say what stands for a value that
    /// the run made up.
    ///
    /// What the client itself sends in the place of a secret is one only if it was given or answered: the wrong tokens and
    /// codes that checks send are no secrets, and a replay sends them again.
    pub fn naming<'a>(
        exchanges: impl IntoIterator<Item = &'a Exchange> + Clone,
        given: impl IntoIterator<Item = String>,
        aliases: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        let mut redaction = Self::knowing_nothing(Some(0));
        given.into_iter().for_each(|secret| redaction.learn_given(&secret));
        exchanges.clone().into_iter().for_each(|exchange| redaction.learn_exchange(exchange));
        for (value, name) in aliases {
            redaction.long.extend([(in_url(&value), in_url(&name)), (value, name)]);
        }
        redaction.finder = finder(redaction.long.keys());
        let basic: Vec<_> = exchanges.into_iter().filter_map(|exchange| redaction.basic(exchange)).collect();
        redaction.long.extend(basic);
        redaction.finder = finder(redaction.long.keys());
        redaction
    }

    fn knowing_nothing(named: Option<usize>) -> Self {
        let (short, long) = (BTreeMap::new(), BTreeMap::new());
        Self { short, finder: finder(long.keys()), long, scanner: OnceLock::new(), named }
    }

    /// The credentials of HTTP Basic (RFC 7617 §2) with what they are when the secret in them has its name.
    fn basic(&self, exchange: &Exchange) -> Option<(String, String)> {
        let value = exchange.request.headers.first("authorization")?.strip_prefix("Basic ")?;
        let pair = String::from_utf8(STANDARD.decode(value).ok()?).ok()?;
        Some((value.to_owned(), STANDARD.encode(self.apply(&pair))))
    }

    /// Learns the secrets of one more exchange.
    pub fn add(&mut self, exchange: &Exchange) {
        let known = self.long.len();
        self.learn_exchange(exchange);
        if self.long.len() > known {
            self.finder = finder(self.long.keys());
            self.scanner = OnceLock::new();
        }
    }

    /// `text` with every known secret hidden, as it stands and in the encodings of URLs, forms and JSON.
    pub fn apply(&self, text: &str) -> String {
        let mut shown = String::with_capacity(text.len());
        self.finder.replace_all_with(text, &mut shown, |_, secret, shown| {
            shown.push_str(&self.long[secret]);
            true
        });
        self.short.iter().fold(shown, |shown, (secret, name)| hide_alone(&shown, secret, name))
    }

    /// The value of a header field with its secret hidden; the scheme of credentials stays.
    pub fn header(&self, name: &str, value: &str) -> String {
        if !places::is_secret_header(name) {
            return self.apply(value);
        }
        match value.split_once(' ') {
            Some((scheme, _)) if name.to_ascii_lowercase().ends_with("authorization") => {
                format!("{scheme} {HIDDEN}")
            }
            _ => HIDDEN.into(),
        }
    }

    fn learn_given(&mut self, secret: &str) {
        if secret.len() >= LONG {
            self.learn(secret);
        } else if !secret.is_empty() && !self.short.contains_key(secret) {
            let name = self.name(secret);
            self.short.insert(secret.to_owned(), name);
        }
    }

    fn learn(&mut self, secret: &str) {
        if secret.len() < LONG || self.long.contains_key(secret) {
            return;
        }
        let name = self.name(secret);
        if self.named.is_none() {
            let forms = [in_json(secret), in_url(secret), secret.to_owned()];
            self.long.extend(forms.map(|form| (form, name.clone())));
            return;
        }
        for (form, name) in named_forms(secret, &with_room(name, secret)) {
            self.long.entry(form).or_insert(name);
        }
    }

    /// Learns a secret, and how somebody else wrote it.
    fn learn_written(&mut self, Secret { value, written }: &Secret) {
        self.learn(value);
        match self.long.get(value).cloned() {
            Some(name) if written.len() >= LONG => {
                self.long.entry(written.clone()).or_insert(name);
            }
            _ => self.learn(written),
        }
    }

    /// What stands in the place of this secret.
    fn name(&mut self, secret: &str) -> String {
        let Some(named) = &mut self.named else { return HIDDEN.into() };
        *named += 1;
        name_of(secret, *named)
    }

    fn learn_exchange(&mut self, exchange: &Exchange) {
        if self.named.is_none() || exchange.request.by == Actor::UserAgent {
            self.learn_url(&exchange.request.url);
            self.learn_headers(&exchange.request.headers);
            self.learn_members(&exchange.request.body);
            self.learn_pairs(&exchange.request.body);
        }
        if let Some(location) = exchange.redirect() {
            self.learn_url(&location);
        }
        self.learn_headers(&exchange.response.headers);
        self.learn_members(&exchange.response.body);
        // A page with links is no form: what a pair in it would end with is the page.
        if self.named.is_none() || is_form(&exchange.response) {
            self.learn_pairs(&exchange.response.body);
        }
    }

    fn learn_url(&mut self, url: &Url) {
        self.learn_pairs(url.query().unwrap_or_default());
        self.learn_pairs(url.fragment().unwrap_or_default());
    }

    fn learn_pairs(&mut self, text: &str) {
        for secret in places::in_pairs(text) {
            self.learn_written(&secret);
        }
    }

    fn learn_members(&mut self, text: &str) {
        for secret in places::in_members(text) {
            self.learn_written(&secret);
        }
    }

    fn learn_headers(&mut self, headers: &Headers) {
        let secrets = headers.iter().flat_map(|(name, value)| places::in_header(name, value));
        secrets.for_each(|secret| self.learn(&secret));
    }
}

fn is_form(response: &Response) -> bool {
    response.media_type() == "application/x-www-form-urlencoded"
}

#[cfg(test)]
mod tests {
    use suites::exchange::Request;

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
    fn a_name_is_the_same_for_equal_secrets_in_every_encoding() {
        let aliases = [("thestate1".to_owned(), "stand-in".to_owned())];
        let mut exchange = exchange();
        exchange.request.by = Actor::UserAgent;
        let naming = Redaction::naming([&exchange], ["se cret".to_owned(), "me".to_owned()], aliases);
        assert_eq!(naming.apply("se cret, se+cret, me"), "redacted1 , redacted1+, redacted2");
        assert_eq!(naming.apply("state=thestate1"), "state=stand-in");
        let (token, again) = (naming.apply("at-123456"), naming.apply("<at-123456>"));
        assert!(token.starts_with("redacted") && again == format!("<{token}>"), "{token} {again}");
        assert_ne!(naming.apply("cs-123456"), token);
    }

    #[test]
    fn what_a_client_makes_up_is_no_secret_and_what_it_was_given_is_hidden_in_basic_credentials() {
        let given = ["client-secret".to_owned()];
        let url = Url::parse("https://h.example/token").expect("literal");
        let request = Request::post_form(url, &[("code", "nobody-issued-this")])
            .with("Authorization", format!("Basic {}", STANDARD.encode("id:client-secret")));
        let exchange = Exchange { request, response: Response::default(), ..exchange() };
        let naming = Redaction::naming([&exchange], given, []);
        assert_eq!(naming.apply("code=nobody-issued-this"), "code=nobody-issued-this");
        let shown = naming.apply(exchange.request.headers.first("authorization").expect("it was sent"));
        assert_eq!(shown, format!("Basic {}", STANDARD.encode("id:redacted1xxxx")));
    }

    #[test]
    fn a_header_field_keeps_its_scheme_only() {
        let redaction = Redaction::new([], []);
        assert_eq!(redaction.header("Authorization", "Bearer unknown"), "Bearer [redacted]");
        assert_eq!(redaction.header("set-cookie", "a=b"), "[redacted]");
        assert_eq!(redaction.header("accept", "*/*"), "*/*");
    }
}
