mod tools;

use std::{borrow::Cow, sync::Arc};

use axum::{
    Json,
    body::{Body, to_bytes},
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use http::{
    HeaderMap, HeaderValue, Method, StatusCode,
    header::{ACCEPT, CONTENT_TYPE},
};
use rmcp::transport::streamable_http_server::{
    StreamableHttpServerConfig, StreamableHttpService,
    session::{local::LocalSessionManager, never::NeverSessionManager},
};
use serde::Deserialize;
use serde_json::json;
use url::{Host, Url};

use self::tools::Tools;
use crate::settings::Settings;

/// The largest message that is read; rmcp's own limit.
const LARGEST_MESSAGE: usize = 4 * 1024 * 1024;

/// The MCP endpoint (MCP 2025-11-25 and 2026-07-28, Streamable HTTP), served by rmcp: with sessions for the clients that
/// keep them, without for those that do not.
///
/// Both kinds connect to the same URL. Claude Code and mcp-remote echo the `Mcp-Session-Id` that `initialize` gave them and
/// open a stream for it; the hosted client spreads its requests over several machines and never echoes it; and in revision
/// 2026-07-28 there are no sessions at all. rmcp decides once per service: with sessions it answers a request that lacks
/// the id with 400, which the hosted client takes for a broken server; without, it issues no id and has no stream. So there
/// are two services over the same tools, and a request goes to the one with sessions only if it opens one or names one.
/// An id that was issued and is never seen again costs a few kilobytes until rmcp drops it after five minutes.
#[derive(Clone)]
pub(crate) struct Endpoint {
    with_sessions: StreamableHttpService<Tools, LocalSessionManager>,
    without_sessions: StreamableHttpService<Tools, NeverSessionManager>,
}

impl Endpoint {
    pub(crate) fn new(settings: &Settings) -> Self {
        Self {
            with_sessions: StreamableHttpService::new(|| Ok(Tools), Arc::default(), guarded(settings)),
            without_sessions: StreamableHttpService::new(
                || Ok(Tools),
                Arc::default(),
                guarded(settings).with_legacy_session_mode(false).with_json_response(true),
            ),
        }
    }
}

/// Against DNS rebinding (MCP 2025-11-25, Streamable HTTP, Security Warning): `Host` has to be the public one, or a loopback
/// name, for the proxy in front that addresses this process by it; `Origin`, which only browsers send, has to be our own.
fn guarded(settings: &Settings) -> StreamableHttpServerConfig {
    let public_url =
        Url::parse(settings.issuer()).expect("the issuer was parsed when the settings were made");
    let host = match public_url.host().expect("an http URL has a host") {
        Host::Ipv6(address) => address.to_string(),
        host => host.to_string(),
    };
    let port = public_url.port_or_known_default().expect("http and https have a default port");
    let origin = format!("{}://{}:{port}", public_url.scheme(), public_url.host_str().unwrap_or_default());
    StreamableHttpServerConfig::default()
        .with_allowed_hosts([host.as_str(), "localhost", "127.0.0.1", "::1"])
        .with_allowed_origins([origin])
}

/// Hands a request, whose token was checked, to rmcp.
pub(crate) async fn serve(State(endpoint): State<Endpoint>, mut request: Request) -> Response {
    accept_what_is_acceptable(request.headers_mut());
    if request.headers().contains_key("mcp-session-id") {
        return endpoint.with_sessions.handle(request).await.map(Body::new);
    }
    if request.method() != Method::POST {
        return endpoint.without_sessions.handle(request).await.map(Body::new);
    }
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_MESSAGE).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let message = serde_json::from_slice::<Message<'_>>(&body);
    if message.as_ref().is_err_and(|error| error.is_syntax() || error.is_eof()) {
        return parse_error();
    }
    let opens_session = message.is_ok_and(|message| message.method.as_deref() == Some("initialize"));
    let request = Request::from_parts(head, Body::from(body));
    if opens_session {
        endpoint.with_sessions.handle(request).await.map(Body::new)
    } else {
        endpoint.without_sessions.handle(request).await.map(Body::new)
    }
}

/// As much of a JSON-RPC message as decides who serves it.
#[derive(Deserialize)]
struct Message<'a> {
    #[serde(borrow)]
    method: Option<Cow<'a, str>>,
}

/// A client that names no media type, or `*/*`, accepts both of ours (RFC 9110 section 12.5.1); rmcp wants to see them
/// spelled out and answers 406 otherwise, which the hosted client's first request would run into.
fn accept_what_is_acceptable(headers: &mut HeaderMap) {
    let is_wildcard = |range: &str| range.split(';').next().is_some_and(|range| range.trim() == "*/*");
    let mut values = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let anything = !headers.contains_key(ACCEPT) || values.any(|value| value.split(',').any(is_wildcard));
    if anything {
        headers.insert(ACCEPT, HeaderValue::from_static("application/json, text/event-stream"));
    }
}

/// JSON-RPC 2.0 section 5; the one place where the specification demands a null id.
fn parse_error() -> Response {
    let error = json!({ "code": -32700, "message": "expected a JSON-RPC message" });
    let body = Json(json!({ "jsonrpc": "2.0", "id": null, "error": error }));
    (StatusCode::BAD_REQUEST, [(CONTENT_TYPE, "application/json")], body).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(accept: &'static str) -> String {
        let mut headers = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(accept))]);
        accept_what_is_acceptable(&mut headers);
        headers[ACCEPT].to_str().unwrap().to_owned()
    }

    #[test]
    fn whoever_accepts_anything_accepts_both() {
        let both = "application/json, text/event-stream";
        assert_eq!(accepted("*/*"), both);
        assert_eq!(accepted("text/html, */*;q=0.5"), both);
        assert_eq!(accepted("application/json"), "application/json");
        let mut none = HeaderMap::new();
        accept_what_is_acceptable(&mut none);
        assert_eq!(none[ACCEPT], both);
    }

    #[test]
    fn the_guard_knows_the_public_host_and_origin() {
        for (public_url, host, origin) in [
            ("https://mcp.example.com", "mcp.example.com", "https://mcp.example.com:443"),
            ("http://[::1]:8080", "::1", "http://[::1]:8080"),
        ] {
            let config = guarded(&Settings::new(public_url.parse().unwrap()).unwrap());
            assert_eq!(config.allowed_hosts[0], host);
            assert_eq!(config.allowed_origins, [origin]);
        }
    }
}
