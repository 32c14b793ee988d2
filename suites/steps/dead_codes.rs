//! Token requests with a code that nobody issued: where the server answers `invalid_grant`, nothing else was wrong with
//! the request. So a request with one more thing wrong shows by the same answer that nobody minds it.

use std::sync::Arc;

use super::token_agent;
use crate::{
    exchange::{Exchange, Request},
    json::{answer, error_code},
    oauth::token::{Credentials, Secret},
    obstacle::Obstacle,
    session::{Registered, Session},
    steps::grants::WRONG_SECRET,
};

/// A code that no server has issued, in the form of those that many do.
const UNKNOWN_CODE: &str = "qW7cX2mVnB5aLk9sRt3yUe8oPz1dFh6gJi4vCb0xNmA";
/// A code verifier that fits no challenge of a run.
const OTHER_VERIFIER: &str = "a-verifier-that-fits-no-challenge-of-this-run";

impl dyn Session + '_ {
    /// The answer to an unknown code.
    pub async fn dead_code_of(
        &self,
        credentials: &Credentials,
        redirect_uri: &str,
    ) -> Result<Arc<Exchange>, Obstacle> {
        let endpoint = self.endpoint("token_endpoint").await?;
        let resource = self.resource().await;
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", UNKNOWN_CODE),
            ("code_verifier", OTHER_VERIFIER),
            ("redirect_uri", redirect_uri),
        ];
        fields.extend(resource.as_deref().map(|resource| ("resource", resource)));
        let agent = token_agent(self.profile());
        self.observe(credentials.request(endpoint, &fields).with_all(agent.fields())).await
    }

    /// The token request of `client` with nothing wrong but its code.
    pub async fn sound_request(&self, client: &Registered) -> Result<Request, Obstacle> {
        let exchange = self.dead_code_of(&client.credentials, &client.redirect_uri).await?;
        if lacks_a_code_only(&exchange) {
            return Ok(exchange.request.clone());
        }
        Err(Obstacle::control(answer(&exchange)))
    }

    /// Whether the server minds these credentials before it looks for the code.
    pub async fn minds(&self, client: &Registered, credentials: &Credentials) -> Result<bool, Obstacle> {
        Ok(!lacks_a_code_only(&*self.dead_code_of(credentials, &client.redirect_uri).await?))
    }
}

/// Whether an answer says that the code is wrong, and so that the rest is not.
pub fn lacks_a_code_only(exchange: &Exchange) -> bool {
    error_code(&exchange.response).as_deref() == Some("invalid_grant")
}

/// The credentials of `client` with a secret that is not its own.
pub fn with_wrong_secret(client: &Registered) -> Credentials {
    Credentials { client_secret: Some(Secret::new(WRONG_SECRET)), ..client.credentials.clone() }
}
