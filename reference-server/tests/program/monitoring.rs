use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    time::{Duration, Instant},
};

use serde_json::Value;

use self::redis_server::RedisServer;
use crate::process::Program;

#[path = "../programs/redis_server.rs"]
mod redis_server;

/// The answer to a GET, with its head.
fn get(authority: &str, path: &str) -> String {
    let mut connection = TcpStream::connect(authority).unwrap();
    write!(connection, "GET {path} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn health_and_metrics_are_served_beside_the_rest() {
    let program = Program::start(&[]);
    assert!(get(&program.authority(), "/healthz").ends_with("ok\n"));
    assert!(get(&program.authority(), "/metrics").contains(r#"route="/healthz",status="2xx"} 1"#));
}

#[test]
fn health_and_metrics_move_to_an_address_of_their_own() {
    let program = Program::start(&["--metrics-listen", "127.0.0.1:0"]);
    let url: url::Url = program.announced("metrics").parse().unwrap();
    let elsewhere = format!("127.0.0.1:{}", url.port().unwrap());
    assert_ne!(elsewhere, program.authority());
    for path in ["/healthz", "/metrics"] {
        assert!(get(&elsewhere, path).starts_with("HTTP/1.1 200"), "{path}");
        assert!(get(&program.authority(), path).starts_with("HTTP/1.1 404"), "{path}");
    }
    assert!(get(&elsewhere, "/mcp").starts_with("HTTP/1.1 404"));
    assert!(get(&elsewhere, "/metrics").contains(r#"route="none",status="4xx"} 2"#), "the requests above");
}

#[test]
fn the_log_has_a_line_of_json_for_each_request() {
    let program = Program::start(&["--log", "json"]);
    get(&program.authority(), "/oauth/jwks?secret=planted");
    let line = program.logged("answered");
    let event: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(event["level"], "INFO");
    assert_eq!(event["status"], 200);
    assert_eq!(event["span"]["route"], "/oauth/jwks");
    assert_eq!(event["span"]["client"], "127.0.0.1");
    assert!(event["milliseconds"].is_number(), "{line}");
    assert!(!line.contains("planted"), "{line}");
}

#[test]
fn the_log_is_plain_text_where_nobody_watches() {
    let program = Program::start(&[]);
    get(&program.authority(), "/oauth/jwks");
    let line = program.logged("answered");
    let expected = r#"request{method="GET" route="/oauth/jwks" client=127.0.0.1}"#;
    assert!(line.contains(expected) && !line.contains('\u{1b}'), "{line}");
}

#[test]
fn an_address_that_sends_too_much_is_told_to_wait() {
    let program = Program::start(&["--request-rate", "2/1h"]);
    for _ in 0..2 {
        assert!(get(&program.authority(), "/oauth/jwks").starts_with("HTTP/1.1 200"));
    }
    let answer = get(&program.authority(), "/oauth/jwks");
    assert!(answer.starts_with("HTTP/1.1 429") && answer.contains("\r\nretry-after: "), "{answer}");
    let unlimited = Program::start(&["--request-rate", "2/1h", "--rate-limit", "off"]);
    for _ in 0..3 {
        assert!(get(&unlimited.authority(), "/oauth/jwks").starts_with("HTTP/1.1 200"));
    }
}

#[test]
#[ignore = "starts the program redis-server (Debian: redis-server); to run it: cargo test -- --ignored redis"]
fn a_server_is_not_healthy_while_redis_does_not_answer() {
    let mut redis = RedisServer::start(&[]).unwrap();
    let program = Program::start_with(&["--store", &redis.url(0)]);
    let health = || get(&program.authority(), "/healthz");
    assert!(health().starts_with("HTTP/1.1 200"));
    redis.kill().unwrap();
    let answer = health();
    assert!(
        answer.starts_with("HTTP/1.1 503") && answer.ends_with("the store does not answer\n"),
        "{answer}"
    );
    redis.restart().unwrap();
    let begin = Instant::now();
    while !health().starts_with("HTTP/1.1 200") {
        assert!(begin.elapsed() < Duration::from_secs(30), "it recovers by itself");
    }
}
