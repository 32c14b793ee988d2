//! The report for a person: what each client will do, then each finding with its evidence, then the counts.

use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Level as Severity, Renderer, Snippet};
use anstyle::{AnsiColor, Style};
use suites::check::Level;

use super::{
    Entry, Prediction, Report, baseline,
    evidence::evidence,
    grouping::{self, Reasons},
    text::{plain, plural, shortened, wrapped},
};

/// The columns that text is wrapped to where no terminal says otherwise; URLs and a client's own words stay on their line.
const WIDTH: usize = 100;

/// The fewest columns into which labels, ids and a few words fit.
const NARROWEST: usize = 50;

/// The most columns; longer lines are hard to read.
const WIDEST: usize = 120;

/// How many fixes are told once more at the end.
const MOST_MENDED: usize = 3;

const GOOD: Style = AnsiColor::Green.on_default().bold();
pub(super) const POOR: Style = AnsiColor::Yellow.on_default().bold();
pub(super) const BAD: Style = AnsiColor::Red.on_default().bold();
const BOLD: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();

/// `report` for a terminal, with colours; `verbose` shows what was inapplicable too.
pub fn render(report: &Report, deny: Level, verbose: bool) -> String {
    render_within(report, deny, verbose, WIDTH)
}

/// `report` for a terminal of so many columns.
pub fn render_within(report: &Report, deny: Level, verbose: bool, columns: usize) -> String {
    let width = columns.clamp(NARROWEST, WIDEST);
    let mut text =
        format!("{}\n{FAINT}judged by {}{FAINT:#}\n\n", report.target, grouping::judged_by(report));
    report.clients.iter().for_each(|client| text += &prediction(client, width));
    let findings = grouping::findings(report);
    for entries in &findings {
        let _ = write!(text, "\n{}\n", finding(report, entries, deny, width));
    }
    text += &baseline::told(report, width);
    text += &unjudged(report, verbose, width);
    text += &section("what a newer client will miss", BOLD, grouping::missed(report), width);
    if verbose {
        text += &reasons(report, "inapplicable", "does not apply", width);
    }
    text += &to_mend(report, &findings, width);
    text + &footer(report)
}

/// What to do, once more where the eye ends up, for when there is more than one finding: the fixes in their order.
fn to_mend(report: &Report, findings: &[Vec<&Entry>], width: usize) -> String {
    if findings.len() < 2 {
        return String::new();
    }
    let told = grouping::stopped(report).map(|names| format!(": {names} cannot connect"));
    let mut text = format!("\n{BOLD}mend first{BOLD:#}{}\n", told.unwrap_or_default());
    for (number, entries) in findings.iter().take(MOST_MENDED).enumerate() {
        let id = entries[0].id;
        let _ = writeln!(text, "  {}. {BOLD}{id}{BOLD:#}", number + 1);
        text += &indented(5, &wrapped(entries[0].fix, width - 5));
    }
    let more = findings.len().saturating_sub(MOST_MENDED);
    if more > 0 {
        let _ = writeln!(text, "  {FAINT}and {} above{FAINT:#}", plural(more, "finding"));
    }
    text
}

fn prediction(client: &Prediction, width: usize) -> String {
    let title = grouping::title(client.client);
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
        text += &labelled("what happened", wrapped(&client.explanation, width - 19));
    }
    if !client.because.is_empty() {
        text += &labelled("because of", wrapped(&client.because.join(", "), width - 19));
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

fn finding(report: &Report, entries: &[&Entry], deny: Level, width: usize) -> String {
    let entry = entries[0];
    let finding = entry.finding.as_ref().expect("a failed check has a finding");
    let severity = if entry.is_denied(deny) { Severity::ERROR } else { Severity::WARNING };
    let told = plain(&format!("expected {}, observed {}", finding.expected, finding.observed));
    let place = finding.at.as_ref().and_then(|place| Some((report.exchange(place.exchange)?, place)));
    let title = severity.primary_title(entry.title).id(entry.id);
    let evidence = place.map(|(exchange, place)| (exchange, evidence(exchange, place)));
    let mut group = if let Some((exchange, evidence)) = &evidence {
        let annotation = AnnotationKind::Primary.span(evidence.span.clone()).label(&told);
        let path = format!("{} {} (exchange {})", exchange.method, exchange.url, exchange.index);
        title.element(Snippet::source(&evidence.text).path(path).line_start(1).annotation(annotation))
    } else {
        title.element(Severity::NOTE.message(in_column(&told, width)))
    };
    group = group
        .element(Severity::NOTE.with_name("impact").message(in_column(&grouping::affected(entries), width)));
    group = group.element(Severity::NOTE.with_name("why").message(in_column(entry.why, width)));
    group = group.element(Severity::HELP.with_name("fix").message(in_column(entry.fix, width)));
    if let Some(until) = entry.expected.as_ref().and_then(|expected| expected.until.as_deref()) {
        group = group.element(Severity::NOTE.with_name("baseline").message(format!("borne until {until}")));
    }
    let clauses: Vec<_> = entry.spec.iter().map(|clause| clause.url.clone()).collect();
    if !clauses.is_empty() {
        group = group.element(Severity::NOTE.with_name("clause").message(clauses.join("\n")));
    }
    Renderer::styled().term_width(width).render(&[group])
}

/// What could not be judged; in one sentence where that is everything.
fn unjudged(report: &Report, verbose: bool, width: usize) -> String {
    let first = report.results.iter().find(|entry| entry.verdict == "untestable");
    let is_all = report.summary.passed + report.summary.failed == 0;
    match first.and_then(|entry| entry.reason.as_deref()).filter(|_| is_all && !verbose) {
        Some(reason) => {
            let lines = wrapped(&plain(&format!("nothing could be judged: {reason}")), width);
            format!("\n{POOR}{}{POOR:#}\n", lines.join("\n"))
        }
        None => reasons(report, "untestable", "could not be judged", width),
    }
}

/// What was not judged, under a heading: each reason with its checks.
fn reasons(report: &Report, verdict: &str, told: &str, width: usize) -> String {
    section(told, POOR, grouping::reasons(report, verdict), width)
}

/// Reasons under a heading, each with its checks.
pub(super) fn section(told: &str, style: Style, groups: Reasons, width: usize) -> String {
    if groups.is_empty() {
        return String::new();
    }
    let mut text = format!("\n{style}{told}{style:#}\n");
    for (reason, names) in groups {
        text += &indented(2, &wrapped(&plain(&reason), width - 2));
        let names = wrapped(&names.join(", "), width - 6);
        text += &indented(6, &names.iter().map(|line| format!("{FAINT}{line}{FAINT:#}")).collect::<Vec<_>>());
    }
    text
}

fn indented(by: usize, lines: &[String]) -> String {
    let line = |text, line: &String| format!("{text}{:by$}{line}\n", "");
    lines.iter().fold(String::new(), line)
}

/// Text for a note under a finding.
fn in_column(text: &str, width: usize) -> String {
    wrapped(text, width - 12).join("\n")
}

fn footer(report: &Report) -> String {
    let style = if report.summary.failed > report.borne() || report.stale() > 0 { BAD } else { GOOD };
    let ([judged, not_judged], cost) = (grouping::counts(report), grouping::cost(report));
    format!("\n{style}{judged}{style:#}, {not_judged} {FAINT}· {cost}{FAINT:#}\n")
}
