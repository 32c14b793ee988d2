//! The report for a person: what each client will do, then each finding with its evidence, then the counts.

use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Level as Severity, Renderer, Snippet};
use anstyle::{AnsiColor, Style};
use suites::{check::Level, client::Client};

use super::{Entry, ImpactNames, Prediction, Report, evidence::evidence};

const GOOD: Style = AnsiColor::Green.on_default().bold();
const POOR: Style = AnsiColor::Yellow.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();
const FAINT: Style = Style::new().dimmed();

/// `report` for a terminal, with colours; `verbose` shows what was inapplicable too.
pub fn render(report: &Report, deny: Level, verbose: bool) -> String {
    let mut text = format!("{}\n{FAINT}judged by MCP {}{FAINT:#}\n\n", report.target, report.revision);
    report.clients.iter().for_each(|client| text += &prediction(client));
    for entries in grouped(&report.results) {
        let _ = write!(text, "\n{}\n", finding(report, &entries, deny));
    }
    text += &reasons(report, "untestable", "could not be judged");
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
        for (number, line) in client.message.lines().take(6).enumerate() {
            let label = if number == 0 { "its user sees" } else { "" };
            let _ = writeln!(text, "    {FAINT}{label:<14}{FAINT:#}{line}");
        }
    }
    if client.prediction != "connects" {
        let _ = writeln!(text, "    {FAINT}{:<14}{FAINT:#}{}", "what happened", client.explanation);
    }
    if !client.because.is_empty() {
        let _ = writeln!(text, "    {FAINT}{:<14}{FAINT:#}{}", "because of", client.because.join(", "));
    }
    text
}

/// The failed entries; those of one check that found the same for several clients together.
fn grouped(results: &[Entry]) -> Vec<Vec<&Entry>> {
    let told = |entry: &Entry| entry.finding.as_ref().map(|finding| finding.observed.clone());
    let mut groups: Vec<Vec<&Entry>> = Vec::new();
    for entry in results.iter().filter(|entry| entry.verdict == "failed") {
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
    let told = format!("expected {}, observed {}", finding.expected, finding.observed);
    let place = finding.at.as_ref().and_then(|place| Some((report.exchange(place.exchange)?, place)));
    let title = severity.primary_title(entry.title).id(entry.id);
    let evidence = place.map(|(exchange, place)| (exchange, evidence(exchange, place)));
    let mut group = if let Some((exchange, evidence)) = &evidence {
        let annotation = AnnotationKind::Primary.span(evidence.span.clone()).label(&told);
        let path = format!("{} {} (exchange {})", exchange.method, exchange.url, exchange.index);
        title.element(Snippet::source(&evidence.text).path(path).line_start(1).annotation(annotation))
    } else {
        title.element(Severity::NOTE.message(&told))
    };
    group = group.element(Severity::NOTE.with_name("impact").message(affected(entries)));
    group = group.element(Severity::NOTE.with_name("why").message(entry.why));
    group = group.element(Severity::HELP.with_name("fix").message(entry.fix));
    let clauses: Vec<_> = entry.spec.iter().map(|clause| clause.url.clone()).collect();
    if !clauses.is_empty() {
        group = group.element(Severity::NOTE.with_name("clause").message(clauses.join(" ")));
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

fn reasons(report: &Report, verdict: &str, told: &str) -> String {
    let entries: Vec<_> = report.results.iter().filter(|entry| entry.verdict == verdict).collect();
    if entries.is_empty() {
        return String::new();
    }
    let mut text = format!("\n{POOR}{told}{POOR:#}\n");
    for entry in entries {
        let client = entry.client.map_or(String::new(), |client| format!(" ({client})"));
        let _ = writeln!(text, "  {}{client}: {}", entry.id, entry.reason.as_deref().unwrap_or_default());
    }
    text
}

fn footer(report: &Report) -> String {
    let summary = report.summary;
    let style = if summary.failed > 0 { BAD } else { GOOD };
    let seconds = std::time::Duration::from_millis(report.duration_ms).as_secs_f64();
    format!(
        "\n{style}{} passed, {} failed{style:#}, {} inapplicable, {} untestable \
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
