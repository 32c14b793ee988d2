//! Clients in a web page, such as inspectors: what a browser lets their scripts do. No Claude client is one.

mod challenge_is_exposed_to_web_pages;
mod credentials_are_not_shared_with_any_origin;
mod preflight_names_authorization;
mod preflight_needs_no_token;

use std::sync::Arc;

use crate::{
    check::{Shortfall, Suite},
    prelude::*,
};

/// The suite.
pub(crate) const SUITE: Suite = Suite {
    id: "web-page",
    title: "a server that lets web pages in does it whole, and gives away nothing",
    checks: &[
        &preflight_needs_no_token::CHECK,
        &preflight_names_authorization::CHECK,
        &challenge_is_exposed_to_web_pages::CHECK,
        &credentials_are_not_shared_with_any_origin::CHECK,
    ],
};

/// The origin of the page; nobody can have it (RFC 6761), so that no server lets it in by name.
const ORIGIN: &str = "https://web-page.invalid";

/// The request as the script of a page sends it.
fn by_script(request: &Request) -> Request {
    request.clone().with("Origin", ORIGIN)
}

/// What a browser asks before it sends `request` with a token.
fn preflight(request: &Request) -> Request {
    Request::new("OPTIONS", request.url.clone())
        .with("Origin", ORIGIN)
        .with("Access-Control-Request-Method", request.method.as_str())
        .with("Access-Control-Request-Headers", "authorization,content-type,mcp-protocol-version")
}

/// The 401 as the script of a page gets it, and the answer to the preflight before it.
async fn contact(session: &dyn Session) -> Result<(Arc<Exchange>, Arc<Exchange>), Obstacle> {
    let request = session.unauthorized().await?.request.clone();
    let preflight = session.observe(preflight(&request)).await?;
    Ok((session.observe(by_script(&request)).await?, preflight))
}

/// Whether an answer lets the scripts of any page read it.
fn lets_in(exchange: &Exchange) -> bool {
    matches!(exchange.response.headers.first("access-control-allow-origin"), Some("*" | ORIGIN))
}

/// Whether a list in a header field has this name.
fn lists(exchange: &Exchange, field: &str, name: &str) -> bool {
    let mut values = exchange.response.headers.all(field).flat_map(|value| value.split(','));
    values.any(|value| value.trim().eq_ignore_ascii_case(name))
}

fn keeps_pages_out() -> Shortfall {
    inapplicable("the server lets no web page of another origin in")
}
