//! Renewing the access token.

mod refresh_token_is_issued;
mod refresh_token_rotates;
mod refresh_works;
mod unknown_refresh_token_is_invalid_grant;

use std::sync::Arc;

use crate::{
    check::{Shortfall, Suite},
    fault::Answered,
    json::answer,
    oauth::token::Secret,
    prelude::*,
    session::{Registered, Tokens},
};

/// The suite.
pub(crate) const SUITE: Suite = Suite {
    id: "refresh",
    title: "the client stays connected without asking its user again",
    checks: &[
        &refresh_token_is_issued::CHECK,
        &refresh_works::CHECK,
        &refresh_token_rotates::CHECK,
        &unknown_refresh_token_is_invalid_grant::CHECK,
    ],
};

/// Tokens of an approval of their own with their refresh token, so that rotating it takes nothing from the run: some
/// servers end the old access token as well.
async fn refreshable(session: &dyn Session, client: &Arc<Registered>) -> Result<(Tokens, Secret), Shortfall> {
    let tokens = session.tokens_for(client).await?;
    let refresh_token = tokens.grant.refresh_token.clone();
    let refresh_token = refresh_token.ok_or_else(|| inapplicable("the server issues no refresh token"))?;
    Ok((tokens, refresh_token))
}

/// The answer to a refresh.
async fn refresh(
    session: &dyn Session,
    client: &Registered,
    token: &Secret,
) -> Result<Arc<Exchange>, Obstacle> {
    session.send(session.refreshment(client, token.reveal()).await?).await
}

/// Whether the token request that is answered is a refresh.
fn is_refresh(answered: &Answered<'_>) -> bool {
    answered.request.form_field("grant_type").as_deref() == Some("refresh_token")
}

/// The obstacle that a refresh did not succeed.
fn not_refreshed(exchange: &Exchange) -> Obstacle {
    Obstacle::step("the refresh", answer(exchange))
}
