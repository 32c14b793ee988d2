//! `explain`: a check's manual page, or a client's profile, offline.

use std::{fmt::Write as _, process::ExitCode};

use serde::Serialize;
use suites::{
    check::{Check, Suite},
    client::Client,
    spec::Revision,
};

use super::{output::print, profile, setup};
use crate::{
    cli::{Explain, ExplainFormat},
    report::{ImpactNames, Reference, json, references},
    text::wrapped,
    usage::{self, Usage},
};

#[derive(Serialize)]
struct Page {
    schema: u8,
    id: &'static str,
    suite: &'static str,
    title: &'static str,
    level: &'static str,
    needs: String,
    impact: ImpactNames,
    spec: Vec<Reference>,
    why: &'static str,
    fix: &'static str,
}

/// Runs `explain`.
///
/// # Errors
/// A check or a version of a client that does not exist.
pub fn run(options: &Explain) -> Result<ExitCode, Usage> {
    let name = options.id.split('@').next().unwrap_or_default();
    if Client::ALL.iter().any(|client| client.name() == name) {
        print(&profile::render(setup::client(&options.id, Revision::V2026_07_28)?, options.format));
        return Ok(ExitCode::SUCCESS);
    }
    let (suite, check) = usage::check(&options.id)?;
    print(&match options.format {
        ExplainFormat::Text => text(suite, check),
        ExplainFormat::Markdown => markdown(suite, check),
        ExplainFormat::Json => json::render(&page(suite, check)),
    });
    Ok(ExitCode::SUCCESS)
}

fn page(suite: &Suite, check: &'static Check) -> Page {
    Page {
        schema: 1,
        id: check.id,
        suite: suite.id,
        title: check.title,
        level: check.level.name(),
        needs: check.needs.name(),
        impact: check.impact.into(),
        spec: references(check),
        why: check.why,
        fix: check.fix,
    }
}

fn effects(check: &Check) -> Vec<String> {
    let effect = |client: Client| format!("{}: {}", client.title(), check.impact.on(client).name());
    Client::CLAUDE.into_iter().map(effect).collect()
}

fn text(suite: &Suite, check: &Check) -> String {
    let mut text = format!("{}\n\n  The server conforms if {}.\n\n", check.id, check.title);
    let facts =
        [("suite", suite.id.to_owned()), ("level", check.level.name().into()), ("needs", check.needs.name())];
    for (name, value) in facts.into_iter().chain([("impact", effects(check).join(" · "))]) {
        let _ = writeln!(text, "  {name:<8}{value}");
    }
    for clause in references(check) {
        let _ = writeln!(text, "  {:<8}{} §{} {}", "clause", clause.document, clause.section, clause.url);
    }
    let _ = write!(text, "\n{}\n{}", paragraph("Why", check.why), paragraph("Fix", check.fix));
    let command = if check.fault.is_on_the_way() { "selftest" } else { "serve --fault" };
    let _ = writeln!(text, "\n  See it fail: claude-conformance {command} {}", check.id);
    text
}

/// A heading with its text below, wrapped.
fn paragraph(heading: &str, words: &str) -> String {
    let line = |text, line: &String| format!("{text}    {line}\n");
    wrapped(words, 96).iter().fold(format!("  {heading}\n"), line)
}

fn markdown(suite: &Suite, check: &Check) -> String {
    let mut text = format!("# `{}`\n\nThe server conforms if {}.\n\n", check.id, check.title);
    let _ = writeln!(
        text,
        "- Suite: {}\n- Level: {}\n- Needs: {}",
        suite.id,
        check.level.name(),
        check.needs.name()
    );
    let _ = writeln!(text, "- Impact: {}", effects(check).join(", "));
    for clause in references(check) {
        let _ = writeln!(text, "- Clause: [{} §{}]({})", clause.document, clause.section, clause.url);
    }
    let _ = writeln!(text, "\n## Why\n\n{}\n\n## Fix\n\n{}", check.why, check.fix);
    text
}
