//! The report as `JUnit` XML, for the test views of CI systems.

use std::time::Duration;

use quick_junit::{NonSuccessKind, Property, Report as Document, TestCase, TestCaseStatus, TestSuite};

use super::{Entry, Report, baseline};

/// `report` as `JUnit` XML: a test suite for each suite, a test case for each check and client.
///
/// A failed check is a failure; one that is inapplicable or untestable is skipped, with the word and the reason.
pub fn render(report: &Report) -> String {
    let mut document = Document::new(report.tool.name);
    document.set_time(Duration::from_millis(report.duration_ms));
    for suite in suites::ALL {
        let entries: Vec<_> = report.results.iter().filter(|entry| entry.suite == suite.id).collect();
        if entries.is_empty() {
            continue;
        }
        let mut test_suite = TestSuite::new(suite.id);
        test_suite.add_property(Property::new("target", report.target.clone()));
        test_suite.add_property(Property::new("revision", report.revision));
        test_suite.add_test_cases(entries.into_iter().map(test_case));
        document.add_test_suite(test_suite);
    }
    document.to_string().expect("a report is text")
}

fn test_case(entry: &Entry) -> TestCase {
    let client = entry.client.map_or(String::new(), |client| format!(" [{client}]"));
    let mut case = TestCase::new(format!("{}{client}", entry.id), status(entry));
    case.set_classname(format!("{}.{}", entry.suite, entry.id));
    case.set_time(Duration::from_millis(entry.duration_ms));
    case
}

fn status(entry: &Entry) -> TestCaseStatus {
    if let Some(told) = baseline::in_a_sentence(entry) {
        let is_borne = entry.is_borne();
        let failure = TestCaseStatus::non_success(NonSuccessKind::Failure);
        let mut status = if is_borne { TestCaseStatus::skipped() } else { failure };
        status.set_type(if is_borne { "expected" } else { "stale" });
        status.set_message(told);
        return status;
    }
    if entry.verdict == "passed" {
        return TestCaseStatus::success();
    }
    let Some(finding) = &entry.finding else {
        let mut status = TestCaseStatus::skipped();
        status.set_type(entry.verdict);
        status.set_message(format!("{}: {}", entry.verdict, entry.reason.clone().unwrap_or_default()));
        return status;
    };
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status.set_type(entry.level);
    status.set_message(format!("expected {}, observed {}", finding.expected, finding.observed));
    status.set_description(format!("{}\n\nwhy: {}\n\nfix: {}", entry.title, entry.why, entry.fix));
    status
}
