//! What nobody can guess, drawn so that a replay can draw the same without knowing it.
//!
//! In a recording, the n-th nonce of an asker is written as its stand-in, which follows from the asker's name and n; a
//! replay draws the stand-ins themselves. So its requests are those of the recording, and no secret has to be kept.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
};

use sha2::{Digest, Sha256};
use suites::oauth::pkce::{Nonce, Pkce};

/// The nonces of a run.
#[derive(Debug, Default)]
pub(super) struct Nonces {
    /// Whether the stand-ins themselves are drawn.
    are_stand_ins: bool,
    drawn: Mutex<Drawn>,
}

#[derive(Debug, Default)]
struct Drawn {
    counts: HashMap<Arc<str>, usize>,
    /// Each nonce with its stand-in.
    pairs: Vec<(Nonce, Nonce)>,
}

impl Nonces {
    /// Those of a replay.
    pub(super) fn stand_ins() -> Self {
        Self { are_stand_ins: true, ..Self::default() }
    }

    /// The next one for this asker.
    pub(super) fn draw(&self, asker: &Arc<str>) -> Nonce {
        let mut drawn = self.lock();
        let count = drawn.counts.entry(Arc::clone(asker)).or_default();
        *count += 1;
        let stand_in = Nonce::of(Sha256::digest(format!("{asker} {count}")).into());
        let nonce = if self.are_stand_ins { stand_in } else { Nonce::random() };
        drawn.pairs.push((nonce, stand_in));
        nonce
    }

    /// What came of the nonces in every form in which they are sent, each with what came of the stand-in.
    pub(super) fn aliases(&self) -> Vec<(String, String)> {
        let challenge = |nonce: Nonce| Pkce::of(nonce).challenge;
        let forms = |(nonce, stand_in): &(Nonce, Nonce)| {
            [
                (nonce.text(), stand_in.text()),
                (nonce.uuid(), stand_in.uuid()),
                (challenge(*nonce), challenge(*stand_in)),
            ]
        };
        self.lock().pairs.iter().flat_map(forms).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Drawn> {
        self.drawn.lock().expect("nothing panics with the lock")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replay_draws_what_stands_in_the_recording() {
        let (run, replay) = (Nonces::default(), Nonces::stand_ins());
        let (one, other): (Arc<str>, Arc<str>) = ("one".into(), "other".into());
        let first = run.draw(&one);
        run.draw(&other);
        let second = run.draw(&one);
        assert_ne!(first, second);
        let aliases: HashMap<_, _> = run.aliases().into_iter().collect();
        // The order in which different askers draw does not matter.
        replay.draw(&other);
        for nonce in [first, second] {
            let stand_in = replay.draw(&one);
            assert_eq!(aliases[&nonce.text()], stand_in.text());
            assert_eq!(aliases[&nonce.uuid()], stand_in.uuid());
            assert_eq!(aliases[&Pkce::of(nonce).challenge], Pkce::of(stand_in).challenge);
        }
    }
}
