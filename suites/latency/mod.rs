//! Time: how long a client waited for the answers that it needed.
//!
//! What is judged is what the run's own walks took; a client's limit is far above what a slow network adds.

mod first_answer_comes_in_time;
mod oauth_endpoints_answer_in_time;

use std::sync::Arc;

use crate::{check::Suite, exchange::Actor, prelude::*, session::Walk};

/// The suite.
pub(crate) const SUITE: Suite = Suite {
    id: "latency",
    title: "the server answers before a client gives up",
    checks: &[&first_answer_comes_in_time::CHECK, &oauth_endpoints_answer_in_time::CHECK],
};

/// The share of a client's patience that an answer may take, in percent: what takes longer fails on a worse day.
const SHARE: u64 = 80;

/// Passes where each answer to the client that `is_meant` came well within its patience.
async fn in_time(session: &dyn Session, is_meant: impl Fn(&Url) -> bool + Send) -> Judgement {
    let walk = session.walk().await;
    let seconds = session.profile().contact.patience.value;
    let expected = format!("an answer within {} s of the {seconds} s that it waits", seconds * SHARE / 100);
    if let Some(url) = given_up(&walk).filter(|url| is_meant(url)) {
        return Err(Finding::new(expected, format!("no answer from `{url}`")).into());
    }
    let is_judged =
        |exchange: &Arc<Exchange>| exchange.request.by == Actor::Client && is_meant(&exchange.request.url);
    let phases = walk.phases.iter().flat_map(|phase| phase.exchanges.iter());
    let answers = phases.filter_map(|index| session.recorded(*index)).filter(is_judged);
    let Some(slowest) = answers.max_by_key(|exchange| exchange.duration_ms) else {
        return Err(walk.ended_before("the connection").into());
    };
    ensure(slowest.duration_ms * 100 < seconds * 1000 * SHARE, || {
        let told = format!("{} ms from `{}`", slowest.duration_ms, slowest.request.url);
        Finding::new(expected, told).at_status(&slowest)
    })
}

/// The URL whose answer the client did not wait for any longer.
fn given_up(walk: &Walk) -> Option<Url> {
    match &walk.obstacle {
        Some(Obstacle::TimedOut { url, .. }) => Url::parse(url).ok(),
        _ => None,
    }
}
