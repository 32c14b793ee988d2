use std::sync::Arc;

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    middleware::from_fn_with_state,
    routing::{any, get, post},
};
use tower_http::trace::TraceLayer;

use crate::{
    application::Application,
    authorization, challenge, introspection, key_set, mcp, paths, registration, resource_metadata,
    revocation, server_metadata,
    settings::Settings,
    store::{self, OpenError},
    token,
};

/// The largest body that an OAuth endpoint reads; the longest registration seen is well under a kilobyte.
const LARGEST_OAUTH_BODY: usize = 64 * 1024;

/// The whole server: authorization server and protected resource. Anything that it does not serve is 404, unknown
/// well-known paths too: a client that probes them has to learn that there is nothing.
///
/// Call it within a Tokio runtime, which carries the MCP sessions.
///
/// # Errors
/// The store cannot be opened.
pub async fn router(settings: Settings) -> Result<Router, OpenError> {
    let store = store::open(&settings.storage).await?;
    Ok(routes(&Arc::new(Application::new(settings, store))))
}

fn routes(application: &Arc<Application>) -> Router {
    let endpoints = Router::new()
        .merge(authorization_server())
        .with_state(Arc::clone(application))
        .merge(mcp(application));
    let prefixed = match application.settings.path() {
        "" => endpoints,
        path => Router::new().nest(path, endpoints),
    };
    prefixed
        .merge(well_known(&application.settings).with_state(Arc::clone(application)))
        .layer(TraceLayer::new_for_http().make_span_with(span))
}

/// The documents at which a client learns the rest. Their locations hang on the path of the public URL.
fn well_known(settings: &Settings) -> Router<Arc<Application>> {
    let mut locations = Router::new();
    let mut resource = vec![
        settings.well_known_path(paths::PROTECTED_RESOURCE_METADATA, paths::MCP),
        settings.well_known_path(paths::PROTECTED_RESOURCE_METADATA, ""),
        paths::PROTECTED_RESOURCE_METADATA.to_owned(),
    ];
    resource.dedup();
    for path in resource {
        locations = locations.route(&path, get(resource_metadata::document));
    }
    let server = settings.well_known_path(paths::AUTHORIZATION_SERVER_METADATA, "");
    let mut open_id = vec![
        settings.well_known_path(paths::OPENID_CONFIGURATION, ""),
        format!("{}{}", settings.path(), paths::OPENID_CONFIGURATION),
    ];
    open_id.dedup();
    for path in open_id {
        locations = locations.route(&path, get(server_metadata::openid_configuration));
    }
    locations.route(&server, get(server_metadata::document))
}

fn authorization_server() -> Router<Arc<Application>> {
    Router::new()
        .route(paths::KEY_SET, get(key_set::document))
        .route(paths::REGISTRATION, post(registration::register))
        .route(paths::AUTHORIZATION, get(authorization::ask_user))
        .route(paths::SIGN_IN, post(authorization::sign_in))
        .route(paths::CONSENT, get(authorization::decide).head(authorization::look))
        .route(paths::TOKEN, post(token::issue))
        .route(paths::REVOCATION, post(revocation::revoke))
        .route(paths::INTROSPECTION, post(introspection::introspect))
        .layer(DefaultBodyLimit::max(LARGEST_OAUTH_BODY))
}

fn mcp(application: &Arc<Application>) -> Router {
    Router::new()
        .route(paths::MCP, any(mcp::serve))
        .route_layer(from_fn_with_state(Arc::clone(application), challenge::demand_token))
        .with_state(mcp::Endpoint::new(&application.settings))
}

/// A request in the log: its path without the query, which may hold a code or a ticket.
fn span(request: &Request) -> tracing::Span {
    tracing::info_span!("request", method = %request.method(), path = request.uri().path())
}
