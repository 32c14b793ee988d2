//! A person's browser that goes on from where it was: with the cookies of what it was shown before.

use std::sync::Arc;

use crate::{
    cookies,
    exchange::{Exchange, Request},
    oauth::authorization::{AuthorizationRequest, Callback, leads_back},
    obstacle::Obstacle,
    session::Session,
    steps::pages::by_browser,
};

/// Redirects that are followed before a browser gives up.
const REDIRECTS: usize = 5;

impl dyn Session + '_ {
    /// The exchanges of the browser that was shown all of `seen` and sends `request`: redirects within the origin are
    /// followed, but for the one back to the client.
    pub async fn browse(
        &self,
        request: Request,
        seen: &[Arc<Exchange>],
        answers: &AuthorizationRequest,
    ) -> Result<Vec<Arc<Exchange>>, Obstacle> {
        let (mut browsed, mut next) = (Vec::new(), Some(request));
        for _ in 0..=REDIRECTS {
            let Some(request) = next else { break };
            let shown = seen.iter().chain(&browsed).map(AsRef::as_ref);
            let cookies = cookies::field(&cookies::for_url(shown, &request.url));
            let request = by_browser(request);
            let request = match cookies {
                Some(cookies) => request.with("Cookie", cookies),
                None => request,
            };
            let exchange = self.send(request).await?;
            let here = exchange.request.url.origin();
            let target = exchange.redirect().filter(|target| target.origin() == here);
            next = target.filter(|target| !leads_back(target, &answers.redirect_uri)).map(Request::read);
            browsed.push(exchange);
        }
        Ok(browsed)
    }
}

/// The way back to the client to which an answer redirects.
pub fn back(exchange: &Exchange, request: &AuthorizationRequest) -> Option<Callback> {
    let url = exchange.redirect().filter(|target| leads_back(target, &request.redirect_uri))?;
    let parameters = url.query_pairs().into_owned().collect();
    let (exchange, status) = (Some(exchange.index), exchange.response.status);
    Some(Callback { url, method: "GET".into(), exchange, status, parameters, form_post: false })
}
