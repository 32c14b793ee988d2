use axum::{body::Bytes, extract::rejection::BytesRejection};
use http::{HeaderMap, header::CONTENT_TYPE};
use serde_json::{Map, Value};

use crate::error::OAuthError;

/// Reads the JSON object of a request (RFC 7591 section 3.1, RFC 7592 section 2.2). Its media type matters: a page of another
/// origin can post text or a form here, but not JSON.
pub(super) fn object(
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Map<String, Value>, OAuthError> {
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/json") {
        return Err(OAuthError::InvalidClientMetadata("expected a body of type `application/json`"));
    }
    let body = body.map_err(|_| OAuthError::InvalidClientMetadata("expected a body of at most 64 KiB"))?;
    serde_json::from_slice(&body).map_err(|_| MALFORMED)
}

/// What is told of a body that is no client metadata.
pub(super) const MALFORMED: OAuthError =
    OAuthError::InvalidClientMetadata("expected a JSON object of client metadata");
