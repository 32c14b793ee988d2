//! `selftest`: every check in front of its own fault.

use std::{fmt::Write as _, process::ExitCode};

use suites::{check::Check, client::Client, spec::Revision};

use super::{output::print, runtime};
use crate::{
    cli::Selftest,
    selftest::{self, Trial},
    usage::Usage,
};

/// Runs `selftest`.
///
/// # Errors
/// A filter that leaves nothing.
pub fn run(options: &Selftest) -> Result<ExitCode, Usage> {
    let filter = options.filter.as_deref().unwrap_or_default();
    let checks: Vec<&'static Check> = suites::checks()
        .map(|(_, check)| check)
        .filter(|check| check.id.contains(filter))
        .collect();
    if checks.is_empty() {
        return Err(Usage::Other(format!("no check's id contains `{filter}`")));
    }
    let runtime = runtime();
    let mut failing = 0;
    for check in &checks {
        let trial = Trial { check, clients: Client::CLAUDE.to_vec(), revision: Revision::V2026_07_28 };
        let fails = selftest::fails_on_its_own_fault(&trial, runtime.handle());
        failing += usize::from(fails.is_ok());
        let mut line = format!("{} {}\n", if fails.is_ok() { "ok  " } else { "FAIL" }, check.id);
        if let Err(reason) = fails {
            let _ = writeln!(line, "     {reason}");
        }
        print(&line);
    }
    print(&format!("{failing} of {} checks fail on their own fault\n", checks.len()));
    Ok(ExitCode::from(u8::from(failing < checks.len())))
}
