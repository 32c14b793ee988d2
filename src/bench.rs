//! The reference server with one fault in front of it.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr, TcpListener, ToSocketAddrs},
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::State,
};
use reference_server::{Builder, Server, StartError, Tls, paths};
use suites::{
    exchange::{Headers, Request, Response},
    fault::{Answered, Asked, Endpoint, Fault, Memory},
};
use tower::ServiceExt;
use url::Url;

use crate::{claude::SIGNS, wire::Setup};

/// The largest body that passes through a fault; the reference server's own limit is lower.
const LARGEST_BODY: usize = 1 << 20;

/// Any free port of this machine.
const LOOPBACK: &str = "127.0.0.1:0";

/// The public name of a server that is no server of this machine, for its run. Nobody can have it (RFC 6761).
const HOST: &str = "mcp.example";

/// Starts the reference server with `fault` in front of it, or as it is.
///
/// # Errors
/// Why it did not start.
pub fn start(address: impl ToSocketAddrs, fault: Option<&'static Fault>) -> Result<Server, StartError> {
    let addresses: Vec<_> = address.to_socket_addrs()?.collect();
    if addresses == [SocketAddr::from((Ipv4Addr::LOCALHOST, 0))] {
        let (server, _) = at_free_port(|address| builder(fault).listen(address).start())?;
        return Ok(server);
    }
    builder(fault).listen(&addresses[..]).start()
}

/// What starts at a free port of this machine, and where; at another one where somebody else was quicker.
fn at_free_port(
    start: impl Fn(SocketAddr) -> Result<Server, StartError>,
) -> Result<(Server, SocketAddr), StartError> {
    loop {
        let address = listener()?.local_addr()?;
        match start(address) {
            Err(StartError::Listen(error)) if error.kind() == io::ErrorKind::AddrInUse => {}
            started => return started.map(|server| (server, address)),
        }
    }
}

/// Listens at a free port of this machine. mcp-remote looks for a status in the text of an error, where the URL may stand
/// (`SIGNS` in `claude::legacy`): a port that reads like one would make it do something else once in a hundred runs.
///
/// # Errors
/// Why no port can be had.
pub fn listener() -> io::Result<TcpListener> {
    loop {
        let listener = TcpListener::bind(LOOPBACK)?;
        let port = listener.local_addr()?.port().to_string();
        if !SIGNS.iter().any(|sign| port.contains(sign)) {
            return Ok(listener);
        }
    }
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

/// Starts the reference server with `fault` in front of it, where the fault wants it to stand, and says how a run gets there.
///
/// # Errors
/// Why it did not start.
pub fn stage(fault: Option<&'static Fault>) -> Result<(Server, Setup), StartError> {
    let mut setup = Setup::default();
    let Some(fault) = fault else { return Ok((start(LOOPBACK, None)?, setup)) };
    let late = PATHS.iter().filter(|(_, endpoint)| fault.lateness > 0 && fault.at.contains(endpoint));
    setup.pretence.late = late.map(|(path, _)| ((*path).to_owned(), fault.lateness)).collect();
    let Some(site) = fault.site else { return Ok((start(LOOPBACK, Some(fault))?, setup)) };
    let (server, address) = at_free_port(|address| {
        let port = if site.has_usual_port { String::new() } else { format!(":{}", address.port()) };
        let url = Url::parse(&format!("https://{HOST}{port}")).expect("a host and a port are a URL");
        let tls = Tls::generate(&[HOST]).expect("the host is the name of a machine");
        builder(Some(fault)).listen(address).public_url(url).tls(tls).start()
    })?;
    setup.resolve = vec![(HOST.to_owned(), address)];
    setup.pretence.addresses = vec![(HOST.to_owned(), site.addresses.to_vec())];
    setup.insecure = !site.is_trusted;
    let authority = server.authority().filter(|_| site.is_trusted);
    setup.authorities = authority.map(|pem| pem.as_bytes().to_vec()).into_iter().collect();
    Ok((server, setup))
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
        // In HTTP/2 the host stands in the request target alone.
        if let Some(authority) = head.uri.authority() {
            request.headers.set("host", authority.as_str());
        }
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

/// The endpoints that have a path of their own.
const PATHS: &[(&str, Endpoint)] = &[
    (paths::MCP, Endpoint::Mcp),
    (paths::MCP_PROTECTED_RESOURCE_METADATA, Endpoint::ResourceMetadata),
    (paths::PROTECTED_RESOURCE_METADATA, Endpoint::RootResourceMetadata),
    (paths::AUTHORIZATION_SERVER_METADATA, Endpoint::ServerMetadata),
    (paths::OPENID_CONFIGURATION, Endpoint::ServerMetadata),
    (paths::REGISTRATION, Endpoint::Registration),
    (paths::AUTHORIZATION, Endpoint::Authorization),
    (paths::CONSENT, Endpoint::Consent),
    (paths::TOKEN, Endpoint::Token),
    (paths::SIGN_IN, Endpoint::SignIn),
    (paths::KEY_SET, Endpoint::KeySet),
    (paths::REVOCATION, Endpoint::Revocation),
    (paths::INTROSPECTION, Endpoint::Introspection),
];

fn endpoint(path: &str) -> Endpoint {
    match PATHS.iter().find(|(known, _)| *known == path) {
        Some((_, endpoint)) => *endpoint,
        None if is_client_configuration(path) => Endpoint::ClientConfiguration,
        None => Endpoint::Elsewhere,
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
