//! Renewing the access token.

mod refresh_does_not_widen_the_scope;
mod refresh_keeps_the_resource;
mod refresh_keeps_the_scope;
mod refresh_needs_the_secret;
mod refresh_survives_a_lost_answer;
mod refresh_token_is_bound_to_its_client;
mod refresh_token_is_issued;
mod refresh_token_rotates;
mod refresh_works;
mod refreshed_token_is_accepted;
mod replayed_refresh_token_ends_the_family;
mod unknown_refresh_token_is_invalid_grant;

use std::sync::Arc;

use crate::{
    check::{Shortfall, Suite},
    fault::Answered,
    json::answer,
    oauth::token::ClientAuthentication,
    prelude::*,
    session::Registered,
    steps::grants::{Renewal, granted, not_refreshed},
};

/// The suite.
pub(crate) const SUITE: Suite = Suite {
    id: "refresh",
    title: "the client stays connected without asking its user again",
    checks: &[
        &refresh_token_is_issued::CHECK,
        &refresh_works::CHECK,
        &refreshed_token_is_accepted::CHECK,
        &refresh_keeps_the_scope::CHECK,
        &refresh_survives_a_lost_answer::CHECK,
        &refresh_token_rotates::CHECK,
        &replayed_refresh_token_ends_the_family::CHECK,
        &refresh_token_is_bound_to_its_client::CHECK,
        &refresh_needs_the_secret::CHECK,
        &refresh_does_not_widen_the_scope::CHECK,
        &refresh_keeps_the_resource::CHECK,
        &unknown_refresh_token_is_invalid_grant::CHECK,
    ],
};

/// A public client, whose refresh tokens nothing but their rotation protects; inapplicable where there is none.
async fn public_client(session: &dyn Session) -> Result<Arc<Registered>, Shortfall> {
    if !session.authentication_methods().await?.iter().any(|name| name == "none") {
        return Err(inapplicable("the authorization server lists no public clients"));
    }
    let client = session.client_for(ClientAuthentication::None).await?;
    if client.credentials.method != ClientAuthentication::None {
        return Err(inapplicable("the server makes a confidential client of one that registers for `none`"));
    }
    Ok(client)
}

/// The first refresh of the client that walked, which succeeded.
async fn first_refresh(session: &dyn Session) -> Result<Arc<Exchange>, Shortfall> {
    let client = Arc::clone(&session.tokens().await?.registered);
    let exchange = session.renewed(&client, Renewal::First).await?;
    if granted(&exchange).is_none() {
        return Err(not_refreshed(&exchange).into());
    }
    Ok(exchange)
}

/// The answer to a refresh of the client that walked with one thing changed, after which the token still worked.
async fn changed_refresh(session: &dyn Session, renewal: Renewal) -> Result<Arc<Exchange>, Shortfall> {
    let client = Arc::clone(&session.tokens().await?.registered);
    let exchange = session.renewed(&client, renewal).await?;
    let again = session.renewed(&client, Renewal::Again).await?;
    if granted(&again).is_none() {
        return Err(Obstacle::control(answer(&again)).into());
    }
    Ok(exchange)
}

/// Passes where a refresh that must be refused is refused; `violation` says what is wrong with it.
fn ensure_refused(exchange: &Exchange, violation: &str) -> Judgement {
    if exchange.response.status >= 500 {
        return Err(not_refreshed(exchange).into());
    }
    ensure(granted(exchange).is_none(), || {
        Finding::new("a refusal of the refresh", format!("tokens {violation}")).at_status(exchange)
    })
}

/// Whether the token request that is answered is a refresh.
fn is_refresh(answered: &Answered<'_>) -> bool {
    answered.request.form_field("grant_type").as_deref() == Some("refresh_token")
}
