use axum::{body::Bytes, extract::rejection::BytesRejection};
use http::HeaderMap;
use serde_json::{Map, Value};

use crate::{error::OAuthError, media_type};

/// Reads the JSON object of a request (RFC 7591 section 3.1, RFC 7592 section 2.2). Its media type matters: a page of another
/// origin can post text or a form here, but not JSON.
pub(super) fn object(
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Map<String, Value>, OAuthError> {
    if media_type::of(headers) != "application/json" {
        return Err(OAuthError::InvalidClientMetadata("expected a body of type `application/json`"));
    }
    let body = body.map_err(|_| OAuthError::InvalidClientMetadata("expected a body of at most 64 KiB"))?;
    serde_json::from_slice(&body).map_err(|_| MALFORMED)
}

/// What is told of a body that is no client metadata.
pub(super) const MALFORMED: OAuthError =
    OAuthError::InvalidClientMetadata("expected a JSON object of client metadata");
