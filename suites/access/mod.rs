//! The MCP endpoint with an access token.

mod bearer_scheme_is_read_in_any_case;
mod every_method_needs_the_token;
mod every_request_needs_the_token;
mod fresh_token_is_accepted;
mod refresh_token_does_not_open_the_endpoint;
mod token_in_query_is_ignored;

use std::sync::Arc;

use crate::{
    check::{Shortfall, Suite},
    prelude::*,
    session::Tokens,
};

/// The suite.
pub(crate) const SUITE: Suite = Suite {
    id: "access",
    title: "the access token opens the MCP endpoint, and nothing else does",
    checks: &[
        &fresh_token_is_accepted::CHECK,
        &bearer_scheme_is_read_in_any_case::CHECK,
        &token_in_query_is_ignored::CHECK,
        &refresh_token_does_not_open_the_endpoint::CHECK,
        &every_request_needs_the_token::CHECK,
        &every_method_needs_the_token::CHECK,
    ],
};

/// The run's tokens, whose access token the MCP endpoint accepts and demands, with the request that it opens: the control
/// of what must be refused.
pub(crate) async fn accepted(session: &dyn Session) -> Result<(Arc<Tokens>, Request), Shortfall> {
    if session.anonymous().await?.response.is_success() {
        return Err(inapplicable("the endpoint answers without a token"));
    }
    let tokens = session.tokens().await?;
    match session.greeting().await {
        Ok(exchange) => Ok((tokens, exchange.request.clone())),
        Err(Obstacle::Step { reason, .. }) => Err(Obstacle::control(reason).into()),
        Err(obstacle) => Err(obstacle.into()),
    }
}

/// Passes where the MCP endpoint refuses a request.
async fn refused(session: &dyn Session, request: Request) -> Judgement {
    let exchange = session.send(request).await?;
    ensure(!exchange.response.is_success(), || {
        let observed = format!("status {}", exchange.response.status);
        Finding::new("status 401", observed).at_status(&exchange)
    })
}
