//! What an authorization request comes to: at once, in the person's browser, or after the approval.

use std::sync::Arc;

use url::Url;

use super::{browser_request, place};
use crate::{
    exchange::{Exchange, Request},
    oauth::authorization::{AuthorizationRequest, leads_back},
    obstacle::Obstacle,
    session::{Approval, Registered, Session},
};

/// What an authorization request comes to before anything is approved.
#[derive(Clone, Debug)]
pub enum Ending {
    /// The browser is sent back to the client, to this URL.
    Back(Arc<Exchange>, Url),
    /// An answer that leads no further.
    Stopped(Arc<Exchange>),
    /// A page on which a person may go on, or the way to one at another origin: an error may still come after it.
    Open(Arc<Exchange>),
}

impl Ending {
    /// Where the visit ended.
    pub const fn exchange(&self) -> &Arc<Exchange> {
        match self {
            Self::Back(exchange, _) | Self::Stopped(exchange) | Self::Open(exchange) => exchange,
        }
    }

    /// The `error` that the client is told.
    pub fn error(&self) -> Option<String> {
        let Self::Back(_, target) = self else { return None };
        parameter(target, "error")
    }

    /// Whether nothing speaks against the request so far.
    pub fn goes_on(&self) -> bool {
        match self {
            Self::Back(..) => self.error().is_none(),
            Self::Stopped(_) => false,
            Self::Open(_) => true,
        }
    }

    /// The ending in a few words, and without a code that it may carry.
    pub fn told(&self) -> String {
        match (self, self.error()) {
            (Self::Back(..), Some(error)) => format!("a redirect to the client with the error `{error}`"),
            (Self::Back(..), None) => "a redirect to the client without an `error`".into(),
            _ => self.exchange().summary(),
        }
    }

    fn of(exchange: Arc<Exchange>, redirect_uri: &str) -> Self {
        let response = &exchange.response;
        let shown = response.is_html() && (response.is_success() || response.status == 401);
        match exchange.redirect() {
            Some(target) if leads_back(&target, redirect_uri) => Self::Back(exchange, target),
            Some(target) if target != exchange.request.url => Self::Open(exchange),
            _ if shown => Self::Open(exchange),
            _ => Self::Stopped(exchange),
        }
    }
}

/// A parameter of the answer to the client, of the query or else of the fragment.
pub fn parameter(target: &Url, name: &str) -> Option<String> {
    let in_query = target.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    let fragment = target.fragment().unwrap_or_default().as_bytes();
    let in_fragment = || url::form_urlencoded::parse(fragment).find(|(key, _)| key == name);
    in_query.or_else(|| in_fragment().map(|(_, value)| value.into_owned()))
}

impl AuthorizationRequest {
    /// The same request with another redirect URI.
    #[must_use]
    pub fn sent_to(self, redirect_uri: &str) -> Self {
        Self { redirect_uri: redirect_uri.into(), ..self.with("redirect_uri", Some(redirect_uri)) }
    }
}

impl dyn Session + '_ {
    /// What a request comes to before anything is approved.
    pub async fn ending(&self, request: &AuthorizationRequest) -> Result<Ending, Obstacle> {
        let exchange = self.visit(browser_request(request.url.clone())).await?;
        Ok(Ending::of(exchange, &request.redirect_uri))
    }

    /// Whether the inspected request of `registered` goes on: the control of each request with a violation in it.
    pub async fn goes_on(&self, registered: &Registered) -> Result<(), Obstacle> {
        let ending = self.ending(&self.inspection_of(registered).await?).await?;
        if ending.goes_on() {
            return Ok(());
        }
        Err(Obstacle::control(format!("the authorization endpoint answers with {}", ending.told())))
    }

    /// The way back of a request after its approval; `None` where a page refuses it instead, though another request was
    /// approved in the same run.
    pub async fn way_back(&self, request: AuthorizationRequest) -> Result<Option<Arc<Approval>>, Obstacle> {
        let opening = browser_request(request.url.clone());
        match self.approve(request).await {
            Err(obstacle @ (Obstacle::Step { .. } | Obstacle::NeedsPerson { .. })) => {
                match self.tokens().await?.approval {
                    Some(_) if self.is_refusal(&obstacle, opening).await? => Ok(None),
                    _ => Err(obstacle),
                }
            }
            approved => approved.map(Some),
        }
    }

    /// Whether an approval failed by the request. A page that nobody can approve is its error page where a correct request
    /// leads elsewhere; where it does not, it is one for a person.
    async fn is_refusal(&self, obstacle: &Obstacle, opening: Request) -> Result<bool, Obstacle> {
        if matches!(obstacle, Obstacle::Step { .. }) {
            return Ok(true);
        }
        Ok(place(&*self.visit(opening).await?) != place(&*self.authorization_page().await?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::Response;

    fn ending(status: u16, location: &str) -> Ending {
        let mut response = Response { status, ..Response::default() };
        response.headers.add("Location", location);
        let request = browser_request(Url::parse("https://as.example/authorize").expect("literal"));
        let exchange = Exchange { index: 0, request, response, failure: None, started_ms: 0, duration_ms: 0 };
        Ending::of(Arc::new(exchange), "http://localhost:1/cb")
    }

    #[test]
    fn a_request_ends_at_the_client_on_a_page_or_nowhere() {
        let refused = ending(302, "http://localhost:1/cb?error=invalid_scope&state=s");
        assert_eq!(refused.error().as_deref(), Some("invalid_scope"));
        assert!(!refused.goes_on());
        assert_eq!(ending(302, "http://localhost:1/cb#error=x").error().as_deref(), Some("x"));
        assert!(ending(302, "http://localhost:1/cb?code=c").goes_on());
        assert!(matches!(ending(302, "http://localhost:2/cb?code=c"), Ending::Open(_)));
        assert!(matches!(ending(302, "https://login.example/"), Ending::Open(_)));
        assert!(matches!(ending(400, ""), Ending::Stopped(_)));
    }

    #[test]
    fn a_code_is_not_told() {
        let told = ending(302, "http://localhost:1/cb?code=secret").told();
        assert_eq!(told, "a redirect to the client without an `error`");
    }
}
