use std::{io::Write as _, net::TcpListener, process::Stdio};

use crate::process::{Program, command, output, text};

#[test]
fn it_tells_what_it_serves() {
    let program = Program::start(&["--public-url", "https://mcp.example.com/tenant"]);
    for (name, value) in [
        ("MCP endpoint", "https://mcp.example.com/tenant/mcp"),
        ("MCP endpoint by HTTP+SSE", "https://mcp.example.com/tenant/sse"),
        (
            "protected resource metadata",
            "https://mcp.example.com/.well-known/oauth-protected-resource/tenant/mcp",
        ),
        (
            "authorization server metadata",
            "https://mcp.example.com/.well-known/oauth-authorization-server/tenant",
        ),
        ("keys of access tokens", "https://mcp.example.com/tenant/oauth/jwks"),
        ("client registration", "https://mcp.example.com/tenant/oauth/register"),
        ("authorization", "https://mcp.example.com/tenant/oauth/authorize"),
        ("token", "https://mcp.example.com/tenant/oauth/token"),
        ("revocation", "https://mcp.example.com/tenant/oauth/revoke"),
        ("introspection", "https://mcp.example.com/tenant/oauth/introspect"),
        ("health", "https://mcp.example.com/healthz"),
        ("metrics", "https://mcp.example.com/metrics"),
        (
            "to connect Claude Code",
            "claude mcp add --transport http reference https://mcp.example.com/tenant/mcp",
        ),
    ] {
        assert_eq!(program.announced(name), value, "{name}");
    }
    assert!(program.logged("warning:").contains("what is in memory ends with this process"));
}

#[test]
fn what_is_for_tests_is_told_as_such() {
    let program = Program::start(&["--with-conformance-fixtures"]);
    let expected = program.announced("MCP endpoint").replace("/mcp", "/open/mcp");
    assert_eq!(program.announced("conformance fixtures"), expected);
    assert!(program.logged("warning:").contains("the conformance fixtures are served to anybody"));
}

#[test]
fn it_warns_of_a_public_url_without_encryption() {
    let program = Program::start(&["--public-url", "http://mcp.example.com"]);
    assert!(program.logged("warning:").contains("the public URL is not encrypted"));
    let program = Program::start(&["--public-url", "http://localhost:3000"]);
    assert!(program.logged("warning:").contains("what is in memory"), "the control");
}

#[test]
fn a_port_in_use_is_told() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for flag in ["--listen", "--metrics-listen"] {
        let mut arguments = vec!["--store", "memory", flag, &address];
        if flag == "--metrics-listen" {
            arguments.extend(["--listen", "127.0.0.1:0"]);
        }
        let output = output(&arguments);
        let sentence = format!("error: cannot listen on `{address}`: Address already in use (os error 98)\n");
        assert_eq!((output.status.code(), text(output.stderr)), (Some(1), sentence));
    }
}

#[test]
fn a_password_is_hashed_for_the_file_of_accounts() {
    let hash = |input: &str| {
        let mut command = command(&["hash-password"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    };
    let output = hash("correct horse battery staple\n");
    let line = text(output.stdout);
    assert!(line.starts_with("$argon2id$v=19$") && line.ends_with('\n'), "{line}");
    assert_eq!(line.lines().count(), 1);
    assert_ne!(text(hash("correct horse battery staple").stdout), line, "each has a salt of its own");

    let output = hash("\n");
    let sentence = "error: cannot read a password: expected a password, observed none\n";
    assert_eq!((output.status.code(), text(output.stderr)), (Some(1), sentence.to_owned()));
}
