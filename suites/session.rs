//! The port through which a check sees the server under test.

mod walk;

use std::{future::Future, net::IpAddr, pin::Pin, sync::Arc};

use url::Url;

use crate::{
    client::Profile,
    exchange::{Exchange, Request},
    oauth::{
        authorization::{AuthorizationRequest, Callback},
        pkce::Nonce,
        token::{Credentials, Grant},
    },
    obstacle::Obstacle,
    spec::Revision,
};

pub use walk::{Called, Outcome, Stage, Walk, WalkedPhase};

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

    /// The client that asks for an approval of the check's own: for anyone, one of those that redeemed a code and
    /// authenticate alike, each in its turn, since the approvals of one client are asked for one after the other.
    fn applicant(&self) -> Step<'_, Arc<Registered>>;

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
