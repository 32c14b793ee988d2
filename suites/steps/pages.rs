//! The authorization endpoint as a person's browser sees it, up to the first page, and nothing approved.

use std::sync::Arc;

use url::Url;

use crate::{
    exchange::{Exchange, Request},
    oauth::{authorization::AuthorizationRequest, pkce::Pkce},
    obstacle::Obstacle,
    session::{Registered, Session},
};

/// Redirects that are followed before a visit ends.
const REDIRECTS: usize = 5;

/// What a person's browser says of itself.
pub const USER_AGENT: &str =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";

/// The header fields of a browser that opens a link from elsewhere; without `Accept-Language`, which some servers
/// answer with another path.
const BROWSER: &[(&str, &str)] = &[
    ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
    ("Sec-Fetch-Dest", "document"),
    ("Sec-Fetch-Mode", "navigate"),
    ("Sec-Fetch-Site", "none"),
    ("Upgrade-Insecure-Requests", "1"),
    ("User-Agent", USER_AGENT),
];

/// A GET as a person's browser sends it.
pub fn browser_request(url: Url) -> Request {
    by_browser(Request::read(url))
}

/// The same request as a person's browser sends it.
pub fn by_browser(request: Request) -> Request {
    request.with_all(BROWSER.iter().copied()).by_user_agent()
}

/// The `state` of the authorization request that is looked at and never approved: no secret, and the same in every run.
pub const INSPECTION: &str = "an-inspection-is-never-approved";

/// The `state` of the request that no server supports, with what a careless encoding spoils; it is as public as that of an
/// inspection.
pub const UNSUPPORTED: &str = "a+b/c=d%20e&f g";

impl dyn Session + '_ {
    /// An authorization request that is looked at and never approved: the same one for each check, so that its answer
    /// is asked for once in a run.
    pub async fn inspection(&self) -> Result<AuthorizationRequest, Obstacle> {
        self.inspection_of(&*self.registration().await?).await
    }

    /// The same of another client.
    pub async fn inspection_of(&self, registered: &Registered) -> Result<AuthorizationRequest, Obstacle> {
        let request = self.authorization_request(registered).await?;
        let pkce = Pkce::from_verifier("an-inspection-is-never-approved-and-so-never-redeemed");
        let request = request.with("state", Some(INSPECTION)).with("code_challenge", Some(&pkce.challenge));
        Ok(AuthorizationRequest { state: INSPECTION.into(), pkce, ..request })
    }

    /// Where the browser ends that sends `request`: redirects within the origin are followed, with their cookies.
    pub async fn visit(&self, request: Request) -> Result<Arc<Exchange>, Obstacle> {
        let mut cookies: Vec<String> = Vec::new();
        let mut exchange = self.observe(request).await?;
        for _ in 0..REDIRECTS {
            let here = &exchange.request.url;
            let Some(next) = exchange.redirect().filter(|next| next.origin() == here.origin()) else { break };
            for cookie in set_cookies(&exchange) {
                cookies.retain(|kept| name_of(kept) != name_of(&cookie));
                cookies.push(cookie);
            }
            let mut request = Request { url: next, ..exchange.request.clone() };
            if !cookies.is_empty() {
                request = request.with("Cookie", cookies.join("; "));
            }
            exchange = self.observe(request).await?;
        }
        Ok(exchange)
    }

    /// Where the browser ends that opens the inspected authorization request: a page, or a redirect to another origin.
    pub async fn authorization_page(&self) -> Result<Arc<Exchange>, Obstacle> {
        self.visit(browser_request(self.inspection().await?.url)).await
    }
}

/// The cookies that a response sets, as `name=value`.
fn set_cookies(exchange: &Exchange) -> Vec<String> {
    let fields = exchange.response.headers.all("set-cookie");
    fields
        .map(|field| field.split(';').next().unwrap_or_default().trim().to_owned())
        .collect()
}

fn name_of(cookie: &str) -> &str {
    cookie.split('=').next().unwrap_or_default()
}

/// Whether a visit ended where a person cannot go on: neither on a page nor on the way to another origin.
///
/// # Errors
/// Where a firewall stands in front, which a real browser may pass.
pub fn dead_end(exchange: &Exchange) -> Result<bool, Obstacle> {
    let response = &exchange.response;
    let is_page = response.is_html() || response.media_type().ends_with("xhtml+xml");
    let by_firewall = matches!(response.status, 403 | 429 | 503) && is_page;
    if by_firewall || response.headers.first("cf-mitigated").is_some() {
        let reason =
            format!("status {} may come from a firewall that lets a real browser pass", response.status);
        return Err(Obstacle::NeedsPerson { reason });
    }
    let shown = is_page && (response.is_success() || response.status == 401);
    let leads_on = exchange.redirect().is_some_and(|target| target != exchange.request.url);
    Ok(!shown && !leads_on)
}

/// Where a visit ended, without the query.
pub fn place(end: &Exchange) -> (u16, Url) {
    let mut url = end.redirect().unwrap_or_else(|| end.request.url.clone());
    url.set_query(None);
    (end.response.status, url)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::exchange::Response;

    fn ends(response: Response) -> Result<bool, Obstacle> {
        let url = Url::parse("https://server.example/authorize").expect("literal");
        let request = browser_request(url);
        dead_end(&Exchange { index: 0, request, response, failure: None, started_ms: 0, duration_ms: 0 })
    }

    #[test]
    fn a_cookie_is_known_by_its_name() {
        assert_eq!(name_of("session=a=b"), "session");
    }

    #[test]
    fn a_page_and_a_redirect_are_no_dead_end() {
        assert_eq!(ends(Response::html_with(200, "<p>sign in</p>")), Ok(false));
        assert_eq!(ends(Response::html_with(401, "<p>sign in</p>")), Ok(false));
        let mut redirect = Response { status: 302, ..Response::default() };
        redirect.headers.add("Location", "https://login.example/");
        assert_eq!(ends(redirect), Ok(false));
    }

    #[test]
    fn an_error_is_a_dead_end_and_a_firewall_is_not_judged() {
        assert_eq!(ends(Response::html_with(404, "<p>not found</p>")), Ok(true));
        assert_eq!(ends(Response::json_with(200, &json!({"error": "invalid_request"}))), Ok(true));
        assert_eq!(ends(Response { status: 405, ..Response::default() }), Ok(true));
        assert!(ends(Response::html_with(403, "<p>one moment</p>")).is_err());
    }
}
