//! The server under test, with everything that a run learns of it: what was observed is observed once, and each client
//! walks once.

mod brief;
mod leases;
mod view;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use suites::{
    client::{Client, Profile},
    exchange::{Exchange, Request},
    oauth::authorization::AuthorizationRequest,
    obstacle::Obstacle,
    session::{Approval, Registered, Session, Tokens, Walk},
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

use leases::Leases;

pub use brief::Brief;
pub use view::View;

type Shared<T> = Arc<OnceCell<Result<T, Obstacle>>>;

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
    approvals: view::Approvals,
    scoped: view::Scoped,
    walks: HashMap<Client, OnceCell<Arc<Walk>>>,
    leases: Leases,
    revisions: OnceCell<Vec<Revision>>,
    registration: OnceCell<Result<Arc<Registered>, Obstacle>>,
    tokens: OnceCell<Result<Arc<Tokens>, Obstacle>>,
}

impl Subject {
    /// A server that nothing is known of yet.
    pub fn new(brief: Brief, wire: Wire, approver: Approver) -> Self {
        let walks = brief.clients.iter().map(|client| (*client, OnceCell::new())).collect();
        let (revisions, registration, tokens) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        // In a replay nobody has to be waited for.
        let clock = if wire.is_replay() { Clock::manual() } else { Clock::system() };
        let (observed, approvals, leases) = (Mutex::default(), Mutex::default(), Leases::default());
        Self {
            brief,
            wire,
            approver,
            afterwards: Vec::new(),
            clock,
            observed,
            approvals,
            scoped: Mutex::default(),
            walks,
            leases,
            revisions,
            registration,
            tokens,
        }
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

    /// The revisions of MCP by which the server is judged.
    pub async fn revisions(self: &Arc<Self>) -> Vec<Revision> {
        let revisions = self.revisions.get_or_init(|| async {
            let view = self.seen_by(None, "the revisions");
            let has_tokens = view.first(|walk| walk.tokens.clone()).await.is_some();
            // An approval for this alone would be one too many.
            let session: &dyn Session = &view;
            if has_tokens { session.revisions().await } else { vec![self.brief.revision] }
        });
        revisions.await.clone()
    }

    /// The server as `client` sees it, or as anyone does; `asker` is who asks.
    pub fn seen_by(self: &Arc<Self>, client: Option<Client>, asker: &str) -> View {
        View::new(Arc::clone(self), client, self.wire.asked_by(asker))
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
        self.approver.approve(wire, profile, request).await.map(Arc::new).map_err(obstacle)
    }
}

fn obstacle(refusal: Refusal) -> Obstacle {
    match refusal {
        Refusal::Obstacle(obstacle) => obstacle,
        Refusal::Page(exchange) => Obstacle::step("authorization", exchange.summary()),
    }
}
