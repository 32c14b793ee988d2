//! HTTP: one client for everything, with its limits and its recording.

mod body;
mod failure;
mod limits;
mod recording;
mod redaction;
mod silence;

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use suites::{
    exchange::{Exchange, Headers, Request, Response},
    oauth::resource::is_loopback,
    obstacle::Obstacle,
};
use tokio::sync::Semaphore;
use url::{Origin, Url};

pub use limits::Limits;
pub use recording::{Observer, Recording};
pub use redaction::Redaction;
use silence::Silence;

/// How the wire is set up: what a user says of the target's surroundings.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    /// PEM files with further certificate authorities.
    pub authorities: Vec<Vec<u8>>,
    /// Addresses that take the place of what DNS says.
    pub resolve: Vec<(String, std::net::SocketAddr)>,
    /// Whether certificates are not verified.
    pub insecure: bool,
    /// Header fields for the target's origin only.
    pub headers: Vec<(String, String)>,
    /// What may be read, sent and waited for.
    pub limits: Limits,
}

/// The one way out: every request of a run goes through it.
#[derive(Debug)]
pub struct Wire {
    http: reqwest::Client,
    limits: Limits,
    target: Origin,
    headers: Vec<(String, String)>,
    sent: AtomicUsize,
    in_flight: Semaphore,
    silence: Silence,
    recording: Recording,
}

impl Wire {
    /// A wire to `target` and the hosts that it names.
    ///
    /// # Errors
    /// A sentence for the user where a certificate file or the TLS set-up is unusable.
    pub fn new(target: &Url, setup: &Setup) -> Result<Self, String> {
        Ok(Self {
            http: http_client(target, setup)?,
            limits: setup.limits,
            target: target.origin(),
            headers: setup.headers.clone(),
            sent: AtomicUsize::new(0),
            in_flight: Semaphore::new(setup.limits.in_flight),
            silence: Silence::default(),
            recording: Recording::default(),
        })
    }

    /// Tells `observer` of every exchange as it ends.
    pub fn observe(&self, observer: Observer) {
        self.recording.observe(observer);
    }

    /// What was sent and received so far, in order of the answers.
    pub fn recording(&self) -> &Recording {
        &self.recording
    }

    /// Sends one request and reads its answer; redirects are not followed, a 429 is waited out once, and a URL that
    /// never answers is not asked for ever.
    ///
    /// # Errors
    /// The obstacle where there is no answer.
    pub async fn send(&self, request: &Request, patience: Duration) -> Result<Arc<Exchange>, Obstacle> {
        self.silence.expected(&request.url)?;
        let answer = self.send_patiently(request, patience).await;
        self.silence.learn(&request.url, answer.as_ref().err());
        answer
    }

    async fn send_patiently(&self, request: &Request, patience: Duration) -> Result<Arc<Exchange>, Obstacle> {
        let exchange = self.send_once(request, patience).await?;
        if exchange.response.status != 429 {
            return Ok(exchange);
        }
        match self.limits.pause_after(&exchange.response) {
            Some(pause) => tokio::time::sleep(pause).await,
            None => return Err(Obstacle::RateLimited { url: request.url.to_string() }),
        }
        let again = self.send_once(request, patience).await?;
        if again.response.status == 429 {
            return Err(Obstacle::RateLimited { url: request.url.to_string() });
        }
        Ok(again)
    }

    /// The time that a request may take where nothing else says so.
    pub const fn patience(&self) -> Duration {
        self.limits.patience
    }

    async fn send_once(&self, request: &Request, patience: Duration) -> Result<Arc<Exchange>, Obstacle> {
        let limit = self.limits.requests;
        if self.sent.fetch_add(1, Ordering::Relaxed) >= limit {
            return Err(Obstacle::RequestBudget { limit });
        }
        let _permit = self.in_flight.acquire().await.expect("the semaphore is never closed");
        let started = self.recording.now();
        let patience = patience.min(self.limits.patience);
        let answer = match tokio::time::timeout(patience, self.transmit(request)).await {
            Ok(answer) => answer,
            Err(_) => Err(failure::timed_out(&request.url, patience)),
        };
        self.recording.add(request, answer, started)
    }

    async fn transmit(&self, request: &Request) -> Result<Response, Obstacle> {
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
        body::read(&mut answer, head, request, self.limits.body_after(self.recording.bytes())).await
    }
}

fn http_client(target: &Url, setup: &Setup) -> Result<reqwest::Client, String> {
    // A second installation is refused and harmless: the provider is the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .tls_danger_accept_invalid_certs(setup.insecure);
    if is_loopback(target) {
        builder = builder.no_proxy();
    }
    for pem in &setup.authorities {
        let certificates = reqwest::Certificate::from_pem_bundle(pem)
            .map_err(|error| format!("the file given with `--ca` is not readable as PEM: {error}"))?;
        if certificates.is_empty() {
            return Err("the file given with `--ca` holds no certificate in PEM".into());
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
