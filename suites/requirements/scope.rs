//! Scopes.

use super::{Requirement, requirement};
use crate::{
    coverage::{
        Coverage::{Covered, Excluded},
        Group, reason,
    },
    spec::{
        MCP,
        Revision::{V2025_11_25, V2026_07_28},
        SECURITY_BEST_PRACTICES,
    },
};

pub(super) const GROUP: Group<Requirement> = Group {
    title: "scopes",
    entries: &[
        requirement(
            "SCOPE-01",
            MCP.must("basic/authorization#error-handling"),
            "a valid token without the permission gets status 403",
            Covered(&["insufficient-scope-is-forbidden"]),
        ),
        requirement(
            "SCOPE-02",
            MCP.should("basic/authorization#runtime-insufficient-scope-errors").since(V2025_11_25),
            "the 403 says `insufficient_scope`",
            Covered(&["insufficient-scope-answer-names-what-is-needed"]),
        ),
        requirement(
            "SCOPE-03",
            MCP.should("basic/authorization#runtime-insufficient-scope-errors").since(V2025_11_25),
            "the 403 names the scopes that are needed",
            Covered(&["insufficient-scope-answer-names-what-is-needed"]),
        ),
        requirement(
            "SCOPE-04",
            MCP.should("basic/authorization#runtime-insufficient-scope-errors").since(V2025_11_25),
            "the 403 names the metadata",
            Covered(&["insufficient-scope-answer-names-what-is-needed"]),
        ),
        requirement(
            "SCOPE-05",
            MCP.should("basic/authorization#runtime-insufficient-scope-errors").since(V2026_07_28),
            "one challenge names all the scopes of an operation",
            Excluded(reason::SCOPE_MODEL),
        ),
        requirement(
            "SCOPE-06",
            MCP.should("basic/authorization#runtime-insufficient-scope-errors").since(V2025_11_25),
            "the same request gets the same challenge each time",
            Covered(&["insufficient-scope-answer-names-what-is-needed"]),
        ),
        requirement(
            "SCOPE-07",
            MCP.must("basic/authorization#step-up-authorization-flow").since(V2026_07_28),
            "a scope that contains another is enough where the other is asked for",
            Excluded(reason::SCOPE_MODEL),
        ),
        requirement(
            "SCOPE-08",
            SECURITY_BEST_PRACTICES.should("scope-minimization").since(V2025_11_25),
            "a challenge asks for what is needed, not for all there is",
            Excluded(reason::SCOPE_MODEL),
        ),
        requirement(
            "SCOPE-09",
            MCP.must("server/tools#capabilities").since(V2026_07_28),
            "a list depends on the token, not on the connection",
            Covered(&["tool-list-is-the-same-on-each-connection"]),
        ),
    ],
};
