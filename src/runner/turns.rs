//! Whose turn it is: what leaves the run's grants alone comes before what may end them.

use std::sync::{Condvar, Mutex};

use suites::check::Needs;

/// How many trials of each turn are still to be judged.
#[derive(Debug)]
pub(crate) struct Turns {
    left: Mutex<[usize; Needs::TURNS]>,
    changed: Condvar,
}

/// A trial whose turn it is, until it is dropped.
#[derive(Debug)]
pub(crate) struct Turn<'a> {
    turns: &'a Turns,
    number: usize,
}

impl Turns {
    /// The turns of trials with these needs.
    pub(crate) fn of(trials: impl Iterator<Item = Needs>) -> Self {
        let mut left = [0; Needs::TURNS];
        trials.for_each(|needs| left[needs.turn()] += 1);
        Self { left: Mutex::new(left), changed: Condvar::new() }
    }

    /// Waits until all trials of earlier turns are judged. They must have been begun before, or there must be threads left
    /// for them.
    pub(crate) fn take(&self, needs: Needs) -> Turn<'_> {
        let number = needs.turn();
        let left = self.left.lock().expect("nothing panics with the lock");
        let is_early = |left: &mut [usize; Needs::TURNS]| left[..number].iter().any(|left| *left > 0);
        let left = self.changed.wait_while(left, is_early);
        drop(left.expect("nothing panics with the lock"));
        Turn { turns: self, number }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.turns.left.lock().expect("nothing panics with the lock")[self.number] -= 1;
        self.turns.changed.notify_all();
    }
}
