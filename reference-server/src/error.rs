use axum::{
    Json,
    response::{IntoResponse, IntoResponseParts, Response},
};
use http::{
    HeaderValue, StatusCode,
    header::{CACHE_CONTROL, PRAGMA, RETRY_AFTER, WWW_AUTHENTICATE},
};
use serde_json::json;

use crate::outcome::Outcome;

/// An error that OAuth has a registered code for, with a sentence for the developer of the client.
///
/// The sentence is ours, never the request's: nothing that a caller sent comes back in an answer to a program.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum OAuthError {
    /// RFC 6749 sections 4.1.2.1 and 5.2.
    #[error("{0}")]
    InvalidRequest(&'static str),
    /// RFC 6749 section 5.2. `challenged` where the client tried HTTP authentication, which a 401 must then offer again.
    #[error("{description}")]
    InvalidClient { description: &'static str, challenged: bool },
    /// RFC 6749 section 5.2.
    #[error("{0}")]
    InvalidGrant(&'static str),
    /// RFC 6749 sections 4.1.2.1 and 5.2.
    #[error("{0}")]
    UnauthorizedClient(&'static str),
    /// RFC 6749 section 5.2.
    #[error("expected `grant_type` to be `authorization_code` or `refresh_token`")]
    UnsupportedGrantType,
    /// RFC 6749 section 4.1.2.1.
    #[error("expected `response_type` to be `code`")]
    UnsupportedResponseType,
    /// RFC 6749 sections 4.1.2.1 and 5.2.
    #[error("{0}")]
    InvalidScope(&'static str),
    /// RFC 6749 section 4.1.2.1.
    #[error("the user declined")]
    AccessDenied,
    /// RFC 6749 section 4.1.2.1.
    #[error("the server met a condition that it did not expect")]
    ServerError,
    /// RFC 8707 section 2.
    #[error("the resource is not one that this authorization server protects")]
    InvalidTarget,
    /// RFC 7591 section 3.2.2.
    #[error("{0}")]
    InvalidRedirectUri(&'static str),
    /// RFC 7591 section 3.2.2.
    #[error("{0}")]
    InvalidClientMetadata(&'static str),
    /// The metadata document by which a client names itself cannot be had, or cannot be used
    /// (draft-ietf-oauth-client-id-metadata-document, Metadata Discovery Errors).
    #[error("the metadata document of the client cannot be used: {why}")]
    ClientMetadataDocument {
        /// As the request named it: for the page that a person reads, and for nothing else.
        url: String,
        /// In our words.
        why: String,
        /// Might it be had later?
        is_temporary: bool,
    },
    /// RFC 6750 section 3.1.
    #[error("the access token is unknown, expired or revoked, or is meant for another resource")]
    InvalidToken,
    /// RFC 6585 section 4. No code is registered for it; RFC 6749 section 4.1.2.1 has the nearest, which says that the same
    /// request may succeed later.
    #[error("too many requests came from this address; the next one is taken in {seconds} s")]
    TooManyRequests { seconds: u64 },
    /// RFC 6750 section 3.1.
    #[error("the request needs more scope than the access token has")]
    InsufficientScope,
}

impl OAuthError {
    /// The code as registered (IANA, OAuth Extensions Error registry).
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::InvalidRequest(_) => "invalid_request",
            Self::InvalidClient { .. } | Self::ClientMetadataDocument { is_temporary: false, .. } => {
                "invalid_client"
            }
            Self::InvalidGrant(_) => "invalid_grant",
            Self::UnauthorizedClient(_) => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::InvalidScope(_) => "invalid_scope",
            Self::AccessDenied => "access_denied",
            Self::ServerError => "server_error",
            Self::InvalidTarget => "invalid_target",
            Self::InvalidRedirectUri(_) => "invalid_redirect_uri",
            Self::InvalidClientMetadata(_) => "invalid_client_metadata",
            Self::InvalidToken => "invalid_token",
            // RFC 6749 section 4.1.2.1.
            Self::TooManyRequests { .. } | Self::ClientMetadataDocument { is_temporary: true, .. } => {
                "temporarily_unavailable"
            }
            Self::InsufficientScope => "insufficient_scope",
        }
    }

    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::InvalidClient { .. } | Self::InvalidToken => StatusCode::UNAUTHORIZED,
            Self::ServerError => StatusCode::INTERNAL_SERVER_ERROR,
            Self::AccessDenied | Self::InsufficientScope => StatusCode::FORBIDDEN,
            Self::TooManyRequests { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::ClientMetadataDocument { is_temporary: true, .. } => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    /// What an answer by JSON and one by a page have in common, beside the status.
    pub(crate) fn parts(&self) -> impl IntoResponseParts {
        let retry_after = match self {
            Self::TooManyRequests { seconds } => Some([(RETRY_AFTER, HeaderValue::from(*seconds))]),
            _ => None,
        };
        (Outcome::Refused(self.code()), retry_after)
    }
}

impl IntoResponse for OAuthError {
    /// RFC 6749 section 5.2: a JSON object that no cache keeps.
    fn into_response(self) -> Response {
        let body = Json(json!({ "error": self.code(), "error_description": self.to_string() }));
        let no_store = [(CACHE_CONTROL, "no-store"), (PRAGMA, "no-cache")];
        let mut response = (self.status(), no_store, self.parts(), body).into_response();
        if let Self::InvalidClient { challenged: true, .. } = self {
            response
                .headers_mut()
                .insert(WWW_AUTHENTICATE, HeaderValue::from_static(r#"Basic realm="oauth""#));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_that_tried_http_authentication_is_offered_it_again() {
        for challenged in [true, false] {
            let response = OAuthError::InvalidClient { description: "unknown", challenged }.into_response();
            assert_eq!(response.status(), 401);
            assert_eq!(response.headers().contains_key(WWW_AUTHENTICATE), challenged);
            assert_eq!(response.headers()[CACHE_CONTROL], "no-store");
        }
    }

    #[tokio::test]
    async fn the_body_has_the_two_members_of_the_rfc() {
        let response = OAuthError::InvalidTarget.into_response();
        assert_eq!(response.status(), 400);
        let body = axum::body::to_bytes(response.into_body(), 4096).await.unwrap();
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(body["error"], "invalid_target");
        assert_eq!(body.as_object().unwrap().len(), 2);
    }
}
