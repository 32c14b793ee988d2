//! The port through which a check sees the server under test.

use std::{future::Future, net::IpAddr, pin::Pin, sync::Arc};

use serde_json::Value;
use url::Url;

use crate::{
    client::{Client, Profile},
    exchange::{Exchange, Request},
    oauth::{
        authorization::{AuthorizationRequest, Callback},
        pkce::Nonce,
        token::{Credentials, Grant},
    },
    obstacle::Obstacle,
    spec::Revision,
};

/// A future that a check or a session hands out.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What a step of a session comes to.
pub type Step<'a, T> = BoxFuture<'a, Result<T, Obstacle>>;

/// The server under test, seen by one client, or by anyone.
///
/// The steps that every check builds on (`challenge`, `resource_metadata`, …) are in [`crate::steps`]; they cost no
/// request twice, since they ask through [`Session::observe`].
pub trait Session: Send + Sync {
    /// The MCP URL as the user entered it.
    fn target(&self) -> &Url;

    /// The revision of MCP by which the server is judged.
    fn revision(&self) -> Revision;

    /// The client on whose behalf requests are made; for a check that anyone may ask, the first of the run.
    fn profile(&self) -> &'static Profile;

    /// A value that nobody can guess; what is asked anew of the same server asks with the same ones in a replay.
    fn nonce(&self) -> Nonce;

    /// The answer to a request that may be shared: the same request is sent once in a run.
    fn observe(&self, request: Request) -> Step<'_, Arc<Exchange>>;

    /// The answer to a request that is sent now.
    fn send(&self, request: Request) -> Step<'_, Arc<Exchange>>;

    /// A client of the authorization server: the one that the walk became, or for anyone the first that could be had.
    fn registration(&self) -> Step<'_, Arc<Registered>>;

    /// The tokens that the walk ended with, or for anyone the first that could be had.
    fn tokens(&self) -> Step<'_, Arc<Tokens>>;

    /// Tokens for this scope and no more, from an approval of their own: asked for once in a run.
    fn tokens_within(&self, scope: String) -> Step<'_, Arc<Tokens>>;

    /// The person's approval of a request, from the authorization URL to the way back.
    fn approve(&self, request: AuthorizationRequest) -> Step<'_, Arc<Approval>>;

    /// The page on which the person decides about a request, with nothing decided yet, in a browser that was shown all of
    /// `seen` before.
    fn consent(&self, request: AuthorizationRequest, seen: Vec<Arc<Exchange>>) -> Step<'_, Arc<Consent>>;
    /// An approval for this client that several checks build on: the person is asked once in a run for each `purpose`.
    fn shared_approval(&self, purpose: &'static str, registered: Arc<Registered>) -> Step<'_, Arc<Approval>>;

    /// The client's walk from the URL to the tools, or to where it ended.
    fn walk(&self) -> BoxFuture<'_, Arc<Walk>>;

    /// An exchange of the run, by its index.
    fn recorded(&self, index: usize) -> Option<Arc<Exchange>>;

    /// The addresses that DNS has for a host, as the machine of the run sees it.
    fn addresses(&self, host: String) -> Step<'_, Vec<IpAddr>>;

    /// What the server behind a URL shows of itself in a TLS handshake.
    fn handshake(&self, url: Url) -> Step<'_, Handshake>;

    /// Whether a client may be registered; `Err` with the reason otherwise.
    fn may_register(&self) -> Result<(), Obstacle>;
}

/// What a TLS server shows of itself to a client that fetches nothing which it leaves out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Handshake {
    /// How many certificates it sent.
    pub certificates: usize,
    /// Why it is not trusted; `None` where it is.
    pub distrust: Option<String>,
}

/// A client of the authorization server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// Its identifier and how it authenticates.
    pub credentials: Credentials,
    /// The redirect URI that it registered.
    pub redirect_uri: String,
    /// The registration, where there was one: not for a client ID metadata document or a pre-registered client.
    pub exchange: Option<Arc<Exchange>>,
}

/// The person's approval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// What was asked.
    pub request: AuthorizationRequest,
    /// The way back.
    pub callback: Callback,
    /// The exchanges of the person's browser, in order.
    pub exchanges: Vec<Arc<Exchange>>,
}

impl Approval {
    /// The authorization code, or the obstacle that there is none.
    pub fn code(&self) -> Result<&str, Obstacle> {
        self.callback.parameter("code").ok_or_else(|| {
            let error = self.callback.parameter("error").unwrap_or("no `error` either");
            Obstacle::step("authorization", format!("the redirect carries no `code` ({error})"))
        })
    }
}

