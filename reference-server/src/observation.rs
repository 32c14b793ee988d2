use std::{sync::Arc, time::Instant};

use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};
use http::Method;
use tracing::Instrument as _;

use crate::{address::ClientAddress, application::Application, outcome::Outcome};

/// Finds out where a request comes from, and writes one line about it into the log and the metrics when it is answered.
///
/// Of the request itself nothing is told but its method, and which of our routes it took. Its path may hold the identifier
/// of a client, its query a code or a ticket, its header fields and its body tokens and passwords.
pub(crate) async fn observe(
    State(application): State<Arc<Application>>,
    mut request: Request,
    next: Next,
) -> Response {
    let begin = Instant::now();
    let client = ClientAddress::of(&request, application.settings.trusted_proxy);
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    let method = method(request.method());
    request.extensions_mut().insert(client);

    let address = client.0.map(tracing::field::display);
    let span = tracing::info_span!("request", method, route, client = address);
    let response = next.run(request).instrument(span.clone()).await;

    let (duration, status) = (begin.elapsed(), response.status().as_u16());
    application.metrics.count(method, route, status, duration);
    let outcome = response.extensions().get::<Outcome>().copied();
    if let Some(outcome) = outcome {
        application.metrics.count_outcome(outcome);
    }
    let error = outcome.and_then(|outcome| match outcome {
        Outcome::Refused(code) => Some(code),
        _ => None,
    });
    let milliseconds = (duration.as_secs_f64() * 1e6).round() / 1e3;
    span.in_scope(|| tracing::info!(status, error, milliseconds, "answered"));
    response
}

/// The name of a method that is known, and `other` for words that a client made up.
fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        Method::PATCH => "PATCH",
        _ => "other",
    }
}
