//! Who a client is: by its registration, by its metadata document, or by the operator's word.

mod metadata_document;
mod pre_registered;
mod requested_metadata;

pub(crate) use metadata_document::{Documents, Occasion, Supplied};
pub use metadata_document::{FetchPolicy, InvalidAuthority, InvalidClientMetadata};
pub(crate) use pre_registered::pre_registered;
pub use pre_registered::{DEFAULT_REDIRECT_URIS, InvalidPreRegistration};
pub(crate) use requested_metadata::RequestedMetadata;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::{redirect_uri::RedirectUri, scope::Scope, secret::Digest};

/// A client that this server knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Client {
    pub(crate) id: String,
    /// The digest of its secret; none for a public client.
    pub(crate) secret: Option<Digest>,
    /// The digest of its registration access token (RFC 7592 section 3); none for a client that did not register itself.
    pub(crate) registration_access_token: Option<Digest>,
    /// When it registered, in seconds since 1970 (`client_id_issued_at`, RFC 7591 section 3.2.1); zero for a client that
    /// did not register itself.
    pub(crate) issued_at: u64,
    pub(crate) metadata: ClientMetadata,
}

impl Client {
    /// The name to show to the user: what the client calls itself, or its identifier (RFC 7591 section 2).
    pub(crate) fn name(&self) -> &str {
        self.metadata.client_name.as_deref().unwrap_or(&self.id)
    }

    /// The host that vouches for this client by publishing its metadata document. The user is shown it, since the name
    /// beside it can be anything (draft-ietf-oauth-client-id-metadata-document, OAuth Phishing Attacks).
    pub(crate) fn publisher(&self) -> Option<String> {
        let url = Url::parse(&self.id).ok().filter(|url| url.scheme() == "https")?;
        url.host_str().map(ToOwned::to_owned)
    }

    /// This client with its scope kept within what can be granted.
    pub(crate) fn limited_to(self, grantable: &Scope, default: &Scope) -> Self {
        Self { metadata: self.metadata.limited_to(grantable, default), ..self }
    }

    pub(crate) fn may_use(&self, grant_type: GrantType) -> bool {
        self.metadata.grant_types.contains(&grant_type)
    }
}

/// Client metadata as registered (RFC 7591 section 2). A member that is not registered is left out, never null: clients
/// that validate the answer reject it whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ClientMetadata {
    pub(crate) redirect_uris: Vec<RedirectUri>,
    pub(crate) token_endpoint_auth_method: ClientAuthenticationMethod,
    pub(crate) grant_types: Vec<GrantType>,
    pub(crate) response_types: Vec<ResponseType>,
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
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) contacts: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) software_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) software_version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) application_type: Option<String>,
}

impl ClientMetadata {
    /// No more than what a client needs.
    pub(crate) fn bare(redirect_uris: Vec<RedirectUri>, method: ClientAuthenticationMethod) -> Self {
        Self {
            redirect_uris,
            token_endpoint_auth_method: method,
            grant_types: GrantType::SUPPORTED.to_vec(),
            response_types: vec![ResponseType::Code],
            scope: Scope::default(),
            client_name: None,
            client_uri: None,
            logo_uri: None,
            tos_uri: None,
            policy_uri: None,
            contacts: Vec::new(),
            software_id: None,
            software_version: None,
            application_type: None,
        }
    }

    /// This metadata with its scope kept within what can be granted, or set to a default where nothing is left (RFC 7591
    /// section 2).
    pub(crate) fn limited_to(self, grantable: &Scope, default: &Scope) -> Self {
        let scope = self.scope.within(grantable);
        Self { scope: if scope.is_empty() { default.clone() } else { scope }, ..self }
    }
}

/// How a client authenticates at the token endpoint (RFC 7591 section 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ClientAuthenticationMethod {
    None,
    ClientSecretPost,
    ClientSecretBasic,
}

impl ClientAuthenticationMethod {
    pub(crate) const SUPPORTED: [Self; 3] = [Self::None, Self::ClientSecretPost, Self::ClientSecretBasic];

    /// Those by which a client proves that it is the one.
    pub(crate) const WITH_SECRET: [Self; 2] = [Self::ClientSecretPost, Self::ClientSecretBasic];

    pub(crate) fn parse(name: &str) -> Option<Self> {
        match name {
            "none" => Some(Self::None),
            "client_secret_post" => Some(Self::ClientSecretPost),
            "client_secret_basic" => Some(Self::ClientSecretBasic),
            _ => None,
        }
    }
}

/// A response type of the authorization endpoint (RFC 6749 section 3.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ResponseType {
    /// RFC 6749 section 4.1.1.
    Code,
}

/// A grant type of the token endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::AuthorizationCode => "authorization_code",
            Self::RefreshToken => "refresh_token",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_has_a_publisher_and_a_registration_has_none() {
        let mut client =
            pre_registered("https://claude.ai/oauth/metadata", None, DEFAULT_REDIRECT_URIS).unwrap();
        assert_eq!(client.publisher().as_deref(), Some("claude.ai"));
        client.id = "com.example:id".to_owned();
        assert_eq!(client.publisher(), None);
    }
}
