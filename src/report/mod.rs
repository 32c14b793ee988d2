//! What a run came to, as plain data without secrets: one `Report` feeds every format.

pub mod badge;
mod baseline;
mod evidence;
mod format;
pub mod github;
mod grouping;
pub mod html;
pub mod human;
pub mod json;
pub mod junit;
pub mod libtest_json;
pub mod markdown;
mod prediction;
pub mod sarif;
mod shape;
mod walk;

use jiff::civil::Date;
use suites::{
    check::{Check, Finding, Level, Part},
    client::Client,
    exchange::Exchange,
    session::{Outcome, Walk},
    spec::{Clause, Revision},
};

use crate::{
    baseline::{Baseline, Standing},
    runner::{Record, Run, Verdict},
    subject::Subject,
    text,
    wire::Redaction,
};

pub use format::{FORMATS, Format};
pub use shape::*;
pub use walk::{CalledReport, PhaseReport, WalkReport, walked};

impl Report {
    /// The report of a run that `began` at this time and took so long.
    pub fn new(
        subject: &Subject,
        run: &Run,
        redaction: &Redaction,
        began: jiff::Timestamp,
        duration_ms: u64,
    ) -> Self {
        let exchanges = subject.wire.recording().exchanges();
        let entries: Vec<_> = run.records.iter().map(|record| entry(record, redaction)).collect();
        Self {
            schema: SCHEMA,
            tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
            target: redaction.apply(subject.brief.target.as_str()),
            revision: subject.brief.revision.name(),
            judged_by: run.revisions.iter().map(|revision| revision.name()).collect(),
            missed: missed(run, subject.brief.revision),
            started: began.to_string(),
            duration_ms,
            requests: exchanges.len(),
            approvals: subject.approver.given(),
            clients: run.walks.iter().map(|walk| prediction::of(walk, &run.records, redaction)).collect(),
            summary: summary(&run.records),
            results: entries,
            exchanges: exchanges.iter().map(|exchange| shown(exchange, redaction)).collect(),
        }
    }

    /// The same report without anything that came from outside: what is left of it in a format is the tool's own text.
    #[must_use]
    pub fn own_words(&self) -> Self {
        let mut report = Self { target: String::new(), ..self.clone() };
        for client in &mut report.clients {
            client.message.clear();
            client.explanation.clear();
            client.tools.clear();
            client.phases.iter_mut().for_each(|phase| phase.message.clear());
        }
        for entry in &mut report.results {
            entry.reason = entry.reason.as_ref().map(|_| String::new());
            if let Some(finding) = &mut entry.finding {
                finding.expected.clear();
                finding.observed.clear();
                finding.at = None;
            }
        }
        report.exchanges.iter_mut().for_each(Shown::forget);
        report
    }

    /// The same beside a baseline, on this day. The entries are in the order of the records.
    #[must_use]
    pub fn beside(
        mut self,
        baseline: &Baseline,
        records: &[Record],
        today: Date,
        redaction: &Redaction,
    ) -> Self {
        for (entry, record) in self.results.iter_mut().zip(records) {
            entry.expected = expected(baseline.standing(record, today), redaction);
        }
        self
    }

    /// The exchange of this index.
    pub fn exchange(&self, index: usize) -> Option<&Shown> {
        self.exchanges.get(index)
    }
}

/// The checks that bind a server of the wanted revision, and none of those that this one speaks.
fn missed(run: &Run, wanted: Revision) -> Vec<&'static str> {
    let is_beyond = |check: &Check| check.binds(wanted) && !check.binds_any(&run.revisions);
    let mut ids: Vec<_> = run
        .records
        .iter()
        .map(|record| record.check)
        .filter(|check| is_beyond(check))
        .map(|check| check.id)
        .collect();
    ids.dedup();
    ids
}

/// The process exit code: 1 for a failure at or above `deny`, 3 where something could not be judged, else 0.
///
/// A client that did not get through where every check was judged and none failed was stopped by something that no
/// check knows: that is not judged either.
pub fn exit_code(run: &Run, deny: Level) -> u8 {
    exit_code_beside(run, deny, &Baseline::default(), Date::default())
}

