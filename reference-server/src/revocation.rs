use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, header::CACHE_CONTROL};

use crate::{application::Application, client::Client, error::OAuthError, secret::Digest, token};

/// The revocation endpoint (RFC 7009 section 2.1): an access token ends alone, a refresh token with its whole grant.
///
/// A token that is unknown, has expired or was revoked before is answered by 200 as well: the client has what it wants
/// (section 2.2). The hint is not needed, since both kinds are looked up by their digest.
pub(crate) async fn revoke(
    State(application): State<Arc<Application>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, OAuthError> {
    let parameters = token::form(&headers, &body)?;
    let client = token::authenticate(&application, &headers, &parameters).await?;
    let presented = parameters.required("token", "expected the parameter `token`")?;
    match holder(&application, presented).await? {
        Some(holder) if holder != client.id => Err(foreign(&client)),
        Some(_) => {
            application.store.revoke(Digest::of(presented), application.now()).await?;
            tracing::info!(client = client.id, "a token was revoked");
            Ok(done())
        }
        None => Ok(done()),
    }
}

/// The client to which a token was issued that still works.
async fn holder(application: &Application, presented: &str) -> Result<Option<String>, OAuthError> {
    let now = application.now();
    if let Some(token) = application.store.refreshable(Digest::of(presented), now).await? {
        return Ok(Some(token.grant.client_id));
    }
    let claims = application.access_tokens.claims(presented, now).await?;
    Ok(claims.map(|(_, claims)| claims.client_id.clone()))
}

/// Section 2.1: such a request is refused, by an error of RFC 6749 section 5.2.
fn foreign(client: &Client) -> OAuthError {
    tracing::warn!(client = client.id, "a client tried to revoke the token of another");
    OAuthError::InvalidGrant("the token was issued to another client")
}

fn done() -> Response {
    (StatusCode::OK, [(CACHE_CONTROL, "no-store")]).into_response()
}
