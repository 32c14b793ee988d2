//! The first contact: a message to the MCP endpoint without a token.

use std::sync::Arc;

use suites::{
    client::{Agent, ChallengeReading, Message, OnForbidden},
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
            400 if self.profile.session.is_stateless.value => Err(Failure::RevisionRefused(exchange)),
            403 if self.profile.contact.on_forbidden.value == OnForbidden::SignInAnyway => Ok(Next::Step),
            _ => Err(Failure::ContactRefused(exchange)),
        }
    }

    pub(super) fn remember_challenge(&mut self, exchange: &Exchange) {
        self.challenge = self.challenge_in(exchange).or(self.challenge.take());
    }

    /// The challenge that the client reads in an answer.
    pub(super) fn challenge_in(&self, exchange: &Exchange) -> Option<Challenge> {
        match self.profile.contact.challenge.value {
            ChallengeReading::Grammar => challenges_of(exchange).into_iter().find(Challenge::is_bearer),
            ChallengeReading::Pattern => {
                let fields: Vec<_> = exchange.response.headers.all("www-authenticate").collect();
                by_pattern(&fields.join(", "))
            }
        }
    }

    /// Sends a message to the MCP endpoint, following redirects as the client's HTTP library does.
    pub(super) async fn ask(
        &mut self,
        agent: &'static Agent,
        message: Message,
    ) -> Result<Arc<Exchange>, Failure> {
        let token = self.access_token().await?;
        let stage = if token.is_some() { Stage::Session } else { Stage::Reachability };
        self.command.showed_token |= token.is_some();
        self.command.shares_renewal = message == Message::OpenStream;
        let request = self.message(agent, message, token.as_deref());
        self.follow(request, stage).await
    }

    /// Sends a request to where redirects lead it.
    pub(super) async fn follow(
        &mut self,
        mut request: Request,
        stage: Stage,
    ) -> Result<Arc<Exchange>, Failure> {
        for _ in 0..=MOST_REDIRECTS {
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

/// A challenge as the SDK reads it: the field must begin with `Bearer` and something behind it, and each parameter that it
/// knows is what stands behind its name, in quotes or up to a space or comma.
fn by_pattern(field: &str) -> Option<Challenge> {
    let (scheme, rest) = field.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("bearer") || rest.is_empty() {
        return None;
    }
    let value = |name: &str| {
        let after = &rest[rest.find(&format!("{name}="))? + name.len() + 1..];
        let value = match after.strip_prefix('"') {
            Some(quoted) => quoted.split('"').next(),
            None => after.split([' ', ',']).next(),
        };
        value.filter(|value| !value.is_empty()).map(|value| (name.to_owned(), value.to_owned()))
    };
    let parameters = ["resource_metadata", "scope", "error"].into_iter().filter_map(value).collect();
    Some(Challenge { scheme: scheme.to_owned(), parameters, token68: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_reads_what_the_grammar_refuses_and_misses_a_second_challenge() {
        let pointer = |field: &str| {
            by_pattern(field).and_then(|challenge| Some(challenge.parameter("resource_metadata")?.to_owned()))
        };
        let url = Some("https://h.example/x".to_owned());
        assert_eq!(pointer("Bearer resource_metadata=\"https://h.example/x\", scope=\"a b\""), url);
        assert_eq!(pointer("bearer resource_metadata=https://h.example/x, scope=a"), url);
        assert_eq!(pointer("Bearer"), None);
        assert_eq!(pointer("Basic realm=\"x\", Bearer resource_metadata=\"https://h.example/x\""), None);
    }
}
