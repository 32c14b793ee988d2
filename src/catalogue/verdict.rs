//! From what a check or a client came to, to what a test runner says of it.

use std::fmt::Write as _;

use libtest_mimic::{Completion, Failed};
use suites::check::{Check, Finding, Level};

use crate::{
    claude::Connection,
    runner::{Record, Verdict},
    text::{plain, wrapped},
    usage::{self, Usage},
};

/// The columns that text is wrapped to.
const WIDTH: usize = 100;

/// What a test runner says of a trial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    Passed,
    Ignored(String),
    Failed(String),
}

impl From<Ending> for Result<Completion, Failed> {
    fn from(ending: Ending) -> Self {
        match ending {
            Ending::Passed => Ok(Completion::Completed),
            Ending::Ignored(reason) => Ok(Completion::ignored_with(plain(&reason))),
            Ending::Failed(reason) => Err(plain(&reason).into()),
        }
    }
}

/// What the author of a test expects.
#[derive(Clone, Debug)]
pub(super) struct Expectation {
    pub(super) deny: Level,
    /// Names, each with its reason.
    pub(super) known: Vec<(String, String)>,
    pub(super) untestable_fails: bool,
}

impl Default for Expectation {
    fn default() -> Self {
        Self { deny: Level::Interop, known: Vec::new(), untestable_fails: false }
    }
}

impl Expectation {
    /// Demands that what is known to fail is among `trials`.
    pub(super) fn is_about(&self, trials: &[String]) -> Result<(), Usage> {
        let stranger = self.known.iter().find(|(name, _)| !trials.iter().any(|trial| is_called(trial, name)));
        stranger.map_or(Ok(()), |(name, _)| {
            let known =
                trials.iter().flat_map(|trial| trial.split("::")).chain(trials.iter().map(String::as_str));
            Err(Usage::UnknownCheck { id: name.clone(), suggestion: usage::nearest(name, known) })
        })
    }

    /// Why the trial of this name is known to fail.
    fn known(&self, trial: &str) -> Option<&str> {
        let known = self.known.iter().find(|(name, _)| is_called(trial, name));
        known.map(|(_, reason)| reason.as_str())
    }

    pub(super) fn of_connection(&self, trial: &str, connection: &Connection) -> Ending {
        match (connection.is_connected(), self.known(trial)) {
            (true, Some(reason)) => stale(reason, "the client connects"),
            (false, Some(reason)) => known(reason),
            (true, None) => Ending::Passed,
            (false, None) => Ending::Failed(connection.to_string()),
        }
    }

    /// The ending of a check's trial; `hide` takes the secrets out of what the server said.
    pub(super) fn of_check(&self, trial: &str, record: &Record, hide: impl Fn(&str) -> String) -> Ending {
        match (&record.verdict, self.known(trial)) {
            (Verdict::Failed(_), Some(reason)) => known(reason),
            (Verdict::Failed(finding), None) if record.check.level > self.deny => {
                let level = record.check.level.name();
                Ending::Ignored(hide(&format!("fails, and is only a `{level}`: {}", observed(finding))))
            }
            (Verdict::Failed(finding), None) => Ending::Failed(hide(&page(record.check, finding))),
            (Verdict::Passed, Some(reason)) => stale(reason, "it passes"),
            (Verdict::Inapplicable(_), Some(reason)) => stale(reason, "it does not apply"),
            (Verdict::Passed, None) => Ending::Passed,
            (Verdict::Inapplicable(reason), None) => {
                Ending::Ignored(hide(&format!("does not apply: {reason}")))
            }
            (Verdict::Untestable(obstacle), _) => {
                let told = hide(&format!("could not be tried: {obstacle}"));
                if self.untestable_fails { Ending::Failed(told) } else { Ending::Ignored(told) }
            }
        }
    }
}

/// Whether a trial goes by `name`: the whole of its name, or whole parts of it.
fn is_called(trial: &str, name: &str) -> bool {
    format!("::{trial}::").contains(&format!("::{name}::"))
}

fn known(reason: &str) -> Ending {
    Ending::Ignored(format!("known to fail: {reason}"))
}

fn stale(reason: &str, now: &str) -> Ending {
    Ending::Failed(format!("it was known to fail ({reason}), and {now}: take it out of the known failures"))
}

fn observed(finding: &Finding) -> String {
    format!("expected {}, observed {}", finding.expected, finding.observed)
}

