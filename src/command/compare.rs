//! `compare`: two servers' surfaces, held against each other.

use std::{fmt::Write as _, path::Path, process::ExitCode};

use serde::Serialize;
use serde_json::json;

use super::{
    output::outputs,
    setup,
    surface::{self, FORMATS},
};
use crate::{
    cli::{Compare, Shared},
    report::{Format, json},
    surface::{
        Change, Difference, Part, Surface, Taken, Unseen, differences,
        file::Folder,
        human,
        shown::{Shown, Sides, shown},
        whole,
    },
    text::plain,
    usage::Usage,
};

/// How two servers differ.
#[derive(Serialize)]
struct Report {
    schema: u8,
    a: String,
    b: String,
    differences: Vec<Shown>,
    not_compared: Vec<NotCompared>,
}

/// A part that was not seen on both sides.
#[derive(Serialize)]
struct NotCompared {
    part: &'static str,
    server: &'static str,
    reason: String,
}

/// Runs `compare`.
///
/// # Errors
/// What the user asked wrongly.
pub fn run(options: &Compare) -> Result<ExitCode, Usage> {
    let outputs = outputs(&options.shared.format, FORMATS)?;
    let may_register = !options.read_only;
    let first = Side::read(&options.a)?;
    let second = Side::read(&options.b)?;
    let (a, b) = (
        first.surface(&options.shared, may_register)?,
        second.surface(&options.shared.without_secrets(), may_register)?,
    );
    let report = report(&a, &b);
    for output in &outputs {
        output.write(&match output.format {
            Format::Json => json::render(&report),
            Format::Markdown => markdown(&report),
            _ => text(&report),
        })?;
    }
    Ok(ExitCode::from(match (report.differences.is_empty(), report.not_compared.is_empty()) {
        (false, _) => 1,
        (true, false) => 3,
        (true, true) => 0,
    }))
}

/// What stands on one side: a server, or what was kept of one.
enum Side {
    Server(url::Url),
    Kept(Surface),
}

impl Side {
    fn read(text: &str) -> Result<Self, Usage> {
        if text.contains("://") || !Path::new(text).is_dir() {
            return setup::target(text).map(Self::Server).map_err(|wrong| named(text, wrong));
        }
        let folder = Folder { path: text.into() };
        folder.surface().map(Self::Kept).map_err(|broken| Usage::Other(broken.to_string()))
    }

    fn surface(self, shared: &Shared, may_register: bool) -> Result<Surface, Usage> {
        match self {
            Self::Server(target) => surface::take(shared, target, may_register),
            Self::Kept(surface) => Ok(surface),
        }
    }
}

/// What is wrong with `text`, which may have been meant as a folder.
fn named(text: &str, wrong: Usage) -> Usage {
    match wrong {
        Usage::Target { reason, suggestion: None, .. } if !text.contains("://") => {
            Usage::Other(format!("`{text}` is no folder of snapshots, and no URL: {reason}"))
        }
        wrong => wrong,
    }
}

fn report(a: &Surface, b: &Surface) -> Report {
    let (first, second) = (a.comparable(), b.comparable());
    let (mut found, mut not_compared) = (Vec::new(), Vec::new());
    for (a, b) in first.parts.iter().zip(&second.parts) {
        match held(a, b) {
            Ok(differences) => found.extend(differences),
            Err(obstacles) => not_compared.extend(obstacles),
        }
    }
    let differences = shown(&found, Sides::Servers);
    Report { schema: 1, a: a.target.to_string(), b: b.target.to_string(), differences, not_compared }
}

/// How a part differs, or why that cannot be told. A step of the sign-in that one server lets succeed and the other does
/// not is a difference; what could be seen on neither side is none.
fn held(a: &Taken, b: &Taken) -> Result<Vec<Difference>, Vec<NotCompared>> {
    let part = a.part;
    let whole = |change| Ok(vec![whole(part, change)]);
    match (&a.content, &b.content) {
        (Ok(a), Ok(b)) => Ok(differences(part, a, b)),
        (Err(Unseen { is_refused: true, .. }), Err(Unseen { is_refused: true, .. })) => Ok(Vec::new()),
        (Ok(_), Err(Unseen { is_refused: true, reason })) => {
            whole(Change::Other(json!("an answer"), json!(format!("none: {reason}"))))
        }
        (Err(Unseen { is_refused: true, reason }), Ok(_)) => {
            whole(Change::Other(json!(format!("none: {reason}")), json!("an answer")))
        }
        (a, b) => {
            let reason = |(server, content): (&'static str, &Result<_, Unseen>)| {
                let reason = content.as_ref().err()?.reason.clone();
                Some(NotCompared { part: part.name(), server, reason })
            };
            Err([("a", a), ("b", b)].into_iter().filter_map(reason).collect())
        }
    }
}

fn text(report: &Report) -> String {
    let mut text = format!("A  {}\nB  {}\n\n", plain(&report.a), plain(&report.b));
    text += &human::listed(&report.differences);
    for missing in &report.not_compared {
        let reason = plain(&missing.reason);
        let _ =
            writeln!(text, "? {} of {}: not compared: {reason}", missing.part, missing.server.to_uppercase());
    }
    let gap = if report.differences.is_empty() && report.not_compared.is_empty() { "" } else { "\n" };
    let _ = writeln!(text, "{gap}{}", summary(report));
    text
}

fn summary(report: &Report) -> String {
    let count = report.differences.len();
    let minded = report.differences.iter().filter(|shown| shown.effect != "harmless").count();
    let plural = if count == 1 { "" } else { "s" };
    let unseen: std::collections::BTreeSet<_> =
        report.not_compared.iter().map(|missing| missing.part).collect();
    let parts = Part::ALL.len() - unseen.len();
    format!("{count} difference{plural} in {parts} parts, {minded} that a client may mind")
}

fn markdown(report: &Report) -> String {
    let mut text = format!("### `{}` (A) and `{}` (B): {}\n\n", report.a, report.b, summary(report));
    text += &human::markdown(&report.differences);
    for missing in &report.not_compared {
        let server = missing.server.to_uppercase();
        let _ =
            writeln!(text, "- **{}** of {server} was not compared: {}", missing.part, plain(&missing.reason));
    }
    text
}
