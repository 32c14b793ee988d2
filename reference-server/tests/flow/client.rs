//! A client as small as it can be: what it sends is built here, what comes back is judged by the tests.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{Router, body::Body};
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine as _};
use http::{HeaderMap, Request, Response, StatusCode, header};
use reference_server::{Clock, Settings, paths, router};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tower::ServiceExt as _;
use url::{Url, form_urlencoded};

pub(crate) const ORIGIN: &str = "http://127.0.0.1:8080";
pub(crate) const REDIRECT_URI: &str = "http://localhost:3118/callback";
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(crate) const STATE: &str = "a&b=c d/+%ü";

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.header("content-type"), "application/json", "{self:?}");
        serde_json::from_str(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The parameter of the redirect's target.
    pub(crate) fn redirected(&self, name: &str) -> Option<String> {
        assert_eq!(self.status, 302, "{self:?}");
        let target = Url::parse(self.header("location")).unwrap();
        target.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    /// The status and the error code of an OAuth error.
    pub(crate) fn error(&self) -> (u16, String) {
        let body = self.json();
        assert_eq!(self.header("cache-control"), "no-store");
        assert!(body["error_description"].as_str().is_some_and(|text| !text.is_empty()), "{body}");
        (self.status.as_u16(), body["error"].as_str().unwrap().to_owned())
    }
}

/// The server under test, whose time moves only when told, and the cookies that it set.
#[derive(Clone)]
pub(crate) struct Server {
    router: Router,
    cookies: Arc<Mutex<BTreeMap<String, String>>>,
}

impl Server {
    pub(crate) async fn new() -> Self {
        Self::with(settings()).await
    }

    pub(crate) async fn with_clock() -> (Self, impl Fn(Duration)) {
        let (clock, advance) = Clock::manual();
        let mut settings = settings();
        settings.clock = clock;
        (Self::with(settings).await, advance)
    }

    pub(crate) async fn with(settings: Settings) -> Self {
        Self { router: router(settings).await.unwrap(), cookies: Arc::default() }
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let (head, body) =
            self.router.clone().oneshot(self.with_cookies(request)).await.unwrap().into_parts();
        self.keep_cookies(&head.headers);
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Answer { status: head.status, headers: head.headers, body: String::from_utf8(body.into()).unwrap() }
    }

    /// As [`send`](Self::send), for an answer that does not end.
    pub(crate) async fn open(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }

    fn with_cookies(&self, mut request: Request<Body>) -> Request<Body> {
        let cookies = self.cookies.lock().unwrap();
        if !cookies.is_empty() && !request.headers().contains_key(header::COOKIE) {
            let pairs: Vec<_> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request.headers_mut().insert(header::COOKIE, pairs.join("; ").parse().unwrap());
        }
        request
    }

    fn keep_cookies(&self, headers: &HeaderMap) {
        for cookie in headers.get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.lock().unwrap().insert(name.to_owned(), value.to_owned());
        }
    }

    /// The same server from another browser.
    pub(crate) fn other_browser(&self) -> Self {
        Self { router: self.router.clone(), cookies: Arc::default() }
    }

    pub(crate) async fn get(&self, target: &str) -> Answer {
        self.send(request("GET", target).body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn post_form(
        &self,
        path: &str,
        authorization: Option<&str>,
        form: &[(&str, &str)],
    ) -> Answer {
        let mut request =
            request("POST", path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(authorization) = authorization {
            request = request.header(header::AUTHORIZATION, authorization);
        }
        self.send(request.body(Body::from(encode(form))).unwrap()).await
    }

    pub(crate) async fn register(&self, metadata: Value) -> Answer {
        let request = request("POST", paths::REGISTRATION).header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(Body::from(metadata.to_string())).unwrap()).await
    }

    pub(crate) async fn client(&self, method: &str) -> Client {
        let answer = self.register(metadata(method)).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        let body = answer.json();
        let text = |name: &str| body[name].as_str().map(ToOwned::to_owned);
        Client {
            server: self.clone(),
            id: text("client_id").unwrap(),
            secret: text("client_secret"),
            method: method.to_owned(),
        }
    }
}

pub(crate) fn settings() -> Settings {
    Settings::new(ORIGIN.parse().unwrap()).unwrap()
}

pub(crate) fn metadata(method: &str) -> Value {
    json!({
        "client_name": "Claude <Code>",
        "redirect_uris": [REDIRECT_URI],
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "token_endpoint_auth_method": method,
    })
}

pub(crate) fn request(method: &str, path: &str) -> http::request::Builder {
    Request::builder().method(method).uri(path).header(header::HOST, "127.0.0.1:8080")
}

pub(crate) fn encode(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

pub(crate) fn basic(id: &str, secret: &str) -> String {
    format!("Basic {}", BASE64_STANDARD.encode(format!("{id}:{secret}")))
}

/// The links of a consent page: approve and deny.
pub(crate) fn links(page: &str) -> (String, String) {
    let mut links = page.match_indices("href=\"").map(|(at, found)| {
        let link = &page[at + found.len()..];
        link[..link.find('"').unwrap()].replace("&amp;", "&").replace("&#38;", "&")
    });
    (links.next().unwrap(), links.next().unwrap())
}

/// A registered client.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) server: Server,
    pub(crate) id: String,
    pub(crate) secret: Option<String>,
    pub(crate) method: String,
}

impl Client {
    /// The parameters of a valid authorization request.
    pub(crate) fn authorization(&self) -> Vec<(&'static str, String)> {
        let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
        vec![
            ("response_type", "code".to_owned()),
            ("client_id", self.id.clone()),
            ("redirect_uri", REDIRECT_URI.to_owned()),
            ("scope", "mcp:read mcp:write".to_owned()),
            ("state", STATE.to_owned()),
            ("code_challenge", challenge),
            ("code_challenge_method", "S256".to_owned()),
            ("resource", format!("{ORIGIN}/mcp")),
        ]
    }

    /// The target of a valid authorization request.
    pub(crate) fn authorization_url(&self) -> String {
        let parameters = self.authorization();
        let pairs: Vec<_> = parameters.iter().map(|(name, value)| (*name, value.as_str())).collect();
        format!("{}?{}", paths::AUTHORIZATION, encode(&pairs))
    }

    /// Sends the authorization request with some parameters replaced, and those with an empty value left out.
    pub(crate) async fn authorize(&self, changes: &[(&str, &str)]) -> Answer {
        let mut parameters = self.authorization();
        for (name, value) in changes {
            parameters
                .iter_mut()
                .filter(|(known, _)| known == name)
                .for_each(|entry| (*value).clone_into(&mut entry.1));
        }
        let pairs: Vec<_> = parameters.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.server.get(&format!("{}?{}", paths::AUTHORIZATION, encode(&pairs))).await
    }

    /// The code of an approved authorization request.
    pub(crate) async fn code(&self) -> String {
        let page = self.authorize(&[]).await;
        assert_eq!(page.status, 200, "{page:?}");
        let answer = self.server.get(&links(&page.body).0).await;
        answer.redirected("code").unwrap()
    }

    /// A token request, authenticated as registered.
    pub(crate) async fn token(&self, form: &[(&str, &str)]) -> Answer {
        self.ask(paths::TOKEN, form).await
    }

    /// A request to an endpoint that clients authenticate at.
    pub(crate) async fn ask(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let mut form = form.to_vec();
        let secret = self.secret.as_deref().unwrap_or_default();
        let authorization = (self.method == "client_secret_basic").then(|| basic(&self.id, secret));
        if authorization.is_none() {
            form.push(("client_id", &self.id));
            form.push(("client_secret", secret));
        }
        self.server.post_form(path, authorization.as_deref(), &form).await
    }

    pub(crate) async fn redeem(&self, code: &str) -> Answer {
        self.token(&redemption(code)).await
    }

    pub(crate) async fn refresh(&self, token: &Value) -> Answer {
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", token.as_str().unwrap())])
            .await
    }

    /// Tokens from an authorization request with some parameters replaced.
    pub(crate) async fn tokens_with(&self, changes: &[(&str, &str)]) -> Value {
        let page = self.authorize(changes).await;
        let code = self.server.get(&links(&page.body).0).await.redirected("code").unwrap();
        self.redeem(&code).await.json()
    }

    /// The whole flow, to its tokens.
    pub(crate) async fn tokens(&self) -> Value {
        let answer = self.redeem(&self.code().await).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()
    }
}

pub(crate) fn redemption(code: &str) -> [(&str, &str); 4] {
    [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", VERIFIER),
    ]
}
