//! What becomes of each client.

use suites::{
    check::Effect,
    session::{Outcome, Walk},
};

use super::Prediction;
use crate::{runner::Record, text, wire::Redaction};

/// What may cost a client its connection later, or cost it others: no walk that connects speaks against it.
const LATER: [&str; 4] = [
    "repeated-registration-is-not-throttled",
    "unknown-client-is-signalled",
    "unknown-refresh-token-is-invalid-grant",
    "insufficient-scope-answer-names-what-is-needed",
];

/// What a client's user will meet: how its walk ended, and what failed that concerns it.
pub(super) fn of(walk: &Walk, records: &[Record], redaction: &Redaction) -> Prediction {
    let failed = |hits: fn(Effect, &str) -> bool| {
        let concerns = move |record: &&Record| record.client.is_none_or(|client| client == walk.client);
        let failed = records.iter().filter(concerns).filter(|record| record.has_failed());
        let hit = failed.filter(move |record| hits(record.check.impact.on(walk.client), record.check.id));
        let mut ids: Vec<_> = hit.map(|record| record.check.id).collect();
        ids.dedup();
        ids
    };
    let breaking = failed(|effect, _| effect == Effect::Breaks);
    let losses = failed(|effect, id| match effect {
        Effect::Breaks => LATER.contains(&id),
        effect => effect == Effect::Degrades,
    });
    let (prediction, because) = match walk.outcome {
        Outcome::Unknown => ("unknown", Vec::new()),
        Outcome::Failed | Outcome::Stalled => ("fails", breaking),
        Outcome::Connected if losses.is_empty() => ("connects", Vec::new()),
        Outcome::Connected | Outcome::Degraded => ("degraded", losses),
    };
    Prediction {
        client: walk.client.name(),
        version: walk.client.profile().version,
        prediction,
        stage: walk.stage.name(),
        message: shown_message(walk, redaction),
        explanation: redaction.apply(&walk.explanation),
        tools: walk.tools.iter().map(|tool| redaction.apply(tool)).collect(),
        phases: super::walk::phases(walk, redaction),
        because,
    }
}

/// What the user sees, as far as a body that it repeats has an end.
pub(super) fn shown_message(walk: &Walk, redaction: &Redaction) -> String {
    text::shortened(&redaction.apply(&walk.message), 4000)
}

#[cfg(test)]
mod tests {
    use suites::client::Client;

    use super::*;

    #[test]
    fn what_costs_a_client_its_connection_later_is_in_the_catalogue() {
        for id in LATER {
            let (_, check) = suites::check(id).unwrap_or_else(|| panic!("no check `{id}`"));
            assert!(Client::CLAUDE.iter().any(|client| check.impact.on(*client) == Effect::Breaks), "{id}");
        }
    }
}
