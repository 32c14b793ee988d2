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
    authorization, challenge, consent, mcp, paths, registration, resource_metadata, server_metadata,
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
    let protected = Router::new()
        .route(paths::MCP, any(mcp::serve))
        .route_layer(from_fn_with_state(Arc::clone(application), challenge::demand_token))
        .with_state(mcp::Endpoint::new(&application.settings));
    Router::new()
        .route(paths::PROTECTED_RESOURCE_METADATA, get(resource_metadata::document))
        .route(paths::MCP_PROTECTED_RESOURCE_METADATA, get(resource_metadata::document))
        .route(paths::AUTHORIZATION_SERVER_METADATA, get(server_metadata::document))
        .route(paths::REGISTRATION, post(registration::register))
        .route(
            paths::CLIENT_CONFIGURATION,
            get(registration::read).put(registration::update).delete(registration::remove),
        )
        .route(paths::AUTHORIZATION, get(authorization::ask_user))
        .route(paths::CONSENT, get(consent::decide).head(consent::look))
        .route(paths::TOKEN, post(token::issue))
        .layer(DefaultBodyLimit::max(LARGEST_OAUTH_BODY))
        .with_state(Arc::clone(application))
        .merge(protected)
        .layer(TraceLayer::new_for_http().make_span_with(span))
}

/// A request in the log: its path without the query, which may hold a code or a ticket.
fn span(request: &Request) -> tracing::Span {
    tracing::info_span!("request", method = %request.method(), path = request.uri().path())
}
