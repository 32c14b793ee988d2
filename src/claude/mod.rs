//! The mock Claude clients: a walk through the flow as a given client does it, from the URL to the tools.
//!
//! One flow for all: the profile (`suites::client`) says which steps, in which order, by which agent and under which
//! rules. Nothing here asks which client it plays, except for the words in `words`.

mod authorization;
mod challenged;
mod clock;
mod connection;
mod contact;
mod discovery;
mod explanation;
mod failure;
mod legacy;
mod logout;
mod look;
mod memory;
mod message;
mod options;
mod place;
mod redemption;
mod refresh;
mod registration;
mod resource;
mod schema;
mod session;
mod sign_in;
mod walk;
mod words;

use std::{sync::Arc, time::Duration};

use serde_json::Value;
use suites::{
    client::{Agent, Profile},
    exchange::{Exchange, Request},
    oauth::{
        challenge::Challenge,
        token::{Credentials, Secret},
    },
    obstacle::Obstacle,
    session::{Stage, Walk},
};
use url::Url;

pub use crate::approval::Manner;
use crate::{approval::Approver, wire::Wire};
pub use clock::Clock;
pub use connection::Connection;
use discovery::Discovered;
use failure::Failure;
#[doc(hidden)]
pub(crate) use legacy::SIGNS;
use memory::{Command, Memory};
pub(crate) use options::wrong_header;
pub use options::{Options, connect, connect_blocking};
use session::Conversation;

/// What a walk is given.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Start<'a> {
    /// The MCP URL as the user entered it.
    pub target: &'a Url,
    /// The way out.
    pub wire: &'a Wire,
    /// The person.
    pub approver: &'a Approver,
    /// A pre-registered client.
    pub credentials: Option<&'a Credentials>,
    /// An access token that takes the place of registration, approval and redemption.
    pub token: Option<&'a Secret>,
    /// The URL of its user's client ID metadata document, for a client that has none of its own.
    pub client_metadata_url: Option<&'a str>,
    /// Whether clients may be registered.
    pub may_register: bool,
    /// The time.
    pub clock: &'a Clock,
    /// What its user does after the walk.
    pub afterwards: &'a [Afterwards],
}

impl<'a> Start<'a> {
    /// A client that knows nothing beforehand and may register, and whose user does nothing afterwards.
    pub fn new(target: &'a Url, wire: &'a Wire, approver: &'a Approver, clock: &'a Clock) -> Self {
        Self {
            target,
            wire,
            approver,
            credentials: None,
            token: None,
            client_metadata_url: None,
            may_register: true,
            clock,
            afterwards: &[],
        }
    }
}

/// What a client's user does after having connected, or having failed to.
#[derive(Clone, Debug, PartialEq)]
pub enum Afterwards {
    /// Calls a tool, if it is connected.
    CallTool(Call),
    /// Uses it again after this time.
    UseAgain(Duration),
    /// Signs in again and uses it, if the server asked for more scope than was granted (`insufficient_scope`).
    GrantScopes,
    /// Signs in again and uses it.
    SignInAgain,
    /// Signs out.
    SignOut,
}

/// A tool call.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The tool; the first that the server lists where it is `None`.
    pub tool: Option<String>,
    /// Its arguments, an object.
    pub arguments: Value,
}

/// Plays a client against a server.
#[doc(hidden)]
pub async fn walk(profile: &'static Profile, start: Start<'_>) -> Walk {
    Player::new(profile, start).walk().await
}

/// Where a step leads.
enum Next {
    /// To the next step.
    Step,
    /// To the session, without signing in.
    Session,
}

struct Player<'a> {
    profile: &'static Profile,
    start: Start<'a>,
    walk: Walk,
    challenge: Option<Challenge>,
    discovered: Discovered,
    memory: Memory,
    command: Command,
    conversation: Conversation,
    must_sign_in: bool,
    losses: Vec<&'static str>,
}

impl<'a> Player<'a> {
    fn new(profile: &'static Profile, start: Start<'a>) -> Self {
        Self {
            profile,
            start,
            walk: Walk::begun(profile.client),
            challenge: None,
            discovered: Discovered::default(),
            memory: Memory::default(),
            command: Command::default(),
            conversation: Conversation::default(),
            must_sign_in: false,
            losses: Vec::new(),
        }
    }

    /// Sends a request of the client and notes the exchange in the current phase.
    async fn send(&mut self, request: &Request) -> Result<Arc<Exchange>, Obstacle> {
        self.send_within(request, self.profile.contact.patience.value).await
    }

    /// The same, with so many seconds for the answer.
    async fn send_within(&mut self, request: &Request, seconds: u64) -> Result<Arc<Exchange>, Obstacle> {
        let patience = Duration::from_secs(seconds);
        let exchange = self.start.wire.send(request, patience).await?;
        self.note(exchange.index);
        Ok(exchange)
    }

    /// Waits, unless the run is to end.
    async fn pause(&self, time: Duration) {
        let Start { clock, wire, .. } = self.start;
        // Whatever would follow the wait then meets the same end.
        let _ = wire.interruption().run_until_cancelled(clock.pause(time)).await;
    }

    fn note(&mut self, index: usize) {
        let phase = self.walk.phases.last_mut().expect("a phase is under way");
        phase.exchanges.push(index);
    }

    fn loses(&mut self, what: &'static str) {
        if !self.losses.contains(&what) {
            self.losses.push(what);
        }
    }
}

/// A request with the header fields of `agent`.
fn by(agent: &Agent, request: Request) -> Request {
    request.with_all(agent.fields())
}

/// The failure of a step of the client that got no answer: the server's, or a limit of ours.
fn no_answer(stage: Stage, obstacle: Obstacle) -> Failure {
    match obstacle {
        Obstacle::Unreachable { .. }
        | Obstacle::BrokenOff { .. }
        | Obstacle::Tls { .. }
        | Obstacle::TimedOut { .. } => Failure::NoAnswer(stage, obstacle),
        ours => Failure::Unplayable(stage, ours),
    }
}
