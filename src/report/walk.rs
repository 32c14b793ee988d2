//! The report of one client's walk: the JSON of `connect --format json`, member for member.

use schemars::JsonSchema;
use serde::Serialize;
use suites::{
    exchange::Exchange,
    session::{Walk, WalkedPhase},
};
use url::Url;

use super::{SCHEMA, Shown, prediction::shown_message, shown};
use crate::wire::Redaction;

/// A walk's report.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct WalkReport {
    /// The version of this shape.
    pub schema: u8,
    /// The client's name.
    pub client: &'static str,
    /// Its version.
    pub version: &'static str,
    /// The MCP URL.
    pub target: String,
    /// `connected`, `degraded`, `failed`, `stalled`; `unknown` where it could not be played to the end.
    pub outcome: &'static str,
    /// The stage that it reached.
    pub stage: &'static str,
    /// What its user sees.
    pub message: String,
    /// What happened.
    pub explanation: String,
    /// The tools that it listed.
    pub tools: Vec<String>,
    /// The tool call, where one was asked for and answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub called: Option<CalledReport>,
    /// Its phases.
    pub phases: Vec<PhaseReport>,
    /// Every exchange, secrets redacted.
    pub exchanges: Vec<Shown>,
}

/// A tool call with its answer.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CalledReport {
    /// The tool.
    pub tool: String,
    /// The `result`, as JSON.
    pub result: String,
}

/// A phase with its exchanges.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PhaseReport {
    /// The phase's name.
    pub name: &'static str,
    /// The indices of its exchanges.
    pub exchanges: Vec<usize>,
    /// What its user sees at its end.
    pub message: String,
}

impl WalkReport {
    /// The same report without anything that came from outside: what is left of it in a format is the tool's own text.
    #[must_use]
    pub fn own_words(&self) -> Self {
        let mut report = self.clone();
        [&mut report.target, &mut report.message, &mut report.explanation]
            .into_iter()
            .for_each(String::clear);
        report.tools.clear();
        report.called = None;
        report.phases.iter_mut().for_each(|phase| phase.message.clear());
        report.exchanges.iter_mut().for_each(Shown::forget);
        report
    }
}

/// The report of a walk.
pub fn walked<'a>(
    walk: &Walk,
    target: &Url,
    exchanges: impl IntoIterator<Item = &'a Exchange>,
    redaction: &Redaction,
) -> WalkReport {
    WalkReport {
        schema: SCHEMA,
        client: walk.client.name(),
        version: walk.client.profile().version,
        target: redaction.apply(target.as_str()),
        outcome: walk.outcome.name(),
        stage: walk.stage.name(),
        message: shown_message(walk, redaction),
        explanation: redaction.apply(&walk.explanation),
        tools: walk.tools.iter().map(|tool| redaction.apply(tool)).collect(),
        called: walk.called.as_ref().map(|called| CalledReport {
            tool: redaction.apply(&called.tool),
            result: redaction.apply(&called.result.to_string()),
        }),
        phases: phases(walk, redaction),
        exchanges: exchanges.into_iter().map(|exchange| shown(exchange, redaction)).collect(),
    }
}

/// The phases of a walk with their exchanges.
pub(super) fn phases(walk: &Walk, redaction: &Redaction) -> Vec<PhaseReport> {
    let phase = |phase: &WalkedPhase| PhaseReport {
        name: phase.name,
        exchanges: phase.exchanges.clone(),
        message: redaction.apply(&phase.message),
    };
    walk.phases.iter().map(phase).collect()
}
