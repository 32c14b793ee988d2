use std::sync::Arc;

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State, rejection::BytesRejection},
    response::{IntoResponse, Response},
};
use http::{
    HeaderMap, StatusCode,
    header::{CACHE_CONTROL, WWW_AUTHENTICATE},
};
use serde_json::{Map, Value, json};

use super::{information, request};
use crate::{
    application::Application,
    challenge::bearer_token,
    client::{Client, ClientAuthenticationMethod, RequestedMetadata},
    error::OAuthError,
    secret::Secret,
    store::StoreError,
};

/// Why a request to manage a registration is not answered.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// The registration access token is not that of this client, or there is no such client: who asks learns no difference
    /// (RFC 7592 section 2.1).
    Unauthorized {
        presented: bool,
    },
    OAuth(OAuthError),
}

/// Tells a client what is registered (RFC 7592 section 2.1).
///
/// Its secret is not in the answer, since only the digest of it is kept; a client that lost its secret gets a new one by
/// updating itself to a public client and back. The registration access token is the one that the client has just shown.
pub(crate) async fn read(
    State(application): State<Arc<Application>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let (client, token) = holder(&application, &id, &headers).await?;
    Ok(information(StatusCode::OK, &application.settings, &client, token, None))
}

/// Registers a client anew under its identifier (RFC 7592 section 2.2): what the request leaves out is left out from then on.
///
/// Its secret stays. It gets one if it authenticates by a secret from now on, and loses it if it does not any more.
pub(crate) async fn update(
    State(application): State<Arc<Application>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Refusal> {
    let (client, token) = holder(&application, &id, &headers).await?;
    let object = request::object(&headers, body)?;
    demand_own_values(&object, &client)?;
    let requested = RequestedMetadata::read(object).ok_or(request::MALFORMED)?;
    let metadata = requested
        .accept()?
        .limited_to(&application.settings.grantable_scopes(), application.settings.scopes());
    let is_public = metadata.token_endpoint_auth_method == ClientAuthenticationMethod::None;
    let issued = (!is_public && client.secret.is_none()).then(Secret::random);
    let kept = client.secret.filter(|_| !is_public);
    let changed = Client { secret: issued.as_ref().map(Secret::digest).or(kept), metadata, ..client };
    let response = information(StatusCode::OK, &application.settings, &changed, token, issued.as_ref());
    if !application.store.replace_client(changed, application.now()).await? {
        return Err(Refusal::Unauthorized { presented: true });
    }
    Ok(response)
}

/// Ends a registration, and with it everything that users granted to the client (RFC 7592 section 2.3).
pub(crate) async fn remove(
    State(application): State<Arc<Application>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let (client, _) = holder(&application, &id, &headers).await?;
    application.store.remove_client(&client.id, application.now()).await?;
    Ok((StatusCode::NO_CONTENT, [(CACHE_CONTROL, "no-store")]).into_response())
}

/// The client whose registration access token the request shows, and the token.
async fn holder<'a>(
    application: &Application,
    id: &str,
    headers: &'a HeaderMap,
) -> Result<(Client, &'a str), Refusal> {
    let token = bearer_token(headers).ok_or(Refusal::Unauthorized { presented: false })?;
    let client = application.store.client(id, application.now()).await?;
    let is_holder = |client: &Client| client.registration_access_token.is_some_and(|own| own.matches(token));
    let client = client.filter(is_holder).ok_or(Refusal::Unauthorized { presented: true })?;
    Ok((client, token))
}

/// What this server issued, the client can neither choose nor confirm, save for its identifier, which it must name, and its
/// secret, which it may (RFC 7592 section 2.2).
fn demand_own_values(object: &Map<String, Value>, client: &Client) -> Result<(), OAuthError> {
    let member = |name| object.get(name).filter(|value| !value.is_null());
    let issued = [
        "registration_access_token",
        "registration_client_uri",
        "client_secret_expires_at",
        "client_id_issued_at",
    ];
    if issued.into_iter().any(|name| member(name).is_some()) {
        return Err(OAuthError::InvalidClientMetadata(
            "expected no member that this server issued, except `client_id` and `client_secret`",
        ));
    }
    if member("client_id").and_then(Value::as_str) != Some(&client.id) {
        return Err(OAuthError::InvalidClientMetadata("expected `client_id` to be the client's own"));
    }
    let is_own = |secret: &Value| {
        secret.as_str().is_some_and(|secret| client.secret.is_some_and(|own| own.matches(secret)))
    };
    if !member("client_secret").is_none_or(is_own) {
        return Err(OAuthError::InvalidClientMetadata("expected `client_secret` to be the client's own"));
    }
    Ok(())
}

impl From<OAuthError> for Refusal {
    fn from(error: OAuthError) -> Self {
        Self::OAuth(error)
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::OAuth(error.into())
    }
}

impl IntoResponse for Refusal {
    /// A 401 has a challenge, and an error only if a token was shown (RFC 6750 section 3.1).
    fn into_response(self) -> Response {
        let (challenge, body) = match self {
            Self::OAuth(error) => return error.into_response(),
            Self::Unauthorized { presented: false } => (
                r#"Bearer realm="registration""#,
                json!({ "message": "this needs the registration access token of the client" }),
            ),
            Self::Unauthorized { presented: true } => (
                r#"Bearer realm="registration", error="invalid_token""#,
                json!({
                    "error": "invalid_token",
                    "error_description": "the registration access token is not that of a client with this identifier",
                }),
            ),
        };
        let headers = [(WWW_AUTHENTICATE, challenge), (CACHE_CONTROL, "no-store")];
        (StatusCode::UNAUTHORIZED, headers, Json(body)).into_response()
    }
}
