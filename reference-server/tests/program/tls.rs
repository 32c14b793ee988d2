use std::os::unix::fs::PermissionsExt as _;

use rcgen::{CertificateParams, KeyPair};
use reqwest::Version;

use crate::{
    client,
    process::{Directory, Program},
};

/// The status of a request by a client that trusts this authority, and the version of HTTP by which it came.
async fn answer(program: &Program, host: &str, authority: &str) -> reqwest::Result<(u16, Version)> {
    let port = program.authority().rsplit(':').next().unwrap().to_owned();
    let url = format!("https://{host}:{port}/oauth/jwks");
    let response = client::http(Some(authority)).get(url).send().await?;
    Ok((response.status().as_u16(), response.version()))
}

/// A self-signed certificate for `localhost`, and its key.
fn pair() -> (String, String) {
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(["localhost".to_owned()]).unwrap().self_signed(&key).unwrap();
    (certificate.pem(), key.serialize_pem())
}

#[tokio::test]
async fn who_trusts_the_generated_authority_is_served_by_http_2() {
    let directory = Directory::new();
    let data_dir = directory.path("data");
    let program = Program::start(&["--tls", "--data-dir", &data_dir]);
    assert!(program.announced("MCP endpoint").starts_with("https://127.0.0.1:"));
    let told = program.announced("certificate to trust");
    let path = told.strip_prefix("NODE_EXTRA_CA_CERTS=").unwrap();
    assert_eq!(path, format!("{data_dir}/authority.pem"));
    let authority = std::fs::read_to_string(path).unwrap();
    for host in ["127.0.0.1", "localhost"] {
        assert_eq!(answer(&program, host, &authority).await.unwrap(), (200, Version::HTTP_2), "{host}");
    }
    let (stranger, _) = pair();
    assert!(answer(&program, "localhost", &stranger).await.is_err());

    assert!(!authority.contains("PRIVATE KEY"));
    assert_eq!(std::fs::metadata(&data_dir).unwrap().permissions().mode() & 0o777, 0o700);
    assert!(
        program
            .logged("warning:")
            .contains("the certificate was made at this start and is for tests")
    );
}

#[tokio::test]
async fn a_generated_certificate_is_for_the_host_of_the_public_url() {
    let directory = Directory::new();
    let data_dir = directory.path("data");
    let public_url = "https://mcp.example.com:8443";
    let arguments =
        ["--tls", "--data-dir", &data_dir, "--public-url", public_url, "--metrics-listen", "127.0.0.1:0"];
    let program = Program::start(&arguments);
    assert_eq!(program.announced("MCP endpoint"), "https://mcp.example.com:8443/mcp");
    assert!(program.announced("metrics").starts_with("http://127.0.0.1:"));
}

#[tokio::test]
async fn a_given_certificate_is_shown_and_renewed_on_a_signal() {
    let directory = Directory::new();
    let (old, old_key) = pair();
    let (chain, key) = (directory.write("chain.pem", &old), directory.write("key.pem", &old_key));
    let program = Program::start(&["--tls-cert", &chain, "--tls-key", &key]);
    assert_eq!(answer(&program, "localhost", &old).await.unwrap().0, 200);

    let (new, new_key) = pair();
    directory.write("chain.pem", &new);
    program.signal("HUP");
    assert!(program.logged("the certificate was not renewed").contains("they do not fit"));
    assert_eq!(answer(&program, "localhost", &old).await.unwrap().0, 200, "it stays as it is");

    directory.write("key.pem", &new_key);
    program.signal("HUP");
    program.logged("the certificate was read again");
    assert_eq!(answer(&program, "localhost", &new).await.unwrap().0, 200);
    assert!(answer(&program, "localhost", &old).await.is_err());
}
