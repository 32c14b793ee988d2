use axum::body::Body;
use reference_server::paths;
use serde_json::json;

use crate::client::{ORIGIN, Server, request};

#[tokio::test]
async fn both_locations_hold_the_same_resource_metadata() {
    let server = Server::new().await;
    for path in [paths::PROTECTED_RESOURCE_METADATA, paths::MCP_PROTECTED_RESOURCE_METADATA] {
        let answer = server.get(path).await;
        assert_eq!(answer.status, 200);
        assert_eq!(
            answer.json(),
            json!({
                "resource": format!("{ORIGIN}/mcp"),
                "authorization_servers": [ORIGIN],
                "scopes_supported": ["mcp:read", "mcp:write"],
                "bearer_methods_supported": ["header"],
                "resource_name": "Reference MCP server",
            })
        );
    }
}

#[tokio::test]
async fn the_server_metadata_is_complete() {
    let answer = Server::new().await.get(paths::AUTHORIZATION_SERVER_METADATA).await;
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.json(),
        json!({
            "issuer": ORIGIN,
            "authorization_endpoint": format!("{ORIGIN}/oauth/authorize"),
            "token_endpoint": format!("{ORIGIN}/oauth/token"),
            "registration_endpoint": format!("{ORIGIN}/oauth/register"),
            "scopes_supported": ["mcp:read", "mcp:write"],
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "token_endpoint_auth_methods_supported": ["none", "client_secret_post", "client_secret_basic"],
            "code_challenge_methods_supported": ["S256"],
            "client_id_metadata_document_supported": true,
            "authorization_response_iss_parameter_supported": true,
        })
    );
}

#[tokio::test]
async fn nothing_in_a_request_changes_the_metadata() {
    let request = request("GET", paths::AUTHORIZATION_SERVER_METADATA)
        .header("x-forwarded-host", "evil.example")
        .header("forwarded", "host=evil.example")
        .body(Body::empty());
    assert_eq!(Server::new().await.send(request.unwrap()).await.json()["issuer"], ORIGIN);
}

#[tokio::test]
async fn anything_else_is_not_found() {
    let server = Server::new().await;
    for path in [
        "/",
        "/register",
        "/mcp/",
        "/.well-known/openid-configuration",
        "/.well-known/oauth-authorization-server/mcp",
        "/.well-known/oauth-protected-resource/other",
        "/oauth/authorize/",
    ] {
        assert_eq!(server.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn another_method_is_told_which_is_allowed() {
    let server = Server::new().await;
    for (method, path, allow) in [
        ("POST", paths::AUTHORIZATION_SERVER_METADATA, "GET,HEAD"),
        ("POST", paths::AUTHORIZATION, "GET,HEAD"),
        ("POST", paths::CONSENT, "GET,HEAD"),
        ("GET", paths::TOKEN, "POST"),
        ("GET", paths::REGISTRATION, "POST"),
    ] {
        let answer = server.send(request(method, path).body(Body::empty()).unwrap()).await;
        assert_eq!((answer.status.as_u16(), answer.header("allow")), (405, allow), "{method} {path}");
    }
}
