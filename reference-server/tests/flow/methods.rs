//! HEAD, OPTIONS, methods that a path has not, and requests of scripts from the pages of others.

use axum::body::Body;
use reference_server::paths;

use crate::client::{Answer, Server, request};

const READ: &[&str] = &[
    paths::PROTECTED_RESOURCE_METADATA,
    paths::MCP_PROTECTED_RESOURCE_METADATA,
    paths::AUTHORIZATION_SERVER_METADATA,
    paths::OPENID_CONFIGURATION,
    paths::KEY_SET,
];
const WRITTEN: &[&str] = &[paths::REGISTRATION, paths::TOKEN, paths::REVOCATION, paths::INTROSPECTION];
const VISITED: &[&str] = &[paths::AUTHORIZATION, paths::CONSENT, paths::SIGN_IN];

async fn send(server: &Server, method: &str, path: &str) -> Answer {
    server.send(request(method, path).body(Body::empty()).unwrap()).await
}

async fn preflight(server: &Server, path: &str, method: &str, headers: &str) -> Answer {
    let preflight = request("OPTIONS", path)
        .header("origin", "https://inspector.example")
        .header("access-control-request-method", method)
        .header("access-control-request-headers", headers);
    server.send(preflight.body(Body::empty()).unwrap()).await
}

/// RFC 9110 section 9.3.2.
#[tokio::test]
async fn head_is_get_without_the_body() {
    let server = Server::new().await;
    for path in READ.iter().chain(&[paths::MCP, paths::HEALTH]) {
        let (head, get) = (send(&server, "HEAD", path).await, send(&server, "GET", path).await);
        assert_eq!(
            (head.status, head.headers, head.body),
            (get.status, get.headers, String::new()),
            "{path}"
        );
        assert!(!get.body.is_empty());
    }
}

/// RFC 9110 sections 9.3.7 and 15.5.6.
#[tokio::test]
async fn every_path_tells_its_methods() {
    let server = Server::new().await;
    let read = READ.iter().chain(&VISITED[..2]).map(|path| (path, "POST", "GET,HEAD,OPTIONS"));
    let written = WRITTEN.iter().chain(&VISITED[2..]).map(|path| (path, "GET", "POST,OPTIONS"));
    let managed = [(&"/oauth/register/some-client", "POST", "GET,HEAD,PUT,DELETE,OPTIONS")];
    for (path, other, methods) in read.chain(written).chain(managed) {
        let answer = send(&server, other, path).await;
        assert_eq!((answer.status.as_u16(), answer.header("allow")), (405, methods), "{other} {path}");
        let answer = send(&server, "OPTIONS", path).await;
        assert_eq!((answer.status.as_u16(), answer.header("allow")), (204, methods), "{path}");
        assert_eq!(answer.body, "");
    }
}

#[tokio::test]
async fn a_script_of_any_page_may_be_a_client() {
    let server = Server::new().await;
    let asked = "authorization,content-type,mcp-protocol-version,mcp-param-region";
    let paths = READ.iter().map(|path| (path, "GET"));
    let paths = paths.chain(WRITTEN.iter().chain(&[paths::MCP]).map(|path| (path, "POST")));
    for (path, method) in paths {
        let answer = preflight(&server, path, method, asked).await;
        assert_eq!(answer.status, 204, "{path}: a preflight has no credentials and needs none");
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        assert_eq!(answer.header("access-control-allow-credentials"), "", "{path}");
        assert_eq!(answer.header("access-control-allow-headers"), asked, "{path}");
        assert!(answer.header("access-control-allow-methods").split(", ").any(|known| known == method));

        let answer = send(&server, method, path).await;
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        let exposed = answer.header("access-control-expose-headers");
        assert!(exposed.contains("WWW-Authenticate") && exposed.contains("Mcp-Session-Id"), "{exposed}");
    }
}

/// A script that looks for a document where there is none has to be able to see that.
#[tokio::test]
async fn a_script_may_see_that_there_is_nothing() {
    let server = Server::new().await;
    for path in ["/.well-known/oauth-authorization-server/other", "/register"] {
        let answer = send(&server, "GET", path).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("access-control-allow-origin")),
            (404, "*"),
            "{path}"
        );
    }
}

/// RFC 9700 section 2.6: the authorization endpoint "MUST NOT" support CORS, and its pages are for people only.
#[tokio::test]
async fn no_script_of_another_page_may_read_what_a_person_sees() {
    let server = Server::new().await;
    for path in VISITED {
        for answer in [
            preflight(&server, path, "GET", "content-type").await,
            send(&server, "GET", path).await,
            send(&server, "POST", path).await,
        ] {
            assert_eq!(answer.header("access-control-allow-origin"), "", "{path}: {answer:?}");
        }
    }
}
