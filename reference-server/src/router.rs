use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::{from_fn, from_fn_with_state},
    routing,
};
use http::StatusCode;
use tower_http::timeout::RequestBodyTimeoutLayer;

use crate::{
    application::Application,
    authorization, cors, introspection, key_set, mcp,
    methods::{get, post, tell},
    monitoring, observation, paths,
    rate_limit::{self, Limit, Rate, RateLimits},
    registration, resource_metadata, revocation, server_metadata,
    settings::Settings,
    token,
};

/// The largest body that an OAuth endpoint reads; the longest registration seen is well under a kilobyte.
const LARGEST_OAUTH_BODY: usize = 64 * 1024;

/// How long a client may pause within the body of its request.
const BODY_PAUSE: Duration = Duration::from_secs(30);

/// The whole server: authorization server and protected resource. Anything that it does not serve is 404, unknown
/// well-known paths too: a client that probes them has to learn that there is nothing.
pub(crate) fn routes(application: &Arc<Application>) -> Router {
    let limits = Limits::new(application.settings.rate_limits.as_ref());
    let programs = for_programs(&limits).with_state(Arc::clone(application)).merge(mcp::routes(application));
    let endpoints = programs
        .layer(from_fn_with_state(Arc::clone(&limits.everything), rate_limit::enforce))
        .layer(from_fn(cors::allow_any_origin))
        .merge(for_people(&limits).with_state(Arc::clone(application)));
    let prefixed = match application.settings.path() {
        "" => endpoints,
        path => Router::new().nest(path, endpoints),
    };
    let well_known = well_known(&application.settings)
        .fallback(|| async { StatusCode::NOT_FOUND })
        .layer(from_fn_with_state(limits.everything, rate_limit::enforce))
        .layer(from_fn(cors::allow_any_origin));
    let monitoring =
        if application.settings.monitored_elsewhere { Router::new() } else { monitoring(application) };
    prefixed
        .merge(well_known.with_state(Arc::clone(application)))
        .merge(monitoring)
        .layer(RequestBodyTimeoutLayer::new(BODY_PAUSE))
        .layer(from_fn_with_state(Arc::clone(application), observation::observe))
}

/// What each address may send, counted over all routes that share a limit.
struct Limits {
    registration: Arc<Limit>,
    sign_in: Arc<Limit>,
    token: Arc<Limit>,
    everything: Arc<Limit>,
}

impl Limits {
    fn new(rates: Option<&RateLimits>) -> Self {
        let limit = |rate: fn(&RateLimits) -> Rate| Arc::new(Limit::new(rates.map(rate)));
        Self {
            registration: limit(|rates| rates.registration),
            sign_in: limit(|rates| rates.sign_in),
            token: limit(|rates| rates.token),
            everything: limit(|rates| rates.everything),
        }
    }
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
    let sse = settings.well_known_path(paths::PROTECTED_RESOURCE_METADATA, paths::SSE);
    locations = locations.route(&sse, get(resource_metadata::document_of_sse));
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

/// The endpoints of the authorization server that programs speak to.
fn for_programs(limits: &Limits) -> Router<Arc<Application>> {
    let configuration =
        routing::get(registration::read).put(registration::update).delete(registration::remove);
    let registration = Router::new()
        .route(paths::REGISTRATION, post(registration::register))
        .route(paths::CLIENT_CONFIGURATION, tell(configuration, "GET,HEAD,PUT,DELETE,OPTIONS"))
        .layer(from_fn_with_state(Arc::clone(&limits.registration), rate_limit::enforce));
    let tokens = Router::new()
        .route(paths::TOKEN, post(token::issue))
        .route(paths::REVOCATION, post(revocation::revoke))
        .route(paths::INTROSPECTION, post(introspection::introspect))
        .layer(from_fn_with_state(Arc::clone(&limits.token), rate_limit::enforce));
    Router::new()
        .route(paths::KEY_SET, get(key_set::document))
        .merge(registration)
        .merge(tokens)
        .layer(DefaultBodyLimit::max(LARGEST_OAUTH_BODY))
}

/// The endpoints of the authorization server that a person's browser visits.
fn for_people(limits: &Limits) -> Router<Arc<Application>> {
    let sign_in = Router::new()
        .route(paths::SIGN_IN, post(authorization::sign_in))
        .layer(from_fn_with_state(Arc::clone(&limits.sign_in), rate_limit::enforce_by_page));
    Router::new()
        .route(paths::AUTHORIZATION, get(authorization::ask_user))
        .route(paths::CONSENT, get(authorization::decide).head(authorization::look))
        .merge(sign_in)
        .layer(from_fn_with_state(Arc::clone(&limits.everything), rate_limit::enforce_by_page))
        .layer(DefaultBodyLimit::max(LARGEST_OAUTH_BODY))
}

/// What the operator's machines ask for: no limit stops them.
pub(crate) fn monitoring(application: &Arc<Application>) -> Router {
    Router::new()
        .route(paths::HEALTH, get(monitoring::health))
        .route(paths::METRICS, get(monitoring::metrics))
        .with_state(Arc::clone(application))
}
