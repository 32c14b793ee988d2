//! Token requests with a code that nobody issued: where the server answers `invalid_grant`, nothing else was wrong with
//! the request. So a request with one more thing wrong shows by the same answer that nobody minds it, or that the server has
//! not come to it: better-auth looks for the code first. Then only a code that lives tells.

use std::sync::Arc;

use super::token_agent;
use crate::{
    exchange::{Exchange, Request},
    json::{answer, error_code},
    oauth::token::{Credentials, Secret},
    obstacle::Obstacle,
    session::{Approval, Registered, Session},
    steps::grants::{WRONG_SECRET, granted},
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

    /// The same where the server minds `impostor` before it looks for the code, else one with a code that lives.
    pub async fn whole_request(
        &self,
        client: &Arc<Registered>,
        impostor: &Credentials,
    ) -> Result<Request, Obstacle> {
        let request = self.sound_request(client).await?;
        if self.minds(client, impostor).await? {
            return Ok(request);
        }
        self.redemption(client, &*self.sound_approval(client).await?).await
    }

    /// A fresh approval for a client with a like that has redeemed its code.
    pub async fn sound_approval(&self, client: &Arc<Registered>) -> Result<Arc<Approval>, Obstacle> {
        let control = self.shared_redemption(client).await?;
        if granted(&control).is_none() {
            return Err(Obstacle::control(answer(&control)));
        }
        self.approval_for(client).await
    }

    /// Whether the server minds these credentials before it looks for the code.
    pub async fn minds(&self, client: &Registered, credentials: &Credentials) -> Result<bool, Obstacle> {
        Ok(!lacks_a_code_only(&*self.dead_code_of(credentials, &client.redirect_uri).await?))
    }
}

/// Whether the code of a token request is one that nobody issued.
pub fn has_dead_code(request: &Request) -> bool {
    let code = request.form_field("code").or_else(|| request.query("code"));
    code.as_deref() == Some(UNKNOWN_CODE)
}

/// Whether an answer says that the code is wrong, and so that the rest is not.
pub fn lacks_a_code_only(exchange: &Exchange) -> bool {
    error_code(&exchange.response).as_deref() == Some("invalid_grant")
}

/// The credentials of `client` with a secret that is not its own.
pub fn with_wrong_secret(client: &Registered) -> Credentials {
    Credentials { client_secret: Some(Secret::new(WRONG_SECRET)), ..client.credentials.clone() }
}
