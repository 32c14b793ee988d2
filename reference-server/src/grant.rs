use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::{redirect_uri::RedirectUri, scope::Scope, secret::Digest};

/// What a client asked the user for, complete and checked (RFC 6749 section 4.1.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AuthorizationRequest {
    pub(crate) client_id: String,
    pub(crate) redirect_uri: RedirectUri,
    /// Did the request name the redirect URI? Then the token request has to repeat it (RFC 6749 section 4.1.3).
    pub(crate) names_redirect_uri: bool,
    pub(crate) state: Option<String>,
    pub(crate) code_challenge: String,
    pub(crate) scope: Scope,
    pub(crate) resource: String,
}

/// A request that waits for the decision of the user to whom it was shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PendingRequest {
    pub(crate) request: AuthorizationRequest,
    pub(crate) subject: String,
}

/// What the user allowed: who may act for whom, how far, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Grant {
    pub(crate) client_id: String,
    pub(crate) subject: String,
    pub(crate) scope: Scope,
    /// The audience: the one resource at which tokens of this grant are valid (RFC 8707 section 2).
    pub(crate) resource: String,
}

/// An authorization code as the store keeps it: the grant, and what the redeemer has to prove.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct IssuedCode {
    pub(crate) grant: Grant,
    /// The redirect URI that the token request has to repeat.
    pub(crate) redirect_uri: Option<RedirectUri>,
    pub(crate) code_challenge: String,
}

/// Tokens that are about to be handed out.
#[derive(Clone, Debug)]
pub(crate) struct Issue {
    pub(crate) access: Digest,
    pub(crate) access_expires: SystemTime,
    /// The access token's scope; the grant's, or narrower after a refresh.
    pub(crate) scope: Scope,
    pub(crate) refresh: Option<Digest>,
    pub(crate) refresh_expires: SystemTime,
    /// Until when the registration of the client is kept, which is in use after all.
    pub(crate) registration_expires: SystemTime,
}

/// What a valid access token allows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Access {
    pub(crate) grant: Grant,
    pub(crate) scope: Scope,
}
