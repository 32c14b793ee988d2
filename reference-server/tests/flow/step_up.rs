use axum::body::Body;
use http::header;
use reference_server::paths;
use serde_json::{Value, json};

use crate::{
    client::{Answer, ORIGIN, Server, links, redemption, request},
    mcp::{call, initialize, message, post},
};

fn sign() -> Value {
    call("sign", &json!({ "text": "a letter" }))
}

/// Asserts that the answer asks for both scopes, in the header and in the form of an OAuth error.
pub(crate) fn asks_for_more(answer: &Answer, resource: &str) {
    assert_eq!(answer.error(), (403, "insufficient_scope".to_owned()));
    let start = format!(
        r#"Bearer resource_metadata="{ORIGIN}/.well-known/oauth-protected-resource/{resource}", scope="mcp:read mcp:write", error="insufficient_scope", error_description=""#
    );
    let challenge = answer.header("www-authenticate");
    assert!(challenge.starts_with(&start), "{challenge}");
}

#[tokio::test]
async fn a_tool_that_needs_more_scope_asks_for_it() {
    let server = Server::new().await;
    let client = server.client("none").await;
    let narrow = &client.tokens_with(&[("scope", "mcp:read")]).await["access_token"];
    let opened = post(&server, narrow, &[], &initialize()).await;
    let session = opened.header("mcp-session-id");
    for headers in [vec![], vec![("mcp-session-id", session)]] {
        let echoed = post(&server, narrow, &headers, &call("echo", &json!({ "text": "x" }))).await;
        assert_eq!(message(&echoed)["result"]["content"][0]["text"], "x");
        asks_for_more(&post(&server, narrow, &headers, &sign()).await, "mcp");
    }

    let wide = &client.tokens_with(&[("scope", "mcp:read mcp:write")]).await["access_token"];
    for headers in [vec![], vec![("mcp-session-id", session)]] {
        let signed = message(&post(&server, wide, &headers, &sign()).await);
        assert_eq!(signed["result"]["content"][0]["text"], "a letter\n\nsigned: demo", "{signed}");
    }
}

#[tokio::test]
async fn the_current_revision_asks_the_same_way() {
    let server = Server::new().await;
    let client = server.client("none").await;
    let headers =
        [("mcp-method", "tools/call"), ("mcp-name", "sign"), ("mcp-protocol-version", "2026-07-28")];
    let mut sign = sign();
    sign["params"]["_meta"] = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    let narrow = &client.tokens_with(&[("scope", "mcp:read")]).await["access_token"];
    asks_for_more(&post(&server, narrow, &headers, &sign).await, "mcp");
    let wide = &client.tokens().await["access_token"];
    let signed = message(&post(&server, wide, &headers, &sign).await);
    assert_eq!(signed["result"]["content"][0]["text"], "a letter\n\nsigned: demo", "{signed}");
}

#[tokio::test]
async fn no_way_of_writing_the_message_leads_around_the_scope() {
    let server = Server::new().await;
    let token = &server.client("none").await.tokens_with(&[("scope", "mcp:read")]).await["access_token"];
    let opened = post(&server, token, &[], &initialize()).await;
    for written in [
        r#"{"jsonrpc":"2.0","id":1,"method":"tools/list","method":"tools/call","params":{"name":"sign","arguments":{"text":"x"}}}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","name":"sign","arguments":{"text":"x"}}}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"si\u0067n","arguments":{"text":"x"}}}"#,
        r#"[{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"sign","arguments":{"text":"x"}}}]"#,
    ] {
        for session in [None, Some(opened.header("mcp-session-id"))] {
            let mut request = request("POST", paths::MCP)
                .header(header::AUTHORIZATION, format!("Bearer {}", token.as_str().unwrap()))
                .header(header::CONTENT_TYPE, "application/json");
            if let Some(session) = session {
                request = request.header("mcp-session-id", session);
            }
            let answer = server.send(request.body(Body::from(written)).unwrap()).await;
            assert!(!answer.body.contains("signed"), "{written} {answer:?}");
        }
    }
}

#[tokio::test]
async fn a_token_is_for_the_resource_of_its_grant() {
    let server = Server::new().await;
    let client = server.client("none").await;
    let sse = format!("{ORIGIN}/sse");
    let page = client.authorize(&[("resource", &sse)]).await;
    let code = server.get(&links(&page.body).0).await.redirected("code").unwrap();
    for (resource, status) in [(format!("{ORIGIN}/mcp"), 400), (sse, 200)] {
        let mut form = redemption(&code).to_vec();
        form.push(("resource", &resource));
        assert_eq!(client.token(&form).await.status, status, "{resource}");
    }
}
