//! A client's walk, and how it ended.

use std::sync::Arc;

use serde_json::Value;

use super::{Approval, Registered, Tokens};
use crate::{
    client::Client, exchange::Exchange, oauth::authorization::AuthorizationRequest, obstacle::Obstacle,
};

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
