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
    routing::get(handler).options((StatusCode::NO_CONTENT, [(ALLOW, "GET,HEAD,OPTIONS")]))
}

/// POST.
pub(crate) fn post<H, T, S>(handler: H) -> MethodRouter<S>
where
    H: Handler<T, S>,
    T: 'static,
    S: Clone + Send + Sync + 'static,
{
    routing::post(handler).options((StatusCode::NO_CONTENT, [(ALLOW, "POST,OPTIONS")]))
}
