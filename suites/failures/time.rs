//! Time.

use super::{
    Failure,
    Hit::{Breaks, Degrades, Unknown},
    failure, hits,
};
use crate::coverage::{Coverage::Covered, Group};

pub(super) const GROUP: Group<Failure> = Group {
    title: "time",
    entries: &[
        failure(
            "Z-01",
            "the first answer with a token takes longer than ten seconds",
            hits(Breaks, Degrades, Degrades),
            Covered(&["first-answer-comes-in-time"]),
        ),
        failure(
            "Z-02",
            "metadata, registration or tokens come late or not each time",
            hits(Unknown, Unknown, Unknown),
            Covered(&["oauth-endpoints-answer-in-time"]),
        ),
        failure(
            "Z-03",
            "the server is not ready within the thirty seconds of Claude Code",
            hits(Unknown, Unknown, Unknown),
            Covered(&["first-answer-comes-in-time"]),
        ),
    ],
};
