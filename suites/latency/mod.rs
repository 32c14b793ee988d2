//! Time: how long a client waited for the answers that it needed.
//!
//! What is judged is what the run's own walks took; a client's limit is far above what a slow network adds.

mod first_answer_comes_in_time;
mod oauth_endpoints_answer_in_time;

use crate::{check::Suite, exchange::Actor, prelude::*, session::Outcome};

/// The suite.
pub(crate) const SUITE: Suite = Suite {
    id: "latency",
    title: "the server answers before a client gives up",
    checks: &[&first_answer_comes_in_time::CHECK, &oauth_endpoints_answer_in_time::CHECK],
};

/// The share of a client's patience that an answer may take, in percent: what takes longer fails on a worse day.
const SHARE: u64 = 80;

/// What a client asks for.
#[derive(Clone, Copy, PartialEq)]
enum Asked {
    /// Messages at the MCP endpoint; not its event stream, which may wait for something to tell.
    Messages,
    /// What leads to a token.
    SignIn,
}

/// Passes where the answer to each such request of the client came well within its patience.
async fn in_time(session: &dyn Session, asked: Asked) -> Judgement {
    let (walk, target) = (session.walk().await, session.target());
    let seconds = session.profile().contact.patience.value;
    let expected = format!("an answer within {} s of the {seconds} s that it waits", seconds * SHARE / 100);
    let phases = walk.phases.iter().flat_map(|phase| phase.exchanges.iter());
    let exchanges = phases.filter_map(|index| session.recorded(*index));
    let is_meant = |request: &Request| request.by == Actor::Client && what(request, target) == Some(asked);
    let slowest = exchanges
        .filter(|exchange| is_meant(&exchange.request))
        .max_by_key(|exchange| exchange.duration_ms);
    match (&walk.obstacle, slowest) {
        (Some(Obstacle::TimedOut { url, seconds: waited }), _)
            if *waited >= seconds && is_meant(&unanswered(url, target)) =>
        {
            Err(Finding::new(expected, format!("no answer from `{url}`")).into())
        }
        (_, None) if matches!(walk.outcome, Outcome::Connected | Outcome::Degraded) => {
            Err(inapplicable("the client made no such request"))
        }
        (_, None) => Err(walk.ended_before("the connection").into()),
        (_, Some(slowest)) => ensure(slowest.duration_ms * 100 < seconds * 1000 * SHARE, || {
            let told = format!("{} ms from `{}`", slowest.duration_ms, slowest.request.url);
            Finding::new(expected, told).at_status(&slowest)
        }),
    }
}

fn what(request: &Request, target: &Url) -> Option<Asked> {
    let bare = |url: &Url| url.path().trim_end_matches('/').to_owned();
    let is_at_endpoint = request.url.origin() == target.origin() && bare(&request.url) == bare(target);
    match request.method.as_str() {
        "POST" if is_at_endpoint => Some(Asked::Messages),
        _ => (!is_at_endpoint).then_some(Asked::SignIn),
    }
}

/// A request whose answer the client did not wait for, and of which only the URL is known.
fn unanswered(url: &str, target: &Url) -> Request {
    Request::new("POST", Url::parse(url).unwrap_or_else(|_| target.clone()))
}
