use axum::body::Body;
use http::header;
use reference_server::paths;
use serde_json::{Value, json};

use crate::client::{Answer, ORIGIN, Server, request, settings};

const BOTH: &str = "application/json, text/event-stream";

/// A JSON-RPC message with headers.
pub(crate) async fn post(
    server: &Server,
    token: &Value,
    headers: &[(&str, &str)],
    message: &Value,
) -> Answer {
    let token = token.as_str().unwrap();
    let mut request = request("POST", paths::MCP)
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "application/json");
    if !headers.iter().any(|(name, _)| *name == "accept") {
        request = request.header(header::ACCEPT, BOTH);
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    server.send(request.body(Body::from(message.to_string())).unwrap()).await
}

/// The status of an `initialize` with this token.
pub(crate) async fn status_with(server: &Server, token: &Value) -> u16 {
    post(server, token, &[], &initialize()).await.status.as_u16()
}

pub(crate) fn initialize() -> Value {
    json!({ "jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {
        "protocolVersion": "2025-11-25",
        "capabilities": { "roots": { "listChanged": true }, "elicitation": { "form": {}, "url": {} } },
        "clientInfo": { "name": "claude-code", "version": "2.1.330" },
    } })
}

pub(crate) fn call(tool: &str, arguments: &Value) -> Value {
    json!({ "jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {
        "name": tool, "arguments": arguments,
        "_meta": { "claudecode/toolUseId": "toolu_00", "progressToken": 2 },
    } })
}

/// The JSON-RPC message in an answer, whether it came alone or as an event.
pub(crate) fn message(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{answer:?}");
    if answer.header("content-type") == "application/json" {
        return answer.json();
    }
    assert_eq!(answer.header("content-type"), "text/event-stream");
    let mut data = answer.body.lines().filter_map(|line| line.strip_prefix("data:")).map(str::trim);
    serde_json::from_str(data.rfind(|data| !data.is_empty()).unwrap()).unwrap()
}

