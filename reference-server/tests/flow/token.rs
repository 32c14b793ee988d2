use std::time::Duration;

use axum::body::Body;
use reference_server::paths;

use crate::{
    client::{ORIGIN, Server, VERIFIER, basic, encode, redemption, request},
    mcp::status_with,
};

fn invalid_grant() -> (u16, String) {
    (400, "invalid_grant".to_owned())
}

#[tokio::test]
async fn the_flow_ends_with_tokens_for_each_method() {
    let server = Server::new().await;
    for method in ["none", "client_secret_post", "client_secret_basic"] {
        let client = server.client(method).await;
        let answer = client.redeem(&client.code().await).await;
        assert_eq!(answer.status, 200, "{method}: {answer:?}");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("pragma"), "no-cache");
        let body = answer.json();
        assert_eq!(body["token_type"], "Bearer");
        assert_eq!(body["expires_in"], 3600);
        assert_eq!(body["scope"], "mcp:read mcp:write");
        assert_eq!(body.as_object().unwrap().len(), 5, "nothing else and no null: {body}");
        assert_eq!(status_with(&server, &body["access_token"]).await, 200);
        let refreshed = client.refresh(&body["refresh_token"]).await;
        assert_eq!(refreshed.status, 200, "{method}: {refreshed:?}");
    }
}

#[tokio::test]
async fn a_confidential_client_may_send_its_secret_either_way() {
    let server = Server::new().await;
    for (registered, used) in
        [("client_secret_post", "client_secret_basic"), ("client_secret_basic", "client_secret_post")]
    {
        let mut client = server.client(registered).await;
        used.clone_into(&mut client.method);
        assert_eq!(client.redeem(&client.code().await).await.status, 200, "{registered} used as {used}");
    }
}

