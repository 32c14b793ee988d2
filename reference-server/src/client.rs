use serde::{Serialize, Serializer};

use crate::{redirect_uri::RedirectUri, scope::Scope, secret::Digest};

/// A registered client.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    pub(crate) id: String,
    /// The digest of its secret; none for a public client.
    pub(crate) secret: Option<Digest>,
    pub(crate) metadata: ClientMetadata,
}

impl Client {
    /// The name to show to the user: what the client calls itself, or its identifier (RFC 7591 section 2).
    pub(crate) fn name(&self) -> &str {
        self.metadata.client_name.as_deref().unwrap_or(&self.id)
    }

    pub(crate) fn may_use(&self, grant_type: GrantType) -> bool {
        self.metadata.grant_types.contains(&grant_type)
    }
}

/// Client metadata as registered (RFC 7591 section 2). A member that is not registered is left out, never null: clients
/// that validate the answer reject it whole.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ClientMetadata {
    pub(crate) redirect_uris: Vec<RedirectUri>,
    pub(crate) token_endpoint_auth_method: ClientAuthenticationMethod,
    pub(crate) grant_types: Vec<GrantType>,
    pub(crate) response_types: [&'static str; 1],
    pub(crate) scope: Scope,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) client_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) client_uri: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) logo_uri: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tos_uri: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) policy_uri: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) contacts: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) software_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) software_version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) application_type: Option<String>,
}

/// How a client authenticates at the token endpoint (RFC 7591 section 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ClientAuthenticationMethod {
    None,
    ClientSecretPost,
    ClientSecretBasic,
}

impl ClientAuthenticationMethod {
    pub(crate) const SUPPORTED: [Self; 3] = [Self::None, Self::ClientSecretPost, Self::ClientSecretBasic];

    pub(crate) fn parse(name: &str) -> Option<Self> {
        match name {
            "none" => Some(Self::None),
            "client_secret_post" => Some(Self::ClientSecretPost),
            "client_secret_basic" => Some(Self::ClientSecretBasic),
            _ => None,
        }
    }
}

/// A grant type of the token endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum GrantType {
    /// RFC 6749 section 4.1.3.
    AuthorizationCode,
    /// RFC 6749 section 6.
    RefreshToken,
}

impl GrantType {
    pub(crate) const SUPPORTED: [Self; 2] = [Self::AuthorizationCode, Self::RefreshToken];

    pub(crate) fn parse(name: &str) -> Option<Self> {
        match name {
            "authorization_code" => Some(Self::AuthorizationCode),
            "refresh_token" => Some(Self::RefreshToken),
            _ => None,
        }
    }
}

impl Serialize for RedirectUri {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl Serialize for Scope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
