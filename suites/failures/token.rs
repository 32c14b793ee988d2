//! Token endpoint.

use super::{
    Failure,
    Hit::{Breaks, Degrades, Harmless, Unknown},
    failure, hits,
};
use crate::coverage::{Coverage::Covered, Group};

pub(super) const GROUP: Group<Failure> = Group {
    title: "token endpoint",
    entries: &[
        failure(
            "T-01",
            "the token endpoint cannot be reached from Claude's servers",
            hits(Unknown, Unknown, Unknown),
            Covered(&["oauth-endpoints-answer-without-bot-challenge", "token-error-is-json"]),
        ),
        failure(
            "T-02",
            "the token is issued for another audience than the endpoint asks for",
            hits(Breaks, Breaks, Breaks),
            Covered(&["fresh-token-is-accepted", "token-error-is-invalid-grant"]),
        ),
        failure(
            "T-03",
            "a fresh token is refused for a reason beside it",
            hits(Breaks, Breaks, Breaks),
            Covered(&["fresh-token-is-accepted"]),
        ),
        failure(
            "T-04",
            "Entra refuses `resource` beside a scope of another form",
            hits(Breaks, Breaks, Breaks),
            Covered(&["authorization-page-shows-no-error"]),
        ),
        failure(
            "T-05",
            "the token endpoint does not answer in JSON, or not with an error where there is one",
            hits(Breaks, Breaks, Breaks),
            Covered(&["token-error-is-json", "token-response-names-bearer", "token-response-has-no-null"]),
        ),
        failure(
            "T-06",
            "the token endpoint does not read the form or the authentication",
            hits(Breaks, Breaks, Breaks),
            Covered(&[
                "token-endpoint-takes-client-secret-post",
                "token-endpoint-takes-client-secret-basic",
                "token-endpoint-takes-public-clients",
            ]),
        ),
        failure(
            "T-07",
            "the lifetime is missing, no number, or too short",
            hits(Degrades, Degrades, Degrades),
            Covered(&["expires-in-is-a-number", "access-token-outlives-the-refresh-margin"]),
        ),
        failure(
            "T-08",
            "a code works too often, not long enough, or for another redirect URI",
            hits(Degrades, Degrades, Degrades),
            Covered(&["code-works-once", "code-is-bound-to-its-redirect-uri", "code-verifier-is-checked"]),
        ),
        failure(
            "T-09",
            "the server is for machines, or takes a token in the URL",
            hits(Breaks, Harmless, Harmless),
            Covered(&["grant-types-include-authorization-code"]),
        ),
    ],
};
