//! `snapshot`: keep what a server shows, and tell when it shows something else.

use std::{fmt::Write as _, process::ExitCode};

use serde::Serialize;
use serde_json::Value;
use url::Url;

use super::{
    output::outputs,
    setup,
    surface::{self, FORMATS},
};
use crate::{
    cli::Snapshot,
    report::{Format, json},
    surface::{
        Difference, Part, Taken, Unseen, differences,
        file::{Broken, Folder, contents},
        human,
        shown::{Shown, Sides, shown},
    },
    text::{plain, wrapped},
    usage::Usage,
};

/// The columns that names and reasons are wrapped to.
const WIDTH: usize = 80;

/// What a run of `snapshot` came to.
#[derive(Serialize)]
struct Report {
    schema: u8,
    target: String,
    folder: String,
    parts: Vec<PartReport>,
    differences: Vec<Shown>,
}

#[derive(Serialize)]
struct PartReport {
    part: &'static str,
    state: State,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip)]
    differences: Vec<Difference>,
    /// The lines that differ.
    #[serde(skip)]
    lines: String,
}

/// What became of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum State {
    /// It is as it was kept.
    Unchanged,
    /// It was not kept, and is now.
    Written,
    /// It was kept in another form, and is now kept in this one.
    Renewed,
    /// It differs from what is kept.
    Differs,
    /// It was not kept, with `--check`.
    Missing,
    /// It is kept, and the server does not show it any more.
    Gone,
    /// The server does not show it any more, and it is not kept any more.
    Removed,
    /// It is kept and could not be seen.
    Unseen,
    /// It is not kept and could not be seen.
    NotTaken,
}

/// What to do with what differs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Keep what is not kept yet, tell what differs.
    Fill,
    /// Tell what differs or is not kept.
    Check,
    /// Keep everything as it is now.
    Accept,
}

/// Runs `snapshot`.
///
/// # Errors
/// What the user asked wrongly.
pub fn run(options: &Snapshot) -> Result<ExitCode, Usage> {
    let outputs = outputs(&options.shared.format, FORMATS)?;
    let target = setup::target(&options.url)?;
    let folder = options.dir.clone().map_or_else(|| Folder::of(&target), |path| Folder { path });
    let mode = match (options.check, options.accept) {
        (true, _) => Mode::Check,
        (_, true) => Mode::Accept,
        _ => Mode::Fill,
    };
    let kept = kept(&folder, mode)?;
    let surface = surface::take(&options.shared, target, !options.read_only)?;
    let pairs = surface.parts.iter().zip(&kept);
    let parts = pairs.map(|(taken, kept)| part(taken, kept.as_ref(), &folder, &surface.target, mode));
    let parts = parts.collect::<Result<Vec<_>, _>>().map_err(|broken| told(&broken))?;
    let report = Report {
        schema: 1,
        target: surface.target.to_string(),
        folder: folder.path.display().to_string(),
        differences: shown(parts.iter().flat_map(|part| &part.differences), Sides::Time),
        parts,
    };
    for output in &outputs {
        output.write(&match output.format {
            Format::Json => json::render(&report),
            Format::Markdown => markdown(&report),
            _ => text(&report),
        })?;
    }
    Ok(ExitCode::from(exit_code(&report)))
}

fn told(broken: &Broken) -> Usage {
    Usage::Other(broken.to_string())
}

/// What is kept of each part: read before anything is sent. What is no snapshot is as good as none to `--accept`.
fn kept(folder: &Folder, mode: Mode) -> Result<Vec<Option<Value>>, Usage> {
    let kept = Part::ALL.into_iter().map(|part| match folder.kept(part) {
        Err(Broken::Strange { .. }) if mode == Mode::Accept => Ok(Some(Value::Null)),
        kept => kept.map_err(|broken| told(&broken)),
    });
    kept.collect()
}

