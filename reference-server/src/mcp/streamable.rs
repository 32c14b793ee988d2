use std::sync::Arc;

use axum::{body::Body, extract::Request, response::Response};
use http::{HeaderMap, HeaderValue, header::ACCEPT};
use rmcp::{
    ServerHandler,
    transport::streamable_http_server::{
        StreamableHttpServerConfig, StreamableHttpService,
        session::{local::LocalSessionManager, never::NeverSessionManager},
    },
};

/// The header that names a session (MCP 2025-11-25, Streamable HTTP, Session Management).
pub(super) const SESSION_ID: &str = "mcp-session-id";

/// Streamable HTTP (MCP 2025-11-25 and 2026-07-28), served by rmcp: with sessions for the clients that keep them, without
/// for those that do not.
///
/// Both kinds connect to the same URL. Claude Code and mcp-remote echo the `Mcp-Session-Id` that `initialize` gave them and
/// open a stream for it; the hosted client spreads its requests over several machines and never echoes it; and in revision
/// 2026-07-28 there are no sessions at all. rmcp decides once per service: with sessions it answers a request that lacks
/// the id with 400, which the hosted client takes for a broken server; without, it issues no id and has no stream. So there
/// are two services over the same handler, and a request goes to the one with sessions only if it opens one or names one.
/// An id that was issued and is never seen again costs a few kilobytes until rmcp drops it after five minutes.
pub(super) struct Streamable<H> {
    with_sessions: StreamableHttpService<H, LocalSessionManager>,
    without_sessions: StreamableHttpService<H, NeverSessionManager>,
}

impl<H: ServerHandler> Streamable<H> {
    /// A new handler is made for each session, and for each request without one.
    pub(super) fn new<F>(handler: F, config: StreamableHttpServerConfig) -> Self
    where
        F: Fn() -> H + Clone + Send + Sync + 'static,
    {
        let config = config.disable_allowed_hosts().disable_allowed_origins();
        let make = || {
            let handler = handler.clone();
            move || Ok(handler())
        };
        let stateless = config.clone().with_legacy_session_mode(false).with_json_response(true);
        Self {
            with_sessions: StreamableHttpService::new(make(), Arc::default(), config),
            without_sessions: StreamableHttpService::new(make(), Arc::default(), stateless),
        }
    }

    /// Hands a request to rmcp.
    pub(super) async fn answer(&self, mut request: Request, opens_session: bool) -> Response {
        accept_what_is_acceptable(request.headers_mut());
        if opens_session || request.headers().contains_key(SESSION_ID) {
            self.with_sessions.handle(request).await.map(Body::new)
        } else {
            self.without_sessions.handle(request).await.map(Body::new)
        }
    }
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
}
