//! What a client of the server asks for.

use std::time::Instant;

use reference_server::paths;
use serde_json::{Value, json};
use url::{Url, form_urlencoded};

use crate::browser::{Answer, Browser, Outcome};

const REDIRECT_URI: &str = "http://localhost:3118/callback";
/// RFC 7636 appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// A page that waits for its user to approve.
pub(crate) struct Ticket {
    browser: Browser,
    client_id: String,
    link: String,
}

#[derive(Clone)]
pub(crate) struct Code {
    pub(crate) client_id: String,
    value: String,
    pub(crate) issued: Instant,
}

/// An access token and a refresh token.
pub(crate) struct Tokens {
    pub(crate) access: String,
    pub(crate) refresh: String,
}

pub(crate) async fn register(browser: &Browser) -> Outcome<String> {
    let metadata = json!({
        "client_name": "durability",
        "redirect_uris": [REDIRECT_URI],
        "grant_types": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_method": "none",
    });
    let answer = browser.send(browser.post_json(paths::REGISTRATION, &metadata)).await;
    answer.and_then(|answer| text(&answer.json()?, "client_id"))
}

/// Asks a user, in a browser of its own.
pub(crate) async fn authorize(browser: &Browser, client_id: &str) -> Outcome<Ticket> {
    let browser = browser.other();
    let target = form_urlencoded::Serializer::for_suffix(
        format!("{}?", paths::AUTHORIZATION),
        paths::AUTHORIZATION.len() + 1,
    )
    .append_pair("response_type", "code")
    .append_pair("client_id", client_id)
    .append_pair("redirect_uri", REDIRECT_URI)
    .append_pair("code_challenge", CHALLENGE)
    .append_pair("code_challenge_method", "S256")
    .append_pair("resource", &browser.url(paths::MCP))
    .finish();
    let page = browser.send(browser.get(&target)).await;
    page.and_then(|page| {
        let (_, link) = page.body().split_once("class=\"approve\"")?.1.split_once("href=\"")?;
        let link = link.split('"').next()?.replace("&#38;", "&").replace("&amp;", "&");
        Some(Ticket { browser, client_id: client_id.to_owned(), link })
    })
}

pub(crate) async fn approve(ticket: &Ticket) -> Outcome<Code> {
    let answer = ticket.browser.send(ticket.browser.get(&ticket.link)).await;
    answer.and_then(|answer| {
        let target = Url::parse(answer.location()?).ok()?;
        let value = target.query_pairs().find(|(name, _)| name == "code")?.1.into_owned();
        Some(Code { client_id: ticket.client_id.clone(), value, issued: Instant::now() })
    })
}

pub(crate) async fn redeem(browser: &Browser, code: &Code) -> Outcome<Tokens> {
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", &code.client_id),
        ("code", &code.value),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", VERIFIER),
    ];
    browser
        .send(browser.post_form(paths::TOKEN, &form))
        .await
        .and_then(|answer| tokens(&answer))
}

pub(crate) async fn refresh(browser: &Browser, client_id: &str, token: &str) -> Outcome<Tokens> {
    let form = [("grant_type", "refresh_token"), ("client_id", client_id), ("refresh_token", token)];
    browser
        .send(browser.post_form(paths::TOKEN, &form))
        .await
        .and_then(|answer| tokens(&answer))
}

/// Uses an access token.
pub(crate) async fn list_tools(browser: &Browser, access: &str) -> Outcome<()> {
    let message = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list" });
    let request = browser
        .post_json(paths::MCP, &message)
        .bearer_auth(access)
        .header("accept", "application/json, text/event-stream");
    browser
        .send(request)
        .await
        .and_then(|answer| answer.body().contains("\"tools\"").then_some(()))
}

fn tokens(answer: &Answer) -> Option<Tokens> {
    let body = answer.json()?;
    Some(Tokens { access: text(&body, "access_token")?, refresh: text(&body, "refresh_token")? })
}

fn text(body: &Value, name: &str) -> Option<String> {
    body[name].as_str().map(ToOwned::to_owned)
}
