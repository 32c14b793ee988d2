//! Clients that the server knows beforehand.

use crate::{
    client,
    process::{Directory, Program, command, output, text},
};

const URL: &str = "https://client.example/metadata.json";

/// A metadata document of the client with this URL.
fn document(url: &str) -> String {
    format!(
        r#"{{ "client_id": "{url}", "client_name": "C", "redirect_uris": ["http://localhost:3118/callback"] }}"#
    )
}

fn wrong(arguments: &[&str], environment: &[(&str, &str)]) -> String {
    let mut command = command(&["--print-config"]);
    let output = command.args(arguments).envs(environment.iter().copied()).output().unwrap();
    assert_eq!((output.status.code(), text(output.stdout)), (Some(2), String::new()));
    text(output.stderr)
}

#[tokio::test]
async fn generated_credentials_make_a_client_that_is_known() {
    let made = text(output(&["credentials"]).stdout);
    let lines: Vec<_> = made.lines().map(|line| line.split_once('=').unwrap()).collect();
    let [("CLIENT_ID", id), ("CLIENT_SECRET", secret)] = lines[..] else { panic!("{made}") };

    let program = Program::start_in(&[("CLIENT_ID", id), ("CLIENT_SECRET", secret)], &["--store", "memory"]);
    let authorization = program.announced("authorization");
    assert_eq!(client::authorization_status(authorization, id).await, 200);
    assert_eq!(client::authorization_status(authorization, "nobody").await, 400, "the control");
}

#[test]
fn the_secret_is_not_printed() {
    let directory = Directory::new();
    let file = directory.write("server.toml", "client-id = 'one'\nclient-secret = 'hidden'\n");
    let printed = text(output(&["--print-config", "--config", &file]).stdout);
    assert!(printed.contains("client-id = \"one\"\nclient-secret = \"…\"\n"), "{printed}");
    let mut command = command(&["--print-config", "--client-id", "two"]);
    let printed = text(command.env("CLIENT_SECRET", "hidden").output().unwrap().stdout);
    assert!(printed.contains("client-id = \"two\"\nclient-secret = \"…\"\n"), "{printed}");
    let error = wrong(&["--client-id", "two"], &[("CLIENT_SECRET", "hidden\u{fc}")]);
    assert_eq!(
        error,
        "error: `--client-id`: expected a client identifier and a client secret of printable ASCII characters\n"
    );
}

#[test]
fn what_belongs_to_a_client_needs_its_identifier() {
    let alone = "expected `client-id` beside it, observed none";
    assert_eq!(wrong(&[], &[("CLIENT_SECRET", "hidden")]), format!("error: `CLIENT_SECRET`: {alone}\n"));
    let uri = ["--client-redirect-uri", "https://example.com/cb"];
    assert_eq!(wrong(&uri, &[]), format!("error: `--client-redirect-uri`: {alone}\n"));
    let uri = ["--client-redirect-uri", "http://example.com/cb"];
    let error = wrong(&uri, &[("CLIENT_ID", "one")]);
    let start = "error: `--client-redirect-uri`: the redirect URI `http://example.com/cb` cannot be used: ";
    assert!(error.starts_with(start), "{error}");
}

#[tokio::test]
async fn a_supplied_document_is_not_fetched() {
    let directory = Directory::new();
    let file = directory.write("metadata.json", &document(URL));
    let supplied = format!("{URL}={file}");
    let program = Program::start(&["--client-metadata", &supplied]);
    assert_eq!(client::authorization_status(program.announced("authorization"), URL).await, 200);
    let arguments = ["--client-metadata", &supplied, "--no-client-metadata-documents"];
    let program = Program::start(&arguments);
    assert_eq!(client::authorization_status(program.announced("authorization"), URL).await, 400);
}

#[test]
fn a_document_that_cannot_be_used_is_told() {
    let directory = Directory::new();
    let file = directory.write("metadata.json", &document("https://client.example/other.json"));
    let error = wrong(&["--client-metadata", &format!("{URL}={file}")], &[]);
    let start = format!("error: `--client-metadata`: the metadata of the client `{URL}` cannot be used: ");
    assert!(error.starts_with(&start), "{error}");
    for (value, problem) in [
        ("no", "expected a URL and a file, `https://client.example/metadata.json=FILE`, observed `no`"),
        ("https://client.example=no", "cannot read `no`: No such file or directory (os error 2)"),
    ] {
        let error = wrong(&["--client-metadata", value], &[]);
        assert_eq!(error, format!("error: `--client-metadata`: {problem}\n"));
    }
    let error = wrong(&["--no-client-metadata-documents=no"], &[]);
    let sentence = "expected `true` or `false`, observed `no`";
    assert_eq!(error, format!("error: `--no-client-metadata-documents`: {sentence}\n"));
}
