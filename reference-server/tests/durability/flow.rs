//! A flow, from a registration to a grant.

use futures::future::join_all;
use rand::{RngExt as _, rngs::StdRng, seq::IndexedRandom as _};

use crate::{
    agent::{self, Code, Ticket},
    browser::Outcome,
    grant::{Grant, Standing},
    tally::Fact,
    world::{Paused, World},
};

/// Runs a flow, unless it has to stop in the middle.
pub(crate) async fn begin(world: &World, chance: &mut StdRng) {
    let Some(client_id) = client(world, chance).await else { return };
    world.tally.add(Fact::Flow);
    let Some(ticket) = acknowledged(world, agent::authorize(&world.browser, &client_id).await, "client")
    else {
        return;
    };
    if world.stopped() {
        return world.paused.push(Paused::Ticket(ticket));
    }
    let Some(code) = approve(world, &ticket).await else { return };
    if world.stopped() {
        return world.paused.push(Paused::Code(code));
    }
    let times = if chance.random_ratio(1, 5) { 2 } else { 1 };
    redeem(world, code, times).await;
}

/// Goes on with a flow where it had to stop.
pub(crate) async fn resume(world: &World, paused: Paused) {
    world.tally.add(Fact::ResumedFlow);
    let code = match paused {
        Paused::Ticket(ticket) => approve(world, &ticket).await,
        Paused::Code(code) => Some(code),
    };
    if let Some(code) = code {
        redeem(world, code, 1).await;
    }
}

/// A client that is known, or a new one.
async fn client(world: &World, chance: &mut StdRng) -> Option<String> {
    let known = world.clients.lock().choose(chance).cloned();
    if known.is_some() && chance.random_ratio(1, 2) {
        return known;
    }
    let client_id = acknowledged(world, agent::register(&world.browser).await, "registration")?;
    world.tally.add(Fact::Registration);
    world.clients.push(client_id.clone());
    Some(client_id)
}

async fn approve(world: &World, ticket: &Ticket) -> Option<Code> {
    acknowledged(world, agent::approve(ticket).await, "consent page")
}

/// What came of a step, all of whose ground was acknowledged before.
fn acknowledged<T>(world: &World, outcome: Outcome<T>, what: &str) -> Option<T> {
    match outcome {
        Outcome::Accepted(result) => return Some(result),
        Outcome::Refused(why) => {
            world.tally.fault(Fact::LostAcknowledged, format!("a {what} was refused: {why}"));
        }
        Outcome::Lost => world.lost(what),
    }
    None
}

/// Is the client still known?
pub(crate) async fn confirm_client(world: &World, client_id: String) {
    if acknowledged(world, agent::authorize(&world.browser, &client_id).await, "client").is_some() {
        world.tally.add(Fact::FoundClient);
    }
}

/// Redeems a code, so many times at once: then one of them gets the tokens, and the others end their grant.
async fn redeem(world: &World, code: Code, times: usize) {
    let (mut granted, mut refused, mut lost) = (Vec::new(), 0, 0);
    for outcome in join_all((0..times).map(|_| agent::redeem(&world.browser, &code))).await {
        match outcome {
            Outcome::Accepted(tokens) => granted.push(tokens),
            Outcome::Refused(_) => refused += 1,
            Outcome::Lost => {
                lost += 1;
                world.lost("redemption");
            }
        }
    }
    if granted.len() > 1 {
        world.tally.fault(Fact::UsedTwice, "a code was redeemed twice at once");
    }
    match granted.pop() {
        Some(tokens) => {
            world.tally.add(Fact::Redemption);
            (0..refused).for_each(|_| world.tally.add(Fact::RefusedCode));
            let standing = match (refused, lost) {
                (0, 0) => Standing::Stands,
                (0, _) => Standing::Doubtful,
                _ => Standing::Ended,
            };
            world.keep(Grant::new(code, tokens, standing));
        }
        None if lost == 0 => {
            world.tally.fault(Fact::LostAcknowledged, "a code was refused that nobody redeemed");
        }
        None if refused == 0 => world.uncertain.push(code),
        // The refused was a replay of the lost.
        None => {}
    }
}

/// Presents a code once more whose redemption was not answered. If it was redeemed all the same, this ends what it gave.
pub(crate) async fn redeem_uncertain(world: &World, code: Code) {
    match agent::redeem(&world.browser, &code).await {
        Outcome::Accepted(tokens) => {
            world.tally.add(Fact::Redemption);
            world.keep(Grant::new(code, tokens, Standing::Stands));
        }
        Outcome::Refused(_) => world.tally.add(Fact::RefusedCode),
        Outcome::Lost => world.lost("redemption"),
    }
}