/// A finding as a test shows it.
fn page(check: &Check, finding: &Finding) -> String {
    let place = finding
        .at
        .as_ref()
        .map_or(String::new(), |place| format!(" (exchange {})", place.exchange));
    let mut page = format!("{}: {}{place}\n", check.title, observed(finding));
    for (label, text) in [("why", check.why), ("fix", check.fix)] {
        let _ = writeln!(page, "  {label}: {}", wrapped(text, WIDTH).join("\n       "));
    }
    for clause in check.spec {
        let _ = writeln!(page, "  {}", clause.url());
    }
    page
}

#[cfg(test)]
mod tests {
    use suites::obstacle::Obstacle;

    use super::*;

    /// The ending of the first check of this level, with this verdict.
    fn ending(expectation: &Expectation, level: Level, verdict: Verdict) -> Ending {
        let (suite, check) = suites::checks().find(|(_, check)| check.level == level).expect("there is one");
        let record = Record { suite, check, client: None, verdict, duration_ms: 0 };
        let trial = format!("{}::{}", suite.id, check.id);
        expectation.of_check(&trial, &record, |text| text.replace("s3cret", "[redacted]"))
    }

    fn failed() -> Verdict {
        Verdict::Failed(Finding::new("a door", "a wall with s3cret"))
    }

    fn knows(level: Level) -> Expectation {
        let (_, check) = suites::checks().find(|(_, check)| check.level == level).expect("there is one");
        Expectation { known: vec![(check.id.into(), "ticket 12".into())], ..Expectation::default() }
    }

    #[test]
    fn a_failure_fails_from_the_denied_level_on() {
        let strict = Expectation { deny: Level::Should, ..Expectation::default() };
        let lenient = Expectation::default();
        for (expectation, level) in
            [(&lenient, Level::Must), (&strict, Level::Must), (&strict, Level::Should)]
        {
            let Ending::Failed(told) = ending(expectation, level, failed()) else {
                panic!("{level:?} fails")
            };
            assert!(told.contains("expected a door, observed a wall with [redacted]"), "{told}");
            assert!(told.contains("\n  fix: "), "{told}");
        }
        let told = "fails, and is only a `should`: expected a door, observed a wall with [redacted]";
        assert_eq!(ending(&lenient, Level::Should, failed()), Ending::Ignored(told.into()));
    }

    #[test]
    fn what_is_known_to_fail_is_ignored_until_it_does_not() {
        let known = knows(Level::Must);
        let told = Ending::Ignored("known to fail: ticket 12".into());
        assert_eq!(ending(&known, Level::Must, failed()), told);
        let stale = |now| {
            let told =
                format!("it was known to fail (ticket 12), and {now}: take it out of the known failures");
            Ending::Failed(told)
        };
        assert_eq!(ending(&known, Level::Must, Verdict::Passed), stale("it passes"));
        let none = Verdict::Inapplicable("no refresh".into());
        assert_eq!(ending(&known, Level::Must, none), stale("it does not apply"));
        assert_eq!(ending(&Expectation::default(), Level::Must, Verdict::Passed), Ending::Passed);
    }

    #[test]
    fn what_was_not_judged_says_why() {
        let (lenient, untestable) = (Expectation::default(), Verdict::Untestable(Obstacle::NoApproval));
        let strict = Expectation { untestable_fails: true, ..Expectation::default() };
        let told = format!("could not be tried: {}", Obstacle::NoApproval);
        assert_eq!(ending(&lenient, Level::Must, untestable.clone()), Ending::Ignored(told.clone()));
        assert_eq!(ending(&strict, Level::Must, untestable), Ending::Failed(told));
        let inapplicable = Verdict::Inapplicable("no refresh".into());
        let told = Ending::Ignored("does not apply: no refresh".into());
        assert_eq!(ending(&strict, Level::Must, inapplicable), told);
    }

    #[test]
    fn a_known_failure_goes_by_its_id_or_by_a_trial() {
        let trial = "refresh::refresh-token-is-issued::claude-web";
        assert!(is_called(trial, "refresh-token-is-issued") && is_called(trial, trial));
        assert!(is_called(trial, "refresh-token-is-issued::claude-web"));
        assert!(
            !is_called(trial, "refresh-token") && !is_called(trial, "refresh-token-is-issued::mcp-remote")
        );
        let told = Expectation {
            known: vec![("refresh-token-is-isued".into(), String::new())],
            ..Expectation::default()
        };
        let told = told.is_about(&[trial.to_owned()]).expect_err("a slip of the pen").to_string();
        assert!(told.contains("did you mean `refresh-token-is-issued`?"), "{told}");
    }
}
