//! `list`: the catalogue, and what it covers.

use std::{fmt::Write as _, process::ExitCode};

use serde::Serialize;

use super::{coverage, output::print};
use crate::{
    cli::{List, ListFormat},
    report::{ImpactNames, Reference, json, references},
    usage::Usage,
};

#[derive(Serialize)]
struct Catalogue {
    schema: u8,
    checks: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    id: &'static str,
    suite: &'static str,
    title: &'static str,
    level: &'static str,
    needs: String,
    impact: ImpactNames,
    spec: Vec<Reference>,
}

/// Runs `list`.
///
/// # Errors
/// None today.
pub fn run(options: &List) -> Result<ExitCode, Usage> {
    print(&match (options.coverage, options.format) {
        (None, ListFormat::Human) => human(),
        (None, ListFormat::Json) => json::render(&Catalogue { schema: 1, checks: items() }),
        (Some(shown), ListFormat::Human) => coverage::human(shown),
        (Some(shown), ListFormat::Json) => coverage::machine(shown),
    });
    Ok(ExitCode::SUCCESS)
}

fn items() -> Vec<Item> {
    let item = |(suite, check): (&suites::check::Suite, &'static suites::check::Check)| Item {
        id: check.id,
        suite: suite.id,
        title: check.title,
        level: check.level.name(),
        needs: check.needs.name(),
        impact: check.impact.into(),
        spec: references(check),
    };
    suites::checks().map(item).collect()
}

fn human() -> String {
    let mut text = String::new();
    for suite in suites::ALL {
        let _ = writeln!(text, "{}: {}", suite.id, suite.title);
        for check in suite.checks {
            let _ = writeln!(text, "  {:<8} {:<48} {}", check.level.name(), check.id, check.title);
        }
        text.push('\n');
    }
    let _ = writeln!(text, "{} checks in {} suites", suites::checks().count(), suites::ALL.len());
    text
}
