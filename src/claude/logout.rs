//! Signing out: the tokens are given back (RFC 7009) and forgotten.

use suites::{
    client::{Accept, LogoutRules},
    exchange::Request,
    session::Stage,
};

use super::{Player, by, failure::Failure, memory::Held, no_answer, words};

impl Player<'_> {
    /// The client's logout; for a client without one, nothing.
    pub(super) async fn sign_out(&mut self) -> Result<(), Failure> {
        let Some(rules) = &self.profile.logout else { return Ok(()) };
        self.begin_command();
        self.walk.begin_phase("logout");
        let (_, accept) = self.profile.sign_in();
        let end = self.give_back_tokens(rules, accept).await;
        self.memory.client = None;
        self.walk.phases.last_mut().expect("it was begun").message = words::SIGNED_OUT.into();
        end
    }

    /// A login replaces the tokens of the one before, which are given back first.
    pub(super) async fn give_back_tokens_before_login(&mut self) -> Result<(), Failure> {
        match &self.profile.logout {
            Some(rules) if rules.before_login.value => {
                let (_, accept) = self.profile.sign_in();
                self.give_back_tokens(rules, accept).await
            }
            _ => Ok(()),
        }
    }

    /// Looks from the authorization server for its metadata, and revokes the refresh token and the access token there.
    async fn give_back_tokens(
        &mut self,
        rules: &'static LogoutRules,
        accept: &'static Accept,
    ) -> Result<(), Failure> {
        let Some(held) = self.memory.held.take() else { return Ok(()) };
        if self.memory.client.is_none() {
            // A token that the user gave is not the client's to give back.
            return Ok(());
        }
        let Some(look) = &self.profile.look else { return Ok(()) };
        let server = self.discovered.server.clone().unwrap_or_else(|| self.start.target.clone());
        let seen = self.look_from(rules.agent, accept, look, &server, None).await?;
        let metadata = seen.server_metadata.as_ref();
        let endpoint =
            metadata.and_then(|metadata| metadata.get("revocation_endpoint")?.as_str()?.parse().ok());
        let Some(endpoint) = endpoint else { return Ok(()) };
        for request in self.revocations(&held, &endpoint, rules) {
            // Whatever the answer is, the tokens are forgotten.
            self.send(&request).await.map_err(|obstacle| no_answer(Stage::Session, obstacle))?;
        }
        Ok(())
    }

    /// The revocation requests (RFC 7009 §2.1).
    fn revocations(&self, held: &Held, endpoint: &url::Url, rules: &LogoutRules) -> Vec<Request> {
        let refresh_token = held.grant.refresh_token.as_ref().map(|token| (token, "refresh_token"));
        let tokens = refresh_token.into_iter().chain([(&held.grant.access_token, "access_token")]);
        let credentials = self.credentials_for(&self.memory.redeemed_at);
        let request = |(token, hint): (&suites::oauth::token::Secret, &str)| {
            let fields = [("token", token.reveal()), ("token_type_hint", hint)];
            by(rules.revoker, credentials.request(endpoint.clone(), &fields))
        };
        tokens.map(request).collect()
    }
}
