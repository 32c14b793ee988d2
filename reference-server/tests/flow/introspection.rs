use std::time::Duration;

use reference_server::paths;
use serde_json::{Value, json};

use crate::client::{Client, ORIGIN, Server};

async fn introspect(client: &Client, token: &Value) -> Value {
    let answer = client.ask(paths::INTROSPECTION, &[("token", token.as_str().unwrap())]).await;
    assert_eq!((answer.status.as_u16(), answer.header("cache-control")), (200, "no-store"));
    answer.json()
}

#[tokio::test]
async fn a_client_learns_about_its_own_tokens() {
    let client = Server::new().await.client("client_secret_post").await;
    let tokens = client.tokens().await;
    let mut access = introspect(&client, &tokens["access_token"]).await;
    let members = access.as_object_mut().unwrap();
    let (issued, expires) = (members.remove("iat").unwrap(), members.remove("exp").unwrap());
    assert_eq!(expires.as_u64().unwrap() - issued.as_u64().unwrap(), 3600);
    assert_eq!(members.remove("jti").unwrap().as_str().unwrap().len(), 43);
    let told = json!({ "active": true, "client_id": client.id, "sub": "demo", "scope": "mcp:read mcp:write",
        "aud": format!("{ORIGIN}/mcp"), "iss": ORIGIN, "token_type": "Bearer" });
    assert_eq!(access, told);
    let refresh = introspect(&client, &tokens["refresh_token"]).await;
    assert_eq!((&refresh["active"], &refresh["token_type"]), (&json!(true), &Value::Null));
}

#[tokio::test]
async fn of_a_token_that_does_not_work_only_that_is_told() {
    let server = Server::new().await;
    let (client, other) =
        (server.client("client_secret_basic").await, server.client("client_secret_post").await);
    let tokens = client.tokens().await;
    let inactive = json!({ "active": false });
    assert_eq!(introspect(&client, &"unknown".into()).await, inactive);
    for token in ["access_token", "refresh_token"] {
        assert_eq!(introspect(&other, &tokens[token]).await, inactive, "{token} of another client");
        assert_eq!(introspect(&client, &tokens[token]).await["active"], true);
        client.ask(paths::REVOCATION, &[("token", tokens[token].as_str().unwrap())]).await;
        assert_eq!(introspect(&client, &tokens[token]).await, inactive, "{token}, revoked");
    }
}

#[tokio::test]
async fn a_refresh_token_that_was_used_works_for_its_grace_only() {
    let (server, advance) = Server::with_clock().await;
    let client = server.client("client_secret_post").await;
    let tokens = client.tokens().await;
    let next = client.refresh(&tokens["refresh_token"]).await.json();
    advance(Duration::from_secs(10));
    assert_eq!(introspect(&client, &tokens["refresh_token"]).await["active"], true);
    advance(Duration::from_secs(1));
    assert_eq!(introspect(&client, &tokens["refresh_token"]).await, json!({ "active": false }));
    assert_eq!(introspect(&client, &next["refresh_token"]).await["active"], true);
}

#[tokio::test]
async fn a_client_without_a_secret_learns_nothing() {
    let client = Server::new().await.client("none").await;
    let tokens = client.tokens().await;
    let token = tokens["access_token"].as_str().unwrap();
    let answer = client.ask(paths::INTROSPECTION, &[("token", token)]).await;
    assert_eq!(answer.error(), (401, "invalid_client".to_owned()));
}
