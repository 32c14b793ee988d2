//! `completions` and `man`: what packages install beside the binary.

use std::process::ExitCode;

use clap::CommandFactory;

use super::output::print;
use crate::{
    cli::{Cli, Completions, Man},
    usage::Usage,
};

/// Runs `completions`.
pub fn completions(options: &Completions) -> ExitCode {
    let mut command = Cli::command();
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut command, name, &mut script);
    print(&String::from_utf8_lossy(&script));
    ExitCode::SUCCESS
}

/// Runs `man`.
///
/// # Errors
/// A folder that cannot be written to.
pub fn run(options: &Man) -> Result<ExitCode, Usage> {
    let command = Cli::command();
    if let Some(folder) = &options.to {
        let wrong = |error: std::io::Error| Usage::File {
            path: folder.display().to_string(),
            verb: "written",
            reason: error.to_string(),
        };
        std::fs::create_dir_all(folder).map_err(wrong)?;
        clap_mangen::generate_to(command, folder).map_err(wrong)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page).expect("memory takes every page");
    print(&String::from_utf8_lossy(&page));
    Ok(ExitCode::SUCCESS)
}
