use axum::body::{Body, BodyDataStream, Bytes};
use futures::StreamExt as _;
use http::header;
use reference_server::paths;
use serde_json::{Value, json};

use crate::{
    client::{Answer, ORIGIN, Server, request},
    mcp::{call, initialize},
};

/// An open stream, read event by event.
struct Stream(BodyDataStream);

impl Stream {
    async fn open(server: &Server, token: &Value) -> Self {
        let request = request("GET", paths::SSE)
            .header(header::AUTHORIZATION, format!("Bearer {}", token.as_str().unwrap()))
            .header(header::ACCEPT, "text/event-stream");
        let answer = server.open(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        Self(answer.into_body().into_data_stream())
    }

    /// The name and the data of the next event; nothing at the end.
    async fn next(&mut self) -> Option<(String, String)> {
        let event: Bytes = self.0.next().await?.unwrap();
        let event = std::str::from_utf8(&event).unwrap();
        let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).unwrap().trim();
        Some((field("event:").to_owned(), field("data:").to_owned()))
    }

    /// Where the client is told to post.
    async fn endpoint(&mut self) -> String {
        let (name, endpoint) = self.next().await.unwrap();
        assert_eq!(name, "endpoint");
        assert!(endpoint.starts_with("/messages?session_id="), "{endpoint}");
        endpoint
    }

    async fn message(&mut self) -> Value {
        let (name, message) = self.next().await.unwrap();
        assert_eq!(name, "message");
        serde_json::from_str(&message).unwrap()
    }
}

async fn post(server: &Server, endpoint: &str, token: &Value, body: &str) -> Answer {
    let request = request("POST", endpoint)
        .header(header::AUTHORIZATION, format!("Bearer {}", token.as_str().unwrap()))
        .header(header::CONTENT_TYPE, "application/json");
    server.send(request.body(Body::from(body.to_owned())).unwrap()).await
}

fn first() -> String {
    let mut initialize = initialize();
    initialize["params"]["protocolVersion"] = "2024-11-05".into();
    initialize.to_string()
}

#[tokio::test]
async fn a_client_of_the_first_revision_does_all_of_it() {
    let server = Server::new().await;
    let client = server.client("none").await;
    let token = &client.tokens_with(&[("resource", &format!("{ORIGIN}/sse"))]).await["access_token"];
    let mut stream = Stream::open(&server, token).await;
    let endpoint = stream.endpoint().await;

    assert_eq!(post(&server, &endpoint, token, &first()).await.status, 202);
    assert_eq!(stream.message().await["result"]["protocolVersion"], "2024-11-05");
    let initialized = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }).to_string();
    assert_eq!(post(&server, &endpoint, token, &initialized).await.status, 202);

    let identity = call("whoami", &json!({})).to_string();
    assert_eq!(post(&server, &endpoint, token, &identity).await.status, 202);
    let told = stream.message().await;
    assert_eq!((&told["id"], &told["result"]["isError"]), (&json!(2), &json!(false)), "{told}");
    assert!(told["result"]["content"][0]["text"].as_str().unwrap().contains(&client.id));
}

#[tokio::test]
async fn both_paths_ask_for_a_token() {
    let server = Server::new().await;
    let challenge = format!(
        r#"Bearer resource_metadata="{ORIGIN}/.well-known/oauth-protected-resource/sse", scope="mcp:read""#
    );
    for (method, path) in [("GET", paths::SSE), ("POST", paths::SSE), ("POST", paths::MESSAGES)] {
        let answer = server.send(request(method, path).body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, 401, "{method} {path}");
        assert_eq!(answer.header("www-authenticate"), challenge, "{method} {path}");
    }
    let metadata = server.get(paths::SSE_PROTECTED_RESOURCE_METADATA).await.json();
    assert_eq!(metadata["resource"], format!("{ORIGIN}/sse"));
    assert_eq!(metadata["authorization_servers"], json!([ORIGIN]));
}

#[tokio::test]
async fn a_post_to_the_stream_sends_the_client_on_to_get() {
    let server = Server::new().await;
    let token = &server.client("none").await.tokens().await["access_token"];
    let answer = post(&server, paths::SSE, token, &first()).await;
    assert_eq!((answer.status.as_u16(), answer.header("allow")), (405, "GET,HEAD,OPTIONS"));
}

