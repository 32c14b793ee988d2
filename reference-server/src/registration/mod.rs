//! Dynamic client registration (RFC 7591), and what a client may do with its registration afterwards (RFC 7592).

mod management;
mod request;

use std::sync::Arc;

use axum::{
    Json,
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    response::{IntoResponse, Response},
};
use http::{
    HeaderMap, StatusCode,
    header::{CACHE_CONTROL, PRAGMA},
};
pub(crate) use management::{read, remove, update};
use serde::Serialize;

use crate::{
    application::Application,
    client::{Client, ClientAuthenticationMethod, ClientMetadata, RequestedMetadata},
    clock::seconds,
    error::OAuthError,
    outcome::Outcome,
    paths,
    secret::Secret,
    settings::Settings,
    store::Life,
};

/// A client information response (RFC 7591 section 3.2.1, RFC 7592 section 3): what was issued, and all metadata as
/// registered.
#[derive(Debug, Serialize)]
struct ClientInformation<'a> {
    client_id: &'a str,
    client_id_issued_at: u64,
    registration_access_token: &'a str,
    registration_client_uri: String,
    #[serde(flatten)]
    secret: Option<IssuedSecret<'a>>,
    #[serde(flatten)]
    metadata: &'a ClientMetadata,
}

/// The two members that come together or not at all, and only in the answer that issues the secret: what is kept of it is
/// its digest.
#[derive(Debug, Serialize)]
struct IssuedSecret<'a> {
    client_secret: &'a str,
    /// Zero: it does not expire.
    client_secret_expires_at: u64,
}

/// The client registration endpoint (RFC 7591 section 3), open to everybody.
pub(crate) async fn register(
    State(application): State<Arc<Application>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, OAuthError> {
    let settings = &application.settings;
    let requested = RequestedMetadata::read(request::object(&headers, body)?).ok_or(request::MALFORMED)?;
    let metadata = requested.accept()?.limited_to(&settings.grantable_scopes(), settings.scopes());
    let secret =
        (metadata.token_endpoint_auth_method != ClientAuthenticationMethod::None).then(Secret::random);
    let access_token = Secret::random();
    let now = application.now();
    let client = Client {
        id: Secret::random().reveal().to_owned(),
        secret: secret.as_ref().map(Secret::digest),
        registration_access_token: Some(access_token.digest()),
        issued_at: seconds(now),
        metadata,
    };
    let response =
        information(StatusCode::CREATED, settings, &client, access_token.reveal(), secret.as_ref());
    application
        .store
        .register(client, Life { now, expires: now + settings.registration_lifetime })
        .await?;
    Ok((Outcome::ClientRegistered, response).into_response())
}

/// The answer that holds everything about a client that it may know.
fn information(
    status: StatusCode,
    settings: &Settings,
    client: &Client,
    access_token: &str,
    secret: Option<&Secret>,
) -> Response {
    let information = ClientInformation {
        client_id: &client.id,
        client_id_issued_at: client.issued_at,
        registration_access_token: access_token,
        registration_client_uri: settings.url(&format!("{}/{}", paths::REGISTRATION, client.id)),
        secret: secret
            .map(|secret| IssuedSecret { client_secret: secret.reveal(), client_secret_expires_at: 0 }),
        metadata: &client.metadata,
    };
    let no_store = [(CACHE_CONTROL, "no-store"), (PRAGMA, "no-cache")];
    (status, no_store, Json(information)).into_response()
}
