//! The real server, killed at random points of what many clients do at once, and what it must still know afterwards.
//!
//! With a file as its store the server itself is killed, with Redis as its store Redis is; both by SIGKILL. `KILLS` says how
//! often (10), `SEED` repeats the choices of a run, though not its interleaving. Where `redis-server` is not installed, that
//! part is reported as ignored; with `REDIS=required` that is a failure.

mod agent;
mod audit;
mod browser;
mod flow;
mod grant;
mod subject;
mod tally;
mod worker;
mod world;

use std::{
    env,
    process::{Command, ExitCode, Stdio},
    sync::atomic::Ordering,
    time::Duration,
};

use libtest_mimic::{Arguments, Completion, Failed, Trial};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use tokio::{task::JoinSet, time::sleep};

use crate::{
    subject::{Kind, Subject},
    tally::Fact,
    world::World,
};

#[path = "../programs/redis_server.rs"]
mod redis_server;

/// How many clients act at once.
const WORKERS: u64 = 8;

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // Each watches the time; beside each other they would slow each other down.
    arguments.test_threads = Some(1);
    let trials = vec![
        Trial::ignorable_test("redb", || withstands_kills(Kind::Redb)),
        Trial::ignorable_test("redis", || {
            if redis_is_installed() {
                return withstands_kills(Kind::Redis);
            }
            let reason = "redis-server is not installed (Debian: apt-get install redis-server)";
            let required = env::var("REDIS").is_ok_and(|value| value == "required");
            if required { Err(reason.into()) } else { Ok(Completion::ignored_with(reason)) }
        }),
    ];
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn redis_is_installed() -> bool {
    let version = Command::new("redis-server").arg("--version").stdout(Stdio::null()).status();
    version.is_ok_and(|status| status.success())
}

fn number(name: &str) -> Result<Option<u64>, Failed> {
    let Ok(value) = env::var(name) else { return Ok(None) };
    Ok(Some(value.parse().map_err(|_| format!("`{name}`: expected a number, observed `{value}`"))?))
}

fn withstands_kills(kind: Kind) -> Result<Completion, Failed> {
    let kills = number("KILLS")?.unwrap_or(10);
    let seed = number("SEED")?.unwrap_or_else(rand::random);
    println!("{kind}: {kills} kills, seed {seed}");
    // A second installation is refused and harmless: the provider is the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Runtime::new()?;
    let world = runtime.block_on(async {
        let mut subject = Subject::start(kind)?;
        let world = World::new(subject.origin());
        let mut chance = StdRng::seed_from_u64(seed);
        world.browser.wait_until_it_serves().await?;
        for _ in 0..kills {
            act_until_killed(&world, &mut subject, &mut chance).await?;
            restart(&world, &mut subject, &mut chance).await?;
            world.browser.wait_until_it_serves().await?;
            world.in_danger.store(false, Ordering::SeqCst);
            audit::after_a_kill(&world).await;
        }
        audit::in_the_end(&world).await;
        Ok::<_, Failed>(world)
    })?;
    println!("{}", world.tally);
    world.tally.verdict()?;
    Ok(Completion::Completed)
}

/// Starts again what was killed; now and then it is killed once more while it looks at what it had kept.
async fn restart(world: &World, subject: &mut Subject, chance: &mut StdRng) -> Result<(), Failed> {
    subject.restart()?;
    while chance.random_ratio(1, 4) {
        sleep(Duration::from_micros(chance.random_range(0..60_000))).await;
        subject.kill()?;
        world.tally.add(Fact::KillInRecovery);
        subject.restart()?;
    }
    Ok(())
}

/// Lets the clients act, and kills at a random point. What a client was about to do next it leaves for later.
async fn act_until_killed(world: &World, subject: &mut Subject, chance: &mut StdRng) -> Result<(), Failed> {
    world.in_danger.store(true, Ordering::SeqCst);
    world.stop.store(false, Ordering::SeqCst);
    let mut workers = JoinSet::new();
    for _ in 0..WORKERS {
        workers.spawn(worker::act(world.clone(), StdRng::seed_from_u64(chance.random())));
    }
    sleep(Duration::from_micros(chance.random_range(20_000..400_000))).await;
    world.stop.store(true, Ordering::SeqCst);
    sleep(Duration::from_micros(chance.random_range(0..4_000))).await;
    subject.kill()?;
    world.tally.add(Fact::Kill);
    while let Some(ended) = workers.join_next().await {
        ended?;
    }
    Ok(())
}
