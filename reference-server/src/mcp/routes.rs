use std::sync::Arc;

use axum::{Router, middleware::from_fn_with_state, routing::any};

use super::{conformance, endpoint, guard, sse};
use crate::{
    application::Application,
    challenge,
    methods::{get, post},
    paths, streams,
};

/// The MCP endpoints: each behind the guard, and each but the open one behind the token.
pub(crate) fn routes(application: &Arc<Application>) -> Router {
    let demand_token =
        |resource| from_fn_with_state((Arc::clone(application), resource), challenge::demand_token);
    let streamable = Router::new()
        .route(paths::MCP, any(endpoint::serve))
        .route_layer(demand_token(paths::MCP))
        .with_state(endpoint::Endpoint::new(application));
    let sse = Router::new()
        .route(paths::SSE, get(sse::open_stream))
        .route(paths::MESSAGES, post(sse::accept_message))
        .route_layer(demand_token(paths::SSE))
        .with_state(sse::Streams::new(application));
    let mut routes = streamable.merge(sse);
    if application.settings.conformance_fixtures {
        let fixtures = conformance::Endpoint::new(application);
        let open = Router::new().route(paths::OPEN_MCP, any(conformance::serve));
        routes = routes.merge(open.with_state(fixtures));
    }
    let guard = Arc::new(guard::Guard::new(&application.settings));
    routes
        .route_layer(from_fn_with_state(guard, guard::demand_known_host_and_origin))
        .layer(from_fn_with_state(Arc::clone(application), streams::end_with_server))
}
