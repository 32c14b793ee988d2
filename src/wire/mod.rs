//! HTTP: one client for everything, with its limits and its recording.

mod body;
mod failure;
mod last_scan;
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
use tokio_util::sync::CancellationToken;
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
    setup: Setup,
    target: Origin,
    sent: AtomicUsize,
    in_flight: Semaphore,
    silence: Silence,
    recording: Recording,
    interruption: CancellationToken,
}

impl Wire {
    /// A wire to `target` and the hosts that it names.
    ///
    /// # Errors
    /// A sentence for the user where a certificate file or the TLS set-up is unusable.
    pub fn new(target: &Url, setup: &Setup) -> Result<Self, String> {
        Ok(Self {
            http: http_client(target, setup)?,
            setup: setup.clone(),
            target: target.origin(),
            sent: AtomicUsize::new(0),
            in_flight: Semaphore::new(setup.limits.in_flight),
            silence: Silence::default(),
            recording: Recording::default(),
            interruption: CancellationToken::new(),
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

    /// Cancelled, it ends everything that waits for an answer, and nothing more is sent: what was not seen by then is told as
    /// [`Obstacle::Interrupted`].
    pub const fn interruption(&self) -> &CancellationToken {
        &self.interruption
    }

    /// Sends one request and reads its answer; redirects are not followed, a 429 is waited out once, and a URL that
    /// never answers is not asked for ever.
    ///
    /// # Errors
    /// The obstacle where there is no answer.
    pub async fn send(&self, request: &Request, patience: Duration) -> Result<Arc<Exchange>, Obstacle> {
        self.silence.expected(&request.url)?;
        let answer = Box::pin(self.send_patiently(request, patience));
        let answer = self.interruption.run_until_cancelled(answer).await;
        let answer = answer.unwrap_or(Err(Obstacle::Interrupted));
        self.silence.learn(&request.url, answer.as_ref().err());
        answer
    }

    async fn send_patiently(&self, request: &Request, patience: Duration) -> Result<Arc<Exchange>, Obstacle> {
        let exchange = self.send_once(request, patience).await?;
        if exchange.response.status != 429 {
            return Ok(exchange);
        }
        match self.setup.limits.pause_after(&exchange.response) {
            Some(pause) => tokio::time::sleep(pause).await,
            None => return Err(Obstacle::RateLimited { url: request.url.to_string() }),
        }
        let again = self.send_once(request, patience).await?;
        if again.response.status == 429 {
            return Err(Obstacle::RateLimited { url: request.url.to_string() });
        }
        Ok(again)
    }

    /// How it was set up.
    pub(crate) const fn setup(&self) -> &Setup {
        &self.setup
    }

    /// Milliseconds since the start of the run.
    pub(crate) fn now(&self) -> u64 {
        self.recording.now()
    }

    /// Records an exchange of which a browser tells; an obstacle where no answer came.
    pub(crate) fn note(
        &self,
        request: &Request,
        answer: Result<Response, Obstacle>,
        started: u64,
    ) -> Result<Arc<Exchange>, Obstacle> {
        self.recording.add(request, answer, started)
    }

    /// The most bytes of the next body that are kept.
    pub(crate) fn body_limit(&self) -> usize {
        self.setup.limits.body_after(self.recording.bytes())
    }

    /// The time that a request may take where nothing else says so.
    pub const fn patience(&self) -> Duration {
        self.setup.limits.patience
    }

    async fn send_once(&self, request: &Request, patience: Duration) -> Result<Arc<Exchange>, Obstacle> {
        let limit = self.setup.limits.requests;
        if self.sent.fetch_add(1, Ordering::Relaxed) >= limit {
            return Err(Obstacle::RequestBudget { limit });
        }
        let _permit = self.in_flight.acquire().await.expect("the semaphore is never closed");
        let started = self.recording.now();
        let patience = patience.min(self.setup.limits.patience);
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
            builder = self
                .setup
                .headers
                .iter()
                .fold(builder, |builder, (name, value)| builder.header(name, value));
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
        body::read(&mut answer, head, request, self.body_limit()).await
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
