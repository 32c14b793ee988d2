use std::time::Duration;

use axum::{
    Json,
    body::Body,
    response::{IntoResponse, Redirect, Response},
};
use futures::{FutureExt as _, future::pending, stream};
use http::StatusCode;
use serde_json::{Value, json};

use super::{DocumentServer, assert_told, client};
use crate::client::{Server, settings};

/// An answer with this body and media type.
fn with(media_type: &'static str, body: String) -> impl Fn() -> Response {
    move || ([("content-type", media_type)], body.clone()).into_response()
}

/// The document at `/client` with this member.
fn changed(documents: &DocumentServer, member: &str, value: Value) -> impl Fn() -> Response + use<> {
    let mut document = documents.document("/client");
    document[member] = value;
    move || Json(document.clone()).into_response()
}

/// Asks a new server for the client at `/client`, and asserts that the user is told what is wrong and the client nothing.
async fn assert_refused(documents: &DocumentServer, told: &str) {
    let client = client(&Server::with(documents.settings()).await, &documents.url("/client"));
    assert_told(&client.authorize(&[]).await, &client.id, told);
}

#[tokio::test]
async fn only_a_status_of_200_is_an_answer() {
    let documents = DocumentServer::start().await;
    let elsewhere = documents.url("/elsewhere");
    documents.answer(move || Redirect::temporary(&elsewhere).into_response());
    assert_refused(&documents, "observed `307`").await;
    assert_eq!(documents.requests(), 1, "the redirect was not followed");
    for status in [StatusCode::CREATED, StatusCode::NOT_FOUND, StatusCode::SERVICE_UNAVAILABLE] {
        let own = documents.document("/client");
        documents.answer(move || (status, Json(own.clone())).into_response());
        assert_refused(&documents, &format!("observed `{}`", status.as_u16())).await;
    }
}

#[tokio::test]
async fn a_document_is_json_and_says_so() {
    let documents = DocumentServer::start().await;
    let own = documents.document("/client").to_string();
    documents.answer(with("text/html", own.clone()));
    assert_refused(&documents, "`application/json`").await;
    for body in ["[]", "{", "<html>"] {
        documents.answer(with("application/json", body.to_owned()));
        assert_refused(&documents, "JSON object").await;
    }
    for media_type in ["application/json; charset=utf-8", "application/client+json"] {
        documents.answer(with(media_type, own.clone()));
        client(&Server::with(documents.settings()).await, &documents.url("/client"))
            .tokens()
            .await;
    }
}

#[tokio::test]
async fn a_document_speaks_of_the_client_at_its_url() {
    let documents = DocumentServer::start().await;
    for (member, value, told) in [
        ("client_id", json!(documents.url("/other")), "`client_id`"),
        ("client_id", json!(null), "`client_id`"),
        ("client_name", json!(null), "`client_name`"),
        ("client_secret", json!("secret"), "secret"),
        ("token_endpoint_auth_method", json!("client_secret_post"), "`none`"),
        ("redirect_uris", json!(["http://example.com/callback"]), "`redirect_uris`"),
        ("grant_types", json!(["client_credentials"]), "`grant_types`"),
    ] {
        documents.answer(changed(&documents, member, value));
        assert_refused(&documents, told).await;
    }
    documents.answer(changed(&documents, "unknown", json!({ "is": "ignored" })));
    client(&Server::with(documents.settings()).await, &documents.url("/client"))
        .tokens()
        .await;
}

#[tokio::test]
async fn a_document_has_a_largest_size() {
    let documents = DocumentServer::start().await;
    let padded = |length: usize| format!("{:length$}", documents.document("/client").to_string());
    documents.answer(with("application/json", padded(5 * 1024)));
    client(&Server::with(documents.settings()).await, &documents.url("/client"))
        .tokens()
        .await;
    documents.answer(with("application/json", padded(5 * 1024 + 1)));
    assert_refused(&documents, "`5120` bytes").await;
    // Without a length, and without an end.
    documents.answer(|| {
        let endless = stream::repeat_with(|| Ok::<_, std::io::Error>(" ".repeat(1024)));
        ([("content-type", "application/json")], Body::from_stream(endless)).into_response()
    });
    assert_refused(&documents, "`5120` bytes").await;
}

#[tokio::test]
async fn a_fetch_has_a_time_limit() {
    let documents = DocumentServer::start().await;
    let mut settings = documents.settings();
    settings.client_metadata_fetch.time_limit = Duration::from_millis(300);
    settings.client_metadata_fetch.concurrent_fetches = 1;
    let server = Server::with(settings).await;
    documents.answer_later(|| pending().boxed());
    let page = client(&server, &documents.url("/client")).authorize(&[]).await;
    assert_told(&page, &documents.url("/client"), "within `300ms`");
    assert_eq!(page.status, 503);
    documents.answer(|| {
        let stuck = stream::pending::<Result<String, std::io::Error>>();
        ([("content-type", "application/json")], Body::from_stream(stuck)).into_response()
    });
    let page = client(&server, &documents.url("/body")).authorize(&[]).await;
    assert_told(&page, &documents.url("/body"), "within `300ms`");
    documents.recover();
    client(&server, &documents.url("/other")).tokens().await;
}

#[tokio::test]
async fn nothing_is_fetched_from_a_private_address() {
    let documents = DocumentServer::start().await;
    let by_address = |host: &str| format!("https://{host}:{}/client", documents.port());
    for allowed in [false, true] {
        let mut settings = documents.settings();
        settings.client_metadata_fetch.allow_private_addresses = allowed;
        let server = Server::with(settings).await;
        if allowed {
            client(&server, &documents.url("/client")).tokens().await;
            let page = client(&server, &by_address("127.0.0.1")).authorize(&[]).await;
            assert_told(&page, "127.0.0.1", "`client_id`");
            assert_eq!(documents.requests(), 2);
        } else {
            for url in [documents.url("/client"), by_address("127.0.0.1"), by_address("[::ffff:7f00:1]")] {
                assert_told(&client(&server, &url).authorize(&[]).await, &url, "no public address");
            }
            assert_eq!(documents.requests(), 0);
        }
    }
}

#[tokio::test]
async fn nothing_is_fetched_from_another_port_or_without_a_trusted_certificate() {
    let documents = DocumentServer::start().await;
    let url = documents.url("/client");
    let mut settings = settings();
    settings.client_metadata_fetch.allow_private_addresses = true;
    let page = client(&Server::with(settings.clone()).await, &url).authorize(&[]).await;
    assert_told(&page, &url, &format!("no port `{}`", documents.port()));
    settings.client_metadata_fetch.ports = vec![documents.port()];
    let page = client(&Server::with(settings).await, &url).authorize(&[]).await;
    assert_told(&page, &url, "cannot be reached");
    assert_eq!(documents.requests(), 0);
    client(&Server::with(documents.settings()).await, &url).tokens().await;
}
