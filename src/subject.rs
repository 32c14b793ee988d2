//! The server under test, with everything that a run learns of it: what was observed is observed once, and each client
//! walks once.

mod registration;
mod scope;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use suites::{
    client::{Client, Profile},
    exchange::{Exchange, Request},
    oauth::{
        authorization::AuthorizationRequest,
        pkce::Nonce,
        token::{Credentials, Grant, Secret},
    },
    obstacle::Obstacle,
    session::{Approval, BoxFuture, Registered, Session, Step, Tokens, Walk},
    spec::Revision,
};
use tokio::sync::OnceCell;
use url::Url;

use crate::{
    approval::{Approver, Refusal},
    claude::{self, Afterwards, Clock, Options, Start},
    usage::Usage,
    wire::Wire,
};

type Shared<T> = Arc<OnceCell<Result<T, Obstacle>>>;

/// What a run is given.
#[derive(Debug)]
pub struct Brief {
    /// The MCP URL as the user entered it.
    pub target: Url,
    /// The revision by which the server is judged.
    pub revision: Revision,
    /// The clients that walk.
    pub clients: Vec<Client>,
    /// A pre-registered client.
    pub credentials: Option<Credentials>,
    /// An access token for where no approval can be given.
    pub token: Option<Secret>,
    /// The URL of a client ID metadata document, for a client that has none of its own.
    pub client_metadata_url: Option<String>,
    /// Whether clients may be registered.
    pub may_register: bool,
}

impl Brief {
    /// A run by these clients, which know nothing beforehand and may register.
    pub fn new(target: Url, revision: Revision, clients: Vec<Client>) -> Self {
        let (credentials, token, client_metadata_url) = (None, None, None);
        Self { target, revision, clients, credentials, token, client_metadata_url, may_register: true }
    }
}

/// The server under test.
#[derive(Debug)]
pub struct Subject {
    /// What the run was given.
    pub brief: Brief,
    /// The way out.
    pub wire: Wire,
    /// The person.
    pub approver: Approver,
    /// What the user of a client does after its walk; nothing unless it is set.
    pub afterwards: Vec<Afterwards>,
    clock: Clock,
    observed: Mutex<HashMap<String, Shared<Arc<Exchange>>>>,
    walks: HashMap<Client, OnceCell<Arc<Walk>>>,
    registration: OnceCell<Result<Arc<Registered>, Obstacle>>,
    tokens: OnceCell<Result<Arc<Tokens>, Obstacle>>,
    scoped: scope::Scoped,
}

impl Subject {
    /// A server that nothing is known of yet.
    pub fn new(brief: Brief, wire: Wire, approver: Approver) -> Self {
        let walks = brief.clients.iter().map(|client| (*client, OnceCell::new())).collect();
        let (registration, tokens) = (OnceCell::new(), OnceCell::new());
        // In a replay nobody has to be waited for.
        let clock = if wire.is_replay() { Clock::manual() } else { Clock::system() };
        let (observed, scoped, afterwards) = (Mutex::default(), Mutex::default(), Vec::new());
        Self { brief, wire, approver, afterwards, clock, observed, walks, registration, tokens, scoped }
    }

    /// The server at `target`, which nothing is known of yet, as `options` say.
    pub(crate) fn of(
        options: &Options,
        target: Url,
        revision: Revision,
        clients: Vec<Client>,
    ) -> Result<Self, Usage> {
        Self::over(options.wire(&target)?, options, target, revision, clients)
    }

    /// The same over this wire.
    pub(crate) fn over(
        wire: Wire,
        options: &Options,
        target: Url,
        revision: Revision,
        clients: Vec<Client>,
    ) -> Result<Self, Usage> {
        let approver = options.approver(clients.len().max(1))?;
        let brief = Brief {
            credentials: options.credentials.clone(),
            token: options.token.clone(),
            client_metadata_url: options.client_metadata_url.clone(),
            may_register: options.may_register,
            ..Brief::new(target, revision, clients)
        };
        Ok(Self { afterwards: options.afterwards.clone(), ..Self::new(brief, wire, approver) })
    }

    /// Every client's walk, walked side by side.
    pub async fn walks(self: &Arc<Self>) -> Vec<Arc<Walk>> {
        let tasks: Vec<_> = self
            .brief
            .clients
            .iter()
            .map(|client| {
                let (subject, client) = (Arc::clone(self), *client);
                tokio::spawn(async move { subject.walk_of(client).await })
            })
            .collect();
        let mut walks = Vec::new();
        for task in tasks {
            walks.push(task.await.expect("a walk does not panic"));
        }
        walks
    }

    /// The walk of one of the run's clients.
    pub async fn walk_of(&self, client: Client) -> Arc<Walk> {
        let wire = self.wire.asked_by(&format!("{}@{}", client.name(), client.profile().version));
        let start = Start {
            target: &self.brief.target,
            wire: &wire,
            approver: &self.approver,
            credentials: self.brief.credentials.as_ref(),
            token: self.brief.token.as_ref(),
            client_metadata_url: self.brief.client_metadata_url.as_deref(),
            may_register: self.brief.may_register,
            clock: &self.clock,
            afterwards: &self.afterwards,
        };
        let walk = self.walks[&client]
            .get_or_init(|| async { Arc::new(claude::walk(client.profile(), start).await) });
        Arc::clone(walk.await)
    }

