use std::sync::Arc;

use axum::{Json, extract::State};
use serde::Serialize;

use crate::{
    application::Application,
    client::{ClientAuthenticationMethod, GrantType, ResponseType},
    paths,
    settings::Settings,
    signing::Algorithm,
};

/// Authorization server metadata (RFC 8414 section 2).
#[derive(Debug, Serialize)]
pub(crate) struct ServerMetadata {
    /// Identical to the identifier from which a client built the URL of this document (section 3.3).
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    registration_endpoint: String,
    scopes_supported: Vec<String>,
    response_types_supported: [ResponseType; 1],
    response_modes_supported: [&'static str; 1],
    grant_types_supported: [GrantType; 2],
    /// All three, since the Claude clients differ: one asks for `none`, one for `client_secret_post`, and one prefers
    /// `client_secret_basic` as soon as it has a secret.
    token_endpoint_auth_methods_supported: [ClientAuthenticationMethod; 3],
    revocation_endpoint: String,
    revocation_endpoint_auth_methods_supported: [ClientAuthenticationMethod; 3],
    introspection_endpoint: String,
    /// Without `none`: who asks about a token has to prove who asks (RFC 7662 section 2.1).
    introspection_endpoint_auth_methods_supported: [ClientAuthenticationMethod; 2],
    /// A client refuses a server that does not name `S256` here (MCP 2025-11-25, Authorization, Authorization Code Protection).
    code_challenge_methods_supported: [&'static str; 1],
    /// The Claude clients identify themselves by their metadata document if this is true, and register otherwise
    /// (draft-ietf-oauth-client-id-metadata-document, Authorization Server Metadata).
    client_id_metadata_document_supported: bool,
    /// Whoever says so must then send `iss` with every authorization response (RFC 9207 section 3).
    authorization_response_iss_parameter_supported: bool,
}

impl ServerMetadata {
    fn new(settings: &Settings) -> Self {
        Self {
            issuer: settings.issuer().to_owned(),
            authorization_endpoint: settings.url(paths::AUTHORIZATION),
            token_endpoint: settings.url(paths::TOKEN),
            jwks_uri: settings.url(paths::KEY_SET),
            registration_endpoint: settings.url(paths::REGISTRATION),
            scopes_supported: settings.grantable_scopes().values().to_vec(),
            response_types_supported: [ResponseType::Code],
            response_modes_supported: ["query"],
            grant_types_supported: GrantType::SUPPORTED,
            token_endpoint_auth_methods_supported: ClientAuthenticationMethod::SUPPORTED,
            revocation_endpoint: settings.url(paths::REVOCATION),
            revocation_endpoint_auth_methods_supported: ClientAuthenticationMethod::SUPPORTED,
            introspection_endpoint: settings.url(paths::INTROSPECTION),
            introspection_endpoint_auth_methods_supported: ClientAuthenticationMethod::WITH_SECRET,
            code_challenge_methods_supported: ["S256"],
            client_id_metadata_document_supported: settings.client_id_metadata_documents,
            authorization_response_iss_parameter_supported: true,
        }
    }
}

/// The document at the well-known location (RFC 8414 section 3).
pub(crate) async fn document(State(application): State<Arc<Application>>) -> Json<ServerMetadata> {
    Json(ServerMetadata::new(&application.settings))
}

/// The same metadata for clients that know `OpenID` Connect Discovery only (MCP 2025-11-25, Authorization, Authorization Server Metadata
/// Discovery).
#[derive(Debug, Serialize)]
pub(crate) struct OpenIdConfiguration {
    #[serde(flatten)]
    metadata: ServerMetadata,
    /// Required by that document (section 3), and read by clients that check it against a schema. No ID token is issued here:
    /// no client can ask for the scope `openid`.
    subject_types_supported: [&'static str; 1],
    id_token_signing_alg_values_supported: [Algorithm; 1],
}

/// The document at the locations of `OpenID` Connect Discovery 1.0 (section 4).
pub(crate) async fn openid_configuration(
    State(application): State<Arc<Application>>,
) -> Json<OpenIdConfiguration> {
    Json(OpenIdConfiguration {
        metadata: ServerMetadata::new(&application.settings),
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: [Algorithm::Rs256],
    })
}
