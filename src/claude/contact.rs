//! The first contact: a message to the MCP endpoint without a token.

use std::sync::Arc;

use suites::{
    client::{Agent, Message, OnForbidden},
    exchange::{Exchange, Request},
    oauth::challenge::Challenge,
    session::Stage,
    steps::contact::challenges_of,
};
use url::Url;

use super::{Next, Player, failure::Failure, message::is_get, no_answer};

/// The most redirects that are followed, as the Fetch Standard has it.
const MOST_REDIRECTS: usize = 20;

impl Player<'_> {
    /// Sends a message without a token and reads from the answer whether to sign in: a success means that the server
    /// is open (recorded for the command-line clients, documented for Claude Web).
    ///
    pub(super) async fn contact(&mut self, agent: &'static Agent, message: Message) -> Result<Next, Failure> {
        let exchange = self.ask(agent, message).await?;
        let has_result = exchange.response.json().is_some_and(|body| body.get("result").is_some());
        match exchange.response.status {
            401 => {
                self.remember_challenge(&exchange);
                Ok(Next::Step)
            }
            200..=299 if self.must_sign_in => Ok(Next::Step),
            200..=299 if has_result => Ok(Next::Session),
            // A GET may be answered 405, or with a page for people.
            _ if is_get(message) => Ok(Next::Step),
            403 if self.profile.contact.on_forbidden.value == OnForbidden::SignInAnyway => Ok(Next::Step),
            _ => Err(Failure::ContactRefused(exchange)),
        }
    }

    pub(super) fn remember_challenge(&mut self, exchange: &Exchange) {
        let bearer = challenges_of(exchange).into_iter().find(Challenge::is_bearer);
        self.challenge = bearer.or(self.challenge.take());
    }

    /// Sends a message to the MCP endpoint, following redirects as the client's HTTP library does.
    pub(super) async fn ask(
        &mut self,
        agent: &'static Agent,
        message: Message,
    ) -> Result<Arc<Exchange>, Failure> {
        let token = self.access_token().await?;
        let stage = if token.is_some() { Stage::Session } else { Stage::Reachability };
        self.memory.showed_token |= token.is_some();
        self.memory.shares_renewal = message == Message::OpenStream;
        let mut request = self.message(agent, message, token.as_deref());
        for _ in 0..MOST_REDIRECTS {
            let exchange = self.send(&request).await.map_err(|obstacle| no_answer(stage, obstacle))?;
            let Some(target) = exchange.redirect() else { return Ok(exchange) };
            request = self.redirected(&request, &exchange, target);
        }
        let reason = format!("more than {MOST_REDIRECTS} redirects");
        let url = request.url.to_string();
        Err(Failure::NoAnswer(stage, suites::obstacle::Obstacle::Unreachable { url, reason }))
    }

    /// The request after a redirect: another origin loses the token, 301 to 303 turn it into a GET (Fetch Standard §4.4).
    fn redirected(&mut self, request: &Request, exchange: &Exchange, target: Url) -> Request {
        let mut next = request.clone();
        if matches!(exchange.response.status, 301..=303) && next.method != "GET" {
            next = Request { method: "GET".into(), body: String::new(), ..next }.without("content-type");
        }
        if target.origin() != request.url.origin() && !self.profile.contact.redirect_keeps_token.value {
            next = next.without("authorization");
        }
        Request { url: target, ..next }
    }
}
