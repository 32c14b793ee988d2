//! What is asked when all runs again: everything that was acknowledged has to be there.

use std::{cmp::Reverse, time::Duration};

use futures::{StreamExt as _, stream};
use tokio::time::sleep;

use crate::{
    flow,
    grant::{GRACE, Grant, Standing},
    world::World,
};

/// How many are asked about at once.
const AT_ONCE: usize = 4;
/// How many of the clients that registered last are asked about.
const CLIENTS: usize = 10;

async fn each<T, F: Future<Output = ()>>(all: Vec<T>, ask: impl FnMut(T) -> F) {
    stream::iter(all).for_each_concurrent(AT_ONCE, ask).await;
}

pub(crate) async fn after_a_kill(world: &World) {
    let mut grants = world.grants.take();
    grants.sort_by_key(|grant| Reverse(grant.is_urgent()));
    each(grants, |mut grant| async move {
        confirm(world, &mut grant).await;
        world.keep(grant);
    })
    .await;
    each(world.paused.take(), |paused| flow::resume(world, paused)).await;
    each(world.uncertain.take(), |code| flow::redeem_uncertain(world, code)).await;
    let clients: Vec<_> = world.clients.lock().iter().rev().take(CLIENTS).cloned().collect();
    each(clients, |client_id| flow::confirm_client(world, client_id)).await;
    each(world.ended.take(), |grant| async move {
        grant.confirm_end(world).await;
        world.long_ended.push(grant);
    })
    .await;
}

async fn confirm(world: &World, grant: &mut Grant) {
    if grant.standing == Standing::Doubtful {
        grant.replay_code(world).await;
    } else {
        grant.confirm(world).await;
    }
}

/// Presents every code and every refresh token once more, when the grace of all is over.
pub(crate) async fn in_the_end(world: &World) {
    sleep(GRACE + Duration::from_secs(1)).await;
    let mut grants = world.grants.take();
    grants.extend(world.ended.take());
    grants.extend(world.long_ended.take());
    each(grants, |mut grant| async move {
        grant.replay_refresh_tokens(world, usize::MAX).await;
        grant.replay_code(world).await;
        if grant.standing == Standing::Ended {
            grant.confirm_end(world).await;
        }
    })
    .await;
}
