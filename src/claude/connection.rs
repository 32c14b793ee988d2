//! How a client fared, for those who ask from a test: in its words and in ours, without secrets.

use std::{fmt, sync::Arc};

use suites::{
    client::Client,
    exchange::{Exchange, Headers, Request, Response},
    session::{Called, Outcome, Stage, Walk, WalkedPhase},
};
use url::Url;

use crate::{
    text::{labelled, plain, shortened, wrapped},
    wire::Redaction,
};

/// The columns that text behind a label is wrapped to.
const WIDTH: usize = 84;

/// How a client fared with a server. Secrets are `[redacted]` in all of it, and in what it prints.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Connection {
    /// Who was played.
    pub client: Client,
    /// How it ended.
    pub outcome: Outcome,
    /// The stage that it reached.
    pub stage: Stage,
    /// What the client's user sees, in the client's words.
    pub message: String,
    /// What happened, in ours, with the check that proves it.
    pub explanation: String,
    /// The names of the tools that it listed.
    pub tools: Vec<String>,
    /// The tool that it called, where [`Afterwards::CallTool`](super::Afterwards::CallTool) wanted that, and the answer.
    pub called: Option<Called>,
    /// What its user did, command by command.
    pub phases: Vec<WalkedPhase>,
    /// What it and its user's browser sent, and what came back.
    pub exchanges: Vec<Exchange>,
}

impl Connection {
    /// A walk, with those of `exchanges` that it is made of.
    pub(crate) fn new(walk: &Walk, exchanges: &[Arc<Exchange>], redaction: &Redaction) -> Self {
        let hide = |text: &str| redaction.apply(text);
        let phase = |phase: &WalkedPhase| WalkedPhase { message: hide(&phase.message), ..phase.clone() };
        let walked = |exchange: &&Arc<Exchange>| {
            walk.phases.iter().any(|phase| phase.exchanges.contains(&exchange.index))
        };
        Self {
            client: walk.client,
            outcome: walk.outcome,
            stage: walk.stage,
            message: hide(&walk.message),
            explanation: hide(&walk.explanation),
            tools: walk.tools.iter().map(|tool| hide(tool)).collect(),
            called: walk.called.as_ref().map(|called| Called {
                tool: hide(&called.tool),
                result: serde_json::from_str(&hide(&called.result.to_string())).unwrap_or_default(),
            }),
            phases: walk.phases.iter().map(phase).collect(),
            exchanges: exchanges.iter().filter(walked).map(|exchange| hidden(exchange, redaction)).collect(),
        }
    }

    /// Whether the client listed the tools: it is connected, or connected with losses.
    pub const fn is_connected(&self) -> bool {
        matches!(self.outcome, Outcome::Connected | Outcome::Degraded)
    }

    /// Demands that the client [is connected](Self::is_connected).
    ///
    /// # Panics
    /// If it is not: with what its user sees, what happened, and each exchange in a line.
    #[track_caller]
    pub fn expect_connected(&self) -> &Self {
        assert!(self.is_connected(), "{self}");
        self
    }
}

/// How it ended, and each exchange in a line; what a test prints that wanted something else.
impl fmt::Display for Connection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (title, version) = (self.client.title(), self.client.profile().version);
        write!(formatter, "{title} {version}: {}", self.outcome.name())?;
        if !self.is_connected() {
            write!(formatter, " at {}", self.stage.name())?;
        }
        writeln!(formatter)?;
        let message: Vec<_> = shortened(&self.message, 2000).lines().map(str::to_owned).collect();
        formatter.write_str(&labelled("its user sees", &message))?;
        formatter.write_str(&labelled("what happened", &wrapped(&self.explanation, WIDTH)))?;
        self.exchanges.iter().try_for_each(|exchange| {
            let Exchange { index, request, response, failure, .. } = exchange;
            let (by, method) = (request.by.name(), &request.method);
            let answer = failure.as_ref().map_or_else(|| response.status.to_string(), |told| plain(told));
            writeln!(formatter, "  {index:>3} {by:<10} {method} {} → {answer}", request.url)
        })
    }
}

/// The exchange without its secrets.
fn hidden(exchange: &Exchange, redaction: &Redaction) -> Exchange {
    let headers = |headers: &Headers| -> Headers {
        headers.iter().map(|(name, value)| (name, redaction.header(name, value))).collect()
    };
    let Exchange { request, response, .. } = exchange;
    let url = redaction.apply(request.url.as_str());
    Exchange {
        request: Request {
            // Where the host itself was taken for a secret, what is left is no URL.
            url: Url::parse(&url).unwrap_or_else(|_| Url::parse("redacted:").expect("literal")),
            headers: headers(&request.headers),
            body: redaction.apply(&request.body),
            ..request.clone()
        },
        response: Response {
            headers: headers(&response.headers),
            body: redaction.apply(&response.body),
            ..response.clone()
        },
        failure: exchange.failure.as_ref().map(|failure| redaction.apply(failure)),
        ..exchange.clone()
    }
}