fn part(
    taken: &Taken,
    kept: Option<&Value>,
    folder: &Folder,
    target: &Url,
    mode: Mode,
) -> Result<PartReport, Broken> {
    let part = taken.part;
    let report = |state| PartReport {
        part: part.name(),
        state,
        reason: taken.content.as_ref().err().map(|unseen| unseen.reason.clone()),
        differences: Vec::new(),
        lines: String::new(),
    };
    let now = match (&taken.content, kept) {
        (Ok(now), _) => now,
        // The server was asked as before and answers otherwise: that is a difference, not an obstacle.
        (Err(Unseen { is_refused: true, .. }), Some(_)) if mode == Mode::Accept => {
            folder.forget(part)?;
            return Ok(report(State::Removed));
        }
        (Err(Unseen { is_refused: true, .. }), Some(_)) => return Ok(report(State::Gone)),
        (Err(_), Some(_)) => return Ok(report(State::Unseen)),
        (Err(_), None) => return Ok(report(State::NotTaken)),
    };
    let state = match kept {
        Some(kept) if kept == now => State::Unchanged,
        Some(_) if mode == Mode::Accept => State::Renewed,
        Some(_) => State::Differs,
        None if mode == Mode::Check => State::Missing,
        None => State::Written,
    };
    match state {
        State::Unchanged => folder.settle(part)?,
        State::Written | State::Renewed => folder.keep(part, target, now)?,
        _ => folder.propose(part, target, now)?,
    }
    let Some(before) = kept.filter(|_| state != State::Unchanged) else { return Ok(report(state)) };
    Ok(PartReport {
        differences: differences(part, before, now),
        lines: human::unified(&contents(before), &contents(now), &format!("{}.snap", part.name())),
        ..report(state)
    })
}

/// 1 for a difference, 3 where what is kept could not be seen, or nothing could.
fn exit_code(report: &Report) -> u8 {
    let any = |states: &[State]| report.parts.iter().any(|part| states.contains(&part.state));
    let is_nothing = report.parts.iter().all(|part| matches!(part.state, State::Unseen | State::NotTaken));
    match () {
        () if any(&[State::Differs, State::Missing, State::Gone]) => 1,
        () if any(&[State::Unseen]) || is_nothing => 3,
        () => 0,
    }
}

fn text(report: &Report) -> String {
    let mut text = format!("{}\nsnapshots in {}\n\n", plain(&report.target), plain(&report.folder));
    for (state, parts, reason) in groups(report) {
        let told =
            reason.map_or_else(|| parts.join(", "), |reason| format!("{}: {reason}", parts.join(", ")));
        for (number, line) in wrapped(&plain(&told), WIDTH).iter().enumerate() {
            let _ = writeln!(text, "{:<18}{line}", if number == 0 { sentence(state) } else { "" });
        }
    }
    report.parts.iter().filter(|part| !part.lines.is_empty()).for_each(|part| {
        let _ = write!(text, "\n{}", part.lines);
    });
    if !report.differences.is_empty() {
        let _ = write!(text, "\n{}", human::listed(&report.differences));
    }
    let _ = writeln!(text, "\n{}", summary(report));
    text
}

/// The parts of which the same is told.
fn groups(report: &Report) -> Vec<(State, Vec<&'static str>, Option<&str>)> {
    let mut groups: Vec<(State, Vec<_>, Option<&str>)> = Vec::new();
    for part in &report.parts {
        let reason = part.reason.as_deref();
        match groups.iter_mut().find(|group| group.0 == part.state && group.2 == reason) {
            Some((_, parts, _)) => parts.push(part.part),
            None => groups.push((part.state, vec![part.part], reason)),
        }
    }
    groups
}

const fn sentence(state: State) -> &'static str {
    match state {
        State::Unchanged => "unchanged",
        State::Written => "written",
        State::Renewed => "renewed",
        State::Differs => "differs",
        State::Missing => "not kept yet",
        State::Gone => "shown no more",
        State::Removed => "kept no more",
        State::Unseen => "not seen",
        State::NotTaken => "not taken",
    }
}

/// The counts, and what to do.
fn summary(report: &Report) -> String {
    let states = [
        State::Unchanged,
        State::Written,
        State::Renewed,
        State::Differs,
        State::Missing,
        State::Gone,
        State::Removed,
        State::Unseen,
        State::NotTaken,
    ];
    let count = |state| report.parts.iter().filter(|part| part.state == state).count();
    let counts = states.into_iter().filter(|state| count(*state) > 0);
    let counts: Vec<_> = counts.map(|state| format!("{} {}", count(state), word(state))).collect();
    let hint = if exit_code(report) == 1 {
        "\nas it should be? keep it with `--accept`, or in a Cargo project one by one with `cargo insta review`"
    } else {
        ""
    };
    format!("{}{hint}", counts.join(", "))
}

const fn word(state: State) -> &'static str {
    match state {
        State::Differs => "different",
        other => sentence(other),
    }
}

fn markdown(report: &Report) -> String {
    let counts = summary(report);
    let counts = counts.lines().next().unwrap_or_default();
    let mut text = format!("### What `{}` shows: {counts}\n\n", report.target);
    for (state, parts, reason) in groups(report) {
        let reason = reason.map_or(String::new(), |reason| format!(" ({})", plain(reason)));
        let _ = writeln!(text, "- {}: {}{reason}", sentence(state), parts.join(", "));
    }
    text + "\n" + &human::markdown(&report.differences)
}