#[tokio::test]
async fn every_method_is_asked_for_a_token() {
    let server = Server::new().await;
    let bare = format!(
        r#"Bearer resource_metadata="{ORIGIN}/.well-known/oauth-protected-resource/mcp", scope="mcp:read""#
    );
    for method in ["POST", "GET", "DELETE"] {
        let send = |authorization: Option<&'static str>| {
            let mut request = request(method, "/mcp").header(header::ACCEPT, "*/*");
            if let Some(authorization) = authorization {
                request = request.header(header::AUTHORIZATION, authorization);
            }
            server.send(request.body(Body::empty()).unwrap())
        };
        for authorization in [None, Some("Basic eDp5")] {
            let answer = send(authorization).await;
            assert_eq!(
                (answer.status.as_u16(), answer.header("www-authenticate")),
                (401, bare.as_str()),
                "{method}"
            );
            assert_eq!(answer.json().get("error"), None);
        }
        let answer = send(Some("Bearer junk")).await;
        assert_eq!(answer.error(), (401, "invalid_token".to_owned()));
        let value = answer.header("www-authenticate");
        assert!(
            value.starts_with(&format!(r#"{bare}, error="invalid_token", error_description=""#)),
            "{value}"
        );
    }
}

#[tokio::test]
async fn a_token_in_the_query_is_ignored() {
    let server = Server::new().await;
    let tokens = server.client("none").await.tokens().await;
    let target = format!("/mcp?access_token={}", tokens["access_token"].as_str().unwrap());
    let request = request("POST", &target).header(header::CONTENT_TYPE, "application/json");
    let answer = server.send(request.body(Body::from(initialize().to_string())).unwrap()).await;
    assert_eq!(answer.status, 401);
    assert!(!answer.header("www-authenticate").contains("error"));
}

#[tokio::test]
async fn a_client_with_a_session_does_all_of_it() {
    let server = Server::new().await;
    let client = server.client("none").await;
    let token = &client.tokens().await["access_token"];
    let answer = post(&server, token, &[], &initialize()).await;
    let session = answer.header("mcp-session-id").to_owned();
    assert!(!session.is_empty());
    let result = &message(&answer)["result"];
    assert_eq!(result["protocolVersion"], "2025-11-25");
    assert_eq!(result["serverInfo"]["name"], "reference-server");

    let headers = [("mcp-session-id", session.as_str()), ("mcp-protocol-version", "2025-11-25")];
    let initialized = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" });
    assert_eq!(post(&server, token, &headers, &initialized).await.status, 202);

    let mut stream = request("GET", "/mcp")
        .header(header::AUTHORIZATION, format!("bearer {}", token.as_str().unwrap()))
        .header(header::ACCEPT, "text/event-stream");
    for (name, value) in headers {
        stream = stream.header(name, value);
    }
    let stream = server.open(stream.body(Body::empty()).unwrap()).await;
    assert_eq!(stream.status(), 200);
    assert_eq!(stream.headers()["content-type"], "text/event-stream");

    let list = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list" });
    let listed = message(&post(&server, token, &headers, &list).await);
    let names: Vec<_> =
        listed["result"]["tools"].as_array().unwrap().iter().map(|tool| &tool["name"]).collect();
    assert_eq!(names, ["echo", "sign", "whoami"]);

    let echoed = message(&post(&server, token, &headers, &call("echo", &json!({ "text": "ü" }))).await);
    assert_eq!(echoed["result"]["content"], json!([{ "type": "text", "text": "ü" }]));
    let identity = message(&post(&server, token, &headers, &call("whoami", &json!({}))).await);
    assert_eq!(
        identity["result"]["structuredContent"],
        json!({ "subject": "demo", "client_id": client.id, "scopes": ["mcp:read", "mcp:write"] })
    );
}

#[tokio::test]
async fn a_client_that_never_echoes_its_session_is_served() {
    let server = Server::new().await;
    let token = &server.client("none").await.tokens().await["access_token"];
    assert_eq!(post(&server, token, &[], &initialize()).await.status, 200);
    let initialized = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" });
    assert_eq!(post(&server, token, &[], &initialized).await.status, 202);
    for headers in [vec![], vec![("mcp-protocol-version", "2025-11-25")], vec![("accept", "*/*")]] {
        let echoed = message(&post(&server, token, &headers, &call("echo", &json!({ "text": "x" }))).await);
        assert_eq!(echoed["result"]["content"][0]["text"], "x", "{headers:?}");
    }
    for method in ["GET", "DELETE"] {
        let request = request(method, "/mcp")
            .header(header::AUTHORIZATION, format!("Bearer {}", token.as_str().unwrap()))
            .header(header::ACCEPT, "text/event-stream");
        let answer = server.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!((answer.status.as_u16(), answer.header("allow")), (405, "POST"), "{method}");
    }
}

#[tokio::test]
async fn an_unknown_session_is_404() {
    let server = Server::new().await;
    let token = &server.client("none").await.tokens().await["access_token"];
    let headers = [("mcp-session-id", "5a2b7e4e-0000-4000-8000-000000000000")];
    let answer = post(&server, token, &headers, &call("echo", &json!({ "text": "x" }))).await;
    assert_eq!(answer.status, 404);
}

#[tokio::test]
async fn the_current_revision_needs_no_initialize() {
    let server = Server::new().await;
    let token = &server.client("none").await.tokens().await["access_token"];
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": { "name": "claude-code", "version": "2.1.330" },
        "io.modelcontextprotocol/clientCapabilities": { "roots": { "listChanged": true } },
    });
    let discover = json!({ "jsonrpc": "2.0", "id": "server-discover-probe-1", "method": "server/discover",
        "params": { "_meta": meta } });
    let headers = [("mcp-method", "server/discover"), ("mcp-protocol-version", "2026-07-28")];
    let discovered = message(&post(&server, token, &headers, &discover).await);
    let supported = discovered["result"]["supportedVersions"].as_array().unwrap();
    assert!(
        supported.contains(&json!("2026-07-28")) && supported.contains(&json!("2025-11-25")),
        "{discovered}"
    );
    assert_eq!(discovered["id"], "server-discover-probe-1");

    let mut echo = call("echo", &json!({ "text": "y" }));
    echo["params"]["_meta"] = meta;
    let headers =
        [("mcp-method", "tools/call"), ("mcp-name", "echo"), ("mcp-protocol-version", "2026-07-28")];
    let echoed = message(&post(&server, token, &headers, &echo).await);
    assert_eq!(echoed["result"]["content"][0]["text"], "y");

    // What is left of a session from before means nothing.
    let left = [("mcp-session-id", "5a2b7e4e-0000-4000-8000-000000000000"), ("last-event-id", "1")];
    let headers = [&headers[..], &left].concat();
    let echoed = message(&post(&server, token, &headers, &echo).await);
    assert_eq!(echoed["result"]["content"][0]["text"], "y");
}

