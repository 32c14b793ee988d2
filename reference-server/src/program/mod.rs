mod announcement;
mod arguments;
mod certificate;
mod clients;
mod layers;
mod log;
mod password;
mod period;
mod plan;
mod serve;
mod setting;
mod signals;

use std::process::ExitCode;

use clap::FromArgMatches as _;
use reference_server::credentials;

use self::{
    arguments::{Arguments, Command},
    layers::Layers,
    plan::Plan,
    serve::Failure,
};

/// Runs the program: exit code 0 if it ended in order, 1 if it could not do its work, 2 if it was told wrongly what to do.
pub(crate) fn run() -> ExitCode {
    match run_command() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::from(if matches!(failure, Failure::Setting(_)) { 2 } else { 1 })
        }
    }
}

fn run_command() -> Result<(), Failure> {
    let matches = arguments::command().get_matches();
    let arguments = Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    match arguments.command {
        Some(Command::Credentials) => {
            announcement::say(&credentials::generate().to_string());
            return Ok(());
        }
        Some(Command::HashPassword) => return password::hash().map_err(Failure::Password),
        None => {}
    }
    let layers = Layers::new(arguments.config.as_deref(), &arguments.options, &matches)?;
    let plan = Plan::new(&layers)?;
    if arguments.print_config {
        plan.rehearse(&layers)?;
        announcement::say(&layers.to_toml());
        return Ok(());
    }
    serve::serve(&plan, &layers)
}
