use std::{
    io::{self, Write},
    sync::{Arc, Mutex, Once},
};

use axum::body::Body;
use http::{Method, Request, header};
use reference_server::paths;
use tracing_subscriber::EnvFilter;

use crate::client::{Server, encode, request};

/// What is logged on one thread, where one test runs.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

thread_local! {
    static LOG: Log = Log::default();
}

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Collects all that this thread logs of our crate, and only of it. One subscriber serves all threads, since what a
/// subscriber of a single thread gets depends on the others that come and go meanwhile.
fn collect() -> Log {
    static SUBSCRIBED: Once = Once::new();
    SUBSCRIBED.call_once(|| {
        tracing_subscriber::fmt()
            .with_env_filter(EnvFilter::new("off,reference_server=trace"))
            .with_ansi(false)
            .with_writer(|| LOG.with(Log::clone))
            .init();
    });
    LOG.with(Log::clone)
}

#[tokio::test]
async fn one_line_a_request() {
    let server = Server::new().await;
    let log = collect();
    server.get(&format!("{}?x=1", paths::KEY_SET)).await;
    server.client("none").await.redeem("unknown").await;
    let text = log.text();
    let lines: Vec<_> = text.lines().filter(|line| line.contains("answered")).collect();
    for (line, parts) in lines.iter().zip([
        ["method=\"GET\"", "route=\"/oauth/jwks\"", "status=200"].as_slice(),
        &["method=\"POST\"", "route=\"/oauth/register\"", "status=201"],
        &["method=\"POST\"", "route=\"/oauth/token\"", "status=400", "error=\"invalid_grant\""],
    ]) {
        for part in parts.iter().chain(&["milliseconds="]) {
            assert!(line.contains(part), "expected {part} in {line}");
        }
    }
    assert_eq!(lines.len(), 3, "{text}");
}

const PLANTED: &str = "planted-secret";

/// A request with a secret in every place where one may be.
fn planted(method: &Method, path: &str, authorization: &str, media_type: &str) -> Request<Body> {
    let form = encode(&[
        ("grant_type", "refresh_token"),
        ("client_id", "planted-secret-client"),
        ("client_secret", PLANTED),
        ("code", PLANTED),
        ("refresh_token", PLANTED),
        ("token", PLANTED),
        ("ticket", PLANTED),
        ("username", PLANTED),
        ("password", PLANTED),
    ]);
    let request = request(method.as_str(), &format!("{path}?{form}"))
        .header(header::AUTHORIZATION, authorization)
        .header(header::COOKIE, "session=planted-secret")
        .header(header::ORIGIN, "https://planted-secret.example")
        .header(header::REFERER, "https://example.com/?planted-secret")
        .header("mcp-session-id", PLANTED)
        .header("x-forwarded-for", PLANTED)
        .header(header::CONTENT_TYPE, media_type);
    request.body(Body::from(form)).unwrap()
}

#[tokio::test]
async fn no_secret_of_a_request_is_logged() {
    let server = Server::new().await;
    let log = collect();
    let all = [
        paths::MCP,
        paths::KEY_SET,
        paths::REGISTRATION,
        paths::AUTHORIZATION,
        paths::SIGN_IN,
        paths::CONSENT,
        paths::TOKEN,
        paths::REVOCATION,
        paths::INTROSPECTION,
        paths::HEALTH,
        "/planted-secret",
    ];
    let methods = [Method::GET, Method::POST, Method::DELETE, Method::from_bytes(b"PLANTED-SECRET").unwrap()];
    for (path, method) in all.iter().flat_map(|path| methods.iter().map(move |method| (path, method))) {
        for authorization in ["Bearer planted-secret", "Basic cGxhbnRlZC1zZWNyZXQ6cGxhbnRlZC1zZWNyZXQ="] {
            for media_type in ["application/x-www-form-urlencoded", "application/json"] {
                server.send(planted(method, path, authorization, media_type)).await;
            }
        }
    }
    let text = log.text();
    assert!(text.lines().filter(|line| line.contains("answered")).count() >= 176, "{text}");
    for secret in [PLANTED, "PLANTED", "cGxhbnRlZC1zZWNyZXQ"] {
        let line = text.lines().find(|line| line.contains(secret));
        assert_eq!(line, None);
    }
}

#[tokio::test]
async fn no_secret_that_was_issued_is_logged() {
    let server = Server::new().await;
    let log = collect();
    let client = server.client("client_secret_basic").await;
    let code = client.code().await;
    let tokens = client.redeem(&code).await.json();
    let refreshed = client.refresh(&tokens["refresh_token"]).await.json();
    client.redeem(&code).await;
    let text = log.text();
    assert!(text.contains("replayed"), "{text}");
    let secrets = [&tokens["access_token"], &tokens["refresh_token"], &refreshed["access_token"]];
    let secrets = secrets.map(|secret| secret.as_str().unwrap());
    for secret in secrets.into_iter().chain([code.as_str(), client.secret.as_deref().unwrap()]) {
        assert!(!text.contains(secret), "{text}");
    }
}
