use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use http::header::CACHE_CONTROL;
use serde::Serialize;

use crate::{application::Application, error::OAuthError, signing::PublishedKey};

/// A JSON Web Key Set (RFC 7517 section 5).
#[derive(Debug, Serialize)]
struct KeySet {
    keys: Vec<PublishedKey>,
}

/// The public keys of all who issue access tokens here, this process among them. A verifier that meets a key which it does
/// not know asks again; until then it may keep the set for a few minutes.
pub(crate) async fn document(State(application): State<Arc<Application>>) -> Result<Response, OAuthError> {
    let now = application.now();
    let keys = application.access_tokens.published_keys(now).await?;
    Ok(([(CACHE_CONTROL, "public, max-age=300")], Json(KeySet { keys })).into_response())
}
