//! Servers that send the browser on to another authorization server: what the checks of such proxies have in common.

use std::sync::Arc;

use url::Url;

use crate::{
    check::{Shortfall, inapplicable},
    exchange::{Exchange, Request, Response},
    fault::Answered,
    oauth::pkce::Pkce,
    query,
    session::Session,
    steps::{INSPECTION, browser_request},
};

/// The inspected request with the challenge of this verifier, where it is answered with a redirect to another authorization server: it names
/// a client of its own there, and a callback of its own here.
pub(crate) async fn request(
    session: &dyn Session,
    verifier: &str,
) -> Result<(Arc<Exchange>, Url), Shortfall> {
    let challenge = Pkce::from_verifier(verifier).challenge;
    let inspection = session.inspection().await?.with("code_challenge", Some(&challenge));
    let client = query::value(&inspection.url, "client_id");
    let exchange = session.visit(browser_request(inspection.url)).await?;
    let here = exchange.request.url.origin();
    let is_request = |target: &Url| {
        let callback = query::value(target, "redirect_uri").and_then(|uri| Url::parse(&uri).ok());
        let asks = query::value(target, "response_type").is_some();
        let own = query::value(target, "client_id").is_some_and(|id| Some(id) != client);
        target.origin() != here && asks && own && callback.is_some_and(|url| url.origin() == here)
    };
    match exchange.redirect().filter(is_request) {
        Some(target) => Ok((exchange, target)),
        None => Err(inapplicable("the authorization endpoint does not lead to another authorization server")),
    }
}

/// Sends the browser of an inspected request on, where it would have been shown a page.
pub(crate) fn send_on(answered: &mut Answered<'_>, scope: &str, state: fn(asked: &Request) -> String) {
    let asked = answered.request;
    if asked.query("state").as_deref() == Some(INSPECTION) && answered.response.is_success() {
        let mut target = Url::parse("https://upstream.example/authorize").expect("literal");
        let callback = asked.url.join("/upstream/callback").expect("a path");
        target
            .query_pairs_mut()
            .extend_pairs([("response_type", "code"), ("client_id", "proxy"), ("scope", scope)])
            .extend_pairs([("redirect_uri", callback.as_str()), ("state", &state(asked))]);
        *answered.response = Response { status: 302, ..Response::default() };
        answered.response.headers.add("location", target);
    }
}
