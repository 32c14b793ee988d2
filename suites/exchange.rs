//! Requests, responses and exchanges as plain data: what was sent and what came back, nothing else.

use std::fmt;

use serde_json::Value;
use url::Url;

pub use crate::headers::Headers;
use crate::query;

/// Who sends a request: the MCP client itself, or the browser of the person who approves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The MCP client.
    Client,
    /// The person's browser.
    UserAgent,
}

impl Actor {
    /// The word for it in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::UserAgent => "user-agent",
        }
    }
}

/// How far the answer to a request is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Until {
    /// To its end; an event stream to the JSON-RPC response in it, or not at all where a GET opens it.
    #[default]
    Answer,
    /// An event stream to the end of its first event.
    FirstEvent,
}

/// One HTTP request, complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Who sends it.
    pub by: Actor,
    /// The method, in upper case.
    pub method: String,
    /// Where it goes.
    pub url: Url,
    /// The header fields; `Host`, `Connection` and `Content-Length` are the transport's.
    pub headers: Headers,
    /// The body; empty where there is none.
    pub body: String,
    /// How far the answer is read.
    pub until: Until,
}

impl Request {
    /// A request of the client without header fields and body.
    pub fn new(method: &str, url: Url) -> Self {
        Self {
            by: Actor::Client,
            method: method.into(),
            url,
            headers: Headers::default(),
            body: String::new(),
            until: Until::Answer,
        }
    }

    /// `GET url`.
    pub fn read(url: Url) -> Self {
        Self::new("GET", url)
    }

    /// `POST url` with a JSON body.
    pub fn post_json(url: Url, body: &Value) -> Self {
        let request = Self::new("POST", url).with("Content-Type", "application/json");
        Self { body: body.to_string(), ..request }
    }

    /// `POST url` with a form-encoded body (RFC 6749 appendix B), its fields in the given order.
    pub fn post_form(url: Url, fields: &[(&str, &str)]) -> Self {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Self::new("POST", url).with("Content-Type", "application/x-www-form-urlencoded");
        Self { body, ..request }
    }

    /// The same request with the header field set.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.set(name, value);
        self
    }

    /// The same request without the header field.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.headers.remove(name);
        self
    }

    /// The same request with each of the fields set.
    #[must_use]
    pub fn with_all<'a>(self, fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        fields.into_iter().fold(self, |request, (name, value)| request.with(name, value))
    }

    /// The same request, sent by the person's browser.
    #[must_use]
    pub fn by_user_agent(self) -> Self {
        Self { by: Actor::UserAgent, ..self }
    }

    /// Whether it may be sent again where the connection broke before the answer: a safe method (RFC 9110 section 9.2.2), or
    /// a message of MCP that changes nothing which a second one would spoil.
    pub fn may_be_repeated(&self) -> bool {
        const HARMLESS: [&str; 4] = ["initialize", "ping", "server/discover", "tools/list"];
        let message: Option<Value> = serde_json::from_str(&self.body).ok();
        let is_harmless = |message: &Value| HARMLESS.iter().any(|method| message["method"] == *method);
        matches!(&*self.method, "GET" | "HEAD" | "OPTIONS") || message.as_ref().is_some_and(is_harmless)
    }

    /// The value of a field of a form-encoded body.
    pub fn form_field(&self, name: &str) -> Option<String> {
        let mut fields = url::form_urlencoded::parse(self.body.as_bytes());
        fields.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    /// Sets a field of a form-encoded body, or removes it with `None`; the others keep their order.
    pub fn set_form_field(&mut self, name: &str, value: Option<&str>) {
        let kept = url::form_urlencoded::parse(self.body.as_bytes())
            .into_owned()
            .filter(|(key, _)| key != name);
        let added = value.map(|value| (name.to_owned(), value.to_owned()));
        self.body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(kept.chain(added))
            .finish();
    }

    /// Sets a parameter of the query, or removes it with `None`; the others keep their order.
    pub fn set_query(&mut self, name: &str, value: Option<&str>) {
        query::set(&mut self.url, name, value);
    }

    /// The value of a parameter of the query.
    pub fn query(&self, name: &str) -> Option<String> {
        query::value(&self.url, name)
    }
}

/// One HTTP response, as far as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The header fields.
    pub headers: Headers,
    /// The body as text; bytes that are no UTF-8 are replaced.
    pub body: String,
    /// True where the body went on after the limit and the rest was not read.
    pub truncated: bool,
}

impl Response {
    /// An answer with a JSON body.
    pub fn json_with(status: u16, body: &Value) -> Self {
        let headers = Headers::from_iter([("content-type", "application/json")]);
        Self { status, headers, body: body.to_string(), truncated: false }
    }

