use std::{sync::Arc, time::Duration};

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{
    StatusCode,
    header::{CACHE_CONTROL, CONTENT_TYPE},
};

use crate::application::Application;

/// How long the store may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// Says whether the server can do its work, which it can while its store answers: here, that it knows no client without an
/// identifier.
pub(crate) async fn health(State(application): State<Arc<Application>>) -> Response {
    let answer = tokio::time::timeout(PATIENCE, application.store.client("", application.now())).await;
    let (status, text) = match answer {
        Ok(Ok(_)) => (StatusCode::OK, "ok\n"),
        Ok(Err(_)) | Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer\n"),
    };
    (status, [(CACHE_CONTROL, "no-store")], text).into_response()
}

/// What the server has counted, as `OpenMetrics` text.
pub(crate) async fn metrics(State(application): State<Arc<Application>>) -> Response {
    let media_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(CONTENT_TYPE, media_type), (CACHE_CONTROL, "no-store")], application.metrics.text()).into_response()
}
