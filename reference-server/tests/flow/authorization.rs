use std::time::Duration;

use axum::body::Body;
use reference_server::paths;

use crate::client::{ORIGIN, REDIRECT_URI, STATE, Server, encode, links, metadata, redemption, request};

#[tokio::test]
async fn the_consent_page_shows_who_asks_for_what() {
    let page = Server::new().await.client("none").await.authorize(&[("scope", "mcp:read")]).await;
    assert_eq!(page.status, 200);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("x-frame-options"), "DENY");
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    let policy = page.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(!policy.contains("form-action"), "it would stop the redirect to the client");
    for shown in [
        "Claude &#60;Code&#62;",
        "<dd>localhost</dd>",
        "<li>use tools that only read <code>mcp:read</code></li>",
    ] {
        assert!(page.body.contains(shown), "expected {shown} in {}", page.body);
    }
    for absent in ["<script", "<form", "mcp:write", "Claude <Code>"] {
        assert!(!page.body.contains(absent), "{absent}");
    }
}

#[tokio::test]
async fn approval_sends_the_code_back_with_state_and_issuer() {
    let client = Server::new().await.client("none").await;
    let page = client.authorize(&[]).await;
    let answer = client.server.get(&links(&page.body).0).await;
    assert!(answer.header("location").starts_with(&format!("{REDIRECT_URI}?code=")));
    assert_eq!(answer.redirected("code").unwrap().len(), 43);
    assert_eq!(answer.redirected("state").as_deref(), Some(STATE));
    assert_eq!(answer.redirected("iss").as_deref(), Some(ORIGIN));
    assert_eq!(answer.redirected("error"), None);
}

#[tokio::test]
async fn denial_sends_the_error_back() {
    let client = Server::new().await.client("none").await;
    let page = client.authorize(&[]).await;
    let (approve, deny) = links(&page.body);
    let answer = client.server.get(&deny).await;
    assert_eq!(answer.redirected("error").as_deref(), Some("access_denied"));
    assert_eq!(answer.redirected("state").as_deref(), Some(STATE));
    assert_eq!(answer.redirected("iss").as_deref(), Some(ORIGIN));
    assert_eq!(answer.redirected("code"), None);
    assert_eq!(client.server.get(&approve).await.status, 400, "the decision was made");
}

#[tokio::test]
async fn a_request_without_state_is_answered_without() {
    let client = Server::new().await.client("none").await;
    let page = client.authorize(&[("state", "")]).await;
    let answer = client.server.get(&links(&page.body).0).await;
    assert_eq!(answer.redirected("state"), None);
}

#[tokio::test]
async fn a_link_works_once_and_only_in_time() {
    let (server, advance) = Server::with_clock().await;
    let client = server.client("none").await;
    let approve = links(&client.authorize(&[]).await.body).0;
    assert_eq!(server.get(&approve).await.status, 302);
    let again = server.get(&approve).await;
    assert_eq!((again.status.as_u16(), again.header("location")), (400, ""));

    let late = links(&client.authorize(&[]).await.body).0;
    advance(Duration::from_mins(10));
    assert_eq!(server.get(&late).await.status, 400);
    let guessed = format!("{}?ticket=guessed&decision=approve", paths::CONSENT);
    assert_eq!(server.get(&guessed).await.status, 400);
}

#[tokio::test]
async fn what_decides_nothing_leaves_the_ticket_alone() {
    let client = Server::new().await.client("none").await;
    let approve = links(&client.authorize(&[]).await.body).0;
    let head = client.server.send(request("HEAD", &approve).body(Body::empty()).unwrap()).await;
    assert_eq!((head.status.as_u16(), head.header("location")), (200, ""));
    let ahead = request("GET", &approve).header("sec-purpose", "prefetch;prerender").body(Body::empty());
    assert_eq!(client.server.send(ahead.unwrap()).await.status, 503);
    let unclear = client.server.get(&approve.replace("=approve", "=perhaps")).await;
    assert_eq!(unclear.status, 400);
    assert_eq!(client.server.get(&approve).await.status, 302);
}

#[tokio::test]
async fn nobody_is_redirected_for_an_unknown_client_or_redirect_uri() {
    let client = Server::new().await.client("none").await;
    for change in [
        ("client_id", "unknown"),
        ("client_id", ""),
        ("redirect_uri", "https://evil.example/callback"),
        ("redirect_uri", "http://localhost:3118/callback/../other"),
        ("redirect_uri", "http://localhost:3118/callback?x=1"),
        ("redirect_uri", "http://localhost.evil.example:3118/callback"),
        ("redirect_uri", "http://127.0.0.1:3118/callback"),
        ("redirect_uri", "javascript:alert(1)"),
    ] {
        let answer = client.authorize(&[change]).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (400, ""), "{change:?}");
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    }
}

#[tokio::test]
async fn a_repeated_client_or_redirect_uri_redirects_nobody() {
    let client = Server::new().await.client("none").await;
    for name in ["client_id", "redirect_uri"] {
        let mut parameters = client.authorization();
        let repeated = parameters.iter().find(|(known, _)| *known == name).unwrap().clone();
        parameters.push(repeated);
        let pairs: Vec<_> = parameters.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = client.server.get(&format!("{}?{}", paths::AUTHORIZATION, encode(&pairs))).await;
        assert_eq!(answer.status, 400, "{name}");
    }
}

#[tokio::test]
async fn the_port_of_a_loopback_redirect_uri_is_free() {
    let client = Server::new().await.client("none").await;
    let other = "http://localhost:50123/callback";
    let page = client.authorize(&[("redirect_uri", other)]).await;
    let answer = client.server.get(&links(&page.body).0).await;
    assert!(answer.header("location").starts_with(&format!("{other}?code=")));
    let code = answer.redirected("code").unwrap();
    assert_eq!(client.redeem(&code).await.error(), (400, "invalid_grant".to_owned()));
    let mut form = redemption(&code);
    form[2].1 = other;
    assert_eq!(client.token(&form).await.status, 200);
}

