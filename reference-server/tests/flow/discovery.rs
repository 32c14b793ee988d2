use axum::body::Body;
use reference_server::{ProxyHeader, Settings, paths};
use serde_json::json;

use crate::client::{ORIGIN, Server, settings};

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
            "jwks_uri": format!("{ORIGIN}/oauth/jwks"),
            "registration_endpoint": format!("{ORIGIN}/oauth/register"),
            "scopes_supported": ["mcp:read", "mcp:write", "offline_access"],
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "token_endpoint_auth_methods_supported": ["none", "client_secret_post", "client_secret_basic"],
            "revocation_endpoint": format!("{ORIGIN}/oauth/revoke"),
            "revocation_endpoint_auth_methods_supported": ["none", "client_secret_post", "client_secret_basic"],
            "introspection_endpoint": format!("{ORIGIN}/oauth/introspect"),
            "introspection_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
            "code_challenge_methods_supported": ["S256"],
            "client_id_metadata_document_supported": true,
            "authorization_response_iss_parameter_supported": true,
        })
    );
}

#[tokio::test]
async fn openid_discovery_finds_the_same_and_what_its_schema_requires() {
    let server = Server::new().await;
    let metadata = server.get(paths::AUTHORIZATION_SERVER_METADATA).await.json();
    let mut openid = server.get(paths::OPENID_CONFIGURATION).await.json();
    let members = openid.as_object_mut().unwrap();
    assert_eq!(members.remove("subject_types_supported"), Some(json!(["public"])));
    assert_eq!(members.remove("id_token_signing_alg_values_supported"), Some(json!(["RS256"])));
    assert_eq!(openid, metadata);
}

/// RFC 8414 section 3.1, RFC 9728 section 3.1, `OpenID` Connect Discovery 1.0 section 4.
#[tokio::test]
async fn an_issuer_with_a_path_is_found_where_the_clauses_say() {
    let issuer = format!("{ORIGIN}/tenant/1");
    let server = Server::with(Settings::new(issuer.parse().unwrap()).unwrap()).await;
    for path in [
        "/.well-known/oauth-authorization-server/tenant/1",
        "/.well-known/openid-configuration/tenant/1",
        "/tenant/1/.well-known/openid-configuration",
    ] {
        let metadata = server.get(path).await.json();
        assert_eq!(metadata["issuer"], issuer.as_str(), "{path}");
        assert_eq!(metadata["token_endpoint"], format!("{issuer}/oauth/token"));
    }
    for path in
        ["/.well-known/oauth-protected-resource/tenant/1/mcp", "/.well-known/oauth-protected-resource"]
    {
        let metadata = server.get(path).await.json();
        assert_eq!(metadata["resource"], format!("{issuer}/mcp"), "{path}");
        assert_eq!(metadata["authorization_servers"], json!([issuer]));
    }
    for path in ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration", "/mcp"] {
        assert_eq!(server.get(path).await.status, 404, "{path}");
    }
    let challenge = server.get("/tenant/1/mcp").await;
    assert_eq!(challenge.status, 401);
    let location =
        format!(r#"resource_metadata="{ORIGIN}/.well-known/oauth-protected-resource/tenant/1/mcp""#);
    assert!(challenge.header("www-authenticate").contains(&location), "{challenge:?}");
}

/// Only the public URL decides which URLs are handed out; not even a trusted proxy can.
#[tokio::test]
async fn nothing_in_a_request_changes_what_is_handed_out() {
    for trusted in [None, Some(ProxyHeader::XForwardedFor), Some(ProxyHeader::Forwarded)] {
        let mut settings = settings();
        settings.trusted_proxy = trusted;
        let server = Server::with(settings).await;
        for path in [paths::AUTHORIZATION_SERVER_METADATA, paths::PROTECTED_RESOURCE_METADATA, paths::MCP] {
            let plain = server.get(path).await;
            let request = http::Request::get(path)
                // At the endpoint itself a foreign host is refused: see `mcp::foreign_origins_and_hosts_are_refused`.
                .header("host", if path == paths::MCP { "127.0.0.1:8080" } else { "evil.example" })
                .header("x-forwarded-host", "evil.example")
                .header("x-forwarded-proto", "https")
                .header("x-forwarded-prefix", "/evil")
                .header("x-forwarded-for", "evil.example")
                .header("x-original-url", "/evil")
                .header("forwarded", "for=evil;host=evil.example;proto=https")
                .body(Body::empty());
            let answer = server.send(request.unwrap()).await;
            assert_eq!(
                (answer.status, answer.headers, answer.body),
                (plain.status, plain.headers, plain.body)
            );
        }
    }
}

#[tokio::test]
async fn anything_else_is_not_found() {
    let server = Server::new().await;
    for path in [
        "/",
        "/register",
        "/mcp/",
        "/.well-known/oauth-authorization-server/mcp",
        "/.well-known/oauth-protected-resource/other",
        "/oauth/authorize/",
    ] {
        assert_eq!(server.get(path).await.status, 404, "{path}");
    }
}
