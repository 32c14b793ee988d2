//! The shape of a report: the JSON of `test --format json`, member for member.

use schemars::JsonSchema;
use serde::Serialize;
use suites::check::{Impact, Level};

use super::PhaseReport;

/// The version of the JSON's shape.
pub(super) const SCHEMA: u8 = 1;

/// A run's report: the JSON of `test --format json`, member for member.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Report {
    /// The version of this shape.
    pub schema: u8,
    /// Who made it.
    pub tool: Tool,
    /// The MCP URL.
    pub target: String,
    /// The newest revision of MCP by which a server is judged.
    pub revision: &'static str,
    /// The revisions by which this one was judged: those up to it that the server speaks.
    pub judged_by: Vec<&'static str>,
    /// The checks that only a revision demands which the server does not speak: what a client of it will miss.
    pub missed: Vec<&'static str>,
    /// When the run began, RFC 3339.
    pub started: String,
    /// How long it took.
    pub duration_ms: u64,
    /// How many requests were sent.
    pub requests: usize,
    /// How many approvals were asked for.
    pub approvals: usize,
    /// What each client will make of the server.
    pub clients: Vec<Prediction>,
    /// What each check came to.
    pub results: Vec<Entry>,
    /// The counts.
    pub summary: Summary,
    /// Every exchange, secrets redacted.
    pub exchanges: Vec<Shown>,
}

/// The tool that made a report.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Tool {
    /// Its name.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
}

/// What a client will make of the server.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Prediction {
    /// The client's name.
    pub client: &'static str,
    /// Its version.
    pub version: &'static str,
    /// `connects`, `degraded`, `fails` or `unknown`.
    pub prediction: &'static str,
    /// The stage that it reached.
    pub stage: &'static str,
    /// What its user sees.
    pub message: String,
    /// What happened.
    pub explanation: String,
    /// The tools that it listed.
    pub tools: Vec<String>,
    /// Its walk: which of the exchanges are its own.
    pub phases: Vec<PhaseReport>,
    /// The checks that say why.
    pub because: Vec<&'static str>,
}

/// What a check came to.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Entry {
    /// The check's id.
    pub id: &'static str,
    /// The suite's id.
    pub suite: &'static str,
    /// The check's title.
    pub title: &'static str,
    /// The client whose request was judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<&'static str>,
    /// The level's name.
    pub level: &'static str,
    /// The verdict's name.
    pub verdict: &'static str,
    /// Why it is inapplicable or untestable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What its absence means for each client.
    pub impact: ImpactNames,
    /// What was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finding: Option<ShownFinding>,
    /// The clauses.
    pub spec: Vec<Reference>,
    /// What happens to users.
    pub why: &'static str,
    /// What to change.
    pub fix: &'static str,
    /// What the baseline says of it, where it is listed there and was judged: failed it is expected, passed it is stale.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<ShownExpected>,
    /// How long the judgement took.
    pub duration_ms: u64,
}

impl Report {
    /// How many failures the baseline bears.
    pub fn borne(&self) -> usize {
        self.results.iter().filter(|entry| entry.is_borne()).count()
    }

    /// How many passed, though the baseline expects them to fail.
    pub fn stale(&self) -> usize {
        self.results.iter().filter(|entry| entry.is_stale()).count()
    }
}

impl Entry {
    /// Whether a failure at this level fails the run.
    pub fn is_denied(&self, deny: Level) -> bool {
        let levels = [Level::Must, Level::Interop, Level::Should, Level::May];
        levels.iter().any(|level| level.name() == self.level && *level <= deny)
    }

    /// Whether it failed and the baseline bears it.
    pub fn is_borne(&self) -> bool {
        self.verdict == "failed" && self.expected.as_ref().is_some_and(|expected| !expected.overdue)
    }

    /// Whether it passed, though the baseline expects it to fail.
    pub fn is_stale(&self) -> bool {
        self.verdict == "passed" && self.expected.is_some()
    }
}

/// An entry of the baseline.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ShownExpected {
    /// Why it is borne.
    pub reason: String,
    /// The last day on which it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Whether that day has passed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub overdue: bool,
}

/// The effects by client.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct ImpactNames {
    /// On Claude Web.
    pub claude_web: &'static str,
    /// On Claude Code.
    pub claude_code: &'static str,
    /// On mcp-remote.
    pub mcp_remote: &'static str,
}

impl From<Impact> for ImpactNames {
    fn from(impact: Impact) -> Self {
        Self {
            claude_web: impact.web.name(),
            claude_code: impact.code.name(),
            mcp_remote: impact.mcp_remote.name(),
        }
    }
}

/// A finding.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ShownFinding {
    /// What was expected.
    pub expected: String,
    /// What was observed.
    pub observed: String,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<ShownPlace>,
}

/// A place in an exchange.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ShownPlace {
    /// The exchange's index.
    pub exchange: usize,
    /// `status`, `header` or `body`.
    pub part: &'static str,
    /// The header field's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<&'static str>,
    /// The JSON pointer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
}

/// A clause.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Reference {
    /// The document's name.
    pub document: &'static str,
    /// The section.
    pub section: &'static str,
    /// Its address.
    pub url: String,
}

/// The counts of the verdicts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Summary {
    /// Conforming.
    pub passed: usize,
    /// Not conforming.
    pub failed: usize,
    /// Not bound.
    pub inapplicable: usize,
    /// Not exercised.
    pub untestable: usize,
}

/// An exchange as it may be shown.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Shown {
    /// Its index.
    pub index: usize,
    /// `client` or `user-agent`.
    pub by: &'static str,
    /// The method.
    pub method: String,
    /// The URL.
    pub url: String,
    /// The request's header fields.
    pub request_headers: Vec<(String, String)>,
    /// The request's body.
    pub request_body: String,
    /// The status; `null` where no answer came.
    pub status: Option<u16>,
    /// The response's header fields.
    pub response_headers: Vec<(String, String)>,
    /// The response's body.
    pub response_body: String,
    /// Why no answer came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// Milliseconds from the start of the run.
    pub started_ms: u64,
    /// Milliseconds to the last byte.
    pub duration_ms: u64,
}

impl Shown {
    /// Drops what was sent and received; who asked, how and with which success stays.
    pub(super) fn forget(&mut self) {
        let texts = [&mut self.url, &mut self.request_body, &mut self.response_body];
        texts.into_iter().for_each(String::clear);
        self.request_headers.clear();
        self.response_headers.clear();
        self.failure = self.failure.as_ref().map(|_| String::new());
    }
}
