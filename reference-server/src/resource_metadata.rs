use std::sync::Arc;

use axum::{Json, extract::State};
use serde::Serialize;

use crate::{application::Application, paths, settings::Settings};

/// Protected resource metadata (RFC 9728 section 2).
#[derive(Debug, Serialize)]
pub(crate) struct ResourceMetadata {
    /// Equal to the URL that users paste: a client compares the two and throws the document away if they differ (section 3.3).
    resource: String,
    /// Clients read the first only.
    authorization_servers: [String; 1],
    scopes_supported: Vec<String>,
    bearer_methods_supported: [&'static str; 1],
    resource_name: String,
}

/// The same document at both locations: the path-inserted one, which the challenge names, and the root one, which a client
/// tries when it has seen no challenge (MCP 2025-11-25, Authorization, Protected Resource Metadata Discovery Requirements).
pub(crate) async fn document(State(application): State<Arc<Application>>) -> Json<ResourceMetadata> {
    metadata(&application.settings, paths::MCP)
}

/// The same for the HTTP+SSE transport, at the path-inserted location only.
pub(crate) async fn document_of_sse(State(application): State<Arc<Application>>) -> Json<ResourceMetadata> {
    metadata(&application.settings, paths::SSE)
}

fn metadata(settings: &Settings, path: &str) -> Json<ResourceMetadata> {
    Json(ResourceMetadata {
        resource: settings.url(path),
        authorization_servers: [settings.issuer().to_owned()],
        scopes_supported: settings.scopes().values().to_vec(),
        bearer_methods_supported: ["header"],
        resource_name: settings.resource_name.clone(),
    })
}
