//! Suites into trials, trials into records: libtest-mimic filters, lists and runs, the records are the truth.

mod plan;
mod turns;

use std::{
    panic::{self, AssertUnwindSafe},
    sync::{Arc, Mutex},
};

use libtest_mimic::{Arguments, Completion, Failed, Trial};
use suites::{
    check::{Check, Finding, Judgement, Shortfall, Suite},
    client::Client,
    obstacle::Obstacle,
    session::{Session, Walk},
    spec::Revision,
};
use tokio::runtime::Handle;

use crate::subject::Subject;

pub use plan::{Cost, cost};
pub(crate) use plan::{Planned, give_out, plan};
pub(crate) use turns::Turns;

/// What a check came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The server conforms.
    Passed,
    /// It does not.
    Failed(Finding),
    /// The requirement does not bind it, for this reason.
    Inapplicable(String),
    /// It could not be exercised.
    Untestable(Obstacle),
}

impl Verdict {
    /// Its name in reports.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed(_) => "failed",
            Self::Inapplicable(_) => "inapplicable",
            Self::Untestable(_) => "untestable",
        }
    }

    /// Why it is inapplicable or untestable.
    pub fn reason(&self) -> Option<String> {
        match self {
            Self::Inapplicable(reason) => Some(reason.clone()),
            Self::Untestable(obstacle) => Some(obstacle.to_string()),
            Self::Passed | Self::Failed(_) => None,
        }
    }
}

impl From<Judgement> for Verdict {
    fn from(judgement: Judgement) -> Self {
        match judgement {
            Ok(()) => Self::Passed,
            Err(Shortfall::Failed(finding)) => Self::Failed(*finding),
            Err(Shortfall::Inapplicable(reason)) => Self::Inapplicable(reason),
            Err(Shortfall::Untestable(obstacle)) => Self::Untestable(obstacle),
        }
    }
}

/// How many checks are judged side by side: judging is waiting for answers, so more than there are cores.
pub(crate) const THREADS: usize = 16;

/// What is said of a check that panicked.
const BROKEN: &str = "the check itself broke; that is a defect of this tool, please report it";

/// One check, or one check and client, with its verdict.
#[derive(Clone, Debug)]
pub struct Record {
    /// The suite.
    pub suite: &'static Suite,
    /// The check.
    pub check: &'static Check,
    /// The client whose request was judged; `None` where the answer is the same for all.
    pub client: Option<Client>,
    /// What it came to.
    pub verdict: Verdict,
    /// How long the judgement took, in milliseconds.
    pub duration_ms: u64,
}

impl Record {
    /// Whether the server does otherwise.
    pub const fn has_failed(&self) -> bool {
        matches!(self.verdict, Verdict::Failed(_))
    }
}

/// What is run.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Part of a trial's name.
    pub filter: Option<String>,
    /// Whether the filter is the whole name, or the id of a check.
    pub exact: bool,
    /// Parts of names that are left out.
    pub skip: Vec<String>,
    /// The suites that are run; all where it is empty.
    pub suites: Vec<String>,
    /// How many checks are judged side by side.
    pub threads: Option<usize>,
}

impl Selection {
    /// Whether nothing is left out.
    fn is_all(&self) -> bool {
        self.filter.is_none() && self.skip.is_empty() && self.suites.is_empty()
    }
}

/// What a run came to.
#[derive(Clone, Debug)]
pub struct Run {
    /// Each client's walk.
    pub walks: Vec<Arc<Walk>>,
    /// The revisions of MCP by which the server was judged.
    pub revisions: Vec<Revision>,
    /// The records, in the order of the suites.
    pub records: Vec<Record>,
    /// Whether every check was judged, none left out by the selection.
    pub is_complete: bool,
}

/// Somebody who is told how far a run is: done, of so many, and what ended last.
pub type Progress = Arc<dyn Fn(usize, usize, &str) + Send + Sync>;

/// Nobody is told.
pub fn silent() -> Progress {
    Arc::new(|_: usize, _: usize, _: &str| {})
}

/// Whether any check is selected.
pub fn selects_any(clients: &[Client], selection: &Selection) -> bool {
    !selected(clients, selection).is_empty()
}

/// The selected trials that the filter leaves, in the order of the suites.
fn selected(clients: &[Client], selection: &Selection) -> Vec<Planned> {
    let arguments = arguments(selection);
    plan(clients, selection)
        .into_iter()
        .filter(|planned| planned.is_left_by(&arguments))
        .collect()
}

/// Prints the names of the trials that would run.
pub fn list(clients: &[Client], selection: &Selection) {
    let trials = plan(clients, selection).into_iter().map(|planned| Trial::test(planned.name(), || Ok(())));
    let arguments = Arguments { list: true, ..arguments(selection) };
    // The conclusion only counts; the records say what was found.
    let _ = libtest_mimic::run(&arguments, trials.collect());
}

