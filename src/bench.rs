//! The reference server with one fault in front of it.

use std::{
    net::ToSocketAddrs,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::State,
};
use reference_server::{Builder, Server, StartError, paths};
use suites::{
    exchange::{Headers, Request, Response},
    fault::{Answered, Asked, Endpoint, Fault, Memory},
};
use tower::ServiceExt;
use url::Url;

/// The largest body that passes through a fault; the reference server's own limit is lower.
const LARGEST_BODY: usize = 1 << 20;

/// Starts the reference server with `fault` in front of it, or as it is.
///
/// # Errors
/// Why it did not start.
pub fn start(address: impl ToSocketAddrs, fault: Option<&'static Fault>) -> Result<Server, StartError> {
    builder(fault).listen(address).start()
}

/// The reference server about to start with `fault` in front of it, or as it is.
///
/// Behind a fault it takes no client ID metadata documents unless the fault is about them, so that every client registers:
/// two of the three would not otherwise, and would never meet a fault of the registration.
pub fn builder(fault: Option<&'static Fault>) -> Builder {
    let builder = Server::builder();
    let Some(fault) = fault else { return builder };
    builder
        .configure(|settings| settings.client_id_metadata_documents = fault.takes_documents)
        .wrap(move |server, issuer| {
            let public_url = Url::parse(issuer).expect("an issuer is a URL");
            let bench = Bench { fault, public_url, server, memory: Mutex::default() };
            Router::new().fallback(pass).with_state(Arc::new(bench))
        })
}

struct Bench {
    fault: &'static Fault,
    public_url: Url,
    server: Router,
    memory: Mutex<Memory>,
}

async fn pass(State(bench): State<Arc<Bench>>, request: axum::extract::Request) -> axum::response::Response {
    let endpoint = endpoint(request.uri().path());
    if !bench.fault.at.contains(&endpoint) {
        return bench.ask(request).await;
    }
    let asked = bench.read_request(request).await;
    let mut healed = asked.clone();
    if let Some(heal) = bench.fault.request {
        let mut memory = bench.memory.lock().expect("no fault panics");
        heal(&mut Asked { request: &mut healed, memory: &mut memory });
    }
    let answer = bench.ask(into_http(&healed)).await;
    bench.rewrite(endpoint, &asked, answer).await
}

impl Bench {
    async fn ask(&self, request: axum::extract::Request) -> axum::response::Response {
        self.server.clone().oneshot(request).await.expect("a router does not fail")
    }

    async fn read_request(&self, request: axum::extract::Request) -> Request {
        let (head, body) = request.into_parts();
        let url = self.public_url.join(&head.uri.to_string()).expect("a request target is a URL");
        let body = to_bytes(body, LARGEST_BODY).await.unwrap_or_default();
        let mut request = Request::new(head.method.as_str(), url);
        request.headers = headers(&head.headers);
        request.body = String::from_utf8_lossy(&body).into_owned();
        request
    }

    /// Rewrites an answer; of a stream that a GET opened, only the head.
    async fn rewrite(
        &self,
        endpoint: Endpoint,
        asked: &Request,
        answer: axum::response::Response,
    ) -> axum::response::Response {
        let Some(edit) = self.fault.response else { return answer };
        let (head, body) = answer.into_parts();
        let headers = headers(&head.headers);
        let mut response = Response { status: head.status.as_u16(), headers, ..Response::default() };
        let is_open = asked.method == "GET" && is_event_stream(&response);
        let (bytes, stream) = if is_open {
            (Vec::new(), Some(body))
        } else {
            (to_bytes(body, LARGEST_BODY).await.unwrap_or_default().to_vec(), None)
        };
        response.body = String::from_utf8_lossy(&bytes).into_owned();
        let mut memory = self.memory.lock().expect("no fault panics");
        edit(&mut Answered { endpoint, request: asked, response: &mut response, memory: &mut memory });
        // What is no event stream any more has an end.
        let stream = stream.filter(|_| is_event_stream(&response));
        from_plain(response, stream)
    }
}

fn is_event_stream(response: &Response) -> bool {
    response.media_type() == "text/event-stream"
}

fn endpoint(path: &str) -> Endpoint {
    match path {
        paths::MCP => Endpoint::Mcp,
        paths::MCP_PROTECTED_RESOURCE_METADATA => Endpoint::ResourceMetadata,
        paths::PROTECTED_RESOURCE_METADATA => Endpoint::RootResourceMetadata,
        paths::AUTHORIZATION_SERVER_METADATA | paths::OPENID_CONFIGURATION => Endpoint::ServerMetadata,
        paths::REGISTRATION => Endpoint::Registration,
        paths::AUTHORIZATION => Endpoint::Authorization,
        paths::CONSENT => Endpoint::Consent,
        paths::TOKEN => Endpoint::Token,
        paths::SIGN_IN => Endpoint::SignIn,
        paths::KEY_SET => Endpoint::KeySet,
        paths::REVOCATION => Endpoint::Revocation,
        paths::INTROSPECTION => Endpoint::Introspection,
        _ if is_client_configuration(path) => Endpoint::ClientConfiguration,
        _ => Endpoint::Elsewhere,
    }
}

/// Whether `path` is that of one client below the registration endpoint.
fn is_client_configuration(path: &str) -> bool {
    path.strip_prefix(paths::REGISTRATION).is_some_and(|rest| rest.starts_with('/'))
}

fn headers(map: &axum::http::HeaderMap) -> Headers {
    map.iter()
        .map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes())))
        .collect()
}

fn into_http(request: &Request) -> axum::extract::Request {
    let mut builder = axum::http::Request::builder().method(request.method.as_str());
    let query = request.url.query().map_or(String::new(), |query| format!("?{query}"));
    builder = builder.uri(format!("{}{query}", request.url.path()));
    // The length is that of the healed body.
    for (name, value) in request.headers.iter().filter(|(name, _)| *name != "content-length") {
        builder = builder.header(name, value);
    }
    builder
        .body(Body::from(request.body.clone()))
        .expect("a fault keeps a request well-formed")
}

fn from_plain(response: Response, stream: Option<Body>) -> axum::response::Response {
    let mut builder = axum::response::Response::builder().status(response.status);
    for (name, value) in response.headers.iter().filter(|(name, _)| *name != "content-length") {
        builder = builder.header(name, value);
    }
    let body = stream.unwrap_or_else(|| Body::from(response.body));
    builder.body(body).expect("a fault keeps a response well-formed")
}