#[tokio::test]
async fn a_session_exists_for_its_owner_and_while_the_stream_is_open() {
    let server = Server::new().await;
    let owner = &server.client("none").await.tokens().await["access_token"];
    let stranger = &server.client("none").await.tokens().await["access_token"];
    let mut stream = Stream::open(&server, owner).await;
    let endpoint = stream.endpoint().await;
    let foreign = post(&server, &endpoint, stranger, &first()).await;
    let unknown = post(&server, "/messages?session_id=x", stranger, &first()).await;
    assert_eq!((foreign.status.as_u16(), foreign.body), (404, unknown.body));
    assert_eq!(unknown.status, 404);
    assert_eq!(post(&server, paths::MESSAGES, owner, &first()).await.status, 400);
    assert_eq!(post(&server, &endpoint, owner, &first()).await.status, 202);

    drop(stream);
    assert_eq!(post(&server, &endpoint, owner, &first()).await.status, 404);
}

#[tokio::test]
async fn what_is_no_message_is_refused() {
    let server = Server::new().await;
    let token = &server.client("none").await.tokens().await["access_token"];
    let mut stream = Stream::open(&server, token).await;
    let endpoint = stream.endpoint().await;
    for (body, code) in [("{", -32700), ("[]", -32600), (r#"{"jsonrpc":"1.0"}"#, -32600)] {
        let answer = post(&server, &endpoint, token, body).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["error"]["code"]), (400, &json!(code)), "{body}");
    }
    let large = " ".repeat(4 * 1024 * 1024 + 1);
    assert_eq!(post(&server, &endpoint, token, &large).await.status, 413);
    assert_eq!(post(&server, &endpoint, token, &first()).await.status, 202);
}

#[tokio::test]
async fn a_client_that_begins_wrongly_loses_its_stream() {
    let server = Server::new().await;
    let token = &server.client("none").await.tokens().await["access_token"];
    let mut stream = Stream::open(&server, token).await;
    let endpoint = stream.endpoint().await;
    let wrong = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }).to_string();
    assert_eq!(post(&server, &endpoint, token, &wrong).await.status, 202);
    assert_eq!(stream.next().await, None);
}

#[tokio::test]
async fn a_client_that_does_not_read_is_told_to() {
    let server = Server::new().await;
    let token = &server.client("none").await.tokens().await["access_token"];
    let mut stream = Stream::open(&server, token).await;
    let endpoint = stream.endpoint().await;
    assert_eq!(post(&server, &endpoint, token, &first()).await.status, 202);
    let echo = call("echo", &json!({ "text": "x" })).to_string();
    let refused = loop {
        let answer = post(&server, &endpoint, token, &echo).await;
        if answer.status != 202 {
            break answer;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!((refused.status.as_u16(), refused.header("retry-after")), (503, "1"));
    assert_eq!(stream.message().await["id"], 0);
    while post(&server, &endpoint, token, &echo).await.status != 202 {
        assert_eq!(stream.message().await["id"], 2);
    }
}

#[tokio::test]
async fn more_scope_is_asked_for_as_at_the_other_endpoint() {
    let server = Server::new().await;
    let client = server.client("none").await;
    let narrow = &client.tokens_with(&[("scope", "mcp:read")]).await["access_token"];
    let mut stream = Stream::open(&server, narrow).await;
    let endpoint = stream.endpoint().await;
    assert_eq!(post(&server, &endpoint, narrow, &first()).await.status, 202);
    let sign = call("sign", &json!({ "text": "a letter" })).to_string();
    crate::step_up::asks_for_more(&post(&server, &endpoint, narrow, &sign).await, "sse");

    assert_eq!(stream.message().await["id"], 0);
    let wide = &client.tokens().await["access_token"];
    assert_eq!(post(&server, &endpoint, wide, &sign).await.status, 202);
    let signed = stream.message().await;
    assert_eq!(signed["result"]["content"][0]["text"], "a letter\n\nsigned: demo", "{signed}");
}

#[tokio::test]
async fn foreign_origins_and_hosts_are_refused() {
    let server = Server::new().await;
    let token = &server.client("none").await.tokens().await["access_token"];
    for path in [paths::SSE, paths::MESSAGES] {
        for (name, value) in [("origin", "https://evil.example"), ("host", "evil.example")] {
            let mut request = request("GET", path)
                .header(header::AUTHORIZATION, format!("Bearer {}", token.as_str().unwrap()))
                .body(Body::empty())
                .unwrap();
            request.headers_mut().insert(name, value.parse().unwrap());
            assert_eq!(server.send(request).await.status, 403, "{path} {name}");
        }
    }
}
