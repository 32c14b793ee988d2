use std::sync::Arc;

use axum::{
    Json,
    body::Bytes,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, header::CACHE_CONTROL};
use serde::Serialize;

use crate::{
    application::Application, client::Client, error::OAuthError, grant::Grant, scope::Scope, secret::Digest,
    settings::Settings, token,
};

/// What is told about a token (RFC 7662 section 2.2); of one that does not work, only that.
#[derive(Debug, Default, Serialize)]
struct Introspection {
    active: bool,
    #[serde(flatten)]
    token: Option<ActiveToken>,
}

#[derive(Debug, Serialize)]
struct ActiveToken {
    client_id: String,
    sub: String,
    scope: Scope,
    aud: String,
    iss: String,
    #[serde(flatten)]
    access: Option<AccessToken>,
}

/// What only an access token has.
#[derive(Debug, Serialize)]
struct AccessToken {
    token_type: &'static str,
    iat: u64,
    exp: u64,
    jti: String,
}

/// The introspection endpoint (RFC 7662 section 2): a client with a secret learns about the tokens that were issued to it.
/// About those of others it learns what it would about a random string.
pub(crate) async fn introspect(
    State(application): State<Arc<Application>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, OAuthError> {
    let parameters = token::form(&headers, &body)?;
    let client = token::authenticate(&application, &headers, &parameters).await?;
    if client.secret.is_none() {
        let description = "expected a client that authenticates by a secret";
        return Err(OAuthError::InvalidClient { description, challenged: false });
    }
    let presented = parameters.required("token", "expected the parameter `token`")?;
    let token = active(&application, &client, presented).await?;
    let answer = Introspection { active: token.is_some(), token };
    Ok(([(CACHE_CONTROL, "no-store")], Json(answer)).into_response())
}

/// The token, if it works and was issued to this client.
async fn active(
    application: &Application,
    client: &Client,
    presented: &str,
) -> Result<Option<ActiveToken>, OAuthError> {
    let token = match refresh_token(application, presented).await? {
        Some(token) => Some(token),
        None => access_token(application, presented).await?,
    };
    Ok(token.filter(|token| token.client_id == client.id))
}

/// A refresh token, unless it was rotated and its grace is over.
async fn refresh_token(
    application: &Application,
    presented: &str,
) -> Result<Option<ActiveToken>, OAuthError> {
    let (settings, now) = (&application.settings, application.now());
    let token = application.store.refreshable(Digest::of(presented), now).await?;
    let token =
        token.filter(|token| token.rotated.is_none_or(|rotated| now <= rotated + settings.refresh_grace));
    Ok(token.map(|token| {
        let scope = token.grant.scope.clone();
        ActiveToken::new(settings, token.grant, scope, None)
    }))
}

async fn access_token(application: &Application, presented: &str) -> Result<Option<ActiveToken>, OAuthError> {
    let now = application.now();
    let Some((digest, claims)) = application.access_tokens.claims(presented, now).await? else {
        return Ok(None);
    };
    let Some(access) = application.store.access(digest, now).await? else { return Ok(None) };
    let of_access =
        AccessToken { token_type: "Bearer", iat: claims.iat, exp: claims.exp, jti: claims.jti.clone() };
    Ok(Some(ActiveToken::new(&application.settings, access.grant, access.scope, Some(of_access))))
}

impl ActiveToken {
    fn new(settings: &Settings, grant: Grant, scope: Scope, access: Option<AccessToken>) -> Self {
        Self {
            client_id: grant.client_id,
            sub: grant.subject,
            scope,
            aud: grant.resource,
            iss: settings.issuer().to_owned(),
            access,
        }
    }
}