/// The page on which a person decides, with nothing decided yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// What was asked.
    pub request: AuthorizationRequest,
    /// The exchanges of the person's browser, in order; the last one got the page.
    pub exchanges: Vec<Arc<Exchange>>,
    /// What the control sends that approves, without cookies.
    pub approve: Request,
    /// What the control sends that declines, without cookies, where there is one.
    pub decline: Option<Request>,
}

/// A grant with everything that it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tokens {
    /// What was granted.
    pub grant: Grant,
    /// The client that it was granted to.
    pub registered: Arc<Registered>,
    /// The approval that it came from; `None` for a token given by the user.
    pub approval: Option<Arc<Approval>>,
    /// The token request; `None` for a token given by the user.
    pub exchange: Option<Arc<Exchange>>,
}

/// A client's walk from the URL to the tools, or to where it ended.
#[derive(Clone, Debug)]
pub struct Walk {
    /// Who walked.
    pub client: Client,
    /// How it ended.
    pub outcome: Outcome,
    /// The stage that it reached.
    pub stage: Stage,
    /// What the client's user sees, in the client's words.
    pub message: String,
    /// What happened, in ours.
    pub explanation: String,
    /// What stood in its way where nothing was answered, or nothing could be asked.
    pub obstacle: Option<Obstacle>,
    /// The names of the tools that it listed.
    pub tools: Vec<String>,
    /// The tool that it called, where its user wanted that, and the answer.
    pub called: Option<Called>,
    /// Its phases, in order.
    pub phases: Vec<WalkedPhase>,
    /// The registration attempt, accepted or not.
    pub attempt: Option<Arc<Exchange>>,
    /// The client that it became.
    pub registered: Option<Arc<Registered>>,
    /// The authorization request that it made.
    pub authorization: Option<AuthorizationRequest>,
    /// The approval that it got.
    pub approval: Option<Arc<Approval>>,
    /// The token request, answered well or not.
    pub redemption: Option<Arc<Exchange>>,
    /// The tokens that it got.
    pub tokens: Option<Arc<Tokens>>,
}

impl Walk {
    /// A walk on which nothing has happened: it ends well unless something comes between.
    pub const fn begun(client: Client) -> Self {
        Self {
            client,
            outcome: Outcome::Connected,
            stage: Stage::Session,
            message: String::new(),
            explanation: String::new(),
            obstacle: None,
            tools: Vec::new(),
            called: None,
            phases: Vec::new(),
            attempt: None,
            registered: None,
            authorization: None,
            approval: None,
            redemption: None,
            tokens: None,
        }
    }

    /// A phase begins.
    pub fn begin_phase(&mut self, name: &'static str) {
        self.phases.push(WalkedPhase { name, ..WalkedPhase::default() });
    }

    /// The obstacle for a check that needs a step which this walk did not reach.
    pub fn ended_before(&self, step: &'static str) -> Obstacle {
        self.obstacle.clone().unwrap_or_else(|| Obstacle::step(step, self.explanation.clone()))
    }
}

/// A part of a walk that the client's user starts with one command or click.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WalkedPhase {
    /// Its name.
    pub name: &'static str,
    /// The indices of its exchanges.
    pub exchanges: Vec<usize>,
    /// What the client's user sees at its end, in the client's words.
    pub message: String,
}

/// A tool call that was answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Called {
    /// The tool.
    pub tool: String,
    /// The `result` of the answer.
    pub result: Value,
}

/// How a walk ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It listed the tools.
    Connected,
    /// It listed the tools, and lost something on the way.
    Degraded,
    /// It gave up, and said so.
    Failed,
    /// It waits for something that will not come.
    Stalled,
    /// It could not be played to the end.
    Unknown,
}

impl Outcome {
    /// Its name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Connected => "connected",
            Self::Degraded => "degraded",
            Self::Failed => "failed",
            Self::Stalled => "stalled",
            Self::Unknown => "unknown",
        }
    }
}

/// A stage of a connection, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Finding the server at all.
    Reachability,
    /// The first answer without a token.
    Challenge,
    /// Protected resource metadata.
    ResourceMetadata,
    /// Authorization server metadata.
    ServerMetadata,
    /// Becoming a client.
    Registration,
    /// The authorization endpoint and what the person sees there.
    Authorization,
    /// The way back to the client.
    Callback,
    /// Redeeming the code.
    Token,
    /// MCP itself.
    Session,
    /// Renewing the access token.
    Refresh,
}

impl Stage {
    /// Its name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reachability => "reachability",
            Self::Challenge => "challenge",
            Self::ResourceMetadata => "resource-metadata",
            Self::ServerMetadata => "server-metadata",
            Self::Registration => "registration",
            Self::Authorization => "authorization",
            Self::Callback => "callback",
            Self::Token => "token",
            Self::Session => "session",
            Self::Refresh => "refresh",
        }
    }
}
