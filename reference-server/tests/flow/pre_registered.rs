use reference_server::{DEFAULT_REDIRECT_URIS, credentials};

use crate::client::{Client, REDIRECT_URI, Server, settings};

/// A server with a client that the operator made, which sends its secret by this method.
async fn client(method: &str) -> Client {
    let (credentials, mut settings) = (credentials::generate(), settings());
    let (id, secret) = (credentials.client_id(), credentials.client_secret());
    settings.pre_register(id, Some(secret), DEFAULT_REDIRECT_URIS).unwrap();
    let server = Server::with(settings).await;
    Client { server, id: id.to_owned(), secret: Some(secret.to_owned()), method: method.to_owned() }
}

#[tokio::test]
async fn the_operators_client_connects_without_registering() {
    for method in ["client_secret_post", "client_secret_basic"] {
        let client = client(method).await;
        let tokens = client.tokens().await;
        assert_eq!(tokens["scope"], "mcp:read mcp:write");
        assert_eq!(client.refresh(&tokens["refresh_token"]).await.status, 200, "{method}");
    }
}

#[tokio::test]
async fn its_secret_is_needed() {
    let mut client = client("client_secret_post").await;
    let code = client.code().await;
    let own = client.secret.clone();
    for wrong in [None, Some("wrong".to_owned()), own.as_ref().map(|own| own[1..].to_owned())] {
        client.secret = wrong;
        assert_eq!(client.redeem(&code).await.error(), (401, "invalid_client".to_owned()));
    }
    client.secret = own;
    assert_eq!(client.redeem(&code).await.status, 200);
}

#[tokio::test]
async fn its_redirect_uris_are_those_of_the_claude_clients() {
    let client = client("client_secret_post").await;
    for (uri, status) in [
        (REDIRECT_URI, 200),
        ("https://claude.ai/api/mcp/auth_callback", 200),
        ("https://claude.com/api/mcp/auth_callback", 200),
        ("http://127.0.0.1:47779/oauth/callback", 200),
        ("https://claude.ai:8443/api/mcp/auth_callback", 400),
        ("https://example.com/api/mcp/auth_callback", 400),
    ] {
        assert_eq!(client.authorize(&[("redirect_uri", uri)]).await.status, status, "{uri}");
    }
}
