//! What a person reads of the baseline: what it bears, and what has to leave it.

use super::{
    Entry, Report,
    grouping::{self, Reasons},
    human::{BAD, POOR, section},
};

/// What the person is to do about an entry that passes.
const TAKE_OUT: &str = "the baseline expects these to fail, and they pass: take them out";

/// The failures that are borne, by their reasons, and the entries that are stale; in so many columns.
pub(super) fn told(report: &Report, width: usize) -> String {
    let borne = section("fails as expected", POOR, borne(report), width);
    borne + &section("not expected to pass", BAD, stale(report), width)
}

/// The failures that are borne, by their reasons.
pub(super) fn borne(report: &Report) -> Reasons {
    let reason = |entry: &Entry| {
        let expected = entry.expected.as_ref().expect("what is borne is listed");
        let until = expected.until.as_ref().map(|until| format!(" (until {until})"));
        format!("{}{}", expected.reason, until.unwrap_or_default())
    };
    let borne = report.results.iter().filter(|entry| entry.is_borne());
    grouping::by_reason(report, borne.map(|entry| (reason(entry), entry)))
}

/// The entries that are stale, under what is to be done about them.
pub(super) fn stale(report: &Report) -> Reasons {
    let stale = report.results.iter().filter(|entry| entry.is_stale());
    grouping::by_reason(report, stale.map(|entry| (TAKE_OUT.to_owned(), entry)))
}

/// What a program is told of an entry that the baseline bears, or that has to leave it.
pub(super) fn in_a_sentence(entry: &Entry) -> Option<String> {
    let expected = entry.expected.as_ref()?;
    if entry.is_borne() {
        return Some(format!("failed, as the baseline expects: {}", expected.reason));
    }
    let told = "passed, and the baseline expects it to fail: take the entry out";
    entry.is_stale().then(|| told.to_owned())
}
