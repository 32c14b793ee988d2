//! The report for a person: what each client will do, then each finding with its evidence, then the counts.

use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Level as Severity, Renderer, Snippet};
use anstyle::{AnsiColor, Style};
use suites::{check::Level, client::Client};

use super::{
    Entry, ImpactNames, Prediction, Report, baseline,
    evidence::evidence,
    text::{plain, shortened, wrapped},
};

/// The columns that text is wrapped to; evidence, URLs and a client's own words stay on their line.
const WIDTH: usize = 100;

const GOOD: Style = AnsiColor::Green.on_default().bold();
pub(super) const POOR: Style = AnsiColor::Yellow.on_default().bold();
pub(super) const BAD: Style = AnsiColor::Red.on_default().bold();
const FAINT: Style = Style::new().dimmed();

/// `report` for a terminal, with colours; `verbose` shows what was inapplicable too.
pub fn render(report: &Report, deny: Level, verbose: bool) -> String {
    let mut text = format!("{}\n{FAINT}judged by MCP {}{FAINT:#}\n\n", report.target, report.revision);
    report.clients.iter().for_each(|client| text += &prediction(client));
    for entries in grouped(&report.results) {
        let _ = write!(text, "\n{}\n", finding(report, &entries, deny));
    }
    text += &baseline::told(report);
    text += &unjudged(report, verbose);
    if verbose {
        text += &reasons(report, "inapplicable", "does not apply");
    }
    text + &footer(report)
}

fn prediction(client: &Prediction) -> String {
    let title = Client::ALL
        .into_iter()
        .find(|known| known.name() == client.client)
        .map_or(client.client, Client::title);
    let (style, sign, told) = match client.prediction {
        "connects" => (GOOD, "✓", format!("connects and lists {}", plural(client.tools.len(), "tool"))),
        "degraded" => (POOR, "!", "connects, with losses".to_owned()),
        "fails" => (BAD, "✗", format!("fails at {}", client.stage)),
        _ => (POOR, "?", "could not be played".to_owned()),
    };
    let mut text = format!("{style}{sign} {title} {}{style:#}  {told}\n", client.version);
    if client.prediction == "fails" {
        let message = client.message.lines().take(6).map(|line| shortened(line, 300)).collect();
        text += &labelled("its user sees", message);
    }
    if client.prediction != "connects" {
        text += &labelled("what happened", wrapped(&client.explanation, WIDTH - 19));
    }
    if !client.because.is_empty() {
        text += &labelled("because of", wrapped(&client.because.join(", "), WIDTH - 19));
    }
    text
}

/// Lines behind a label.
fn labelled(label: &str, lines: Vec<String>) -> String {
    let label = |number| if number == 0 { label } else { "" };
    let line = |(number, line): (usize, String)| {
        format!("    {FAINT}{:<15}{FAINT:#}{}\n", label(number), plain(&line))
    };
    lines.into_iter().enumerate().map(line).collect()
}

/// The failed entries; those of one check that found the same for several clients together.
fn grouped(results: &[Entry]) -> Vec<Vec<&Entry>> {
    let told = |entry: &Entry| entry.finding.as_ref().map(|finding| finding.observed.clone());
    let mut groups: Vec<Vec<&Entry>> = Vec::new();
    for entry in results.iter().filter(|entry| entry.verdict == "failed" && !entry.is_borne()) {
        match groups.last_mut() {
            Some(group) if group[0].id == entry.id && told(group[0]) == told(entry) => group.push(entry),
            _ => groups.push(vec![entry]),
        }
    }
    groups
}

