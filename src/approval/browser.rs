//! The person's browser: header fields, cookies, one page after the other.

use std::sync::Arc;

use cookie_store::CookieStore;
use suites::{
    exchange::{Exchange, Request},
    obstacle::Obstacle,
    steps::USER_AGENT,
};
use url::Url;

use crate::wire::Wire;

/// A browser with its cookies.
pub(super) struct Browser<'a> {
    wire: &'a Wire,
    cookies: CookieStore,
    pub(super) exchanges: Vec<Arc<Exchange>>,
}

impl<'a> Browser<'a> {
    pub(super) fn new(wire: &'a Wire) -> Self {
        Self { wire, cookies: CookieStore::default(), exchanges: Vec::new() }
    }

    /// A browser that was shown all of `seen` before.
    pub(super) fn after(wire: &'a Wire, seen: &[Arc<Exchange>]) -> Self {
        let mut browser = Self::new(wire);
        for exchange in seen {
            browser.keep_cookies(exchange);
        }
        browser
    }

    /// Sends a request as the browser does, and keeps the cookies of the answer.
    pub(super) async fn open(&mut self, request: Request) -> Result<Arc<Exchange>, Obstacle> {
        let url = request.url.clone();
        let mut request = request
            .by_user_agent()
            .with("User-Agent", USER_AGENT)
            .with("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
            .with("Accept-Language", "en-US,en;q=0.9");
        let cookies: Vec<_> = self
            .cookies
            .get_request_values(&url)
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if !cookies.is_empty() {
            request = request.with("Cookie", cookies.join("; "));
        }
        let exchange = self.wire.send(&request, self.wire.patience()).await?;
        self.keep_cookies(&exchange);
        self.exchanges.push(Arc::clone(&exchange));
        Ok(exchange)
    }

    fn keep_cookies(&mut self, exchange: &Exchange) {
        for cookie in exchange.response.headers.all("set-cookie") {
            // A cookie that the browser would refuse is refused here too.
            let _ = self.cookies.parse(cookie, &exchange.request.url);
        }
    }

    /// The request after a redirect: 307 and 308 keep method and body, the others become a GET (RFC 9110 §15.4).
    pub(super) fn after_redirect(exchange: &Exchange, target: Url) -> Request {
        let request = &exchange.request;
        if request.method != "POST" || !matches!(exchange.response.status, 307 | 308) {
            return Request::read(target);
        }
        let media_type = request.headers.first("content-type").unwrap_or_default();
        let repeated = Request::new("POST", target).with("Content-Type", media_type);
        Request { body: request.body.clone(), ..repeated }
    }
}
