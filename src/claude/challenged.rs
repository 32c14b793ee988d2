//! What a client does where a message of its session is challenged.

use std::sync::Arc;

use suites::{
    client::{Agent, Message, SignsIn, StepUp},
    exchange::Exchange,
};

use super::{
    Player,
    failure::Failure,
    sign_in::{Presence, SignedIn},
};

impl Player<'_> {
    /// Sends a message; as often as it is challenged, though not more than `most` times in a session, signs in and sends it
    /// again.
    pub(super) async fn converse_with_person(
        &mut self,
        agent: &'static Agent,
        message: Message,
        most: usize,
    ) -> Result<Arc<Exchange>, Failure> {
        self.command.showed_token = false;
        let mut exchange = self.ask(agent, message).await?;
        let (signer, accept) = self.profile.sign_in();
        let mut was_renewed = false;
        while message != Message::OpenStream && self.is_challenged(&exchange) {
            if self.command.sign_ins == most || self.start.token.is_some() {
                break;
            }
            self.command.sign_ins += 1;
            if was_renewed {
                // A token that is refused although it was just renewed is not renewed once more.
                self.memory.held = None;
            }
            was_renewed = self.meet_challenge().await? == SignedIn::Renewed;
            if !was_renewed {
                self.approve_and_redeem(signer, accept).await?;
            }
            exchange = self.ask(agent, message).await?;
        }
        Ok(exchange)
    }

    /// Whether an answer asks for a token (401), or for one with more scope (RFC 6750 §3.1).
    pub(super) fn is_challenged(&mut self, exchange: &Exchange) -> bool {
        let challenge = self.challenge_in(exchange);
        let error = challenge.as_ref().and_then(|challenge| challenge.parameter("error"));
        let asks_for_scope = exchange.response.status == 403 && error == Some("insufficient_scope");
        if exchange.response.status != 401 && !asks_for_scope {
            return false;
        }
        self.remember_challenge(exchange);
        let scope = self.challenge.as_ref().and_then(|challenge| challenge.parameter("scope"));
        if let Some(asked) = scope.filter(|_| asks_for_scope) {
            let named = self.memory.held.as_ref().and_then(|held| held.scope.clone());
            let granted = match self.profile.authorization.step_up.value {
                StepUp::GrantedAndChallenged => named,
                StepUp::HeldAndChallenged => named.or(self.memory.asked_scope.clone()),
            };
            self.memory.step_up = Some(union(granted.as_deref().unwrap_or_default(), asked));
        }
        true
    }

    pub(super) async fn meet_challenge(&mut self) -> Result<SignedIn, Failure> {
        if self.start.token.is_some() {
            return Ok(SignedIn::NeedsPerson);
        }
        let (_, accept) = self.profile.sign_in();
        let presence = if self.signs_in_later() { Presence::Nobody } else { Presence::Person };
        self.begin_sign_in();
        let signed_in = self.authenticate(self.profile.refresh.challenged, accept, presence).await?;
        self.command.needs_person = signed_in == SignedIn::NeedsPerson;
        Ok(signed_in)
    }

    fn signs_in_later(&self) -> bool {
        self.profile.session.signs_in.value == SignsIn::InLogin
    }

    /// Only the person can help: the session ends, or the client opens the browser by itself.
    pub(super) async fn with_person(
        &mut self,
        agent: &'static Agent,
        message: Message,
        challenged: Arc<Exchange>,
    ) -> Result<Arc<Exchange>, Failure> {
        if self.signs_in_later() || self.start.token.is_some() {
            return Ok(challenged);
        }
        if !self.conversation.is_open {
            // While it connects it has asked once already: the browser opens, and nobody waits for it to come back.
            self.look_again().await?;
            let _ = self.ask_person().await;
            return Ok(challenged);
        }
        let (signer, accept) = self.profile.sign_in();
        self.approve_and_redeem(signer, accept).await?;
        self.loses("the access token could not be renewed, so its user had to sign in again");
        self.ask(agent, message).await
    }

    /// A fresh token that is refused even after a renewal is dropped: the request goes out without one, and is challenged.
    pub(super) async fn without_rejected(
        &mut self,
        agent: &'static Agent,
        message: Message,
        rejected: Arc<Exchange>,
    ) -> Result<Arc<Exchange>, Failure> {
        self.memory.held = None;
        let challenged = self.ask(agent, message).await?;
        if !self.is_challenged(&challenged) {
            return Ok(challenged);
        }
        match self.meet_challenge().await? {
            SignedIn::NeedsPerson => self.with_person(agent, message, rejected).await,
            SignedIn::Renewed => Ok(rejected),
        }
    }
}

/// The scopes of both lists, each once, in order.
fn union(granted: &str, asked: &str) -> String {
    let mut scopes: Vec<&str> = Vec::new();
    for scope in granted.split_whitespace().chain(asked.split_whitespace()) {
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    scopes.join(" ")
}

#[cfg(test)]
mod tests {
    use super::union;

    #[test]
    fn a_scope_stands_once_in_a_union() {
        assert_eq!(union("basic extra", "extra write"), "basic extra write");
        assert_eq!(union("", "extra:write"), "extra:write");
    }
}
