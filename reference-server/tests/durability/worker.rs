use rand::{RngExt as _, rngs::StdRng};

use crate::{
    flow,
    grant::{Grant, Standing},
    world::World,
};

/// How many grants there are at most before some are ended: each is confirmed after each kill.
const MOST_GRANTS: usize = 24;

/// Begins flows, and uses and misuses what they gave, until told to stop.
pub(crate) async fn act(world: World, mut chance: StdRng) {
    while !world.stopped() {
        let crowd = world.grants.lock().len();
        if crowd == 0 || crowd < MOST_GRANTS && chance.random_ratio(2, 5) {
            flow::begin(&world, &mut chance).await;
            continue;
        }
        let taken = {
            let mut grants = world.grants.lock();
            let crowd = grants.len();
            (crowd > 0).then(|| grants.swap_remove(chance.random_range(0..crowd)))
        };
        let Some(mut grant) = taken else { continue };
        touch(&world, &mut grant, crowd >= MOST_GRANTS, &mut chance).await;
        world.keep(grant);
    }
}

async fn touch(world: &World, grant: &mut Grant, is_crowded: bool, chance: &mut StdRng) {
    let misuses = is_crowded || grant.standing == Standing::Doubtful || chance.random_ratio(1, 10);
    if misuses {
        let by_token = chance.random() && grant.replay_refresh_tokens(world, 1).await;
        if !by_token {
            grant.replay_code(world).await;
        }
    } else if chance.random_ratio(1, 5) {
        grant.confirm_access(world, 1).await;
    } else {
        let races = grant.open_tokens() < 3 && chance.random_ratio(1, 4);
        grant.refresh(world, if races { 2 } else { 1 }).await;
    }
}
