//! Sessions and state.

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
    title: "sessions and state",
    entries: &[
        requirement(
            "SESSION-01",
            MCP.must("basic/transports#session-management").until(V2025_11_25),
            "a session's id is visible ASCII",
            Covered(&["session-id-is-visible-ascii"]),
        ),
        requirement(
            "SESSION-02",
            SECURITY_BEST_PRACTICES.must("session-hijacking").until(V2025_11_25),
            "the ids of sessions cannot be guessed",
            Covered(&["session-ids-are-random"]),
        ),
        requirement(
            "SESSION-03",
            MCP.should("basic/transports#session-management").until(V2025_11_25),
            "a request without the session's id gets status 400 where one is required",
            Covered(&["missing-session-id-is-a-bad-request"]),
        ),
        requirement(
            "SESSION-04",
            MCP.must("basic/transports#session-management").until(V2025_11_25),
            "a session that was ended gets status 404",
            Covered(&["ended-session-is-not-found"]),
        ),
        requirement(
            "SESSION-05",
            MCP.must("basic/transports#session-management").until(V2025_11_25),
            "a session that nobody opened gets status 404",
            Covered(&["unknown-session-is-not-found"]),
        ),
        requirement(
            "SESSION-06",
            MCP.may("basic/transports#session-management").until(V2025_11_25),
            "a DELETE ends the session or gets status 405",
            Covered(&["session-can-be-ended"]),
        ),
        requirement(
            "SESSION-07",
            SECURITY_BEST_PRACTICES.must("session-hijacking").until(V2025_11_25),
            "the id of a session is no credential",
            Covered(&["every-request-needs-the-token"]),
        ),
        requirement(
            "SESSION-08",
            SECURITY_BEST_PRACTICES.should("session-hijacking").until(V2025_11_25),
            "a session is bound to the user who opened it",
            Excluded(reason::SECOND_USER),
        ),
        requirement(
            "SESSION-09",
            MCP.must("basic/transports#resumability-and-redelivery").until(V2025_11_25),
            "a stream is taken up again by those who had it only",
            Excluded(reason::SECOND_USER),
        ),
        requirement(
            "SESSION-10",
            MCP.must("basic/utilities/tasks#task-isolation-and-access-control")
                .since(V2025_11_25)
                .until(V2025_11_25),
            "a task is bound to the user who started it",
            Excluded(reason::SECOND_USER),
        ),
        requirement(
            "SESSION-11",
            SECURITY_BEST_PRACTICES.must("state-handle-hijacking").since(V2026_07_28),
            "a handle to a state is no credential",
            Excluded(reason::SECOND_USER),
        ),
        requirement(
            "SESSION-12",
            MCP.must("basic/patterns/mrtr#server-requirements-basic-workflow").since(V2026_07_28),
            "a state that the client returns altered is refused",
            Excluded(reason::TOOL_CALLS),
        ),
        requirement(
            "SESSION-13",
            MCP.should("basic/patterns/mrtr#server-requirements-basic-workflow").since(V2026_07_28),
            "a state that the client returns is bound to its user",
            Excluded(reason::SECOND_USER),
        ),
        requirement(
            "SESSION-14",
            MCP.must("basic/authorization#token-handling"),
            "a token that ends during a session opens nothing from then on",
            Excluded(reason::TOKEN_LIFETIME),
        ),
    ],
};
