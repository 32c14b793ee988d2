//! The challenge and the token in a request.

use super::{Requirement, requirement};
use crate::{
    coverage::{
        Coverage::{Covered, Excluded},
        Group, reason,
    },
    spec::{
        MCP, OAUTH_2_1, RFC6750, RFC9110, RFC9728,
        Revision::{V2025_06_18, V2025_11_25, V2026_07_28},
        SECURITY_BEST_PRACTICES,
    },
};

pub(super) const GROUP: Group<Requirement> = Group {
    title: "the challenge and the token in a request",
    entries: &[
        requirement(
            "BEARER-01",
            RFC6750.must("3"),
            "a refusal for want of a token has `WWW-Authenticate`",
            Covered(&["challenge-is-one-bearer"]),
        ),
        requirement(
            "BEARER-02",
            MCP.must("basic/authorization#error-handling"),
            "a request without a token gets status 401",
            Covered(&["anonymous-request-is-unauthorized"]),
        ),
        requirement(
            "BEARER-03",
            RFC6750.must("3"),
            "the challenge is of the scheme Bearer and has a parameter",
            Covered(&["challenge-is-one-bearer"]),
        ),
        requirement(
            "BEARER-04",
            RFC6750.should("3.1"),
            "the challenge to a request without a token has no `error`",
            Covered(&["anonymous-challenge-carries-no-error"]),
        ),
        requirement(
            "BEARER-05",
            MCP.must("basic/authorization#token-handling"),
            "a token that is not valid gets status 401",
            Covered(&["unknown-token-is-unauthorized"]),
        ),
        requirement(
            "BEARER-06",
            RFC6750.should("3"),
            "the challenge to a token that is not valid says so in `error`",
            Covered(&["unknown-token-answer-names-invalid-token"]),
        ),
        requirement(
            "BEARER-07",
            RFC6750.should("3.1"),
            "a token that is huge, broken or not ASCII gets a 4xx status",
            Covered(&["hostile-tokens-get-a-clean-refusal"]),
        ),
        requirement(
            "BEARER-08",
            MCP.must("basic/authorization#token-handling"),
            "a token that is over gets status 401",
            Excluded(reason::TOKEN_LIFETIME),
        ),
        requirement(
            "BEARER-09",
            RFC9110.must("11.1"),
            "`bearer` and `BEARER` are as good as `Bearer`",
            Covered(&["bearer-scheme-is-read-in-any-case"]),
        ),
        requirement(
            "BEARER-10",
            OAUTH_2_1.must("5.1.1"),
            "a token in the `Authorization` header field is accepted",
            Covered(&["fresh-token-is-accepted"]),
        ),
        requirement(
            "BEARER-11",
            OAUTH_2_1.must("5.1"),
            "a token in the query of the URL opens nothing",
            Covered(&["token-in-query-is-ignored"]),
        ),
        requirement(
            "BEARER-12",
            RFC6750.should("3.1"),
            "a request with two different tokens is refused",
            Excluded(
                "A server that looks in one place sees one token there, and HTTP libraries drop the second of two \
                 fields before its own code runs: that such a request is accepted says nothing of the server.",
            ),
        ),
        requirement(
            "BEARER-13",
            MCP.must("basic/authorization#error-handling"),
            "an `Authorization` header field that cannot be read gets status 400 or 401",
            Covered(&["malformed-authorization-is-refused"]),
        ),
        requirement(
            "BEARER-14",
            RFC6750.should("3.1"),
            "credentials of another scheme are answered like none at all",
            Covered(&["other-schemes-get-the-bearer-challenge"]),
        ),
        requirement(
            "BEARER-15",
            RFC6750.must("3"),
            "no parameter stands twice in a challenge",
            Covered(&["challenge-is-one-bearer"]),
        ),
        requirement(
            "BEARER-16",
            RFC6750.must("3"),
            "the parameters of the challenge keep to the characters allowed in them",
            Covered(&["challenge-is-one-bearer"]),
        ),
        requirement(
            "BEARER-17",
            RFC9110.must("11.6.1"),
            "`WWW-Authenticate` follows the grammar of challenges",
            Covered(&["challenge-is-one-bearer"]),
        ),
        requirement(
            "BEARER-18",
            RFC9728.must("5.1").since(V2025_06_18),
            "`resource_metadata` is an absolute URL at which the metadata is served",
            Covered(&["challenge-metadata-url-is-absolute", "challenge-metadata-url-answers"]),
        ),
        requirement(
            "BEARER-19",
            MCP.should("basic/authorization#scope-selection-strategy").since(V2025_11_25),
            "the challenge names the scopes that are needed",
            Covered(&["challenge-names-scopes"]),
        ),
        requirement(
            "BEARER-20",
            MCP.should("basic/authorization#refresh-tokens").since(V2026_07_28),
            "no challenge asks for `offline_access`",
            Covered(&["resource-asks-for-no-offline-access"]),
        ),
        requirement(
            "BEARER-21",
            SECURITY_BEST_PRACTICES.must("state-handle-hijacking"),
            "each request is checked for its token, not only the first of a session or connection",
            Covered(&["every-request-needs-the-token"]),
        ),
        requirement(
            "BEARER-22",
            SECURITY_BEST_PRACTICES.must("session-hijacking").until(V2025_11_25),
            "a GET is guarded as a POST is",
            Covered(&["anonymous-get-is-unauthorized"]),
        ),
        requirement(
            "BEARER-23",
            SECURITY_BEST_PRACTICES.must("session-hijacking").until(V2025_11_25),
            "DELETE and notifications are guarded as requests are",
            Covered(&["every-method-needs-the-token"]),
        ),
        requirement(
            "BEARER-24",
            MCP.must("basic/authorization/security-considerations#access-token-privilege-restriction")
                .since(V2025_06_18),
            "a refusal holds no result and nothing of what it guards",
            Covered(&["refusals-carry-no-result"]),
        ),
        requirement(
            "BEARER-25",
            MCP.must("basic/authorization/security-considerations#access-token-privilege-restriction")
                .since(V2025_06_18),
            "the token is checked before the message is looked at",
            Covered(&["token-is-checked-before-the-message"]),
        ),
        requirement(
            "BEARER-26",
            OAUTH_2_1.must("1.5"),
            "each URL that takes part in the sign-in is an https URL",
            Covered(&[
                "server-metadata-endpoints-are-absolute",
                "challenge-metadata-url-is-https",
                "authorization-servers-are-listed",
            ]),
        ),
    ],
};
