use std::sync::Arc;

use axum::{Json, extract::State};
use serde::Serialize;

use crate::{
    application::Application,
    client::{ClientAuthenticationMethod, GrantType},
    paths,
};

/// Authorization server metadata (RFC 8414 section 2).
#[derive(Debug, Serialize)]
pub(crate) struct ServerMetadata {
    /// Identical to the identifier from which a client built the URL of this document (section 3.3).
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    registration_endpoint: String,
    scopes_supported: Vec<String>,
    response_types_supported: [&'static str; 1],
    response_modes_supported: [&'static str; 1],
    grant_types_supported: [GrantType; 2],
    /// All three, since the Claude clients differ: one asks for `none`, one for `client_secret_post`, and one prefers
    /// `client_secret_basic` as soon as it has a secret.
    token_endpoint_auth_methods_supported: [ClientAuthenticationMethod; 3],
    /// A client refuses a server that does not name `S256` here (MCP 2025-11-25, Authorization, Authorization Code Protection).
    code_challenge_methods_supported: [&'static str; 1],
    /// The Claude clients identify themselves by their metadata document if this is true, and register otherwise
    /// (draft-ietf-oauth-client-id-metadata-document, Authorization Server Metadata).
    client_id_metadata_document_supported: bool,
    /// Whoever says so must then send `iss` with every authorization response (RFC 9207 section 3).
    authorization_response_iss_parameter_supported: bool,
}

/// The document at the well-known location for an issuer without a path (RFC 8414 section 3).
pub(crate) async fn document(State(application): State<Arc<Application>>) -> Json<ServerMetadata> {
    let settings = &application.settings;
    Json(ServerMetadata {
        issuer: settings.issuer().to_owned(),
        authorization_endpoint: settings.url(paths::AUTHORIZATION),
        token_endpoint: settings.url(paths::TOKEN),
        registration_endpoint: settings.url(paths::REGISTRATION),
        scopes_supported: settings.scopes().values().to_vec(),
        response_types_supported: ["code"],
        response_modes_supported: ["query"],
        grant_types_supported: GrantType::SUPPORTED,
        token_endpoint_auth_methods_supported: ClientAuthenticationMethod::SUPPORTED,
        code_challenge_methods_supported: ["S256"],
        client_id_metadata_document_supported: settings.client_id_metadata_documents,
        authorization_response_iss_parameter_supported: true,
    })
}