/// Runs the selected checks against a server. Must be called outside of the runtime of `handle`.
pub fn run(subject: &Arc<Subject>, selection: &Selection, handle: &Handle, progress: &Progress) -> Run {
    let walks = handle.block_on(subject.walks());
    let revisions = handle.block_on(subject.revisions());
    let mut planned = selected(&subject.brief.clients, selection);
    give_out(subject.approver.left(), &mut planned);
    let records = Arc::new(Mutex::new(Vec::new()));
    let total = planned.len();
    let turns = Arc::new(Turns::of(planned.iter().map(|planned| planned.needs())));
    let trial = |planned: &Planned| {
        let (planned, subject, handle) = (*planned, Arc::clone(subject), handle.clone());
        let (records, progress, turns) = (Arc::clone(&records), Arc::clone(progress), Arc::clone(&turns));
        Trial::ignorable_test(planned.name(), move || {
            let _turn = turns.take(planned.needs());
            let record = judge(planned, &subject, &handle);
            let completion = completion(&record);
            let mut records = records.lock().expect("no check panics with the lock");
            records.push(record);
            progress(records.len(), total, planned.check.id);
            completion
        })
    };
    let mut in_turn = planned.clone();
    in_turn.sort_by_key(|planned| planned.needs().turn());
    // The conclusion only counts; the records say what was found.
    let _ = libtest_mimic::run(&quiet(selection), in_turn.iter().map(trial).collect());
    let mut records = records.lock().expect("no check panics with the lock").clone();
    let place = |record: &Record| planned.iter().position(|planned| is_of(planned, record));
    records.sort_by_key(place);
    Run { walks, revisions, records, is_complete: selection.is_all() }
}

fn is_of(planned: &Planned, record: &Record) -> bool {
    planned.check.id == record.check.id && planned.client == record.client
}

/// Judges one. Must be called outside of the runtime of `handle`.
pub(crate) fn judge(planned: Planned, subject: &Arc<Subject>, handle: &Handle) -> Record {
    let Planned { suite, check, client, place, may_approve } = planned;
    let started = std::time::Instant::now();
    let view = subject.seen_by(client, &planned.name()).of_check_at(place);
    let view = if may_approve { view } else { view.without_approvals() };
    let session: &dyn Session = &view;
    let revisions = handle.block_on(subject.revisions());
    let verdict = if check.binds_any(&revisions) {
        let judged = panic::catch_unwind(AssertUnwindSafe(|| handle.block_on((check.judge)(session))));
        match judged {
            Ok(Err(Shortfall::Untestable(obstacle))) => handle.block_on(excused(session, obstacle)).into(),
            Ok(judgement) => judgement.into(),
            Err(_) => Verdict::Untestable(Obstacle::unknown(BROKEN)),
        }
    } else {
        Verdict::Inapplicable(unbound(&revisions))
    };
    let duration_ms = u64::try_from(started.elapsed().as_millis()).expect("a check lasts less than an age");
    Record { suite, check, client, verdict, duration_ms }
}

/// Why no revision that the server speaks binds it to the check.
fn unbound(revisions: &[Revision]) -> String {
    let spoken: Vec<_> = revisions.iter().map(|revision| revision.name()).collect();
    format!("not demanded by MCP {}, by which the server is judged", spoken.join(" and "))
}

/// A step of the sign-in that did not succeed is no obstacle where the server is open: it owes none.
async fn excused(session: &dyn Session, obstacle: Obstacle) -> Judgement {
    if matches!(obstacle, Obstacle::Step { .. } | Obstacle::ControlRejected { .. }) {
        session.asks_for_sign_in().await?;
    }
    Err(obstacle.into())
}

fn completion(record: &Record) -> Result<Completion, Failed> {
    match &record.verdict {
        Verdict::Passed => Ok(Completion::Completed),
        Verdict::Failed(finding) => {
            Err(format!("expected {}, observed {}", finding.expected, finding.observed).into())
        }
        other => {
            Ok(Completion::ignored_with(format!("{}: {}", other.name(), other.reason().unwrap_or_default())))
        }
    }
}

fn arguments(selection: &Selection) -> Arguments {
    Arguments {
        filter: selection.filter.clone(),
        exact: selection.exact,
        skip: selection.skip.clone(),
        test_threads: Some(selection.threads.unwrap_or(THREADS)),
        ..Arguments::default()
    }
}

/// The arguments of a run whose own text goes nowhere: what is told comes from the records.
fn quiet(selection: &Selection) -> Arguments {
    let nowhere = if cfg!(windows) { "NUL" } else { "/dev/null" };
    Arguments { logfile: Some(nowhere.into()), ..arguments(selection) }
}
