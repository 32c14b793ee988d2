//! What every format for a person tells alike: findings that are one, what to mend first, and reasons with their checks.

use std::time::Duration;

use suites::client::Client;

use super::{Entry, ImpactNames, Report, Summary, text::plural};

/// Reasons, each with the checks that it concerns.
pub(super) type Reasons = Vec<(String, Vec<String>)>;

/// The counts in two parts: what was judged, and what was not.
pub(super) fn counts(report: &Report) -> [String; 2] {
    let Summary { passed, failed, inapplicable, untestable } = report.summary;
    let borne = report.borne();
    let expected = if borne > 0 { format!(" ({borne} expected)") } else { String::new() };
    [
        format!("{passed} passed, {failed} failed{expected}"),
        format!("{inapplicable} inapplicable, {untestable} untestable"),
    ]
}

/// The revisions by which the server was judged.
pub(super) fn judged_by(report: &Report) -> String {
    format!("MCP {}", report.judged_by.join(" and "))
}

/// What a client of the wanted revision will miss, since the server does not speak it.
pub(super) fn missed(report: &Report) -> Reasons {
    let told = format!("MCP {} demands it, and the server does not speak that", report.revision);
    let names: Vec<_> = report.missed.iter().map(|id| (*id).to_owned()).collect();
    if names.is_empty() { Vec::new() } else { vec![(told, names)] }
}

/// What the run took.
pub(super) fn cost(report: &Report) -> String {
    let (requests, approvals) = (plural(report.requests, "request"), plural(report.approvals, "approval"));
    let seconds = Duration::from_millis(report.duration_ms).as_secs_f64();
    format!("{requests}, {approvals}, {seconds:.2} s")
}

/// The name of a client in a sentence.
pub(super) fn title(name: &str) -> &str {
    Client::ALL
        .into_iter()
        .find(|client| client.name() == name)
        .map_or(name, |client| client.title())
}

/// The failed entries, what stops a client first; those of one check that found the same for several clients together.
pub(super) fn findings(report: &Report) -> Vec<Vec<&Entry>> {
    let told = |entry: &Entry| entry.finding.as_ref().map(|finding| finding.observed.clone());
    let mut groups: Vec<Vec<&Entry>> = Vec::new();
    for entry in report.results.iter().filter(|entry| entry.verdict == "failed" && !entry.is_borne()) {
        match groups.last_mut() {
            Some(group) if group[0].id == entry.id && told(group[0]) == told(entry) => group.push(entry),
            _ => groups.push(vec![entry]),
        }
    }
    groups.sort_by_key(|group| urgency(report, group[0].id));
    groups
}

/// 0 for what stops a client, 1 for what costs one something, 2 for the rest.
fn urgency(report: &Report, id: &str) -> u8 {
    let concerned = report.clients.iter().filter(|client| client.because.contains(&id));
    concerned.map(|client| u8::from(client.prediction != "fails")).min().unwrap_or(2)
}

/// The clients that do not connect, or `None` where all do that could be played.
pub(super) fn stopped(report: &Report) -> Option<String> {
    let stopped = report.clients.iter().filter(|client| client.prediction == "fails");
    let names: Vec<_> = stopped.map(|client| title(client.client)).collect();
    match names.split_last() {
        None => None,
        Some((last, [])) => Some((*last).to_owned()),
        Some((last, others)) => Some(format!("{} and {last}", others.join(", "))),
    }
}

/// What a finding means for the clients that it was made for.
pub(super) fn affected(entries: &[&Entry]) -> String {
    let ImpactNames { claude_web, claude_code, mcp_remote } = entries[0].impact;
    let effects =
        [(Client::ClaudeWeb, claude_web), (Client::ClaudeCode, claude_code), (Client::McpRemote, mcp_remote)];
    let concerns =
        |client: Client| entries.iter().any(|entry| entry.client.is_none_or(|name| name == client.name()));
    let told: Vec<_> = effects
        .into_iter()
        .filter(|(client, _)| concerns(*client))
        .map(|(client, effect)| format!("{} {}", effect_in_words(effect), client.title()))
        .collect();
    told.join(", ")
}

fn effect_in_words(effect: &str) -> &str {
    if effect == "harmless" { "harmless for" } else { effect }
}

/// What was not judged: each reason with the checks that it concerns.
pub(super) fn reasons(report: &Report, verdict: &str) -> Reasons {
    let of_verdict = report.results.iter().filter(|entry| entry.verdict == verdict);
    by_reason(report, of_verdict.map(|entry| (entry.reason.clone().unwrap_or_default(), entry)))
}

/// Entries by their reasons, each with the checks that it concerns.
pub(super) fn by_reason<'a>(report: &Report, entries: impl Iterator<Item = (String, &'a Entry)>) -> Reasons {
    let mut groups: Vec<(String, Vec<&Entry>)> = Vec::new();
    for (reason, entry) in entries {
        match groups.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, entries)) => entries.push(entry),
            None => groups.push((reason, vec![entry])),
        }
    }
    groups.into_iter().map(|(reason, entries)| (reason, names(report, &entries))).collect()
}

/// The checks of `entries`: a suite that is there as a whole by its name, a check of all clients without them.
fn names(report: &Report, entries: &[&Entry]) -> Vec<String> {
    let mut names = Vec::new();
    for of_suite in entries.chunk_by(|a, b| a.suite == b.suite) {
        let suite = of_suite[0].suite;
        let all = report.results.iter().filter(|entry| entry.suite == suite).count();
        if all == of_suite.len() && all > 2 {
            names.push(format!("all of {suite}"));
            continue;
        }
        for of_check in of_suite.chunk_by(|a, b| a.id == b.id) {
            let clients: Vec<_> = of_check.iter().filter_map(|entry| entry.client).collect();
            let some = (1..report.clients.len()).contains(&clients.len());
            let clients = if some { format!(" ({})", clients.join(", ")) } else { String::new() };
            names.push(format!("{}{clients}", of_check[0].id));
        }
    }
    names
}
