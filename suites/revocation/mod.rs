//! What ends a grant, and who learns of one: revocation (RFC 7009) and introspection (RFC 7662).

mod introspection_is_for_resource_servers;
mod introspection_needs_credentials;
mod revocation_ends_the_access_tokens;
mod revocation_errors_are_those_of_the_token_endpoint;
mod revocation_is_for_the_own_tokens;
mod revoked_refresh_token_is_dead;
mod revoked_token_is_unauthorized;
mod unknown_token_is_revoked_quietly;

use std::sync::Arc;

use crate::{
    check::{Shortfall, Suite},
    json::answer,
    oauth::token::{ClientAuthentication, Credentials, Secret},
    prelude::*,
    session::{Registered, Tokens},
    steps::token_agent,
};

/// The suite.
pub(crate) const SUITE: Suite = Suite {
    id: "revocation",
    title: "a grant ends when its client gives it back, and strangers learn nothing of it",
    checks: &[
        &introspection_needs_credentials::CHECK,
        &introspection_is_for_resource_servers::CHECK,
        &unknown_token_is_revoked_quietly::CHECK,
        &revocation_errors_are_those_of_the_token_endpoint::CHECK,
        &revoked_token_is_unauthorized::CHECK,
        &revoked_refresh_token_is_dead::CHECK,
        &revocation_ends_the_access_tokens::CHECK,
        &revocation_is_for_the_own_tokens::CHECK,
    ],
};

/// A token that no server has issued, in the form of those that many do.
const UNKNOWN: &str = "cGx3nT8bVq5yRk1sWm7dZf2hJp6uLa9eXo4iCv0tNgQ";

/// An endpoint that the metadata may name; inapplicable where they do not.
async fn offered(session: &dyn Session, member: &'static str) -> Result<Url, Shortfall> {
    let metadata = session.unless_open(session.server_metadata().await).await?;
    if metadata.json.get(member).is_none() {
        return Err(inapplicable(format!("the authorization server publishes no `{member}`")));
    }
    Ok(session.endpoint(member).await?)
}

/// The request that revokes `token`, from the client with these credentials; inapplicable where the endpoint does not take
/// their method.
async fn revocation(
    session: &dyn Session,
    credentials: &Credentials,
    fields: &[(&str, &str)],
) -> Result<Request, Shortfall> {
    let endpoint = offered(session, "revocation_endpoint").await?;
    let metadata = session.server_metadata().await?;
    let methods = metadata.list("revocation_endpoint_auth_methods_supported");
    let method = credentials.method.name();
    if methods.is_some_and(|methods| !methods.contains(&method)) {
        return Err(inapplicable(format!("a client with the method `{method}` may not revoke")));
    }
    let agent = token_agent(session.profile());
    Ok(credentials.request(endpoint, fields).with_all(agent.fields()))
}

/// Revokes `token` as its client; the obstacle where that does not succeed.
async fn revoke(session: &dyn Session, client: &Registered, token: &Secret) -> Result<(), Shortfall> {
    let request = revocation(session, &client.credentials, &[("token", token.reveal())]).await?;
    let exchange = session.send(request).await?;
    match crate::json::error_code(&exchange.response).as_deref() {
        Some("unsupported_token_type") => Err(inapplicable("the server does not revoke this kind of token")),
        _ if exchange.response.is_success() => Ok(()),
        _ => Err(Obstacle::step("the revocation", answer(&exchange)).into()),
    }
}

/// Tokens of an approval of their own, which their check gives up.
async fn sacrificed(session: &dyn Session) -> Result<Tokens, Shortfall> {
    offered(session, "revocation_endpoint").await?;
    let client = session.applicant().await?;
    Ok(session.tokens_for(&client).await?)
}

/// A client that is nobody's but these checks'.
async fn stranger(session: &dyn Session) -> Result<Arc<Registered>, Obstacle> {
    let redirect_uri = session.profile().registration.redirect_uri.value.of(session.target());
    let methods = session.authentication_methods().await?;
    let listed = |method: &ClientAuthentication| methods.iter().any(|name| name == method.name());
    let method = [ClientAuthentication::Post, ClientAuthentication::Basic].into_iter().find(listed);
    let mut metadata =
        session.client_metadata(method.unwrap_or(ClientAuthentication::None), &redirect_uri).await;
    metadata["client_name"] = json!("claude-conformance (stranger)");
    session.register(&metadata).await
}

/// What the MCP endpoint answers to `initialize` with this token, asked anew.
async fn opening_with(session: &dyn Session, token: &Secret) -> Result<Arc<Exchange>, Obstacle> {
    let url = session.opening().await?.exchange.request.url.clone();
    let exchange = session.send(Request { url, ..session.authorized_request(token.reveal()) }).await?;
    match exchange.response.status {
        500.. => Err(Obstacle::step("`initialize`", answer(&exchange))),
        _ => Ok(exchange),
    }
}

/// Passes where the token opens the endpoint, which is the control of its end.
async fn works(session: &dyn Session, token: &Secret) -> Judgement {
    let exchange = opening_with(session, token).await?;
    if exchange.response.is_success() {
        return Ok(());
    }
    Err(Obstacle::control(format!("`initialize` before: {}", answer(&exchange))).into())
}

/// Passes where the token gets 401; `ended` says by what.
async fn is_unauthorized(session: &dyn Session, token: &Secret, ended: &str) -> Judgement {
    let exchange = opening_with(session, token).await?;
    ensure(exchange.response.status == 401, || {
        let observed = format!("{} {ended}", answer(&exchange));
        Finding::new("status 401", observed).at_status(&exchange)
    })
}
