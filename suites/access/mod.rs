//! The MCP endpoint with an access token.

mod bearer_scheme_is_read_in_any_case;
mod fresh_token_is_accepted;
mod refresh_token_does_not_open_the_endpoint;
mod token_in_query_is_ignored;
mod tool_names_fit_each_client;
mod tools_are_listed;

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
        &tools_are_listed::CHECK,
        &tool_names_fit_each_client::CHECK,
        &token_in_query_is_ignored::CHECK,
        &refresh_token_does_not_open_the_endpoint::CHECK,
    ],
};

/// The run's tokens, whose access token the MCP endpoint accepts and demands: the control of what it must refuse.
/// With the URL behind which the endpoint is.
pub(crate) async fn accepted(session: &dyn Session) -> Result<(Arc<Tokens>, Url), Shortfall> {
    if session.anonymous().await?.response.is_success() {
        return Err(inapplicable("the endpoint answers without a token"));
    }
    let tokens = session.tokens().await?;
    let token = tokens.grant.access_token.reveal();
    let exchange = session.settle(session.authorized_request(token)).await?;
    if !exchange.response.is_success() {
        let status = exchange.response.status;
        return Err(Obstacle::control(format!("the access token itself got status {status}")).into());
    }
    Ok((tokens, exchange.request.url.clone()))
}

/// Passes where the MCP endpoint refuses a request.
async fn refused(session: &dyn Session, request: Request) -> Judgement {
    let exchange = session.send(request).await?;
    ensure(!exchange.response.is_success(), || {
        let observed = format!("status {}", exchange.response.status);
        Finding::new("status 401", observed).at_status(&exchange)
    })
}

/// The answer to `tools/list` in the session that `initialize` opened; from a server that knows no `initialize`, that in
/// the form of MCP 2026-07-28.
async fn listed_tools(session: &dyn Session) -> Result<Arc<Exchange>, Shortfall> {
    let opening = match session.opening().await {
        Ok(opening) => opening,
        Err(obstacle) => {
            let tokens = session.tokens().await?;
            let request = session.stateless(tokens.grant.access_token.reveal(), "tools/list");
            let exchange = session.settle(request).await?;
            let answer = exchange.response.json().unwrap_or_default();
            return if answer["result"]["tools"].is_array() { Ok(exchange) } else { Err(obstacle.into()) };
        }
    };
    if opening.result["capabilities"].get("tools").is_none() {
        return Err(inapplicable("the server announces no tools"));
    }
    let initialized = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
    session.observe(session.message(&opening, &initialized)).await?;
    let list = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"});
    Ok(session.observe(session.message(&opening, &list)).await?)
}
