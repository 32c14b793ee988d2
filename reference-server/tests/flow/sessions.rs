use std::time::Duration;

use axum::body::Body;
use http::header;
use reference_server::paths;
use serde_json::{Value, json};

use crate::{
    client::{Answer, Server, request},
    mcp::{call, initialize, message, post},
};

/// A session that the holder of this token opens.
async fn opened(server: &Server, token: &Value) -> String {
    post(server, token, &[], &initialize()).await.header("mcp-session-id").to_owned()
}

async fn echo(server: &Server, token: &Value, session: &str) -> Answer {
    post(server, token, &[("mcp-session-id", session)], &call("echo", &json!({ "text": "x" }))).await
}

/// The status of a request for a session that has no body; the stream of a GET is not read.
async fn status(server: &Server, method: &str, token: &Value, session: &str) -> u16 {
    let request = request(method, paths::MCP)
        .header(header::AUTHORIZATION, format!("Bearer {}", token.as_str().unwrap()))
        .header(header::ACCEPT, "text/event-stream")
        .header("mcp-session-id", session);
    server.open(request.body(Body::empty()).unwrap()).await.status().as_u16()
}

#[tokio::test]
async fn a_session_exists_for_its_owner_only() {
    let server = Server::new().await;
    let owner = &server.client("none").await.tokens().await["access_token"];
    let stranger = &server.client("none").await.tokens().await["access_token"];
    let session = opened(&server, owner).await;
    assert_eq!(message(&echo(&server, owner, &session).await)["result"]["content"][0]["text"], "x");

    let unknown = echo(&server, stranger, "5a2b7e4e-0000-4000-8000-000000000000").await;
    let foreign = echo(&server, stranger, &session).await;
    assert_eq!((foreign.status, &foreign.body), (unknown.status, &unknown.body));
    assert_eq!((foreign.status.as_u16(), &foreign.headers), (404, &unknown.headers));
    for method in ["GET", "DELETE"] {
        assert_eq!(status(&server, method, stranger, &session).await, 404, "{method}");
    }
    assert_eq!(status(&server, "GET", owner, &session).await, 200);
    assert_eq!(echo(&server, owner, &session).await.status, 200, "and it lives on");
}

#[tokio::test]
async fn a_new_token_of_the_same_grant_keeps_the_session() {
    let server = Server::new().await;
    let client = server.client("none").await;
    let tokens = client.tokens().await;
    let session = opened(&server, &tokens["access_token"]).await;
    let refreshed = client.refresh(&tokens["refresh_token"]).await.json();
    assert_eq!(echo(&server, &refreshed["access_token"], &session).await.status, 200);
}

#[tokio::test]
async fn a_deleted_session_is_gone() {
    let server = Server::new().await;
    let token = &server.client("none").await.tokens().await["access_token"];
    let (session, other) = (opened(&server, token).await, opened(&server, token).await);
    assert_eq!(status(&server, "DELETE", token, &session).await, 202);
    for method in ["GET", "DELETE"] {
        assert_eq!(status(&server, method, token, &session).await, 404, "{method}");
    }
    assert_eq!(echo(&server, token, &session).await.status, 404);
    assert_eq!(echo(&server, token, &other).await.status, 200);
}

#[tokio::test]
async fn a_session_ends_by_itself() {
    let (server, advance) = Server::with_clock().await;
    let client = server.client("none").await;
    let mut tokens = client.tokens().await;
    let session = opened(&server, &tokens["access_token"]).await;
    advance(Duration::from_hours(24) - Duration::from_secs(1));
    tokens = client.refresh(&tokens["refresh_token"]).await.json();
    assert_eq!(echo(&server, &tokens["access_token"], &session).await.status, 200);
    advance(Duration::from_secs(1));
    assert_eq!(echo(&server, &tokens["access_token"], &session).await.status, 404);
}
