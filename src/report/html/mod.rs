//! The report as one HTML file: no script, no request to anywhere, each client's walk as a picture with lanes.

mod filters;
mod finding;
mod flow;
mod step;

use std::collections::BTreeSet;

use askama::Template;
use finding::Finding;
use flow::{Flow, Row};
use step::Step;

use super::{
    Report, baseline,
    grouping::{self, Reasons},
    text::{plain, plural},
};

/// The page.
#[derive(Template)]
#[template(path = "page.html", config = "src/report/html/askama.toml")]
struct Page<'a> {
    report: &'a Report,
    target: String,
    judged_by: String,
    /// When the run began, to the minute.
    began: String,
    /// What a reader should know after one look.
    headline: String,
    /// `good`, `poor` or `bad`.
    tone: &'static str,
    flows: Vec<Flow<'a>>,
    findings: Vec<Finding<'a>>,
    /// What else is told of checks, under a heading: reasons, each with its checks.
    asides: Vec<(&'static str, Reasons)>,
    inapplicable: Reasons,
    /// The exchanges that no client made: what the checks asked.
    probes: Vec<Step<'a>>,
    counts: String,
}

/// `report` as one HTML file.
pub fn render(report: &Report) -> String {
    let findings: Vec<_> = grouping::findings(report)
        .into_iter()
        .enumerate()
        .map(|(at, entries)| Finding::new(report, at + 1, &entries))
        .collect();
    let (headline, tone) = headline(report);
    let page = Page {
        report,
        target: plain(&report.target),
        judged_by: grouping::judged_by(report),
        began: format!("{} UTC", report.started.get(..16).unwrap_or(&report.started).replace('T', " ")),
        headline,
        tone,
        flows: report.clients.iter().map(|client| Flow::new(report, client, &findings)).collect(),
        asides: asides(report),
        inapplicable: readable(grouping::reasons(report, "inapplicable")),
        probes: probes(report, &findings),
        counts: format!("{} · {}", grouping::counts(report).join(", "), grouping::cost(report)),
        findings,
    };
    page.render().expect("a page is written to memory")
}

fn headline(report: &Report) -> (String, &'static str) {
    let is = |prediction: &str| report.clients.iter().any(|client| client.prediction == prediction);
    if let Some(names) = grouping::stopped(report) {
        return (format!("{names} cannot connect"), "bad");
    }
    if is("unknown") {
        return ("It is not known whether every client connects".into(), "poor");
    }
    let connects = match report.clients.as_slice() {
        [client] => format!("{} connects", grouping::title(client.client)),
        clients => format!("All {} clients connect", clients.len()),
    };
    match report.summary.failed - report.borne() {
        0 if is("degraded") => (format!("{connects}, with losses"), "poor"),
        0 => (connects, "good"),
        _ if is("degraded") => (format!("{connects}, with losses"), "poor"),
        failed => (format!("{connects}; {} failed", plural(failed, "check")), "poor"),
    }
}

fn asides(report: &Report) -> Vec<(&'static str, Reasons)> {
    let asides = [
        ("Not expected to pass", baseline::stale(report)),
        ("Fails as expected", baseline::borne(report)),
        ("Could not be judged", grouping::reasons(report, "untestable")),
        ("What a newer client will miss", grouping::missed(report)),
    ];
    let told = asides.into_iter().filter(|(_, groups)| !groups.is_empty());
    told.map(|(heading, groups)| (heading, readable(groups))).collect()
}

/// Reasons without what is no text.
fn readable(groups: Reasons) -> Reasons {
    groups.into_iter().map(|(reason, names)| (plain(&reason), names)).collect()
}

fn probes<'a>(report: &'a Report, findings: &[Finding<'_>]) -> Vec<Step<'a>> {
    let phases = report.clients.iter().flat_map(|client| &client.phases);
    let walked: BTreeSet<usize> = phases.flat_map(|phase| &phase.exchanges).copied().collect();
    let probes = report.exchanges.iter().filter(|exchange| !walked.contains(&exchange.index));
    let step = |exchange| {
        let mut step = Step::new(exchange, report);
        let here = |finding: &&Finding<'_>| finding.exchange == Some(step.index);
        step.findings = findings.iter().filter(here).map(Finding::link).collect();
        step
    };
    probes.map(step).collect()
}
