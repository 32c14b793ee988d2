//! Many steps, one commit.

use std::{
    io, iter,
    sync::{
        Arc,
        mpsc::{self, Receiver, Sender},
    },
    thread::{self, JoinHandle},
};

use redb::Database;
use tokio::sync::oneshot;

use super::{Failure, table::Writing};
use crate::store::{Answer, StoreError};

/// The most steps that share a commit, so that the first to come does not wait long for the last.
const LARGEST_GROUP: usize = 256;

/// The one thread that writes. A commit waits for the disk, and in that time other steps gather; the thread takes all of
/// them into the next transaction, commits once, and answers each after that.
#[derive(Debug)]
pub(super) struct Writer {
    steps: Option<Sender<Box<dyn Step>>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(super) fn start(database: Arc<Database>) -> io::Result<Self> {
        let (steps, waiting) = mpsc::channel();
        let thread = thread::Builder::new()
            .name("store".to_owned())
            .spawn(move || write(&database, &waiting))?;
        Ok(Self { steps: Some(steps), thread: Some(thread) })
    }

    /// Runs a step in a transaction, and answers when it is on the disk. Whoever stops waiting does not stop the step.
    pub(super) fn run<T: Send + 'static>(
        &self,
        step: impl Fn(&Writing) -> Result<T, Failure> + Send + 'static,
    ) -> Answer<'static, T> {
        let (answer, answered) = oneshot::channel();
        let steps = self.steps.as_ref().expect("it is there until the writer is dropped");
        // If the thread has ended, so has the other end of `answered`.
        let _ = steps.send(Box::new(Waiting { step, outcome: None, answer }));
        Box::pin(async {
            answered
                .await
                .unwrap_or_else(|_| Err(StoreError("the thread that writes has ended".into())))
        })
    }
}

/// Waits until what was begun is written and the file is free for the next to open it.
impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.steps.take());
        // A thread that panicked has told so by itself.
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

/// Something to do in a transaction, perhaps twice: in one with others, and in one of its own if another failed there.
trait Step: Send {
    fn run(&mut self, tables: &Writing) -> Result<(), Failure>;
    fn answer(self: Box<Self>, committed: Result<(), Failure>);
}

struct Waiting<S, T> {
    step: S,
    outcome: Option<T>,
    answer: oneshot::Sender<Result<T, StoreError>>,
}

impl<S, T> Step for Waiting<S, T>
where
    S: Fn(&Writing) -> Result<T, Failure> + Send,
    T: Send,
{
    fn run(&mut self, tables: &Writing) -> Result<(), Failure> {
        self.outcome = Some((self.step)(tables)?);
        Ok(())
    }

    fn answer(self: Box<Self>, committed: Result<(), Failure>) {
        let Self { outcome, answer, .. } = *self;
        let outcome = committed.map(|()| outcome.expect("it ran before its transaction was committed"));
        // Nobody may be waiting any more.
        let _ = answer.send(outcome.map_err(StoreError));
    }
}

/// How a transaction ended that did not end well.
enum Aborted {
    /// This step failed, and nothing was written.
    Step(usize, Failure),
    /// The transaction could not be begun or committed, and nobody knows what was written.
    Transaction(redb::Error),
}

fn write(database: &Database, waiting: &Receiver<Box<dyn Step>>) {
    while let Ok(first) = waiting.recv() {
        let others = waiting.try_iter().take(LARGEST_GROUP - 1);
        conclude(database, iter::once(first).chain(others).collect());
    }
}

/// Runs the steps and answers each. One that fails is answered so, and the others begin again without it.
fn conclude(database: &Database, mut group: Vec<Box<dyn Step>>) {
    let committed = loop {
        match transact(database, &mut group) {
            Ok(()) => break Ok(()),
            Err(Aborted::Step(at, failure)) => group.remove(at).answer(Err(failure)),
            Err(Aborted::Transaction(error)) => break Err(Arc::new(error)),
        }
    };
    for step in group {
        step.answer(committed.clone().map_err(Failure::from));
    }
}

fn transact(database: &Database, group: &mut [Box<dyn Step>]) -> Result<(), Aborted> {
    let mut transaction = database.begin_write().map_err(|error| Aborted::Transaction(error.into()))?;
    // In two phases, so that a crash leaves no half of it that only a checksum tells from the whole, and with the list of free
    // pages, so that the file opens after a crash as fast as after a good end, whatever its size.
    transaction.set_quick_repair(true);
    let tables = Writing::new(transaction);
    for (at, step) in group.iter_mut().enumerate() {
        step.run(&tables).map_err(|failure| Aborted::Step(at, failure))?;
    }
    tables.commit().map_err(|error| Aborted::Transaction(error.into()))
}
