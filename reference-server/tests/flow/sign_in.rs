use axum::body::Body;
use http::header;
use reference_server::{Accounts, hash_password, paths};

use crate::client::{Answer, Client, ORIGIN, STATE, Server, encode, links, request, settings};

const PASSWORD: &str = "correct horse & battery=staple+ü";

/// A server on which Alice and Bob have the same password.
async fn server() -> Server {
    let hash = hash_password(PASSWORD);
    let mut settings = settings();
    settings.accounts = Accounts::parse(&format!("alice = \"{hash}\"\nbob = \"{hash}\"\n")).unwrap();
    Server::with(settings).await
}

/// The value of the hidden field.
fn query(page: &Answer) -> String {
    let value = page.body.split("name=\"query\" value=\"").nth(1).unwrap();
    value[..value.find('"').unwrap()].replace("&#38;", "&")
}

async fn submit(server: &Server, page: &Answer, username: &str, password: &str) -> Answer {
    let form = [("query", query(page).as_str()), ("username", username), ("password", password)]
        .map(|(name, value)| (name, value.to_owned()));
    let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let request = request("POST", paths::SIGN_IN)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ORIGIN, ORIGIN);
    server.send(request.body(Body::from(encode(&form))).unwrap()).await
}

/// The consent page after a sign-in.
async fn signed_in(client: &Client, username: &str) -> Answer {
    let page = client.server.get(&client.authorization_url()).await;
    let answer = submit(&client.server, &page, username, PASSWORD).await;
    assert_eq!(answer.status, 303, "{answer:?}");
    client.server.get(answer.header("location").strip_prefix(ORIGIN).unwrap()).await
}

#[tokio::test]
async fn every_parameter_survives_the_sign_in() {
    let client = server().await.client("none").await;
    let page = client.authorize(&[]).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("type=\"password\"") && !page.body.contains("decision="), "{page:?}");
    let policy = page.header("content-security-policy");
    assert!(policy.contains("form-action 'self'") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert_eq!(page.header("referrer-policy"), "same-origin");

    let consent = signed_in(&client, "alice").await;
    assert!(consent.body.contains("<dd>alice"), "{consent:?}");
    let answer = client.server.get(&links(&consent.body).0).await;
    assert_eq!(answer.redirected("state").as_deref(), Some(STATE));
    let tokens = client.redeem(&answer.redirected("code").unwrap()).await.json();
    assert_eq!(tokens["scope"], "mcp:read mcp:write");
}

#[tokio::test]
async fn a_wrong_password_is_told_and_starts_nothing() {
    let client = server().await.client("none").await;
    let page = client.authorize(&[]).await;
    for (name, password) in [("alice", "wrong"), ("mallory", PASSWORD), ("", "")] {
        let refused = submit(&client.server, &page, name, password).await;
        assert_eq!((refused.status.as_u16(), refused.header("set-cookie")), (403, ""), "{name}");
        assert!(refused.body.contains("role=\"alert\"") && !refused.body.contains(PASSWORD));
        assert_eq!(query(&refused), query(&page), "the second attempt has the same request");
    }
    assert_eq!(submit(&client.server, &page, "alice", PASSWORD).await.status, 303);
}

#[tokio::test]
async fn a_form_of_a_foreign_page_signs_nobody_in() {
    let client = server().await.client("none").await;
    let page = client.authorize(&[]).await;
    let form = [("query", query(&page)), ("username", "bob".to_owned()), ("password", PASSWORD.to_owned())];
    let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    for (origin, status) in [("https://evil.example", 400), ("null", 400), (ORIGIN, 303)] {
        let request = request("POST", paths::SIGN_IN)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ORIGIN, origin);
        let answer = client.server.send(request.body(Body::from(encode(&form))).unwrap()).await;
        assert_eq!(answer.status, status, "{origin}");
    }
}

#[tokio::test]
async fn the_sign_in_redirects_nowhere_but_back() {
    let client = server().await.client("none").await;
    let page = client.authorize(&[]).await;
    let form = [("query", "@evil.example/?x"), ("username", "alice"), ("password", PASSWORD)];
    let answer = client.server.post_form(paths::SIGN_IN, None, &form).await;
    assert!(answer.header("location").starts_with(&format!("{ORIGIN}/oauth/authorize?")), "{answer:?}");
    assert_eq!(submit(&client.server, &page, "alice", PASSWORD).await.status, 303);
}

#[tokio::test]
async fn another_account_can_be_chosen_and_the_session_is_a_new_one() {
    let client = server().await.client("none").await;
    let consent = signed_in(&client, "alice").await;
    let old = client.server.other_browser();
    let start = consent.body.rfind("href=\"").unwrap() + 6;
    let other = consent.body[start..].split('"').next().unwrap().replace("&#38;", "&");
    assert!(other.ends_with("&prompt=login"), "{other}");
    let page = client.server.get(&other).await;
    assert!(page.body.contains("type=\"password\""), "{page:?}");
    let answer = submit(&client.server, &page, "bob", PASSWORD).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    let consent = client.server.get(answer.header("location").strip_prefix(ORIGIN).unwrap()).await;
    assert!(consent.body.contains("<dd>bob"), "{consent:?}");
    let page = old.get(&client.authorization_url()).await;
    assert!(page.body.contains("type=\"password\""), "another browser is not signed in");
}

#[tokio::test]
async fn over_https_the_cookie_is_bound_to_the_host() {
    let mut settings = reference_server::Settings::new("https://mcp.example.com".parse().unwrap()).unwrap();
    settings.accounts = Accounts::parse(&format!("alice = \"{}\"", hash_password(PASSWORD))).unwrap();
    let client = Server::with(settings).await.client("none").await;
    let target = client
        .authorization_url()
        .replace("http%3A%2F%2F127.0.0.1%3A8080", "https%3A%2F%2Fmcp.example.com");
    let page = client.server.get(&target).await;
    let form = [("query", query(&page)), ("username", "alice".to_owned()), ("password", PASSWORD.to_owned())];
    let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = client.server.post_form(paths::SIGN_IN, None, &form).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-session=") && cookie.contains("Secure") && cookie.contains("Path=/"));
    let location = answer.header("location").strip_prefix("https://mcp.example.com").unwrap();
    let cookie = client.server.get(location).await.header("set-cookie").to_owned();
    assert!(cookie.starts_with("__Secure-page-") && cookie.contains("Path=/oauth/consent"), "{cookie}");
}
