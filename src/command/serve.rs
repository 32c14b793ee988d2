//! `serve`: the bundled reference server, or one that is wrong in exactly one way.

use std::process::ExitCode;

use suites::fault::Fault;

use super::{output::print, runtime};
use crate::{
    bench,
    cli::Serve,
    usage::{self, Usage},
};

/// Runs `serve` until it is interrupted.
///
/// # Errors
/// What the user asked wrongly.
pub fn run(options: &Serve) -> Result<ExitCode, Usage> {
    let check = options.fault.as_deref().map(usage::check).transpose()?;
    let fault = check.map(|(_, check)| &check.fault);
    if fault.is_some_and(Fault::is_on_the_way) {
        let told =
            "what this check finds is on the way to a server: `selftest` plays that, and no server can";
        return Err(Usage::Other(told.into()));
    }
    let server = bench::start(options.listen.as_str(), fault)
        .map_err(|error| Usage::Other(format!("cannot listen on `{}`: {error}", options.listen)))?;
    let told = check.map_or(String::new(), |(_, check)| {
        format!("It is wrong in one way: it is not so that {}.\n", check.title)
    });
    print(&format!(
        "MCP server         {}\nauthorization at   {}\n{told}Stop it with Ctrl-C.\n",
        server.url(),
        server.issuer()
    ));
    let interrupted = runtime().block_on(tokio::signal::ctrl_c());
    interrupted.map_err(|error| Usage::Other(format!("cannot wait for Ctrl-C: {error}")))?;
    Ok(ExitCode::SUCCESS)
}
