//! A token that lacks a scope.

mod insufficient_scope_answer_names_what_is_needed;
mod insufficient_scope_is_forbidden;

use std::sync::Arc;

use crate::{
    check::{Shortfall, Suite},
    prelude::*,
    steps::contact::challenges_of,
};

/// The suite.
pub(crate) const SUITE: Suite = Suite {
    id: "scope",
    title: "a token that lacks a scope leads to one that has it",
    checks: &[
        &insufficient_scope_is_forbidden::CHECK,
        &insufficient_scope_answer_names_what_is_needed::CHECK,
    ],
};

/// What `OpenID` Connect means by a scope opens no endpoint of MCP, and a token for it may be for another audience.
const OPENID: [&str; 6] = ["openid", "profile", "email", "address", "phone", "offline_access"];

/// The least scope of which a token is granted and which is not all that the endpoint may ask for: what the challenge does
/// not ask for, or else one of several.
async fn lesser_scope(session: &dyn Session) -> Result<String, Shortfall> {
    let words = |scope: &str| -> Vec<String> { scope.split(' ').map(str::to_owned).collect() };
    let challenge = session.challenge().await.ok();
    let asked = challenge.as_ref().and_then(|challenge| challenge.parameter("scope").map(words));
    let asked = asked.unwrap_or_default();
    let metadata = session.resource_metadata().await.ok();
    let listed = metadata.as_ref().and_then(|document| document.list("scopes_supported"));
    let listed: Vec<String> = listed.unwrap_or_default().into_iter().map(str::to_owned).collect();
    let opens = |scope: &&String| !scope.is_empty() && !OPENID.contains(&scope.as_str());
    let beyond = listed.iter().filter(opens).find(|scope| !asked.contains(scope));
    let mut all = asked.iter().chain(&listed).filter(opens);
    let lesser = match (beyond, all.next()) {
        (Some(beyond), Some(_)) if !asked.is_empty() => Some(beyond),
        (_, first) => first.filter(|first| all.any(|other| other != *first)),
    };
    lesser
        .cloned()
        .ok_or_else(|| inapplicable("the server does not name two scopes of which one could lack"))
}

/// The refusal of a token that lacks a scope, by a request that the run's own token opens.
async fn refusal(session: &dyn Session) -> Result<Arc<Exchange>, Shortfall> {
    let scope = lesser_scope(session).await?;
    let control = session.greeting().await?;
    if session.anonymous().await?.response.is_success() {
        return Err(inapplicable("the endpoint answers without a token"));
    }
    let tokens = match session.tokens_within(scope.clone()).await {
        Err(Obstacle::Step { reason, .. }) => {
            return Err(inapplicable(format!("the server grants no token for `{scope}` alone: {reason}")));
        }
        tokens => tokens?,
    };
    let bearer = format!("Bearer {}", tokens.grant.access_token.reveal());
    let exchange = session.observe(control.request.clone().with("authorization", bearer)).await?;
    match exchange.response.status {
        401 | 403 => Ok(exchange),
        500.. => Err(Obstacle::step("the request with less scope", exchange.summary()).into()),
        _ => Err(inapplicable(format!("the endpoint opens for `{scope}` alone"))),
    }
}

/// The Bearer challenge of a refusal.
fn bearer(exchange: &Exchange) -> Option<challenge::Challenge> {
    challenges_of(exchange).into_iter().find(challenge::Challenge::is_bearer)
}
