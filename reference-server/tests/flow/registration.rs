use axum::body::Body;
use reference_server::paths;
use serde_json::{Value, json};

use crate::client::{REDIRECT_URI, Server, metadata, request};

#[tokio::test]
async fn a_confidential_client_gets_a_secret() {
    for method in ["client_secret_post", "client_secret_basic"] {
        let answer = Server::new().await.register(metadata(method)).await;
        assert_eq!(answer.status, 201);
        assert_eq!(answer.header("cache-control"), "no-store");
        let body = answer.json();
        assert_eq!(body["token_endpoint_auth_method"], method);
        assert_eq!(body["client_secret"].as_str().unwrap().len(), 43);
        assert_eq!(body["client_secret_expires_at"], 0);
    }
}

#[tokio::test]
async fn a_public_client_gets_no_secret_and_everything_comes_back() {
    let answer = Server::new().await.register(metadata("none")).await;
    assert_eq!(answer.status, 201);
    let mut body = answer.json();
    assert_eq!(body["client_id"].as_str().unwrap().len(), 43);
    assert!(body["client_id_issued_at"].as_u64().unwrap() > 1_700_000_000);
    let members = body.as_object_mut().unwrap();
    members.retain(|name, _| !name.starts_with("client_id") && !name.starts_with("registration_"));
    assert_eq!(
        body,
        json!({
            "redirect_uris": [REDIRECT_URI],
            "token_endpoint_auth_method": "none",
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "scope": "mcp:read mcp:write",
            "client_name": "Claude <Code>",
        })
    );
}

#[tokio::test]
async fn what_a_client_cannot_choose_or_this_server_does_not_know_is_ignored() {
    let mut request = metadata("none");
    for (name, value) in [
        ("client_id", json!("chosen")),
        ("client_secret", json!("chosen")),
        ("registration_access_token", json!("chosen")),
        ("software_statement", json!("not.a.jwt")),
        ("client_name#fr", json!("Claude")),
        ("jwks", json!({ "keys": [] })),
        ("contacts", json!(null)),
    ] {
        request[name] = value;
    }
    let answer = Server::new().await.register(request).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    let body = answer.json();
    assert!(!answer.body.contains("chosen") && !answer.body.contains("null"), "{body}");
    for name in ["client_secret", "software_statement", "client_name#fr", "jwks", "contacts"] {
        assert_eq!(body.get(name), None, "{name}");
    }
}

#[tokio::test]
async fn what_cannot_be_registered_is_refused_by_its_code() {
    let server = Server::new().await;
    let with = |name: &str, value: Value| {
        let mut metadata = metadata("none");
        metadata[name] = value;
        metadata
    };
    for (metadata, error) in [
        (json!([]), "invalid_client_metadata"),
        (json!("text"), "invalid_client_metadata"),
        (with("client_name", json!(5)), "invalid_client_metadata"),
        (with("redirect_uris", json!("https://example.com/cb")), "invalid_client_metadata"),
        (with("client_name", json!("x".repeat(257))), "invalid_client_metadata"),
        (json!([[REDIRECT_URI], "none"]), "invalid_client_metadata"),
        (with("redirect_uris", json!(vec![REDIRECT_URI; 33])), "invalid_redirect_uri"),
        (with("redirect_uris", json!([])), "invalid_redirect_uri"),
        (with("redirect_uris", json!(null)), "invalid_redirect_uri"),
        (with("redirect_uris", json!([REDIRECT_URI, "http://example.com/cb"])), "invalid_redirect_uri"),
        (with("redirect_uris", json!(["javascript:alert(1)"])), "invalid_redirect_uri"),
        (with("redirect_uris", json!(["https://example.com/#x"])), "invalid_redirect_uri"),
    ] {
        let answer = server.register(metadata.clone()).await;
        assert_eq!(answer.error(), (400, error.to_owned()), "{metadata}");
    }
}

#[tokio::test]
async fn the_body_is_json_and_says_so() {
    let server = Server::new().await;
    let padded = |length: usize| {
        let body = metadata("none").to_string();
        let padding = " ".repeat(length - body.len());
        body + &padding
    };
    for (media_type, body, status) in [
        ("application/json", padded(64 * 1024), 201),
        ("application/json", padded(64 * 1024 + 1), 400),
        ("application/json; charset=utf-8", metadata("none").to_string(), 201),
        ("text/plain", metadata("none").to_string(), 400),
        ("application/json", "{".to_owned(), 400),
    ] {
        let request = request("POST", paths::REGISTRATION).header("content-type", media_type);
        let answer = server.send(request.body(Body::from(body)).unwrap()).await;
        assert_eq!(answer.status, status, "{media_type}");
        assert!(answer.json().is_object(), "{media_type}");
    }
}