/// The process exit code beside a baseline, on this day: 1 for a failure at or above `deny` that it does not bear, or for
/// an entry that is stale, 3 where something could not be judged, else 0.
pub fn exit_code_beside(run: &Run, deny: Level, baseline: &Baseline, today: Date) -> u8 {
    let unjudged = |record: &Record| matches!(record.verdict, Verdict::Untestable(_));
    let is_explained = !run.is_complete || run.records.iter().any(Record::has_failed);
    let unclear = |walk: &Walk| match walk.outcome {
        Outcome::Unknown => true,
        Outcome::Failed | Outcome::Stalled => !is_explained,
        Outcome::Connected | Outcome::Degraded => false,
    };
    let fails = |record: &Record| match baseline.standing(record, today) {
        Standing::Unlisted | Standing::Overdue(_) => record.has_failed() && record.check.level <= deny,
        Standing::Borne(_) => false,
        Standing::Stale(_) => true,
    };
    if run.records.iter().any(fails) {
        1
    } else if run.records.iter().any(unjudged) || run.walks.iter().any(|walk| unclear(walk)) {
        3
    } else {
        0
    }
}

fn expected(standing: Standing<'_>, redaction: &Redaction) -> Option<ShownExpected> {
    let (expected, overdue) = match standing {
        Standing::Unlisted => return None,
        Standing::Overdue(expected) => (expected, true),
        Standing::Borne(expected) | Standing::Stale(expected) => (expected, false),
    };
    let until = expected.until.map(|date| date.to_string());
    Some(ShownExpected { reason: redaction.apply(&expected.reason), until, overdue })
}

fn summary(records: &[Record]) -> Summary {
    let count = |name: &str| records.iter().filter(|record| record.verdict.name() == name).count();
    Summary {
        passed: count("passed"),
        failed: count("failed"),
        inapplicable: count("inapplicable"),
        untestable: count("untestable"),
    }
}

fn entry(record: &Record, redaction: &Redaction) -> Entry {
    let Record { suite, check, client, verdict, duration_ms } = record;
    let finding = match verdict {
        Verdict::Failed(finding) => Some(shown_finding(finding, redaction)),
        _ => None,
    };
    Entry {
        id: check.id,
        suite: suite.id,
        title: check.title,
        client: client.map(Client::name),
        level: check.level.name(),
        verdict: verdict.name(),
        reason: verdict.reason().map(|reason| redaction.apply(&reason)),
        impact: check.impact.into(),
        finding,
        expected: None,
        spec: references(check),
        why: check.why,
        fix: check.fix,
        duration_ms: *duration_ms,
    }
}

/// The clauses of a check.
pub fn references(check: &Check) -> Vec<Reference> {
    let reference = |clause: &Clause| Reference {
        document: clause.document.name,
        section: clause.section,
        url: clause.url(),
    };
    check.spec.iter().map(reference).collect()
}

fn shown_finding(finding: &Finding, redaction: &Redaction) -> ShownFinding {
    let at = finding.at.as_ref().map(|place| {
        let (part, name, pointer) = match &place.part {
            Part::Status => ("status", None, None),
            Part::Header(name) => ("header", Some(*name), None),
            Part::Body(pointer) => ("body", None, Some(redaction.apply(pointer))),
        };
        ShownPlace { exchange: place.exchange, part, name, pointer }
    });
    ShownFinding {
        expected: redaction.apply(&finding.expected),
        observed: redaction.apply(&finding.observed),
        at,
    }
}

/// An exchange without its secrets.
pub fn shown(exchange: &Exchange, redaction: &Redaction) -> Shown {
    let headers = |headers: &suites::exchange::Headers| {
        headers
            .iter()
            .map(|(name, value)| (name.to_owned(), redaction.header(name, value)))
            .collect()
    };
    Shown {
        index: exchange.index,
        by: exchange.request.by.name(),
        method: exchange.request.method.clone(),
        url: redaction.apply(exchange.request.url.as_str()),
        request_headers: headers(&exchange.request.headers),
        request_body: redaction.apply(&exchange.request.body),
        status: exchange.failure.is_none().then_some(exchange.response.status),
        response_headers: headers(&exchange.response.headers),
        response_body: redaction.apply(&exchange.response.body),
        failure: exchange.failure.as_ref().map(|failure| redaction.apply(failure)),
        started_ms: exchange.started_ms,
        duration_ms: exchange.duration_ms,
    }
}