#[tokio::test]
async fn every_revision_is_negotiated() {
    let server = Server::new().await;
    let token = &server.client("none").await.tokens().await["access_token"];
    for (asked, answered) in [
        ("2024-11-05", "2024-11-05"),
        ("2025-03-26", "2025-03-26"),
        ("2025-06-18", "2025-06-18"),
        ("2025-11-25", "2025-11-25"),
        ("2099-01-01", "2025-11-25"),
    ] {
        let mut initialize = initialize();
        initialize["params"]["protocolVersion"] = asked.into();
        let result = message(&post(&server, token, &[], &initialize).await);
        assert_eq!(result["result"]["protocolVersion"], answered, "{asked}");
    }
}

#[tokio::test]
async fn foreign_origins_and_hosts_are_refused() {
    let server = Server::new().await;
    let token = &server.client("none").await.tokens().await["access_token"];
    for (origin, status) in [
        (ORIGIN, 200),
        ("http://localhost:6274", 200),
        ("https://inspector.example", 403),
        ("https://evil.example", 403),
        ("null", 403),
    ] {
        let answer = post(&server, token, &[("origin", origin)], &initialize()).await;
        assert_eq!(answer.status, status, "{origin}");
    }
    let rebound = http::Request::post("/mcp")
        .header(header::HOST, "evil.example:8080")
        .header(header::AUTHORIZATION, format!("Bearer {}", token.as_str().unwrap()))
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ACCEPT, BOTH)
        .body(Body::from(initialize().to_string()));
    assert_eq!(server.send(rebound.unwrap()).await.status, 403);
}

#[tokio::test]
async fn an_operator_may_allow_another_origin() {
    let mut settings = settings();
    settings.allowed_origins = vec!["https://inspector.example".to_owned()];
    let server = Server::with(settings).await;
    let token = &server.client("none").await.tokens().await["access_token"];
    for (origin, status) in [("https://inspector.example", 200), ("https://evil.example", 403)] {
        let answer = post(&server, token, &[("origin", origin)], &initialize()).await;
        assert_eq!(answer.status, status, "{origin}");
    }
}

#[tokio::test]
async fn what_is_not_json_is_a_parse_error() {
    let server = Server::new().await;
    let token = server.client("none").await.tokens().await["access_token"].as_str().unwrap().to_owned();
    let request = request("POST", "/mcp")
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ACCEPT, BOTH);
    let answer = server.send(request.body(Body::from("{")).unwrap()).await;
    assert_eq!((answer.status.as_u16(), answer.json()["error"]["code"].as_i64()), (400, Some(-32700)));
}

#[tokio::test]
async fn the_open_endpoint_is_there_only_if_asked_for() {
    for (conformance_fixtures, origin, status) in
        [(false, ORIGIN, 404), (true, ORIGIN, 200), (true, "https://evil.example", 403)]
    {
        let mut settings = settings();
        settings.conformance_fixtures = conformance_fixtures;
        let request = request("POST", paths::OPEN_MCP)
            .header(header::ORIGIN, origin)
            .header(header::CONTENT_TYPE, "application/json");
        let answer = Server::with(settings).await;
        let answer = answer.send(request.body(Body::from(initialize().to_string())).unwrap()).await;
        assert_eq!(answer.status, status, "{conformance_fixtures} {origin}");
    }
}
