use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    time::{Duration, Instant},
};

use crate::{client, process::Program};

const BODY: &str = "grant_type=refresh_token&client_id=nobody&refresh_token=x";

/// A token request of which the server has taken the head, and the body so far.
fn request_under_way(program: &Program) -> TcpStream {
    let authority = program.authority();
    let mut connection = TcpStream::connect(&authority).unwrap();
    write!(
        connection,
        "POST /oauth/token HTTP/1.1\r\nHost: {authority}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\nExpect: 100-continue\r\n\r\n",
        BODY.len()
    )
    .unwrap();
    let mut go_on = [0; 25];
    connection.read_exact(&mut go_on).unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
    connection.write_all(&BODY.as_bytes()[..10]).unwrap();
    connection
}

/// Returns when nobody can connect any more.
fn wait_until_closed(program: &Program) {
    let begin = Instant::now();
    while TcpStream::connect(program.authority()).is_ok() {
        assert!(begin.elapsed() < Duration::from_secs(10), "the port is still open");
    }
}

#[test]
fn a_request_under_way_is_answered_before_the_end() {
    for signal in ["TERM", "INT"] {
        let program = Program::start(&[]);
        let mut connection = request_under_way(&program);
        program.signal(signal);
        wait_until_closed(&program);
        connection.write_all(&BODY.as_bytes()[10..]).unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 401") && answer.contains("invalid_client"), "{answer}");
        assert!(program.end().success(), "SIG{signal}");
    }
}

#[test]
fn a_request_that_does_not_end_is_cut_off_in_time() {
    let program = Program::start(&["--shutdown-timeout", "1s"]);
    let mut connection = request_under_way(&program);
    program.signal("TERM");
    let begin = Instant::now();
    let mut answer = String::new();
    // The connection may be reset or closed; there is no answer either way.
    let _ = connection.read_to_string(&mut answer);
    assert_eq!(answer, "");
    assert!((Duration::from_millis(900)..Duration::from_secs(8)).contains(&begin.elapsed()));
    assert!(program.end().success());
}

#[tokio::test]
async fn an_event_stream_ends_at_once() {
    let program = Program::start(&["--shutdown-timeout", "1h"]);
    let mut stream = client::event_stream(program.announced("MCP endpoint")).await;
    program.signal("TERM");
    while let Some(event) = stream.chunk().await.expect("a stream that ends, and does not break off") {
        assert!(!event.is_empty());
    }
    assert!(program.end().success());
}
