//! The command line tool.

use std::process::ExitCode;

use clap::Parser;
use claude_conformance::{cli::Cli, command};

/// The exit code of a wrong use.
const USED_WRONGLY: u8 = 2;

fn main() -> ExitCode {
    match command::run(Cli::parse()) {
        Ok(code) => code,
        Err(usage) => {
            anstream::eprintln!("error: {usage}\n\nFor more information, try `--help`.");
            ExitCode::from(USED_WRONGLY)
        }
    }
}
