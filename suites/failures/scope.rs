//! Scopes.

use super::{
    Failure,
    Hit::{Breaks, Degrades, Unknown},
    failure, hits,
};
use crate::coverage::{Coverage::Covered, Group};

pub(super) const GROUP: Group<Failure> = Group {
    title: "scopes",
    entries: &[
        failure(
            "S-01",
            "without a hint the client asks for every scope there is, and is refused",
            hits(Breaks, Breaks, Breaks),
            Covered(&["callback-carries-code"]),
        ),
        failure(
            "S-02",
            "the scopes that are named are not those that are needed",
            hits(Breaks, Breaks, Breaks),
            Covered(&["fresh-token-is-accepted"]),
        ),
        failure(
            "S-03",
            "`offline_access` is asked for and cannot be granted",
            hits(Degrades, Breaks, Degrades),
            Covered(&["registration-accepts-the-client", "callback-carries-code"]),
        ),
        failure(
            "S-04",
            "a request without a scope gets a code or token of no use",
            hits(Degrades, Breaks, Degrades),
            Covered(&["callback-carries-code", "fresh-token-is-accepted"]),
        ),
        failure(
            "S-05",
            "a call that needs another scope does not lead to another sign-in",
            hits(Breaks, Degrades, Unknown),
            Covered(&["insufficient-scope-is-forbidden", "insufficient-scope-answer-names-what-is-needed"]),
        ),
    ],
};
