//! Tools.

use super::{
    Failure,
    Hit::{Breaks, Degrades, Unknown},
    failure, hits,
};
use crate::coverage::{Coverage::Covered, Group};

pub(super) const GROUP: Group<Failure> = Group {
    title: "tools",
    entries: &[
        failure(
            "U-01",
            "one tool name that Claude does not take hides all tools",
            hits(Breaks, Degrades, Unknown),
            Covered(&["tool-names-fit-each-client"]),
        ),
        failure(
            "U-02",
            "a schema of a tool is in a form that Claude does not take",
            hits(Unknown, Unknown, Unknown),
            Covered(&["tool-schemas-are-plain-objects"]),
        ),
        failure(
            "U-03",
            "the connection is there, and no tool",
            hits(Unknown, Unknown, Unknown),
            Covered(&["tools-are-listed"]),
        ),
    ],
};