    /// An answer with an HTML body.
    pub fn html_with(status: u16, body: &str) -> Self {
        let headers = Headers::from_iter([("content-type", "text/html; charset=utf-8")]);
        Self { status, headers, body: body.into(), truncated: false }
    }

    /// The body as JSON; for an event stream, the first message in it that is a JSON-RPC response.
    pub fn json(&self) -> Option<Value> {
        if self.media_type() == "text/event-stream" {
            return self.events().into_iter().find(|message| message.get("id").is_some());
        }
        serde_json::from_str(&self.body).ok()
    }

    /// The JSON payloads of the events in the body (HTML Standard §9.2.6: the `data` lines of an event are joined).
    fn events(&self) -> Vec<Value> {
        let body = self.body.replace("\r\n", "\n");
        let data = |event: &str| {
            let lines: Vec<_> =
                event.lines().filter_map(|line| line.strip_prefix("data:")).map(str::trim_start).collect();
            lines.join("\n")
        };
        body.split("\n\n").filter_map(|event| serde_json::from_str(&data(event)).ok()).collect()
    }

    /// The media type in lower case without parameters; empty where none was sent.
    pub fn media_type(&self) -> String {
        let value = self.headers.first("content-type").unwrap_or_default();
        value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// True where the body is a page for a browser.
    pub fn is_html(&self) -> bool {
        let start = self.body.trim_start().get(..14).unwrap_or_default().to_ascii_lowercase();
        self.media_type() == "text/html" || start.starts_with("<!doctype html") || start.starts_with("<html")
    }

    /// True for the statuses 200 to 299.
    pub const fn is_success(&self) -> bool {
        self.status >= 200 && self.status < 300
    }

    /// The target of a redirect (RFC 9110 §15.4) resolved against `base`, where the response is one.
    pub fn redirect(&self, base: &Url) -> Option<Url> {
        if !matches!(self.status, 301 | 302 | 303 | 307 | 308) {
            return None;
        }
        base.join(self.headers.first("location")?).ok()
    }
}

/// A request with its response, numbered in the order of the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// Its place in the run, from 0.
    pub index: usize,
    /// What was sent.
    pub request: Request,
    /// What came back; status 0 where `failure` says why nothing did.
    pub response: Response,
    /// Why there is no response.
    pub failure: Option<String>,
    /// Milliseconds from the start of the run to the sending.
    pub started_ms: u64,
    /// Milliseconds from the sending to the last byte that was read.
    pub duration_ms: u64,
}

impl Exchange {
    /// Where the response redirects to, resolved against the request's URL.
    pub fn redirect(&self) -> Option<Url> {
        self.response.redirect(&self.request.url)
    }

    /// The response in a few words, for the `observed` of a finding.
    pub fn summary(&self) -> String {
        let response = &self.response;
        let what = match (response.media_type().as_str(), response.body.trim().is_empty()) {
            (_, true) => "without a body".to_owned(),
            ("", false) => "with a body of no stated type".to_owned(),
            (media_type, false) => format!("with `{media_type}`"),
        };
        let length = if response.truncated { ", longer than what is read of a body" } else { "" };
        match self.redirect() {
            Some(target) => format!("status {} to `{target}`", response.status),
            None => format!("status {} {what}{length}", response.status),
        }
    }
}

impl fmt::Display for Exchange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {} -> {}", self.request.method, self.request.url, self.response.status)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_stream_yields_the_response_among_its_messages() {
        let body = "event: message\r\ndata: {\"method\":\"notifications/message\"}\r\n\r\n\
                    data: {\"id\":1,\r\ndata: \"result\":{}}\r\n\r\n";
        let headers = Headers::from_iter([("Content-Type", "text/event-stream")]);
        let response = Response { status: 200, headers, body: body.into(), truncated: false };
        assert_eq!(response.json(), Some(serde_json::json!({"id": 1, "result": {}})));
    }

    #[test]
    fn a_form_field_is_replaced_and_removed() {
        let url = Url::parse("https://server.example/token").expect("literal");
        let mut request = Request::post_form(url, &[("code", "a b"), ("client_id", "c&d")]);
        request.set_form_field("code", Some("x=y"));
        assert_eq!(request.body, "client_id=c%26d&code=x%3Dy");
        request.set_form_field("client_id", None);
        assert_eq!(request.form_field("client_id"), None);
        assert_eq!(request.form_field("code").as_deref(), Some("x=y"));
    }

    #[test]
    fn a_redirect_is_resolved_against_the_request() {
        let base = Url::parse("https://server.example/mcp").expect("literal");
        let mut response = Response { status: 307, ..Response::default() };
        response.headers.add("Location", "/mcp/");
        assert_eq!(response.redirect(&base).map(String::from), Some("https://server.example/mcp/".into()));
        response.status = 200;
        assert_eq!(response.redirect(&base), None);
    }
}
