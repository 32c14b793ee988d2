//! The way out to the network.

use suites::{
    exchange::{Headers, Request, Response},
    oauth::resource::is_loopback,
    obstacle::Obstacle,
};
use url::{Origin, Url};

use super::{Setup, body, failure};

/// The HTTP client of a run.
#[derive(Debug)]
pub(super) struct Network {
    http: reqwest::Client,
    target: Origin,
    /// Header fields for the target's origin only.
    headers: Vec<(String, String)>,
}

impl Network {
    /// The network around `target`.
    pub(super) fn new(target: &Url, setup: &Setup) -> Result<Self, String> {
        let http = http_client(target, setup)?;
        Ok(Self { http, target: target.origin(), headers: setup.headers.clone() })
    }

    /// Sends a request and reads at most `limit` bytes of the body of its answer.
    pub(super) async fn transmit(&self, request: &Request, limit: usize) -> Result<Response, Obstacle> {
        let method = reqwest::Method::from_bytes(request.method.as_bytes()).expect("methods are tokens");
        let mut builder = self.http.request(method, request.url.clone());
        for (name, value) in request.headers.iter() {
            builder = builder.header(name, value);
        }
        if request.url.origin() == self.target {
            builder = self.headers.iter().fold(builder, |builder, (name, value)| builder.header(name, value));
        }
        if !request.body.is_empty() {
            builder = builder.body(request.body.clone());
        }
        let mut answer = builder.send().await.map_err(|error| failure::obstacle(&request.url, &error))?;
        let headers: Headers = answer
            .headers()
            .iter()
            .map(|(name, value)| (name.as_str(), body::text(value.as_bytes())))
            .collect();
        let head = Response { status: answer.status().as_u16(), headers, ..Response::default() };
        body::read(&mut answer, head, request, limit).await
    }
}

/// Whether the user says that the host of `target` is this machine.
fn is_led_to_loopback(target: &Url, setup: &Setup) -> bool {
    let mut led = setup.resolve.iter();
    led.any(|(host, address)| target.host_str() == Some(host) && address.ip().is_loopback())
}

fn http_client(target: &Url, setup: &Setup) -> Result<reqwest::Client, String> {
    // A second installation is refused and harmless: the provider is the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .tls_danger_accept_invalid_certs(setup.insecure);
    if is_loopback(target) || is_led_to_loopback(target, setup) {
        builder = builder.no_proxy();
    }
    for pem in &setup.authorities {
        let certificates = reqwest::Certificate::from_pem_bundle(pem)
            .map_err(|error| format!("what was given with `--ca` is not readable as PEM: {error}"))?;
        if certificates.is_empty() {
            return Err("what was given with `--ca` holds no certificate in PEM".into());
        }
        builder = builder.tls_certs_merge(certificates);
    }
    for (host, address) in &setup.resolve {
        builder = builder.resolve(host, *address);
    }
    builder
        .build()
        .map_err(|error| format!("TLS could not be set up: {}", failure::innermost(&error)))
}
