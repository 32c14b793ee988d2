//! Baselines: the failures that a server is known to have, each with a reason, so that a run fails on what is new.
//!
//! A baseline is strict, or it would hide what it was not written for: a failure that is gone has to leave it, and a date
//! ends what is borne only for a time. What could not be judged, or does not bind, says nothing of an entry.

mod file;

use jiff::civil::Date;
use suites::client::Client;

use crate::runner::{Record, Verdict};

/// The failures that are expected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    entries: Vec<Expected>,
}

/// An expected failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The id of the check.
    pub check: &'static str,
    /// The client for which it fails; `None` where the check is judged once for all.
    pub client: Option<Client>,
    /// Why it is borne.
    pub reason: String,
    /// The last day on which it is.
    pub until: Option<Date>,
}

/// What a baseline makes of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing<'a> {
    /// The record stands as it is.
    Unlisted,
    /// A failure that does not fail the run.
    Borne(&'a Expected),
    /// A failure that was borne until a day that has passed.
    Overdue(&'a Expected),
    /// It passes: the entry is not needed any more, and fails the run.
    Stale(&'a Expected),
}

impl Baseline {
    /// What it makes of `record` on this day.
    pub fn standing(&self, record: &Record, today: Date) -> Standing<'_> {
        let Some(expected) = self.entries.iter().find(|expected| expected.is_of(record)) else {
            return Standing::Unlisted;
        };
        match &record.verdict {
            Verdict::Failed(_) if expected.until.is_some_and(|until| until < today) => {
                Standing::Overdue(expected)
            }
            Verdict::Failed(_) => Standing::Borne(expected),
            Verdict::Passed => Standing::Stale(expected),
            Verdict::Inapplicable(_) | Verdict::Untestable(_) => Standing::Unlisted,
        }
    }

    /// The baseline that fits these records: an entry that passes is gone, the others stay, and each failure for which
    /// `fails_the_run` is added, with a reason to fill in.
    #[must_use]
    pub fn renewed(&self, records: &[Record], fails_the_run: impl Fn(&Record) -> bool) -> Self {
        let passes = |expected: &Expected| {
            let mut of_it = records.iter().filter(|record| expected.is_of(record));
            of_it.any(|record| record.verdict == Verdict::Passed)
        };
        let kept = self.entries.iter().filter(|expected| !passes(expected)).cloned();
        let is_new = |record: &&Record| {
            record.has_failed()
                && fails_the_run(record)
                && !self.entries.iter().any(|expected| expected.is_of(record))
        };
        let added = records.iter().filter(is_new).map(|record| Expected {
            check: record.check.id,
            client: record.client,
            reason: String::new(),
            until: None,
        });
        Self { entries: kept.chain(added).collect() }
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing is expected.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// How many entries have no reason yet.
    pub fn without_reason(&self) -> usize {
        self.entries.iter().filter(|expected| expected.reason.is_empty()).count()
    }
}

impl Expected {
    fn is_of(&self, record: &Record) -> bool {
        let name = Client::name;
        self.check == record.check.id && self.client.map(name) == record.client.map(name)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use suites::{check::Finding, obstacle::Obstacle};

    use super::*;

    const CHECK: &str = "registration-response-has-no-null";

    fn expected(client: Client, until: Option<Date>) -> Expected {
        Expected { check: CHECK, client: Some(client), reason: "known".into(), until }
    }

    fn record(client: Client, verdict: Verdict) -> Record {
        let (suite, check) = suites::check(CHECK).expect("the check exists");
        Record { suite, check, client: Some(client), verdict, duration_ms: 0 }
    }

    fn failed() -> Verdict {
        Verdict::Failed(Finding::new("this", "that"))
    }

    #[test]
    fn a_failure_is_borne_to_the_end_of_its_last_day_and_for_its_client_only() {
        let entry = expected(Client::McpRemote, Some(date(2026, 12, 31)));
        let baseline = Baseline { entries: vec![entry.clone()] };
        let fails = record(Client::McpRemote, failed());
        assert_eq!(baseline.standing(&fails, date(2026, 12, 31)), Standing::Borne(&entry));
        assert_eq!(baseline.standing(&fails, date(2027, 1, 1)), Standing::Overdue(&entry));
        let other = record(Client::ClaudeWeb, failed());
        assert_eq!(baseline.standing(&other, date(2026, 1, 1)), Standing::Unlisted);
    }

    #[test]
    fn an_entry_is_stale_where_the_check_passes_and_only_there() {
        let entry = expected(Client::McpRemote, None);
        let baseline = Baseline { entries: vec![entry.clone()] };
        let standing = |verdict| baseline.standing(&record(Client::McpRemote, verdict), date(2026, 1, 1));
        assert_eq!(standing(Verdict::Passed), Standing::Stale(&entry));
        assert_eq!(standing(Verdict::Untestable(Obstacle::NoApproval)), Standing::Unlisted);
        assert_eq!(standing(Verdict::Inapplicable("not here".into())), Standing::Unlisted);
    }

    #[test]
    fn a_renewed_baseline_keeps_what_may_still_fail_and_asks_for_the_reason_of_what_is_new() {
        let kept = expected(Client::ClaudeWeb, Some(date(2026, 12, 31)));
        let gone = expected(Client::McpRemote, None);
        let baseline = Baseline { entries: vec![kept.clone(), gone] };
        let records = [
            record(Client::ClaudeWeb, failed()),
            record(Client::McpRemote, Verdict::Passed),
            record(Client::ClaudeCode, failed()),
        ];
        let added = Expected { reason: String::new(), ..expected(Client::ClaudeCode, None) };
        let renewed = baseline.renewed(&records, |_| true);
        assert_eq!(renewed, Baseline { entries: vec![kept.clone(), added] });
        assert_eq!(renewed.without_reason(), 1);
        assert_eq!(baseline.renewed(&records, |_| false), Baseline { entries: vec![kept] });
    }
}
