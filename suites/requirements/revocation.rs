//! Revocation and introspection.

use super::{Requirement, requirement};
use crate::{
    coverage::{
        Coverage::{Covered, Excluded},
        Group, reason,
    },
    spec::{RFC7009, RFC7662},
};

pub(super) const GROUP: Group<Requirement> = Group {
    title: "revocation and introspection",
    entries: &[
        requirement(
            "REVOKE-01",
            RFC7009.must("2.2"),
            "the revocation of a token gets status 200",
            Covered(&["revoked-refresh-token-is-dead"]),
        ),
        requirement(
            "REVOKE-02",
            RFC7009.must("2.2"),
            "the revocation of an unknown token gets status 200 too",
            Covered(&["unknown-token-is-revoked-quietly"]),
        ),
        requirement(
            "REVOKE-03",
            RFC7009.must("2.1"),
            "a client cannot revoke the token of another",
            Covered(&["revocation-is-for-the-own-tokens"]),
        ),
        requirement(
            "REVOKE-04",
            RFC7009.must("2.1"),
            "a revoked refresh token no longer works",
            Covered(&["revoked-refresh-token-is-dead"]),
        ),
        requirement(
            "REVOKE-05",
            RFC7009.should("2.1"),
            "with a refresh token its access tokens end",
            Covered(&["revocation-ends-the-access-tokens"]),
        ),
        requirement(
            "REVOKE-06",
            RFC7009.must("2.1"),
            "a wrong hint at the kind of token does not prevent its revocation",
            Covered(&["revoked-refresh-token-is-dead"]),
        ),
        requirement(
            "REVOKE-07",
            RFC7009.must("2.2.1"),
            "a revocation request with an error is answered like a token request",
            Covered(&["revocation-errors-are-those-of-the-token-endpoint"]),
        ),
        requirement(
            "INTRO-01",
            RFC7662.must("2.1"),
            "introspection is for callers with credentials",
            Covered(&["introspection-needs-credentials"]),
        ),
        requirement(
            "INTRO-02",
            RFC7662.must("2.2"),
            "the answer to an introspection is JSON with `active`",
            Excluded(reason::INTROSPECTION),
        ),
        requirement(
            "INTRO-03",
            RFC7662.must("2.2"),
            "a token that is over is not active, and no error",
            Excluded(reason::INTROSPECTION),
        ),
        requirement(
            "INTRO-04",
            RFC7662.should("2.2"),
            "of a token that is not active nothing else is told",
            Excluded(reason::INTROSPECTION),
        ),
        requirement(
            "INTRO-05",
            RFC7662.must("2.3"),
            "wrong credentials for introspection get status 401",
            Excluded(reason::INTROSPECTION),
        ),
        requirement(
            "INTRO-06",
            RFC7662.should("4"),
            "a client that registered itself cannot introspect the tokens of others",
            Covered(&["introspection-is-for-resource-servers"]),
        ),
    ],
};
