//! Routes that tell which methods they have: `Allow` with 204 to OPTIONS (RFC 9110 section 9.3.7), and with 405 to a method
//! that they have not (section 15.5.6).

use axum::{
    handler::Handler,
    routing::{self, MethodRouter},
};
use http::{StatusCode, header::ALLOW};

/// GET, and with it HEAD: the same without the body (RFC 9110 section 9.3.2).
pub(crate) fn get<H, T, S>(handler: H) -> MethodRouter<S>
where
    H: Handler<T, S>,
    T: 'static,
    S: Clone + Send + Sync + 'static,
{
    tell(routing::get(handler), "GET,HEAD,OPTIONS")
}

/// POST.
pub(crate) fn post<H, T, S>(handler: H) -> MethodRouter<S>
where
    H: Handler<T, S>,
    T: 'static,
    S: Clone + Send + Sync + 'static,
{
    tell(routing::post(handler), "POST,OPTIONS")
}

/// A route of these methods, which have to be all that it has.
pub(crate) fn tell<S: Clone + Send + Sync + 'static>(
    route: MethodRouter<S>,
    methods: &'static str,
) -> MethodRouter<S> {
    route.options((StatusCode::NO_CONTENT, [(ALLOW, methods)]))
}
