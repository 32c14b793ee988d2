//! Callback.

use super::{
    Failure,
    Hit::{Breaks, Degrades, Harmless},
    failure, hits,
};
use crate::coverage::{Coverage::Covered, Group};

pub(super) const GROUP: Group<Failure> = Group {
    title: "callback",
    entries: &[
        failure(
            "B-01",
            "the browser posts to the callback after a 307",
            hits(Breaks, Breaks, Breaks),
            Covered(&["approval-ends-in-a-get"]),
        ),
        failure(
            "B-02",
            "`state` comes back altered or not at all",
            hits(Breaks, Breaks, Breaks),
            Covered(&["callback-returns-state-unchanged"]),
        ),
        failure(
            "B-03",
            "an error comes back with nothing that the client can use",
            hits(Degrades, Degrades, Degrades),
            Covered(&["denial-comes-back-as-access-denied"]),
        ),
        failure(
            "B-04",
            "`iss` is announced, and missing or wrong",
            hits(Harmless, Degrades, Breaks),
            Covered(&["callback-names-the-issuer", "callback-issuer-is-identical"]),
        ),
        failure(
            "B-05",
            "the code comes in a fragment or in a form",
            hits(Breaks, Breaks, Breaks),
            Covered(&["approval-ends-in-a-get", "callback-carries-code"]),
        ),
    ],
};
