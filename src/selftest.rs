//! The proof that a check can fail: a run against the reference server with the check's own fault in front of it.

use std::sync::Arc;

use suites::{check::Check, client::Client, fault::Fault, spec::Revision};
use tokio::runtime::Handle;

use crate::{
    approval::{Approver, Manner},
    bench,
    runner::{self, Run, Selection},
    subject::{Brief, Subject},
    wire::Wire,
};

/// What is proven: for which check, clients and revision.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The check.
    pub check: &'static Check,
    /// The clients that ask.
    pub clients: Vec<Client>,
    /// The revision by which the server is judged.
    pub revision: Revision,
}

/// Runs one check in front of its own fault.
///
/// # Errors
/// What the check said instead of failing.
pub fn fails_on_its_own_fault(trial: &Trial, handle: &Handle) -> Result<(), String> {
    let revision = revision_that_binds(trial.check, trial.revision);
    let selection = Selection { filter: Some(format!("::{}", trial.check.id)), ..Selection::default() };
    let run = judge(Some(&trial.check.fault), &trial.clients, revision, &selection, handle);
    let records: Vec<_> = run.records.iter().filter(|record| record.check.id == trial.check.id).collect();
    if records.iter().any(|record| record.has_failed()) {
        return Ok(());
    }
    let told = |record: &&runner::Record| {
        let client = record.client.map_or("anyone", Client::name);
        format!("{client}: {} {}", record.verdict.name(), record.verdict.reason().unwrap_or_default())
    };
    Err(records.iter().map(told).collect::<Vec<_>>().join("; "))
}

/// The revision nearest to `wanted` at which `check` binds a server.
pub fn revision_that_binds(check: &Check, wanted: Revision) -> Revision {
    let clause = check.spec.iter().find(|clause| clause.binds(wanted)).or(check.spec.first());
    clause.map_or(wanted, |clause| wanted.min(clause.until).max(clause.since))
}

/// Judges the reference server with `fault` in front of it, or as it is.
pub fn judge(
    fault: Option<&'static Fault>,
    clients: &[Client],
    revision: Revision,
    selection: &Selection,
    handle: &Handle,
) -> Run {
    let (server, setup) = bench::stage(fault).expect("the loopback interface has a free port");
    let target = server.url().clone();
    let wire = Wire::new(&target, &setup).expect("what the bench says is usable");
    let approver = Approver::new(Manner::Auto, Vec::new(), usize::MAX);
    let clients = clients.to_vec();
    let brief = Brief::new(target, revision, clients);
    let subject = Arc::new(Subject::new(brief, wire, approver));
    runner::run(&subject, selection, handle, &runner::silent())
}
