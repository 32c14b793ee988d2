use std::{
    fmt,
    sync::atomic::{AtomicU64, Ordering},
};

use crate::world::Shared;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fact {
    Kill,
    KillInRecovery,
    Registration,
    Flow,
    Redemption,
    Refresh,
    LostAnswer,
    ResumedFlow,
    FoundClient,
    FoundAccessToken,
    FoundRefreshToken,
    RefusedCode,
    RefusedRefreshToken,
    RefusedEnded,
    LateRetry,
    Unanswered,
    LostAcknowledged,
    CameBack,
    UsedTwice,
}

/// Each with its name in the table, the faults last.
const FACTS: [(Fact, &str); 19] = [
    (Fact::Kill, "kills"),
    (Fact::KillInRecovery, "kills in the recovery from one"),
    (Fact::Registration, "clients registered"),
    (Fact::Flow, "flows begun"),
    (Fact::Redemption, "codes redeemed"),
    (Fact::Refresh, "refreshes"),
    (Fact::LostAnswer, "answers lost by a kill"),
    (Fact::ResumedFlow, "flows resumed after a kill"),
    (Fact::FoundClient, "clients still known after a kill"),
    (Fact::FoundAccessToken, "access tokens still accepted after a kill"),
    (Fact::FoundRefreshToken, "refresh tokens still accepted after a kill"),
    (Fact::RefusedCode, "replays of a code refused"),
    (Fact::RefusedRefreshToken, "replays of a refresh token refused"),
    (Fact::RefusedEnded, "tokens of ended grants refused"),
    (Fact::LateRetry, "retries that came after the grace"),
    (Fact::Unanswered, "requests without an answer while all ran"),
    (Fact::LostAcknowledged, "lost though acknowledged"),
    (Fact::CameBack, "ended grants that came back"),
    (Fact::UsedTwice, "codes and refresh tokens used twice"),
];

/// Those that must not happen.
const FAULTS: [Fact; 4] = [Fact::Unanswered, Fact::LostAcknowledged, Fact::CameBack, Fact::UsedTwice];
/// Those without which nothing was shown.
const NEEDED: [Fact; 6] = [
    Fact::Redemption,
    Fact::Refresh,
    Fact::FoundAccessToken,
    Fact::FoundRefreshToken,
    Fact::RefusedCode,
    Fact::RefusedRefreshToken,
];

#[derive(Default)]
pub(crate) struct Tally {
    counts: [AtomicU64; FACTS.len()],
    faults: Shared<String>,
}

impl Tally {
    pub(crate) fn add(&self, fact: Fact) {
        self.counts[fact as usize].fetch_add(1, Ordering::SeqCst);
    }

    /// Adds a fault, and what it was.
    pub(crate) fn fault(&self, fact: Fact, what: impl fmt::Display) {
        self.add(fact);
        self.faults.push(what.to_string());
    }

    fn count(&self, fact: Fact) -> u64 {
        self.counts[fact as usize].load(Ordering::SeqCst)
    }

    /// Did nothing go wrong, and enough happen to show it?
    pub(crate) fn verdict(&self) -> Result<(), String> {
        if FAULTS.iter().any(|fault| self.count(*fault) > 0) {
            return Err(self.faults.lock().join("\n"));
        }
        let missing = FACTS.iter().find(|(fact, _)| NEEDED.contains(fact) && self.count(*fact) == 0);
        missing.map_or(Ok(()), |(_, name)| Err(format!("nothing was shown: no {name}")))
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (fact, name) in FACTS {
            writeln!(formatter, "  {name:45} {:>7}", self.count(fact))?;
        }
        Ok(())
    }
}
