//! One file a subcommand.

mod baseline;
pub mod compare;
pub mod connect;
mod coverage;
pub mod explain;
mod github_actions;
mod interruption;
pub mod list;
pub mod manual;
mod output;
mod profile;
mod progress;
mod recording;
pub mod selftest;
pub mod serve;
mod setup;
pub mod snapshot;
mod surface;
pub mod test;

use std::process::ExitCode;

use tokio::runtime::{Builder, Runtime};

use crate::{
    cli::{Cli, Command},
    usage::Usage,
};

/// Does what the command line asks for.
///
/// # Errors
/// What the user asked wrongly.
pub fn run(cli: Cli) -> Result<ExitCode, Usage> {
    match cli.command {
        Command::Test(options) => test::run(&options),
        Command::Connect(options) => connect::run(&options),
        Command::Snapshot(options) => snapshot::run(&options),
        Command::Compare(options) => compare::run(&options),
        Command::Serve(options) => serve::run(&options),
        Command::List(options) => list::run(&options),
        Command::Explain(options) => explain::run(&options),
        Command::Selftest(options) => selftest::run(&options),
        Command::Completions(options) => Ok(manual::completions(&options)),
        Command::Man(options) => manual::run(&options),
    }
}

fn runtime() -> Runtime {
    Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("the system starts threads")
}