#[tokio::test]
async fn a_client_that_proves_nothing_is_401() {
    let server = Server::new().await;
    let (public, confidential) = (server.client("none").await, server.client("client_secret_basic").await);
    let secret = confidential.secret.as_deref().unwrap();
    for (authorization, credentials, challenged) in [
        (None, vec![("client_id", "unknown")], false),
        (None, vec![], false),
        (None, vec![("client_id", confidential.id.as_str())], false),
        (None, vec![("client_id", confidential.id.as_str()), ("client_secret", "wrong")], false),
        (None, vec![("client_id", public.id.as_str()), ("client_secret", secret)], false),
        (Some(basic("unknown", "x")), vec![], true),
        (Some(basic(&confidential.id, "wrong")), vec![], true),
        (Some("Basic ???".to_owned()), vec![], true),
    ] {
        let mut form = redemption("any").to_vec();
        form.extend(&credentials);
        let answer = server.post_form(paths::TOKEN, authorization.as_deref(), &form).await;
        assert_eq!(answer.error(), (401, "invalid_client".to_owned()), "{authorization:?} {credentials:?}");
        assert_eq!(answer.header("www-authenticate").starts_with("Basic"), challenged);
    }
    let mut form = redemption("any").to_vec();
    form.push(("client_secret", secret));
    let twice = server.post_form(paths::TOKEN, Some(&basic(&confidential.id, secret)), &form).await;
    assert_eq!(twice.error(), (400, "invalid_request".to_owned()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_concurrent_redemptions_one_succeeds() {
    let client = Server::new().await.client("none").await;
    for _ in 0..20 {
        let code = client.code().await;
        let redeem = || {
            let (client, code) = (client.clone(), code.clone());
            tokio::spawn(async move { client.redeem(&code).await })
        };
        let (one, other) = tokio::join!(redeem(), redeem());
        let mut statuses = [one.unwrap().status.as_u16(), other.unwrap().status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 400]);
    }
}

#[tokio::test]
async fn a_replayed_code_revokes_what_it_gave() {
    let client = Server::new().await.client("none").await;
    let code = client.code().await;
    let tokens = client.redeem(&code).await.json();
    assert_eq!(status_with(&client.server, &tokens["access_token"]).await, 200);
    assert_eq!(client.redeem(&code).await.error(), invalid_grant());
    assert_eq!(status_with(&client.server, &tokens["access_token"]).await, 401);
    assert_eq!(client.refresh(&tokens["refresh_token"]).await.error(), invalid_grant());
}

#[tokio::test]
async fn who_has_only_the_code_can_neither_use_it_up_nor_revoke_with_it() {
    let client = Server::new().await.client("none").await;
    let thief = client.server.client("none").await;
    let code = client.code().await;
    let attempt = || async {
        assert_eq!(thief.redeem(&code).await.error(), invalid_grant());
        for (at, wrong) in
            [(2, "http://localhost:3118/other"), (3, &"x".repeat(43)), (3, "short"), (3, &VERIFIER[1..])]
        {
            let mut form = redemption(&code);
            form[at].1 = wrong;
            assert_eq!(client.token(&form).await.error(), invalid_grant(), "{}={wrong}", form[at].0);
        }
    };
    attempt().await;
    let tokens = client.redeem(&code).await;
    assert_eq!(tokens.status, 200);
    attempt().await;
    assert_eq!(status_with(&client.server, &tokens.json()["access_token"]).await, 200);
}

#[tokio::test]
async fn codes_and_tokens_expire() {
    let (server, advance) = Server::with_clock().await;
    let client = server.client("none").await;
    let code = client.code().await;
    advance(Duration::from_mins(10));
    assert_eq!(client.redeem(&code).await.error(), invalid_grant());

    let tokens = client.tokens().await;
    advance(Duration::from_secs(3599));
    assert_eq!(status_with(&server, &tokens["access_token"]).await, 200);
    advance(Duration::from_secs(1));
    assert_eq!(status_with(&server, &tokens["access_token"]).await, 401);
    advance(Duration::from_hours(30 * 24 - 1));
    assert_eq!(client.refresh(&tokens["refresh_token"]).await.error(), invalid_grant());
}

#[tokio::test]
async fn a_malformed_request_is_told_what_is_wrong() {
    let client = Server::new().await.client("none").await;
    let code = client.code().await;
    for (at, error) in
        [(0, "invalid_request"), (1, "invalid_request"), (2, "invalid_request"), (3, "invalid_request")]
    {
        let mut form = redemption(&code);
        form[at].1 = "";
        assert_eq!(client.token(&form).await.error(), (400, error.to_owned()), "{}", form[at].0);
    }
    let mut form = redemption(&code).to_vec();
    form[0].1 = "password";
    assert_eq!(client.token(&form).await.error(), (400, "unsupported_grant_type".to_owned()));
    let mut form = redemption(&code).to_vec();
    form.push(("code", &code));
    assert_eq!(client.token(&form).await.error(), (400, "invalid_request".to_owned()));
    let mut form = redemption(&code).to_vec();
    form.push(("resource", "https://elsewhere.example/mcp"));
    assert_eq!(client.token(&form).await.error(), (400, "invalid_target".to_owned()));
    let mut form = redemption(&code).to_vec();
    let origin = format!("{ORIGIN}/");
    form.extend([("resource", origin.as_str()), ("unknown", "1"), ("unknown", "2")]);
    assert_eq!(client.token(&form).await.status, 200, "and after all this the code still works");
}

#[tokio::test]
async fn the_body_is_a_form_and_says_so() {
    let client = Server::new().await.client("none").await;
    for (media_type, expected) in [
        ("application/x-www-form-urlencoded; charset=UTF-8", "invalid_grant"),
        ("application/json", "invalid_request"),
        ("text/plain", "invalid_request"),
    ] {
        let mut form = redemption("unknown").to_vec();
        form.push(("client_id", &client.id));
        let request = request("POST", paths::TOKEN).header("content-type", media_type);
        let answer = client.server.send(request.body(Body::from(encode(&form))).unwrap()).await;
        assert_eq!(answer.error(), (400, expected.to_owned()), "{media_type}");
    }
}

#[tokio::test]
async fn a_refresh_token_rotates_within_a_grace() {
    let (server, advance) = Server::with_clock().await;
    let client = server.client("client_secret_post").await;
    let first = client.tokens().await;
    let second = client.refresh(&first["refresh_token"]).await.json();
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    assert_ne!(first["access_token"], second["access_token"]);
    advance(Duration::from_secs(5));
    let racing = client.refresh(&first["refresh_token"]).await;
    assert_eq!(racing.status, 200, "a second process refreshes seconds later");
    for tokens in [&second, &racing.json()] {
        assert_eq!(status_with(&server, &tokens["access_token"]).await, 200);
    }
    let third = client.refresh(&second["refresh_token"]).await.json();

    advance(Duration::from_secs(6));
    assert_eq!(client.refresh(&first["refresh_token"]).await.error(), invalid_grant());
    assert_eq!(
        client.refresh(&third["refresh_token"]).await.error(),
        invalid_grant(),
        "the grant is revoked"
    );
    assert_eq!(status_with(&server, &third["access_token"]).await, 401);
}

#[tokio::test]
async fn a_refresh_token_belongs_to_its_client() {
    let client = Server::new().await.client("none").await;
    let other = client.server.client("none").await;
    let tokens = client.tokens().await;
    assert_eq!(other.refresh(&tokens["refresh_token"]).await.error(), invalid_grant());
    assert_eq!(client.refresh(&tokens["refresh_token"]).await.status, 200, "and the attempt did no harm");
}

#[tokio::test]
async fn scope_narrows_and_never_widens() {
    let client = Server::new().await.client("none").await;
    let tokens = client.tokens().await;
    let refresh = |token: String, scope| {
        let client = client.clone();
        async move {
            client
                .token(&[("grant_type", "refresh_token"), ("refresh_token", &token), ("scope", scope)])
                .await
        }
    };
    let token = |tokens: &serde_json::Value| tokens["refresh_token"].as_str().unwrap().to_owned();
    let wide = refresh(token(&tokens), "mcp:read mcp:admin").await;
    assert_eq!(wide.error(), (400, "invalid_scope".to_owned()));
    let narrow = refresh(token(&tokens), "mcp:read").await.json();
    assert_eq!(narrow["scope"], "mcp:read");
    let whole = refresh(token(&narrow), "").await.json();
    assert_eq!(whole["scope"], "mcp:read mcp:write", "the refresh token kept the whole");
}

#[tokio::test]
async fn a_client_gets_no_refresh_token_that_it_did_not_register_for() {
    let server = Server::new().await;
    let mut client = server.client("none").await;
    let mut metadata = crate::client::metadata("none");
    metadata["grant_types"] = serde_json::json!(["authorization_code"]);
    client.id = server.register(metadata).await.json()["client_id"].as_str().unwrap().to_owned();
    let tokens = client.tokens().await;
    assert_eq!(tokens.get("refresh_token"), None);
    assert_eq!(client.refresh(&"any".into()).await.error(), (400, "unauthorized_client".to_owned()));
}
