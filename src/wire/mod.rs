//! HTTP: one client for everything, with its limits and its recording; or a recording in its place.

mod body;
mod failure;
mod hiding;
mod last_scan;
mod limits;
mod network;
mod nonces;
mod places;
mod recording;
mod redaction;
mod silence;
mod tape;
mod way;

use std::{
    net::{IpAddr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use suites::{
    exchange::{Exchange, Request, Response},
    oauth::{authorization::Callback, pkce::Nonce},
    obstacle::Obstacle,
    session::{Approval, Handshake},
};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use url::Url;

pub use limits::Limits;
use network::Network;
use nonces::Nonces;
pub use recording::{Observer, Recorded, Recording};
pub use redaction::Redaction;
use silence::Silence;
pub use tape::{Tape, Taped, WayBack};

/// How the wire is set up: what a user says of the target's surroundings.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    /// PEM files with further certificate authorities.
    pub authorities: Vec<Vec<u8>>,
    /// Addresses that take the place of what DNS says.
    pub resolve: Vec<(String, SocketAddr)>,
    /// Whether certificates are not verified.
    pub insecure: bool,
    /// Header fields for the target's origin only.
    pub headers: Vec<(String, String)>,
    /// What may be read, sent and waited for.
    pub limits: Limits,
    /// What is pretended of the way to a server that a run started itself.
    pub pretence: Pretence,
}

/// What is pretended of the way to a server, so that a check of it can be seen to fail.
#[derive(Clone, Debug, Default)]
pub struct Pretence {
    /// What DNS says of hosts.
    pub addresses: Vec<(String, Vec<IpAddr>)>,
    /// The paths whose answers count as later than they came, by so many milliseconds.
    pub late: Vec<(String, u64)>,
}

/// The one way out: every request of a run goes through it, on behalf of somebody. Clones are the same way out.
#[derive(Clone, Debug)]
pub struct Wire {
    core: Arc<Core>,
    asker: Arc<str>,
}

#[derive(Debug)]
struct Core {
    source: Source,
    setup: Setup,
    sent: AtomicUsize,
    in_flight: Semaphore,
    silence: Silence,
    nonces: Nonces,
    recording: Recording,
    interruption: CancellationToken,
}

/// Where answers come from.
#[derive(Debug)]
enum Source {
    Network(Network),
    Tape(Tape),
}

impl Wire {
    /// A wire to `target` and the hosts that it names.
    ///
    /// # Errors
    /// A sentence for the user where a certificate file or the TLS set-up is unusable.
    pub fn new(target: &Url, setup: &Setup) -> Result<Self, String> {
        Ok(Self::over(Source::Network(Network::new(target, setup)?), setup.clone(), Nonces::default()))
    }

    /// A wire that reaches nobody, and answers as it was recorded.
    pub fn replaying(tape: Tape) -> Self {
        Self::over(Source::Tape(tape), Setup::default(), Nonces::stand_ins())
    }

    fn over(source: Source, setup: Setup, nonces: Nonces) -> Self {
        let in_flight = Semaphore::new(setup.limits.in_flight);
        let (silence, recording) = (Silence::default(), Recording::default());
        let (sent, interruption) = (AtomicUsize::new(0), CancellationToken::new());
        let core = Core { source, setup, sent, in_flight, silence, nonces, recording, interruption };
        Self { core: Arc::new(core), asker: "anyone".into() }
    }

    /// The same way out, on behalf of somebody else: each has its own nonces, and its own answers in a replay.
    #[must_use]
    pub fn asked_by(&self, asker: &str) -> Self {
        Self { core: Arc::clone(&self.core), asker: asker.into() }
    }

    /// Whether the answers are those of a recording.
    pub fn is_replay(&self) -> bool {
        matches!(self.core.source, Source::Tape(_))
    }

    /// A value that nobody can guess.
    pub fn nonce(&self) -> Nonce {
        self.core.nonces.draw(&self.asker)
    }

    /// Every form in which the nonces so far were sent, each with what stands for it in a recording.
    pub fn nonce_aliases(&self) -> Vec<(String, String)> {
        self.core.nonces.aliases()
    }

    /// Tells `observer` of every exchange as it ends.
    pub fn observe(&self, observer: Observer) {
        self.core.recording.observe(observer);
    }

    /// What was sent and received so far, in order of the answers.
    pub fn recording(&self) -> &Recording {
        &self.core.recording
    }

    /// Cancelled, it ends everything that waits for an answer, and nothing more is sent: what was not seen by then is told as
    /// [`Obstacle::Interrupted`].
    pub fn interruption(&self) -> &CancellationToken {
        &self.core.interruption
    }

    /// Sends one request and reads its answer; redirects are not followed, a 429 is waited out once, what may be repeated
    /// is sent again where the connection broke, and a URL that never answers is not asked for ever.
    ///
    /// # Errors
    /// The obstacle where there is no answer.
    pub async fn send(&self, request: &Request, patience: Duration) -> Result<Arc<Exchange>, Obstacle> {
        self.core.silence.expected(&request.url)?;
        let answer = Box::pin(self.send_patiently(request, patience));
        let answer = self.core.interruption.run_until_cancelled(answer).await;
        let answer = answer.unwrap_or(Err(Obstacle::Interrupted));
        self.core.silence.learn(&request.url, answer.as_ref().err());
        answer
    }

    async fn send_patiently(&self, request: &Request, patience: Duration) -> Result<Arc<Exchange>, Obstacle> {
        let exchange = match self.send_once(request, patience).await {
            Err(Obstacle::BrokenOff { .. }) if request.may_be_repeated() => {
                self.send_once(request, patience).await?
            }
            answer => answer?,
        };
        if exchange.response.status != 429 {
            return Ok(exchange);
        }
        match self.core.setup.limits.pause_after(&exchange.response) {
            Some(pause) => self.wait(pause).await,
            None => return Err(Obstacle::RateLimited { url: request.url.to_string() }),
        }
        let again = self.send_once(request, patience).await?;
        if again.response.status == 429 {
            return Err(Obstacle::RateLimited { url: request.url.to_string() });
        }
        Ok(again)
    }

    /// How it was set up.
    pub(crate) fn setup(&self) -> &Setup {
        &self.core.setup
    }

    /// Milliseconds since the start of the run.
    pub(crate) fn now(&self) -> u64 {
        self.core.recording.now()
    }

    /// Records an exchange of which a browser tells; an obstacle where no answer came.
    pub(crate) fn note(
        &self,
        request: &Request,
        answer: Result<Response, Obstacle>,
        started: u64,
    ) -> Result<Arc<Exchange>, Obstacle> {
        let times = (started, self.now() - started);
        self.core.recording.add(&self.asker, request, answer, times)
    }

    /// The most bytes of the next body that are kept.
    pub(crate) fn body_limit(&self) -> usize {
        self.core.setup.limits.body_after(self.core.recording.bytes())
    }

    /// The time that a request may take where nothing else says so.
    pub fn patience(&self) -> Duration {
        self.core.setup.limits.patience
    }

    /// Waits, where there is somebody to wait for.
    async fn wait(&self, pause: Duration) {
        if let Source::Network(_) = self.core.source {
            tokio::time::sleep(pause).await;
        }
    }

    async fn send_once(&self, request: &Request, patience: Duration) -> Result<Arc<Exchange>, Obstacle> {
        let limit = self.core.setup.limits.requests;
        if self.core.sent.fetch_add(1, Ordering::Relaxed) >= limit {
            return Err(Obstacle::RequestBudget { limit });
        }
        let network = match &self.core.source {
            Source::Network(network) => network,
            Source::Tape(tape) => {
                let taped = tape.next(&self.asker, request).ok_or_else(|| tape.absence(request))?;
                return self.repeat(taped, request);
            }
        };
        let _permit = self.core.in_flight.acquire().await.expect("the semaphore is never closed");
        let started = self.now();
        let patience = patience.min(self.core.setup.limits.patience);
        let answer = network.transmit(request, self.body_limit());
        let answer = match tokio::time::timeout(patience, answer).await {
            Ok(answer) => answer,
            Err(_) => Err(failure::timed_out(&request.url, patience)),
        };
        let late = self.core.setup.pretence.late.iter().find(|(path, _)| path == request.url.path());
        let lasted = self.now() - started + late.map_or(0, |(_, late)| *late);
        self.core.recording.add(&self.asker, request, answer, (started, lasted))
    }

    /// Records once more what was recorded.
    fn repeat(&self, taped: &Taped, request: &Request) -> Result<Arc<Exchange>, Obstacle> {
        let times = (taped.started_ms, taped.duration_ms);
        self.core.recording.add(&self.asker, request, taped.answer.clone(), times)
    }

    /// The addresses that a host has.
    pub(crate) async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, Obstacle> {
        self.on_the_way(way::addresses(&self.core.setup, host)).await
    }

    /// What the server behind a URL shows of itself in a TLS handshake.
    pub(crate) async fn handshake(&self, url: &Url) -> Result<Handshake, Obstacle> {
        self.on_the_way(way::handshake(&self.core.setup, url)).await
    }

    async fn on_the_way<T>(&self, asking: impl Future<Output = Result<T, Obstacle>>) -> Result<T, Obstacle> {
        if self.is_replay() {
            return Err(Obstacle::unknown("a recording tells nothing of DNS and of TLS"));
        }
        let answer = self.core.interruption.run_until_cancelled(asking).await;
        answer.unwrap_or(Err(Obstacle::Interrupted))
    }

    /// Remembers how the person's browser came back from the authorization URL of an approval.
    pub(crate) fn note_way_back(&self, approval: &Approval) {
        self.core.recording.add_way_back(WayBack::of(&self.asker, approval));
    }

    /// How it came back when it was recorded, with the exchanges of the browser.
    pub(crate) fn recorded_way_back(&self, url: &Url) -> Result<(Callback, Vec<Arc<Exchange>>), Obstacle> {
        let opening = Request::read(url.clone());
        let Source::Tape(tape) = &self.core.source else { return Err(Obstacle::not_recorded(&opening)) };
        let way = tape.way_back(&self.asker, url).ok_or_else(|| Obstacle::not_recorded(&opening))?;
        let repeated = way.exchanges.iter().map(|index| {
            let taped = tape.at(*index).ok_or_else(|| Obstacle::not_recorded(&opening))?;
            self.repeat(taped, &taped.request)
        });
        let exchanges = repeated.collect::<Result<Vec<_>, _>>()?;
        let sent_by = way.callback.exchange.and_then(|place| exchanges.get(place));
        let callback = Callback { exchange: sent_by.map(|exchange| exchange.index), ..way.callback.clone() };
        Ok((callback, exchanges))
    }
}
