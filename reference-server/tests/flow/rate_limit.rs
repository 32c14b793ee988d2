use std::{net::SocketAddr, num::NonZeroU32, time::Duration};

use axum::{body::Body, extract::ConnectInfo};
use http::{Request, header};
use reference_server::{ProxyHeader, Rate, RateLimits, paths};

use crate::client::{Answer, Server, metadata, request, settings};

/// A server that lets each address send so many requests an hour.
async fn server(change: impl FnOnce(&mut RateLimits), trusted: Option<ProxyHeader>) -> Server {
    let mut settings = settings();
    let mut limits = RateLimits::default();
    change(&mut limits);
    settings.rate_limits = Some(limits);
    settings.trusted_proxy = trusted;
    Server::with(settings).await
}

fn an_hour(requests: u32) -> Rate {
    Rate { requests: NonZeroU32::new(requests).unwrap(), period: Duration::from_hours(1) }
}

async fn send(server: &Server, peer: &str, mut request: Request<Body>) -> Answer {
    let peer: SocketAddr = peer.parse().unwrap();
    request.extensions_mut().insert(ConnectInfo(peer));
    server.send(request).await
}

fn registration() -> Request<Body> {
    let request = request("POST", paths::REGISTRATION).header(header::CONTENT_TYPE, "application/json");
    request.body(Body::from(metadata("none").to_string())).unwrap()
}

fn get(path: &str) -> Request<Body> {
    request("GET", path).body(Body::empty()).unwrap()
}

#[tokio::test]
async fn who_sends_too_much_is_told_when_to_come_back() {
    let server = server(|limits| limits.registration = an_hour(2), None).await;
    for _ in 0..2 {
        assert_eq!(send(&server, "192.0.2.1:1", registration()).await.status, 201);
    }
    let answer = send(&server, "192.0.2.1:2", registration()).await;
    assert_eq!(answer.error(), (429, "temporarily_unavailable".to_owned()));
    let seconds: u64 = answer.header("retry-after").parse().unwrap();
    assert!((1795..=1800).contains(&seconds), "{seconds}");
    assert_eq!(answer.header("access-control-allow-origin"), "*", "a script has to be able to read it");

    assert_eq!(send(&server, "192.0.2.2:1", registration()).await.status, 201, "another address");
    let other = send(&server, "192.0.2.1:3", get(paths::AUTHORIZATION_SERVER_METADATA)).await;
    assert_eq!(other.status, 200, "another limit");
}

#[tokio::test]
async fn each_limit_is_for_its_endpoints() {
    type Choose = fn(&mut RateLimits) -> &mut Rate;
    let cases: [(Choose, &str, &[&str]); 3] = [
        (|limits| &mut limits.token, "POST", &[paths::TOKEN, paths::REVOCATION, paths::INTROSPECTION]),
        (|limits| &mut limits.sign_in, "POST", &[paths::SIGN_IN]),
        (|limits| &mut limits.everything, "GET", &[paths::MCP, paths::AUTHORIZATION, paths::KEY_SET]),
    ];
    for (choose, method, paths) in cases {
        for path in paths {
            let server = server(|limits| *choose(limits) = an_hour(1), None).await;
            let request = || request(method, path).body(Body::empty()).unwrap();
            assert_ne!(send(&server, "192.0.2.1:1", request()).await.status, 429, "{path}");
            let refused = send(&server, "192.0.2.1:1", request()).await;
            assert_eq!(refused.status, 429, "{path}");
            assert_ne!(refused.header("retry-after"), "");
            let health = send(&server, "192.0.2.1:1", get(paths::HEALTH)).await;
            assert_eq!(health.status, 200, "what keeps the server running is never refused");
        }
    }
}

#[tokio::test]
async fn a_person_is_shown_a_page() {
    let server = server(|limits| limits.everything = an_hour(1), None).await;
    let page = send(&server, "192.0.2.1:1", get(paths::AUTHORIZATION)).await;
    assert_eq!(page.status, 400);
    let refused = send(&server, "192.0.2.1:1", get(paths::AUTHORIZATION)).await;
    assert_eq!((refused.status.as_u16(), refused.header("cache-control")), (429, "no-store"));
    assert_eq!(refused.header("content-type"), "text/html; charset=utf-8");
    assert_ne!(refused.header("retry-after"), "");
}

#[tokio::test]
async fn behind_a_trusted_proxy_its_clients_are_counted() {
    let from = |client: &str| {
        let mut request = get(paths::KEY_SET);
        request.headers_mut().insert("x-forwarded-for", client.parse().unwrap());
        request
    };
    let proxy = "127.0.0.1:1";
    let trusting = server(|limits| limits.everything = an_hour(1), Some(ProxyHeader::XForwardedFor)).await;
    for client in ["203.0.113.1", "203.0.113.9, 203.0.113.2"] {
        assert_eq!(send(&trusting, proxy, from(client)).await.status, 200, "{client}");
        let spoofed = format!("198.51.100.1, {}", client.rsplit(", ").next().unwrap());
        assert_eq!(send(&trusting, proxy, from(&spoofed)).await.status, 429, "{client}");
    }
    let distrusting = server(|limits| limits.everything = an_hour(1), None).await;
    assert_eq!(send(&distrusting, proxy, from("203.0.113.1")).await.status, 200);
    assert_eq!(send(&distrusting, proxy, from("203.0.113.2")).await.status, 429);
}
