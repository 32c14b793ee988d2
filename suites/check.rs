//! The vocabulary of a check: what it states, how strongly it binds, what it needs, and how it judges.

use crate::{
    client::Client,
    exchange::Exchange,
    fault::Fault,
    oauth::authorization::Callback,
    obstacle::Obstacle,
    session::{BoxFuture, Session},
    spec::{Clause, Revision},
};

pub use crate::level::Level;

/// One conforming behaviour of a server, with everything a reader needs to act on its absence.
#[derive(Debug)]
pub struct Check {
    /// Kebab-case, equal to the file's name, never reused; it states the conforming behaviour.
    pub id: &'static str,
    /// The behaviour in one line: it completes "The server conforms if …".
    pub title: &'static str,
    /// How strongly the server is bound.
    pub level: Level,
    /// The clauses that demand it; empty where only the clients' behaviour does.
    pub spec: &'static [Clause],
    /// What its absence means for each client.
    pub impact: Impact,
    /// Whose request it judges.
    pub asked_by: AskedBy,
    /// What it needs beyond anonymous requests.
    pub needs: Needs,
    /// What happens to users when the server does otherwise.
    pub why: &'static str,
    /// What to change.
    pub fix: &'static str,
    /// A fault that makes it fail.
    pub fault: Fault,
    /// The judgement.
    pub judge: for<'a> fn(&'a dyn Session) -> BoxFuture<'a, Judgement>,
}

impl Check {
    /// Whether a server is bound that speaks one of these revisions.
    pub fn binds_any(&self, spoken: &[Revision]) -> bool {
        spoken.iter().any(|revision| self.binds(*revision))
    }

    /// Whether a server that speaks `revision` is bound: always, where no clause demands the behaviour.
    pub fn binds(&self, revision: Revision) -> bool {
        self.spec.is_empty() || self.spec.iter().any(|clause| clause.binds(revision))
    }
}

/// The checks of one stage of a connection.
#[derive(Debug)]
pub struct Suite {
    /// The folder's name with `-` for `_`.
    pub id: &'static str,
    /// What the checks have in common.
    pub title: &'static str,
    /// The checks, in the order in which a reader wants them.
    pub checks: &'static [&'static Check],
}

/// What the absence of a behaviour means for each client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Impact {
    /// For Claude Web.
    pub web: Effect,
    /// For Claude Code.
    pub code: Effect,
    /// For mcp-remote.
    pub mcp_remote: Effect,
}

impl Impact {
    /// The effect on `client`.
    pub const fn on(&self, client: Client) -> Effect {
        match client {
            Client::ClaudeWeb => self.web,
            Client::ClaudeCode => self.code,
            Client::McpRemote => self.mcp_remote,
            // What the letter makes of it is what its level says.
            Client::Spec(_) => Effect::Harmless,
        }
    }
}

/// How much a client suffers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// It does not connect, or loses its connection.
    Breaks,
    /// It connects, and its user is worse off.
    Degrades,
    /// It does not mind.
    Harmless,
}

impl Effect {
    /// Its name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Breaks => "breaks",
            Self::Degrades => "degrades",
            Self::Harmless => "harmless",
        }
    }
}

/// Whose request a check judges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskedBy {
    /// The answer is the same whoever asks: judged once.
    Anyone,
    /// The answer depends on who asks: judged for each client.
    EachClient,
}

/// What a check needs beyond anonymous requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// A client: the one that the walk registered, or another.
    Registration,
    /// The tokens of the walk.
    Tokens,
    /// So many approvals of its own.
    Approvals(u8),
    /// So many approvals of its own, of which it ruins what was granted: a server may end other grants of the same client or
    /// person with it, so such checks come last, when no other is being judged any more.
    Sacrifices(u8),
}

impl Needs {
    /// Its name in reports.
    pub fn name(self) -> String {
        match self {
            Self::Nothing => "nothing".into(),
            Self::Registration => "registration".into(),
            Self::Tokens => "tokens".into(),
            Self::Approvals(1) => "1 approval".into(),
            Self::Approvals(count) => format!("{count} approvals"),
            Self::Sacrifices(1) => "1 approval, given up".into(),
            Self::Sacrifices(count) => format!("{count} approvals, given up"),
        }
    }

