use super::{Tokens, check_resource};
use crate::{
    application::Application,
    client::Client,
    error::OAuthError,
    grant::Grant,
    parameters::Parameters,
    scope::Scope,
    secret::Digest,
    store::{Refreshable, Rotation},
};

const UNKNOWN: OAuthError = OAuthError::InvalidGrant("the refresh token is unknown, expired or revoked");

/// Exchanges a refresh token for the next one and a new access token (RFC 6749 section 6).
///
/// The token is rotated each time (OAuth 2.1 section 4.3.1). The previous one keeps working for a few seconds, because an
/// answer can get lost and because one account is used by several processes that refresh at once; after that, its return
/// means that two parties hold it, and the grant ends.
pub(super) async fn refresh(
    application: &Application,
    client: &Client,
    parameters: &Parameters,
) -> Result<Tokens, OAuthError> {
    let presented = parameters.required("refresh_token", "expected the parameter `refresh_token`")?;
    let key = Digest::of(presented);
    let now = application.now();
    let Refreshable { grant, .. } = application.store.refreshable(key, now).await?.ok_or(UNKNOWN)?;
    if grant.client_id != client.id {
        return Err(OAuthError::InvalidGrant("the refresh token was issued to another client"));
    }
    check_resource(&application.settings, &grant, parameters)?;
    let tokens = Tokens::generate(application, client, &grant, scope(&grant, parameters)?, now).await?;
    let issue = tokens.issue(&application.settings, now);
    match application.store.rotate(key, issue, application.settings.refresh_grace, now).await? {
        Rotation::Rotated => Ok(tokens),
        Rotation::Replayed => {
            tracing::warn!(client = client.id, "a refresh token was replayed, its grant is revoked");
            Err(OAuthError::InvalidGrant("the refresh token was used before, its grant is revoked"))
        }
        Rotation::Unknown => Err(UNKNOWN),
    }
}

/// The scope of the new access token: the grant's, or what the client asks for within it. The refresh token keeps the whole
/// (RFC 6749 section 6).
fn scope(grant: &Grant, parameters: &Parameters) -> Result<Scope, OAuthError> {
    let Some(asked) = parameters.optional("scope")? else { return Ok(grant.scope.clone()) };
    let asked = Scope::parse(asked);
    if asked.is_empty() {
        return Ok(grant.scope.clone());
    }
    if !grant.scope.covers(&asked) {
        return Err(OAuthError::InvalidScope("expected no scope beyond what the user granted"));
    }
    Ok(asked)
}
