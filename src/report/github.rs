//! The report for a GitHub Actions job: an annotation for each client that does not connect and for each finding.
//!
//! The form is that of workflow commands (docs.github.com, "Workflow commands for GitHub Actions"); GitHub shows ten errors and
//! ten warnings of a step, so the clients come first.

use std::fmt::Write as _;

use suites::check::Level;

use super::{
    Entry, Prediction, Report, baseline, grouping,
    text::{plain, shortened},
};

/// The most characters of an annotation's text.
const MOST: usize = 2000;

/// `report` as workflow commands; failures below `deny` are warnings.
pub fn render(report: &Report, deny: Level) -> String {
    let mut text = String::new();
    for client in report.clients.iter().filter(|client| client.prediction != "connects") {
        let level = if client.prediction == "fails" { "error" } else { "warning" };
        command(&mut text, level, &title_of(client), &told_of(client));
    }
    for entry in report.results.iter().filter(|entry| entry.finding.is_some()) {
        let level = match entry.is_denied(deny) {
            _ if entry.is_borne() => "notice",
            true => "error",
            false => "warning",
        };
        command(&mut text, level, entry.id, &told_of_finding(entry));
    }
    for entry in report.results.iter().filter(|entry| entry.is_stale()) {
        command(&mut text, "error", entry.id, &baseline::in_a_sentence(entry).unwrap_or_default());
    }
    command(&mut text, "notice", &report.target, &grouping::counts(report).join(", "));
    text
}

fn title_of(client: &Prediction) -> String {
    match client.prediction {
        "fails" => format!("{} {} fails at {}", client.client, client.version, client.stage),
        "degraded" => format!("{} {} connects, with losses", client.client, client.version),
        _ => format!("{} {} could not be played", client.client, client.version),
    }
}

fn told_of(client: &Prediction) -> String {
    match client.prediction {
        "fails" => format!("Its user sees: {}\n{}", client.message, client.explanation),
        _ => client.explanation.clone(),
    }
}

fn told_of_finding(entry: &Entry) -> String {
    let finding = entry.finding.as_ref().expect("only failures are annotated");
    let client = entry.client.map_or(String::new(), |client| format!(" ({client})"));
    format!("expected {}, observed {}{client}\nfix: {}", finding.expected, finding.observed, entry.fix)
}

fn command(text: &mut String, level: &str, title: &str, told: &str) {
    let title = escaped(title).replace(':', "%3A").replace(',', "%2C");
    let _ = writeln!(text, "::{level} title={title}::{}", escaped(&shortened(told, MOST)));
}

/// What is data in a workflow command: nothing of a server can begin another one.
fn escaped(text: &str) -> String {
    plain(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}
