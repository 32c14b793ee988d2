//! Refresh.

use super::{Requirement, requirement};
use crate::{
    coverage::{
        Coverage::{Covered, Excluded},
        Group, reason,
    },
    spec::{MCP, OAUTH_2_1, RFC6749, RFC7591, Revision::V2025_06_18},
};

pub(super) const GROUP: Group<Requirement> = Group {
    title: "refresh",
    entries: &[
        requirement(
            "REFRESH-01",
            MCP.must("basic/authorization/security-considerations#token-theft").since(V2025_06_18),
            "a public client that refreshes gets another refresh token",
            Covered(&["refresh-token-rotates"]),
        ),
        requirement(
            "REFRESH-02",
            OAUTH_2_1.must("4.3.1"),
            "a refresh token that was replaced no longer works",
            Excluded(
                "For how long a replaced token may still work is the server's to say: a grace is what clients need, \
                 and its end takes a wait. Where none is seen, `replayed-refresh-token-ends-the-family` goes on.",
            ),
        ),
        requirement(
            "REFRESH-03",
            OAUTH_2_1.must("4.3.1"),
            "a replaced refresh token that comes again ends its successor",
            Covered(&["replayed-refresh-token-ends-the-family"]),
        ),
        requirement(
            "REFRESH-04",
            OAUTH_2_1.must("4.3.1"),
            "a refresh token is for the client that it was issued to",
            Covered(&["refresh-token-is-bound-to-its-client"]),
        ),
        requirement(
            "REFRESH-05",
            RFC6749.must("6"),
            "a client with a secret needs it for the refresh",
            Covered(&["refresh-needs-the-secret"]),
        ),
        requirement(
            "REFRESH-06",
            RFC6749.must("6"),
            "a refresh brings no scope that was not granted",
            Covered(&["refresh-does-not-widen-the-scope"]),
        ),
        requirement(
            "REFRESH-07",
            OAUTH_2_1.must("4.3.1"),
            "a refresh without `scope` brings the scope that was granted",
            Covered(&["refresh-keeps-the-scope"]),
        ),
        requirement(
            "REFRESH-08",
            OAUTH_2_1.must("3.2.3").since(V2025_06_18),
            "a refresh brings no token for another resource",
            Covered(&["refresh-keeps-the-resource"]),
        ),
        requirement(
            "REFRESH-09",
            RFC6749.must("5.2"),
            "an unknown refresh token is `invalid_grant`",
            Covered(&["unknown-refresh-token-is-invalid-grant"]),
        ),
        requirement(
            "REFRESH-10",
            RFC7591.should("2"),
            "a client that did not register for refresh tokens does not refresh",
            Excluded(
                "MCP leaves it to the authorization server which clients get refresh tokens \
                 (SEP-2207).",
            ),
        ),
        requirement(
            "REFRESH-11",
            OAUTH_2_1.should("4.3.3"),
            "a refresh token that nobody uses comes to an end",
            Excluded(reason::LONG_WAIT),
        ),
    ],
};
