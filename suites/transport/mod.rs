//! MCP itself, as far as a client's connection hangs on it.

mod initialize_negotiates_a_version;
mod notification_is_accepted;
mod server_discover_is_implemented;
mod server_discover_is_survivable;
mod stream_request_is_answered;
mod unknown_session_is_not_found;

use crate::{
    check::{Shortfall, Suite},
    prelude::*,
    steps::Opening,
};

/// The suite.
pub(crate) const SUITE: Suite = Suite {
    id: "transport",
    title: "the MCP endpoint answers the messages around the tools",
    checks: &[
        &initialize_negotiates_a_version::CHECK,
        &notification_is_accepted::CHECK,
        &server_discover_is_survivable::CHECK,
        &server_discover_is_implemented::CHECK,
        &stream_request_is_answered::CHECK,
        &unknown_session_is_not_found::CHECK,
    ],
};

/// The answered `initialize`; inapplicable where the server speaks only the revision that has none.
async fn opening(session: &dyn Session) -> Result<Opening, Shortfall> {
    match session.opening().await {
        Err(Obstacle::Step { .. }) if discovered(session).await? => {
            Err(inapplicable("the server speaks MCP 2026-07-28 only, which has no `initialize`"))
        }
        opening => Ok(opening?),
    }
}

async fn discovered(session: &dyn Session) -> Result<bool, Obstacle> {
    let answer = session.discovery().await?.response.json();
    Ok(answer.is_some_and(|body| body.get("result").is_some()))
}

/// A finding where the server left the request without an answer, the obstacle otherwise.
fn silence(expected: &str, obstacle: Obstacle) -> Shortfall {
    match obstacle {
        Obstacle::TimedOut { seconds, .. } => {
            Finding::new(expected, format!("no answer within {seconds} s")).into()
        }
        other => other.into(),
    }
}
