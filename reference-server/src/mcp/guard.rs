use std::sync::Arc;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{
    StatusCode, Uri,
    header::{HOST, ORIGIN},
    uri::Authority,
};
use url::Url;

use crate::{loopback::is_loopback, settings::Settings};

/// Against DNS rebinding (MCP 2025-11-25, Streamable HTTP, Security Warning): a web page that makes its own name lead to this
/// address can send requests here, but not with our `Host` and `Origin`.
///
/// It stands in front of all MCP endpoints, so rmcp's own guard, which knows only one of them, is off.
#[derive(Debug)]
pub(crate) struct Guard {
    /// The public host.
    host: String,
    /// Origins as browsers write them (RFC 6454 section 6.2): the own one, and what the operator added.
    origins: Vec<String>,
    /// Is the server one on the user's own machine? Then so is the inspector that they use it with, on whatever port.
    is_local: bool,
}

impl Guard {
    pub(crate) fn new(settings: &Settings) -> Self {
        let public_url =
            Url::parse(settings.issuer()).expect("the issuer was parsed when the settings were made");
        let host = public_url.host_str().expect("an http URL has a host").to_owned();
        let added = settings.allowed_origins.iter();
        let added = added.map(|origin| serialized(origin).unwrap_or_else(|| origin.clone()));
        let own = public_url.origin().ascii_serialization();
        let is_local = is_loopback(&host);
        Self { host, origins: added.chain([own]).collect(), is_local }
    }

    /// `Host` has to be the public one, or a loopback name, for the proxy in front that addresses this process by it.
    fn admits_host(&self, authority: &str) -> bool {
        let Ok(authority) = authority.parse::<Authority>() else { return false };
        let host = authority.host().to_ascii_lowercase();
        host == self.host || is_loopback(&host)
    }

    /// `Origin`, which only browsers send, has to be one that we know.
    fn admits_origin(&self, origin: &str) -> bool {
        self.origins.iter().any(|known| known == origin) || self.is_local && is_loopback_origin(origin)
    }

    fn admits(&self, request: &Request) -> bool {
        let headers = request.headers();
        let host = headers
            .get(HOST)
            .map_or_else(|| request.uri().authority().map(Authority::as_str), |host| host.to_str().ok());
        let mut origins = headers.get_all(ORIGIN).iter();
        host.is_some_and(|host| self.admits_host(host))
            && origins.all(|origin| origin.to_str().is_ok_and(|origin| self.admits_origin(origin)))
    }
}

/// Lets a request pass that no foreign web page sent.
pub(crate) async fn demand_known_host_and_origin(
    State(guard): State<Arc<Guard>>,
    request: Request,
    next: Next,
) -> Response {
    if guard.admits(&request) {
        return next.run(request).await;
    }
    tracing::warn!("a request with a foreign `Host` or `Origin` was refused");
    (StatusCode::FORBIDDEN, "expected a `Host` and an `Origin` that this server knows").into_response()
}

/// An origin as browsers write it, if it is one.
fn serialized(origin: &str) -> Option<String> {
    let origin = Url::parse(origin).ok()?.origin();
    origin.is_tuple().then(|| origin.ascii_serialization())
}

fn is_loopback_origin(origin: &str) -> bool {
    let is_loopback = |uri: &Uri| uri.scheme_str() == Some("http") && uri.host().is_some_and(is_loopback);
    serialized(origin).as_deref() == Some(origin) && origin.parse().is_ok_and(|uri| is_loopback(&uri))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guard(public_url: &str) -> Guard {
        let mut settings = Settings::new(public_url.parse().unwrap()).unwrap();
        settings.allowed_origins = vec!["https://inspector.example:443/".to_owned(), "null-ish".to_owned()];
        Guard::new(&settings)
    }

    #[test]
    fn the_public_host_and_loopback_names_are_admitted() {
        let guard = guard("https://mcp.example.com");
        for (host, admitted) in [
            ("mcp.example.com", true),
            ("MCP.example.com:8443", true),
            ("localhost", true),
            ("127.0.0.1:8080", true),
            ("[::1]:8080", true),
            ("evil.example", false),
            ("mcp.example.com.evil.example", false),
            ("127.0.0.1.evil.example", false),
            ("mcp.example.com@evil.example", false),
            ("", false),
        ] {
            assert_eq!(guard.admits_host(host), admitted, "{host}");
        }
    }

    #[test]
    fn a_public_server_admits_its_own_origin_and_the_listed() {
        let guard = guard("https://mcp.example.com");
        for (origin, admitted) in [
            ("https://mcp.example.com", true),
            ("https://inspector.example", true),
            ("http://mcp.example.com", false),
            ("https://mcp.example.com:8443", false),
            ("https://evil.example", false),
            ("http://localhost:6274", false),
            ("null", false),
            ("", false),
        ] {
            assert_eq!(guard.admits_origin(origin), admitted, "{origin}");
        }
    }

    #[test]
    fn a_local_server_admits_every_local_origin() {
        let guard = guard("http://[::1]:8080");
        for (origin, admitted) in [
            ("http://[::1]:8080", true),
            ("http://localhost:6274", true),
            ("http://127.0.0.1", true),
            ("http://[::1]:1", true),
            ("https://localhost:6274", false),
            ("http://localhost.evil.example", false),
            ("http://localhost:6274/", false),
            ("http://evil.example", false),
            ("null", false),
        ] {
            assert_eq!(guard.admits_origin(origin), admitted, "{origin}");
        }
    }
}
