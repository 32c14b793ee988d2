use reference_server::paths;

use crate::{
    client::{Answer, Client, Server},
    mcp::status_with,
};

async fn revoke(client: &Client, token: &serde_json::Value) -> Answer {
    client.ask(paths::REVOCATION, &[("token", token.as_str().unwrap())]).await
}

#[tokio::test]
async fn a_revoked_access_token_ends_at_once_and_alone() {
    let server = Server::new().await;
    for method in ["none", "client_secret_post", "client_secret_basic"] {
        let client = server.client(method).await;
        let tokens = client.tokens().await;
        assert_eq!(status_with(&server, &tokens["access_token"]).await, 200);
        let answer = revoke(&client, &tokens["access_token"]).await;
        assert_eq!((answer.status.as_u16(), answer.body.as_str()), (200, ""), "{method}");
        assert_eq!(status_with(&server, &tokens["access_token"]).await, 401);
        assert_eq!(client.refresh(&tokens["refresh_token"]).await.status, 200);
    }
}

#[tokio::test]
async fn a_revoked_refresh_token_ends_its_grant() {
    let server = Server::new().await;
    let client = server.client("none").await;
    let first = client.tokens().await;
    let second = client.refresh(&first["refresh_token"]).await.json();
    let other = client.tokens().await;
    assert_eq!(revoke(&client, &first["refresh_token"]).await.status, 200);
    for tokens in [&first, &second] {
        assert_eq!(status_with(&server, &tokens["access_token"]).await, 401);
        assert_eq!(client.refresh(&tokens["refresh_token"]).await.error(), (400, "invalid_grant".to_owned()));
    }
    assert_eq!(status_with(&server, &other["access_token"]).await, 200);
}

#[tokio::test]
async fn what_cannot_be_revoked_is_answered_as_the_clause_says() {
    let server = Server::new().await;
    let (client, other) = (server.client("none").await, server.client("client_secret_post").await);
    let tokens = client.tokens().await;
    for token in ["access_token", "refresh_token"] {
        let foreign = revoke(&other, &tokens[token]).await;
        assert_eq!(foreign.error(), (400, "invalid_grant".to_owned()), "{token}");
    }
    assert_eq!(status_with(&server, &tokens["access_token"]).await, 200, "it still works");
    assert_eq!(revoke(&client, &"unknown".into()).await.status, 200);
    let missing = client.ask(paths::REVOCATION, &[]).await;
    assert_eq!(missing.error(), (400, "invalid_request".to_owned()));
    let nobody = server
        .post_form(paths::REVOCATION, None, &[("token", "x"), ("client_id", "unknown")])
        .await;
    assert_eq!(nobody.error(), (401, "invalid_client".to_owned()));
}