fn finding(report: &Report, entries: &[&Entry], deny: Level) -> String {
    let entry = entries[0];
    let finding = entry.finding.as_ref().expect("a failed check has a finding");
    let is_denied = [Level::Must, Level::Interop, Level::Should, Level::May]
        .into_iter()
        .any(|level| level.name() == entry.level && level <= deny);
    let severity = if is_denied { Severity::ERROR } else { Severity::WARNING };
    let told = plain(&format!("expected {}, observed {}", finding.expected, finding.observed));
    let place = finding.at.as_ref().and_then(|place| Some((report.exchange(place.exchange)?, place)));
    let title = severity.primary_title(entry.title).id(entry.id);
    let evidence = place.map(|(exchange, place)| (exchange, evidence(exchange, place)));
    let mut group = if let Some((exchange, evidence)) = &evidence {
        let annotation = AnnotationKind::Primary.span(evidence.span.clone()).label(&told);
        let path = format!("{} {} (exchange {})", exchange.method, exchange.url, exchange.index);
        title.element(Snippet::source(&evidence.text).path(path).line_start(1).annotation(annotation))
    } else {
        title.element(Severity::NOTE.message(in_column(&told)))
    };
    group = group.element(Severity::NOTE.with_name("impact").message(affected(entries)));
    group = group.element(Severity::NOTE.with_name("why").message(in_column(entry.why)));
    group = group.element(Severity::HELP.with_name("fix").message(in_column(entry.fix)));
    if let Some(until) = entry.expected.as_ref().and_then(|expected| expected.until.as_deref()) {
        group = group.element(Severity::NOTE.with_name("baseline").message(format!("borne until {until}")));
    }
    let clauses: Vec<_> = entry.spec.iter().map(|clause| clause.url.clone()).collect();
    if !clauses.is_empty() {
        group = group.element(Severity::NOTE.with_name("clause").message(clauses.join("\n")));
    }
    Renderer::styled().render(&[group])
}

/// What the finding means for the clients that it was made for.
fn affected(entries: &[&Entry]) -> String {
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

/// What could not be judged; in one sentence where that is everything.
fn unjudged(report: &Report, verbose: bool) -> String {
    let first = report.results.iter().find(|entry| entry.verdict == "untestable");
    let is_all = report.summary.passed + report.summary.failed == 0;
    match first.and_then(|entry| entry.reason.as_deref()).filter(|_| is_all && !verbose) {
        Some(reason) => {
            let lines = wrapped(&plain(&format!("nothing could be judged: {reason}")), WIDTH);
            format!("\n{POOR}{}{POOR:#}\n", lines.join("\n"))
        }
        None => reasons(report, "untestable", "could not be judged"),
    }
}

/// What was not judged: each reason with the checks that it concerns.
fn reasons(report: &Report, verdict: &str, told: &str) -> String {
    let of_verdict = report.results.iter().filter(|entry| entry.verdict == verdict);
    let with_reason = of_verdict.map(|entry| (entry.reason.as_deref().unwrap_or_default(), entry));
    section(report, told, POOR, with_reason)
}

/// Entries under a heading: each reason with the checks that it concerns.
pub(super) fn section<'a>(
    report: &Report,
    told: &str,
    style: Style,
    entries: impl Iterator<Item = (&'a str, &'a Entry)>,
) -> String {
    let mut groups: Vec<(&str, Vec<&Entry>)> = Vec::new();
    for (reason, entry) in entries {
        match groups.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, entries)) => entries.push(entry),
            None => groups.push((reason, vec![entry])),
        }
    }
    if groups.is_empty() {
        return String::new();
    }
    let mut text = format!("\n{style}{told}{style:#}\n");
    for (reason, entries) in groups {
        text += &indented(2, &wrapped(&plain(reason), WIDTH - 2));
        let names = wrapped(&names(report, &entries).join(", "), WIDTH - 6);
        text += &indented(6, &names.iter().map(|line| format!("{FAINT}{line}{FAINT:#}")).collect::<Vec<_>>());
    }
    text
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

fn indented(by: usize, lines: &[String]) -> String {
    let line = |text, line: &String| format!("{text}{:by$}{line}\n", "");
    lines.iter().fold(String::new(), line)
}

/// Text for a note under a finding.
fn in_column(text: &str) -> String {
    wrapped(text, WIDTH - 12).join("\n")
}

fn footer(report: &Report) -> String {
    let summary = report.summary;
    let (borne, stale) = baseline::counts(report);
    let style = if summary.failed > borne || stale > 0 { BAD } else { GOOD };
    let borne = if borne > 0 { format!(" ({borne} expected)") } else { String::new() };
    let seconds = std::time::Duration::from_millis(report.duration_ms).as_secs_f64();
    format!(
        "\n{style}{} passed, {} failed{borne}{style:#}, {} inapplicable, {} untestable \
         {FAINT}· {}, {}, {seconds:.2} s{FAINT:#}\n",
        summary.passed,
        summary.failed,
        summary.inapplicable,
        summary.untestable,
        plural(report.requests, "request"),
        plural(report.approvals, "approval"),
    )
}

fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
