//! An exchange on the page: from which lane to which, what it is for, and everything that was sent.

use serde_json::Value;
use suites::oauth::challenge;

use super::{
    super::{
        Report, Shown,
        text::{plain, shortened},
    },
    finding::Link,
};

/// The lanes, from left to right.
pub(super) const CLIENT: u8 = 0;
pub(super) const BROWSER: u8 = 1;
pub(super) const MCP_SERVER: u8 = 2;
pub(super) const AUTHORIZATION_SERVER: u8 = 3;

/// Their names, as the picture is read aloud.
pub(super) const LANES: [&str; 4] = ["client", "browser", "MCP server", "authorization server"];

/// The most characters of a body that are on the page.
const MOST: usize = 20_000;

/// An exchange.
pub(super) struct Step<'a> {
    pub(super) index: usize,
    pub(super) from: u8,
    pub(super) to: u8,
    pub(super) method: &'a str,
    pub(super) path: String,
    /// What it is for, as far as that can be seen.
    pub(super) purpose: String,
    pub(super) status: String,
    /// `good`, `fair` or `bad`.
    pub(super) tone: &'static str,
    pub(super) request: String,
    pub(super) response: String,
    pub(super) duration_ms: u64,
    pub(super) findings: Vec<Link>,
}

impl<'a> Step<'a> {
    pub(super) fn new(exchange: &'a Shown, report: &Report) -> Self {
        let tone = match exchange.status {
            Some(200..=299) => "good",
            Some(300..=499) => "fair",
            _ => "bad",
        };
        let answer = exchange.failure.as_deref().unwrap_or("no answer");
        let head = exchange.status.map_or_else(|| answer.to_owned(), |status| format!("HTTP {status}"));
        let asked = format!("{} {}", exchange.method, exchange.url);
        Self {
            index: exchange.index,
            from: if exchange.by == "user-agent" { BROWSER } else { CLIENT },
            to: if is_of_the_mcp_server(exchange, report) { MCP_SERVER } else { AUTHORIZATION_SERVER },
            method: &exchange.method,
            path: plain(path(&exchange.url)),
            purpose: shortened(&plain(&purpose(exchange)), 80),
            status: exchange.status.map_or("no answer".into(), |status| status.to_string()),
            tone,
            request: message(&asked, &exchange.request_headers, &exchange.request_body),
            response: message(&head, &exchange.response_headers, &exchange.response_body),
            duration_ms: exchange.duration_ms,
            findings: Vec::new(),
        }
    }

    /// The lane from which it comes, as it is read aloud.
    pub(super) fn sender(&self) -> &'static str {
        LANES[usize::from(self.from)]
    }

    /// The lane to which it goes, as it is read aloud.
    pub(super) fn receiver(&self) -> &'static str {
        LANES[usize::from(self.to)]
    }
}

/// The part of a URL behind its origin, without the query.
fn path(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.find('/').map_or("/", |at| &rest[at..]);
    path.split(['?', '#']).next().unwrap_or(path)
}

/// Whether a request goes to the MCP server: the target, what speaks JSON-RPC, and protected resource metadata, where the
/// well-known URLs (RFC 9728, section 3) or a challenge place it. Everything else is the authorization server's.
fn is_of_the_mcp_server(exchange: &Shown, report: &Report) -> bool {
    let bare = |url: &str| url.split(['?', '#']).next().unwrap_or_default().to_owned();
    let url = bare(&exchange.url);
    url == bare(&report.target)
        || path(&url).starts_with("/.well-known/oauth-protected-resource")
        || member(exchange, "jsonrpc").is_some()
        || report.exchanges.iter().any(|other| metadata_url(other).as_deref() == Some(&exchange.url))
}

/// The `resource_metadata` of a challenge.
fn metadata_url(exchange: &Shown) -> Option<String> {
    let is_challenge = |(name, _): &&(String, String)| name.eq_ignore_ascii_case("www-authenticate");
    let (_, value) = exchange.response_headers.iter().find(is_challenge)?;
    let challenges = challenge::parse(value).ok()?;
    challenges
        .iter()
        .find_map(|challenge| challenge.parameter("resource_metadata").map(str::to_owned))
}

/// A member of the request's JSON body, as text.
fn member(exchange: &Shown, name: &str) -> Option<String> {
    let body: Value = serde_json::from_str(&exchange.request_body).ok()?;
    let member = body.get(name)?;
    Some(member.as_str().map_or_else(|| member.to_string(), str::to_owned))
}

fn purpose(exchange: &Shown) -> String {
    if let Some(method) = member(exchange, "method") {
        return method;
    }
    let form = url::form_urlencoded::parse(exchange.request_body.as_bytes());
    if let Some((_, grant)) = form.into_iter().find(|(name, _)| name == "grant_type") {
        return format!("token request, {grant}");
    }
    let path = path(&exchange.url);
    let known = [
        ("/.well-known/oauth-protected-resource", "protected resource metadata"),
        ("/.well-known/oauth-authorization-server", "authorization server metadata"),
        ("/.well-known/openid-configuration", "authorization server metadata"),
    ];
    if let Some((_, name)) = known.iter().find(|(part, _)| path.contains(part)) {
        return (*name).to_owned();
    }
    let told = if member(exchange, "redirect_uris").is_some() {
        "client registration"
    } else if exchange.url.contains("response_type=") {
        "authorization request"
    } else {
        ""
    };
    told.to_owned()
}

/// A message as HTTP/1.1 writes it, its body no longer than a page bears.
fn message(head: &str, headers: &[(String, String)], body: &str) -> String {
    let fields: Vec<_> = headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
    let indented = serde_json::from_str::<Value>(body).ok().filter(Value::is_object);
    let body = indented.map_or_else(|| body.to_owned(), |body| format!("{body:#}"));
    plain(&shortened(&format!("{head}\n{}\n{body}", fields.concat()), MOST))
        .trim_end()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_neither_origin_nor_query() {
        assert_eq!(path("https://h.example/a/b?c#d"), "/a/b");
        assert_eq!(path("https://h.example"), "/");
        assert_eq!(path("/a"), "/a");
    }
}