    /// How many approvals of its own a check asks for.
    pub const fn approvals(self) -> usize {
        match self {
            Self::Nothing | Self::Registration | Self::Tokens => 0,
            Self::Approvals(count) | Self::Sacrifices(count) => count as usize,
        }
    }

    /// How many turns there are.
    pub const TURNS: usize = 3;

    /// In which turn a check is judged: an approval may end the older grants of the same client and person (Cloudflare's
    /// workers-oauth-provider does that), and what was given up may end more.
    pub const fn turn(self) -> usize {
        match self {
            Self::Nothing | Self::Registration | Self::Tokens => 0,
            Self::Approvals(_) => 1,
            Self::Sacrifices(_) => 2,
        }
    }
}

/// What a check says: `Ok` where the server conforms. `?` on a step that failed makes it untestable.
pub type Judgement = Result<(), Shortfall>;

/// Why a check did not pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shortfall {
    /// The server does otherwise.
    Failed(Box<Finding>),
    /// The requirement does not bind this server, for this reason.
    Inapplicable(String),
    /// It binds, and could not be exercised.
    Untestable(Obstacle),
}

impl From<Obstacle> for Shortfall {
    fn from(obstacle: Obstacle) -> Self {
        Self::Untestable(obstacle)
    }
}

impl From<Finding> for Shortfall {
    fn from(finding: Finding) -> Self {
        Self::Failed(Box::new(finding))
    }
}

/// The requirement does not bind this server, for this reason.
pub fn inapplicable(reason: impl Into<String>) -> Shortfall {
    Shortfall::Inapplicable(reason.into())
}

/// Passes where `holds`, fails with the finding otherwise.
pub fn ensure(holds: bool, finding: impl FnOnce() -> Finding) -> Judgement {
    if holds { Ok(()) } else { Err(finding().into()) }
}

/// What was expected, what was observed instead, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The conforming behaviour, as a fragment.
    pub expected: String,
    /// What the server did, as a fragment.
    pub observed: String,
    /// Where it can be seen.
    pub at: Option<Place>,
}

/// A place in an exchange of the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The exchange's index.
    pub exchange: usize,
    /// The part of the response.
    pub part: Part,
}

/// A part of a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// The status.
    Status,
    /// The header field of this name.
    Header(&'static str),
    /// The body; for JSON, the member under this JSON pointer (RFC 6901), empty for the whole.
    Body(String),
}

impl Finding {
    /// A finding without a place.
    pub fn new(expected: impl Into<String>, observed: impl Into<String>) -> Self {
        Self { expected: expected.into(), observed: observed.into(), at: None }
    }

    /// The same finding, seen in `part` of the response of `exchange`.
    #[must_use]
    pub fn at(self, exchange: &Exchange, part: Part) -> Self {
        Self { at: Some(Place { exchange: exchange.index, part }), ..self }
    }

    /// The same finding, seen in the response that sent the browser back to the client.
    #[must_use]
    pub fn at_way_back(self, callback: &Callback) -> Self {
        let part = if callback.status == 200 { Part::Body(String::new()) } else { Part::Header("location") };
        Self { at: callback.exchange.map(|exchange| Place { exchange, part }), ..self }
    }

    /// The same finding, seen in the status of `exchange`.
    #[must_use]
    pub fn at_status(self, exchange: &Exchange) -> Self {
        self.at(exchange, Part::Status)
    }

    /// The same finding, seen in the header field `name` of `exchange`.
    #[must_use]
    pub fn at_header(self, exchange: &Exchange, name: &'static str) -> Self {
        self.at(exchange, Part::Header(name))
    }

    /// The same finding, seen in the member of the body of `exchange` under `pointer`.
    #[must_use]
    pub fn at_body(self, exchange: &Exchange, pointer: impl Into<String>) -> Self {
        self.at(exchange, Part::Body(pointer.into()))
    }
}