#[tokio::test]
async fn a_sole_redirect_uri_may_be_left_out() {
    let client = Server::new().await.client("none").await;
    let page = client.authorize(&[("redirect_uri", "")]).await;
    let code = client.server.get(&links(&page.body).0).await.redirected("code").unwrap();
    let mut form = redemption(&code);
    form[2].1 = "";
    assert_eq!(client.token(&form).await.status, 200);

    let mut two = metadata("none");
    two["redirect_uris"] = [REDIRECT_URI, "https://example.com/cb"].into();
    let id = client.server.register(two).await.json()["client_id"].as_str().unwrap().to_owned();
    let answer = client.authorize(&[("client_id", &id), ("redirect_uri", "")]).await;
    assert_eq!(answer.status, 400);
}

#[tokio::test]
async fn other_errors_are_told_to_the_client() {
    let client = Server::new().await.client("none").await;
    for (name, value, error) in [
        ("response_type", "token", "unsupported_response_type"),
        ("response_type", "", "invalid_request"),
        ("code_challenge", "", "invalid_request"),
        ("code_challenge", "short", "invalid_request"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("code_challenge_method", "", "invalid_request"),
        ("resource", "https://elsewhere.example/mcp", "invalid_target"),
        ("scope", "openid profile", "invalid_scope"),
    ] {
        let answer = client.authorize(&[(name, value)]).await;
        assert!(answer.header("location").starts_with(&format!("{REDIRECT_URI}?error=")), "{answer:?}");
        assert_eq!(answer.redirected("error").as_deref(), Some(error), "{name}={value}");
        assert!(answer.redirected("error_description").is_some());
        assert_eq!(answer.redirected("state").as_deref(), Some(STATE));
        assert_eq!(answer.redirected("iss").as_deref(), Some(ORIGIN));
    }
}

#[tokio::test]
async fn a_repeated_parameter_is_told_to_the_client() {
    let client = Server::new().await.client("none").await;
    for name in ["scope", "state", "code_challenge", "response_type"] {
        let mut parameters = client.authorization();
        parameters.push((name, "again".to_owned()));
        let pairs: Vec<_> = parameters.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = client.server.get(&format!("{}?{}", paths::AUTHORIZATION, encode(&pairs))).await;
        assert_eq!(answer.redirected("error").as_deref(), Some("invalid_request"), "{name}");
        let state = (name != "state").then_some(STATE);
        assert_eq!(answer.redirected("state").as_deref(), state, "{name}");
    }
}

#[tokio::test]
async fn the_resource_may_be_spelled_as_clients_do() {
    let client = Server::new().await.client("none").await;
    for path in ["/mcp", "/mcp/", "/", ""] {
        let page = client.authorize(&[("resource", &format!("{ORIGIN}{path}"))]).await;
        assert_eq!(page.status, 200, "{path}");
    }
    assert_eq!(client.authorize(&[("resource", "")]).await.status, 200);
}

#[tokio::test]
async fn unknown_scopes_and_parameters_are_ignored() {
    let client = Server::new().await.client("none").await;
    let page = client.authorize(&[("scope", "openid mcp:write")]).await;
    let code = client.server.get(&links(&page.body).0).await.redirected("code").unwrap();
    assert_eq!(client.redeem(&code).await.json()["scope"], "mcp:write");

    let page = client.authorize(&[("scope", "")]).await;
    let code = client.server.get(&links(&page.body).0).await.redirected("code").unwrap();
    assert_eq!(client.redeem(&code).await.json()["scope"], "mcp:read mcp:write");
}

#[tokio::test]
async fn a_link_works_in_the_browser_that_saw_the_page_only() {
    let client = Server::new().await.client("none").await;
    let (approve, _) = links(&client.authorize(&[]).await.body);
    let other = client.server.other_browser();
    assert_eq!(other.get(&approve).await.status, 400, "it was shown no page");
    let (own, _) = links(&other.get(&client.authorization_url()).await.body);
    assert_eq!(other.get(&approve).await.status, 400, "it was shown another page");
    assert_eq!(client.server.get(&approve).await.status, 302);
    assert_eq!(other.get(&own).await.status, 302);
}

#[tokio::test]
async fn two_pages_may_be_open_at_once() {
    let client = Server::new().await.client("none").await;
    let pages = [client.authorize(&[]).await, client.authorize(&[]).await];
    for page in pages {
        assert_eq!(client.server.get(&links(&page.body).0).await.status, 302);
    }
}

#[tokio::test]
async fn an_answer_can_come_back_in_the_query_only() {
    let client = Server::new().await.client("none").await;
    let target = client.authorization_url();
    assert_eq!(client.server.get(&format!("{target}&response_mode=query")).await.status, 200);
    let refused = client.server.get(&format!("{target}&response_mode=form_post")).await;
    assert_eq!(refused.redirected("error").as_deref(), Some("invalid_request"));
}

#[tokio::test]
async fn offline_access_may_be_asked_for_and_is_granted() {
    let client = Server::new().await.client("none").await;
    for (asked, granted) in [
        ("mcp:read offline_access", "mcp:read offline_access"),
        ("offline_access", "mcp:read mcp:write offline_access"),
    ] {
        let page = client.authorize(&[("scope", asked)]).await;
        let code = client.server.get(&links(&page.body).0).await.redirected("code").unwrap();
        assert_eq!(client.redeem(&code).await.json()["scope"], granted);
    }
}
