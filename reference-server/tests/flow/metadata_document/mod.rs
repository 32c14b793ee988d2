//! Clients that name themselves by the URL of their metadata document.

mod fetching;
mod keeping;
mod server;

use reference_server::paths;
use serde_json::json;
use server::DocumentServer;

use crate::client::{Answer, Client, Server, settings};

/// The client with the document at this URL.
fn client(server: &Server, url: &str) -> Client {
    Client { server: server.clone(), id: url.to_owned(), secret: None, method: "none".to_owned() }
}

/// Asserts that the user, and only the user, is told of this document and what is wrong with it.
#[track_caller]
fn assert_told(answer: &Answer, url: &str, told: &str) {
    assert!(matches!(answer.status.as_u16(), 400 | 503), "{answer:?}");
    assert_eq!((answer.header("location"), answer.header("cache-control")), ("", "no-store"));
    for text in [url, told] {
        assert!(answer.body.contains(text), "expected {text} in {}", answer.body);
    }
}

#[tokio::test]
async fn the_claude_clients_connect_although_nothing_can_be_fetched() {
    let server = Server::new().await;
    for (url, redirect_uri, publisher) in [
        (
            "https://claude.ai/oauth/mcp-oauth-client-metadata",
            "https://claude.ai/api/mcp/auth_callback",
            "<dd>claude.ai</dd>",
        ),
        (
            "https://claude.ai/oauth/claude-code-client-metadata",
            "http://localhost:3118/callback",
            "<dd>claude.ai</dd>",
        ),
    ] {
        let client = client(&server, url);
        let page = client.authorize(&[("redirect_uri", redirect_uri)]).await;
        assert_eq!(page.status, 200, "{page:?}");
        assert!(page.body.contains(publisher), "{}", page.body);
        let code = server.get(&crate::client::links(&page.body).0).await.redirected("code").unwrap();
        let mut form = crate::client::redemption(&code);
        form[2].1 = redirect_uri;
        let tokens = client.token(&form).await;
        assert_eq!(tokens.status, 200, "{tokens:?}");
        assert_eq!(client.refresh(&tokens.json()["refresh_token"]).await.status, 200);
    }
}

#[tokio::test]
async fn a_document_is_fetched_once_for_a_whole_flow() {
    let documents = DocumentServer::start().await;
    let server = Server::with(documents.settings()).await;
    let client = client(&server, &documents.url("/client"));
    let page = client.authorize(&[]).await;
    assert!(page.body.contains("A client") && page.body.contains("<dd>localhost</dd>"), "{}", page.body);
    let tokens = client.tokens().await;
    assert_eq!(client.refresh(&tokens["refresh_token"]).await.status, 200);
    assert_eq!(documents.requests(), 1);
    assert_eq!(documents.last_header("accept"), "application/json");
    assert!(documents.last_header("user-agent").starts_with("claude-conformance-reference-server/"));
}

#[tokio::test]
async fn the_document_says_where_users_are_sent() {
    let documents = DocumentServer::start().await;
    let client = client(&Server::with(documents.settings()).await, &documents.url("/client"));
    for (redirect_uri, status) in [
        ("http://localhost:50123/callback", 200),
        ("http://localhost/callback", 200),
        ("http://127.0.0.1:50123/callback", 400),
        ("https://client.example/callback", 400),
    ] {
        let page = client.authorize(&[("redirect_uri", redirect_uri)]).await;
        assert_eq!((page.status.as_u16(), page.header("location")), (status, ""), "{redirect_uri}");
    }
}

#[tokio::test]
async fn a_url_that_is_no_client_identifier_is_shown_and_not_fetched() {
    let documents = DocumentServer::start().await;
    let server = Server::with(documents.settings()).await;
    for path in ["/a/../client", "/client#x", "/<script>alert(1)</script>"] {
        let page = client(&server, &documents.url(path)).authorize(&[]).await;
        assert_told(
            &page,
            &documents.url(&path.replace('<', "&#60;").replace('>', "&#62;")),
            "expected a URL",
        );
    }
    let answer = client(&server, &documents.url("/client#x")).redeem("any").await;
    assert_eq!(answer.error(), (401, "invalid_client".to_owned()));
    assert_eq!(documents.requests(), 0);
}

#[tokio::test]
async fn a_supplied_document_is_never_fetched() {
    let documents = DocumentServer::start().await;
    let mut settings = settings();
    let url = documents.url("/client");
    settings
        .supply_client_metadata(&url, documents.document("/client").to_string().as_bytes())
        .unwrap();
    let wrong = settings.supply_client_metadata(&documents.url("/other"), b"{}").unwrap_err();
    assert!(wrong.to_string().contains(&documents.url("/other")), "{wrong}");
    client(&Server::with(settings).await, &url).tokens().await;
    assert_eq!(documents.requests(), 0);
}

#[tokio::test]
async fn documents_can_be_switched_off() {
    let documents = DocumentServer::start().await;
    for (enabled, status, requests) in [(false, 400, 0), (true, 200, 1)] {
        let mut settings = documents.settings();
        settings.client_id_metadata_documents = enabled;
        let server = Server::with(settings).await;
        let metadata = server.get(paths::AUTHORIZATION_SERVER_METADATA).await.json();
        assert_eq!(metadata["client_id_metadata_document_supported"], json!(enabled));
        let page = client(&server, &documents.url("/client")).authorize(&[]).await;
        assert_eq!((page.status.as_u16(), documents.requests()), (status, requests));
    }
}
