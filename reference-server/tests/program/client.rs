//! A client that walks the whole flow to an open event stream.

use reqwest::{Client, Response, header::HeaderMap, redirect::Policy};
use serde_json::{Value, json};
use url::{Url, form_urlencoded};

const REDIRECT_URI: &str = "http://localhost:3118/callback";
/// RFC 7636 appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// A client that trusts only this authority, if one is named, and follows no redirect.
pub(crate) fn http(authority: Option<&str>) -> Client {
    // Another test may have been first.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = Client::builder().redirect(Policy::none()).no_proxy();
    match authority {
        Some(pem) => {
            let authority = reqwest::Certificate::from_pem(pem.as_bytes()).unwrap();
            builder.tls_certs_only([authority]).build().unwrap()
        }
        None => builder.build().unwrap(),
    }
}

fn form(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// The identifier of a client that has registered at this endpoint.
pub(crate) async fn register(endpoint: &str) -> String {
    let metadata = json!({ "redirect_uris": [REDIRECT_URI], "token_endpoint_auth_method": "none" });
    let registration = http(None)
        .post(endpoint)
        .header("content-type", "application/json")
        .body(metadata.to_string());
    let registered = json_of(registration.send().await.unwrap()).await;
    registered["client_id"].as_str().unwrap().to_owned()
}

/// The answer of this authorization endpoint to a request of this client.
async fn authorization(endpoint: &str, id: &str) -> Response {
    let mut endpoint: Url = endpoint.parse().unwrap();
    endpoint.set_query(Some(&form(&[
        ("response_type", "code"),
        ("client_id", id),
        ("redirect_uri", REDIRECT_URI),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ])));
    http(None).get(endpoint).send().await.unwrap()
}

pub(crate) async fn authorization_status(endpoint: &str, id: &str) -> u16 {
    authorization(endpoint, id).await.status().as_u16()
}

/// An access token of the server with this MCP endpoint.
async fn access_token(http: &Client, endpoint: &Url) -> String {
    let url = |path| endpoint.join(path).unwrap();
    let id = register(url("/oauth/register").as_str()).await;
    let page = authorization(url("/oauth/authorize").as_str(), &id).await;
    let cookie = header(page.headers(), "set-cookie").split(';').next().unwrap().to_owned();
    let page = page.text().await.unwrap();
    let link = page.split(r#"class="approve""#).nth(1).unwrap().split(r#"href=""#).nth(1).unwrap();
    let link = link.split('"').next().unwrap().replace("&amp;", "&").replace("&#38;", "&");
    let approved = http.get(url(&link)).header("cookie", cookie).send().await.unwrap();
    let callback: Url = header(approved.headers(), "location").parse().unwrap();
    let code = callback.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();

    let redemption = form(&[
        ("grant_type", "authorization_code"),
        ("client_id", &id),
        ("code", &code),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", VERIFIER),
    ]);
    let redemption = http
        .post(url("/oauth/token"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(redemption);
    let tokens = json_of(redemption.send().await.unwrap()).await;
    tokens["access_token"].as_str().unwrap().to_owned()
}

/// The stream that a GET opens within a session.
pub(crate) async fn event_stream(endpoint: &str) -> Response {
    let http = http(None);
    let endpoint: Url = endpoint.parse().unwrap();
    let bearer = format!("Bearer {}", access_token(&http, &endpoint).await);
    let initialize = json!({ "jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {
        "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": { "name": "test", "version": "0" },
    } });
    let opened = http
        .post(endpoint.clone())
        .header("authorization", &bearer)
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream")
        .body(initialize.to_string())
        .send()
        .await
        .unwrap();
    let session = header(opened.headers(), "mcp-session-id").to_owned();
    let stream = http
        .get(endpoint)
        .header("authorization", &bearer)
        .header("accept", "text/event-stream")
        .header("mcp-session-id", session)
        .header("mcp-protocol-version", "2025-11-25");
    let stream = stream.send().await.unwrap();
    assert_eq!(header(stream.headers(), "content-type"), "text/event-stream");
    stream
}

async fn json_of(response: Response) -> Value {
    assert!(response.status().is_success(), "{response:?}");
    serde_json::from_str(&response.text().await.unwrap()).unwrap()
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers[name].to_str().unwrap()
}
