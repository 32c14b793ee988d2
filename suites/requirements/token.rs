//! The token endpoint.

use super::{Requirement, requirement};
use crate::{
    coverage::{Coverage::Covered, Group},
    spec::{MCP, OAUTH_2_1, RFC6749, RFC6750, RFC9700, Revision::V2025_06_18},
};

pub(super) const GROUP: Group<Requirement> = Group {
    title: "the token endpoint",
    entries: &[
        requirement(
            "TOK-01",
            RFC6749.must("3.2"),
            "the token endpoint takes nothing but POST",
            Covered(&["token-endpoint-takes-post-only"]),
        ),
        requirement(
            "TOK-02",
            RFC6749.must("2.3.1"),
            "a client does not authenticate in the query of the URL",
            Covered(&["credentials-in-the-url-are-ignored"]),
        ),
        requirement(
            "TOK-03",
            RFC6749.must("5.1"),
            "tokens come with status 200 and JSON, with `access_token` and `token_type`",
            Covered(&["token-response-names-bearer", "token-endpoint-takes-public-clients"]),
        ),
        requirement(
            "TOK-04",
            RFC6749.must("5.1"),
            "a token response is marked `no-store`",
            Covered(&["token-response-is-not-stored"]),
        ),
        requirement(
            "TOK-05",
            RFC6749.should("5.1"),
            "a token response states its lifetime as a number",
            Covered(&["expires-in-is-a-number"]),
        ),
        requirement(
            "TOK-06",
            RFC6749.must("5.1"),
            "a scope that differs from the one asked for is stated",
            Covered(&["token-response-names-a-changed-scope"]),
        ),
        requirement(
            "TOK-07",
            RFC6750.must("4"),
            "`token_type` names a scheme that clients know",
            Covered(&["token-response-names-bearer"]),
        ),
        requirement(
            "TOK-08",
            RFC6749.must("5.2"),
            "an error of the token endpoint has status 400 or 401 and a code in JSON",
            Covered(&["token-error-is-json", "invalid-grant-is-a-bad-request"]),
        ),
        requirement(
            "TOK-09",
            RFC6749.must("5.2"),
            "an unknown grant type is `unsupported_grant_type`, a missing one `invalid_request`",
            Covered(&["unknown-grant-type-is-unsupported"]),
        ),
        requirement(
            "TOK-10",
            RFC6749.must("5.2"),
            "an unknown code is `invalid_grant`",
            Covered(&["token-error-is-invalid-grant"]),
        ),
        requirement(
            "TOK-11",
            RFC6749.must("4.1.3"),
            "a code is for the client that it was issued to",
            Covered(&["code-is-bound-to-its-client"]),
        ),
        requirement("TOK-12", RFC6749.must("4.1.2"), "a code works once", Covered(&["code-works-once"])),
        requirement(
            "TOK-13",
            OAUTH_2_1.must("4.1.3"),
            "a code that is redeemed many times at once yields tokens once",
            Covered(&["concurrent-redemption-yields-one-token"]),
        ),
        requirement(
            "TOK-14",
            RFC6749.should("4.1.2"),
            "a code that comes again ends the tokens that it gave",
            Covered(&["replayed-code-revokes-its-tokens"]),
        ),
        requirement(
            "TOK-15",
            OAUTH_2_1.should("7.5.3"),
            "a stranger who sends a used code does not end its tokens",
            Covered(&["failed-replay-revokes-nothing"]),
        ),
        requirement(
            "TOK-16",
            RFC6749.must("4.1.3"),
            "a code is for the redirect URI that it was sent to",
            Covered(&["code-is-bound-to-its-redirect-uri"]),
        ),
        requirement(
            "TOK-17",
            OAUTH_2_1.must("10.2"),
            "a redirect URI in the token request is accepted, and checked",
            Covered(&["code-is-bound-to-its-redirect-uri"]),
        ),
        requirement(
            "TOK-18",
            RFC6749.must("3.2"),
            "the token endpoint ignores parameters that it does not know",
            Covered(&["token-endpoint-ignores-unknown-parameters"]),
        ),
        requirement(
            "TOK-19",
            RFC6749.must("5.2"),
            "a parameter that stands twice in a token request is an error",
            Covered(&["repeated-token-parameters-are-refused"]),
        ),
        requirement(
            "TOK-20",
            RFC6749.must("5.2"),
            "an unknown client is `invalid_client`",
            Covered(&["unknown-client-is-signalled"]),
        ),
        requirement(
            "TOK-21",
            RFC6749.must("4.1.3"),
            "a public client has to say who it is",
            Covered(&["token-request-names-its-client"]),
        ),
        requirement(
            "TOK-22",
            RFC9700.must("2.4"),
            "the password grant is not available",
            Covered(&["password-grant-is-unavailable"]),
        ),
        requirement(
            "TOK-23",
            MCP.should("basic/authorization/security-considerations#token-theft").since(V2025_06_18),
            "an access token is over after a day at most",
            Covered(&["access-token-is-short-lived"]),
        ),
    ],
};
