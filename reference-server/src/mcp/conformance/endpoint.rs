use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use futures::StreamExt as _;
use http::Method;
use rmcp::transport::streamable_http_server::StreamableHttpServerConfig;

use super::fixtures::{Fixtures, Shared};
use crate::{
    application::Application,
    mcp::{
        message::{self, Message},
        streamable::Streamable,
    },
};

/// The open MCP endpoint.
#[derive(Clone)]
pub(crate) struct Endpoint(Arc<Streamable<Fixtures>>);

impl Endpoint {
    pub(crate) fn new(application: &Application) -> Self {
        let shared = Arc::new(Shared::default());
        let config =
            StreamableHttpServerConfig::default().with_cancellation_token(application.shutdown.clone());
        Self(Arc::new(Streamable::new(move || Fixtures::new(&shared), config)))
    }
}

/// Hands a request to rmcp.
pub(crate) async fn serve(State(endpoint): State<Endpoint>, request: Request) -> Response {
    if request.method() != Method::POST {
        return endpoint.0.answer(request, false).await;
    }
    let (request, body) = match message::read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let message = match Message::parse(&body) {
        Ok(message) => message,
        Err(error) => return error.into_response(),
    };
    let answer = endpoint.0.answer(request, message.is_initialize()).await;
    match message.tool() {
        Some("test_reconnection") => answer.map(cut),
        _ => answer,
    }
}

/// The stream up to its first event: the connection is lost before the result comes, and the client has to fetch it with the
/// identifier of that event (MCP 2025-11-25, Streamable HTTP, Resumability and Redelivery).
fn cut(stream: Body) -> Body {
    Body::from_stream(stream.into_data_stream().take(1))
}
