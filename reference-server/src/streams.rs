use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use futures::StreamExt as _;
use http::Method;

use crate::{application::Application, media_type};

/// Ends the event streams that clients opened by GET when the server is about to end. Such a stream has no end of its own, and
/// its client opens another one when it is over. The answers to POST, streams too, run to their end meanwhile.
pub(crate) async fn end_with_server(
    State(application): State<Arc<Application>>,
    request: Request,
    next: Next,
) -> Response {
    let is_get = request.method() == Method::GET;
    let response = next.run(request).await;
    if !is_get || media_type::of(response.headers()) != "text/event-stream" {
        return response;
    }
    let end = application.shutdown.clone().cancelled_owned();
    response.map(|body| Body::from_stream(body.into_data_stream().take_until(end)))
}