    /// The server as `client` sees it, or as anyone does; `asker` is who asks.
    pub fn seen_by(self: &Arc<Self>, client: Option<Client>, asker: &str) -> View {
        View { subject: Arc::clone(self), client, wire: self.wire.asked_by(asker) }
    }

    async fn observe(&self, request: Request) -> Result<Arc<Exchange>, Obstacle> {
        let key = format!("{request:?}");
        let cell =
            Arc::clone(self.observed.lock().expect("nothing panics with the lock").entry(key).or_default());
        let answer = cell.get_or_init(|| async { self.wire.send(&request, self.wire.patience()).await });
        answer.await.clone()
    }

    async fn approve(
        &self,
        wire: &Wire,
        profile: &'static Profile,
        request: AuthorizationRequest,
    ) -> Result<Arc<Approval>, Obstacle> {
        match self.approver.approve(wire, profile, request).await {
            Ok(approval) => Ok(Arc::new(approval)),
            Err(Refusal::Obstacle(obstacle)) => Err(obstacle),
            Err(Refusal::Page(exchange)) => Err(Obstacle::step("authorization", exchange.summary())),
        }
    }
}

/// The server under test as one client sees it, or as anyone does.
#[derive(Clone, Debug)]
pub struct View {
    subject: Arc<Subject>,
    client: Option<Client>,
    wire: Wire,
}

impl View {
    /// The same, for what is done once for whoever asks first.
    fn shared(&self, what: &str) -> Self {
        Self { wire: self.wire.asked_by(what), ..self.clone() }
    }

    /// The first client of the run in whose walk `part` is found.
    async fn first<T>(&self, part: impl Fn(&Walk) -> Option<Arc<T>>) -> Option<Arc<T>> {
        for client in &self.subject.brief.clients {
            if let Some(found) = part(&*self.subject.walk_of(*client).await) {
                return Some(found);
            }
        }
        None
    }

    async fn any_tokens(&self) -> Result<Arc<Tokens>, Obstacle> {
        if let Some(tokens) = self.first(|walk| walk.tokens.clone()).await {
            return Ok(tokens);
        }
        if let Some(token) = &self.subject.brief.token {
            return Ok(Arc::new(given(token)));
        }
        let session: &dyn Session = self;
        let registered = session.registration().await?;
        session.tokens_for(&registered).await.map(Arc::new)
    }
}

/// The token that the user gave; nothing else is known of it.
fn given(token: &Secret) -> Tokens {
    let registered =
        Registered { credentials: Credentials::public(""), redirect_uri: String::new(), exchange: None };
    let grant = Grant { access_token: token.clone(), refresh_token: None, expires_in: None };
    Tokens { grant, registered: Arc::new(registered), approval: None, exchange: None }
}

impl Session for View {
    fn target(&self) -> &Url {
        &self.subject.brief.target
    }

    fn revision(&self) -> Revision {
        self.subject.brief.revision
    }

    fn profile(&self) -> &'static Profile {
        self.client
            .or(self.subject.brief.clients.first().copied())
            .unwrap_or(Client::ClaudeWeb)
            .profile()
    }

    fn nonce(&self) -> Nonce {
        self.wire.nonce()
    }

    fn observe(&self, request: Request) -> Step<'_, Arc<Exchange>> {
        Box::pin(self.subject.observe(request))
    }

    fn send(&self, request: Request) -> Step<'_, Arc<Exchange>> {
        Box::pin(async move { self.wire.send(&request, self.wire.patience()).await })
    }

    fn registration(&self) -> Step<'_, Arc<Registered>> {
        Box::pin(async move {
            let Some(client) = self.client else {
                let shared = self.shared("the registration for anyone");
                return self.subject.registration.get_or_init(|| shared.any_registration()).await.clone();
            };
            let walk = self.subject.walk_of(client).await;
            walk.registered.clone().ok_or_else(|| walk.ended_before("registration"))
        })
    }

    fn tokens(&self) -> Step<'_, Arc<Tokens>> {
        Box::pin(async move {
            let Some(client) = self.client else {
                let shared = self.shared("the tokens for anyone");
                return self.subject.tokens.get_or_init(|| shared.any_tokens()).await.clone();
            };
            let walk = self.subject.walk_of(client).await;
            walk.tokens.clone().ok_or_else(|| walk.ended_before("the token request"))
        })
    }

    fn tokens_within(&self, scope: String) -> Step<'_, Arc<Tokens>> {
        Box::pin(async move { self.scoped_tokens(&scope).await })
    }

    fn approve(&self, request: AuthorizationRequest) -> Step<'_, Arc<Approval>> {
        Box::pin(self.subject.approve(&self.wire, self.profile(), request))
    }

    fn walk(&self) -> BoxFuture<'_, Arc<Walk>> {
        Box::pin(self.subject.walk_of(self.profile().client))
    }

    fn may_register(&self) -> Result<(), Obstacle> {
        if self.subject.brief.may_register { Ok(()) } else { Err(Obstacle::ReadOnly) }
    }
}
