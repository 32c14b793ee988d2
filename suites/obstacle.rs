//! Why something could not be observed: never the fault of a requirement, always told.

use thiserror::Error;

use crate::exchange::Request;

/// What stood between a check and its observation, one variant a cause.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Obstacle {
    /// No connection.
    #[error("`{url}` could not be reached: {reason}")]
    Unreachable {
        /// The URL asked for.
        url: String,
        /// What the transport says.
        reason: String,
    },
    /// There was a connection, and it ended before the answer did.
    #[error("`{url}` broke the connection off: {reason}")]
    BrokenOff {
        /// The URL asked for.
        url: String,
        /// What the transport says.
        reason: String,
    },
    /// The TLS handshake failed.
    #[error("no TLS connection to `{url}`: {reason}")]
    Tls {
        /// The URL asked for.
        url: String,
        /// What the TLS library says.
        reason: String,
    },
    /// No answer in time.
    #[error("`{url}` did not answer within {seconds} s")]
    TimedOut {
        /// The URL asked for.
        url: String,
        /// The limit.
        seconds: u64,
    },
    /// The server said 429, and again after the wait it asked for.
    #[error("`{url}` limits the rate of requests (status 429)")]
    RateLimited {
        /// The URL asked for.
        url: String,
    },
    /// `--max-requests` is used up.
    #[error("the budget of {limit} requests is used up (`--max-requests`)")]
    RequestBudget {
        /// The budget.
        limit: usize,
    },
    /// `--approvals` is used up.
    #[error("the budget of {limit} approvals is used up (`--approvals`)")]
    ApprovalBudget {
        /// The budget.
        limit: usize,
    },
    /// A replay asks for what was not asked when it was recorded.
    #[error("the recording holds no such request (`{request}`)")]
    NotRecorded {
        /// The method and the URL, without its query.
        request: String,
    },
    /// Who runs the tool wants it to end.
    #[error("the run was interrupted before it could be seen")]
    Interrupted,
    /// `--read-only` forbids what the check needs.
    #[error("it needs to register a client, and `--read-only` forbids that")]
    ReadOnly,
    /// `--approve none`, or nobody to ask.
    #[error("it needs an approval, and `--approve none` gives none")]
    NoApproval,
    /// The consent page could not be passed without a person.
    #[error("the consent page needs a person: {reason}")]
    NeedsPerson {
        /// What stood in the way, and what would help.
        reason: String,
    },
    /// An earlier step of the connection did not succeed.
    #[error("{step} did not succeed: {reason}")]
    Step {
        /// The step, as a noun.
        step: &'static str,
        /// What happened.
        reason: String,
    },
    /// The server rejects even the request without the violation, so that its rejection proves nothing.
    #[error("the control request was rejected as well: {reason}")]
    ControlRejected {
        /// What happened to the control.
        reason: String,
    },
    /// Not known of this client, or not to be seen from outside.
    #[error("{reason}")]
    Unknown {
        /// What is not known.
        reason: String,
    },
}

impl Obstacle {
    /// An earlier step that did not succeed.
    pub fn step(step: &'static str, reason: impl Into<String>) -> Self {
        Self::Step { step, reason: reason.into() }
    }

    /// Something not known.
    pub fn unknown(reason: impl Into<String>) -> Self {
        Self::Unknown { reason: reason.into() }
    }

    /// A request that a recording does not hold.
    pub fn not_recorded(request: &Request) -> Self {
        let mut url = request.url.clone();
        url.set_query(None);
        Self::NotRecorded { request: format!("{} {url}", request.method) }
    }

    /// A rejected control.
    pub fn control(reason: impl Into<String>) -> Self {
        Self::ControlRejected { reason: reason.into() }
    }
}
