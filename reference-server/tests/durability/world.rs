use std::{
    mem,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicBool, Ordering},
    },
};

use crate::{
    agent::{Code, Ticket},
    browser::Browser,
    grant::{Grant, Standing},
    tally::{Fact, Tally},
};

/// A list that many add to.
pub(crate) struct Shared<T>(Mutex<Vec<T>>);

impl<T> Default for Shared<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Shared<T> {
    pub(crate) fn lock(&self) -> MutexGuard<'_, Vec<T>> {
        self.0.lock().expect("nothing panics while it holds the lock")
    }

    pub(crate) fn push(&self, item: T) {
        self.lock().push(item);
    }

    pub(crate) fn take(&self) -> Vec<T> {
        mem::take(&mut *self.lock())
    }
}

/// A flow that was stopped between two of its steps.
pub(crate) enum Paused {
    Ticket(Ticket),
    Code(Code),
}

/// All that the clients have been told, and so what the server has to know.
pub(crate) struct Known {
    pub(crate) browser: Browser,
    pub(crate) tally: Tally,
    /// Shall the clients stop?
    pub(crate) stop: AtomicBool,
    /// May something be killed? If not, each request has to be answered.
    pub(crate) in_danger: AtomicBool,
    pub(crate) clients: Shared<String>,
    pub(crate) paused: Shared<Paused>,
    /// Codes whose redemption was not answered: redeemed or not, nobody knows.
    pub(crate) uncertain: Shared<Code>,
    /// The grants that clients use.
    pub(crate) grants: Shared<Grant>,
    /// The grants that ended since the last kill, and those that had ended before.
    pub(crate) ended: Shared<Grant>,
    pub(crate) long_ended: Shared<Grant>,
}

#[derive(Clone)]
pub(crate) struct World(Arc<Known>);

impl std::ops::Deref for World {
    type Target = Known;

    fn deref(&self) -> &Known {
        &self.0
    }
}

impl World {
    pub(crate) fn new(origin: String) -> Self {
        Self(Arc::new(Known {
            browser: Browser::new(origin),
            tally: Tally::default(),
            stop: AtomicBool::default(),
            in_danger: AtomicBool::default(),
            clients: Shared::default(),
            paused: Shared::default(),
            uncertain: Shared::default(),
            grants: Shared::default(),
            ended: Shared::default(),
            long_ended: Shared::default(),
        }))
    }

    pub(crate) fn stopped(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }

    /// Counts a request that was not answered.
    pub(crate) fn lost(&self, what: &str) {
        if self.in_danger.load(Ordering::SeqCst) {
            self.tally.add(Fact::LostAnswer);
        } else {
            self.tally
                .fault(Fact::Unanswered, format!("{what}: no answer, though nothing was killed"));
        }
    }

    /// Puts a grant where it belongs.
    pub(crate) fn keep(&self, grant: Grant) {
        let grants = if grant.standing == Standing::Ended { &self.ended } else { &self.grants };
        grants.push(grant);
    }
}
