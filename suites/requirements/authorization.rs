//! Authorization requests and responses.

use super::{Requirement, requirement};
use crate::{
    coverage::{
        Coverage::{Covered, Excluded},
        Group, reason,
    },
    spec::{MCP, OAUTH_2_1, RFC6749, RFC9207, RFC9700, Revision::V2026_07_28},
};

pub(super) const GROUP: Group<Requirement> = Group {
    title: "authorization requests and responses",
    entries: &[
        requirement(
            "AUTHZ-01",
            RFC6749.must("3.1"),
            "the authorization endpoint takes a GET",
            Covered(&["authorization-page-answers"]),
        ),
        requirement(
            "AUTHZ-02",
            RFC6749.must("3.1"),
            "unknown parameters change nothing",
            Covered(&["authorization-ignores-unknown-parameters"]),
        ),
        requirement(
            "AUTHZ-03",
            RFC6749.must("3.1.1"),
            "a missing or unknown `response_type` is an error",
            Covered(&["response-type-is-required"]),
        ),
        requirement(
            "AUTHZ-04",
            RFC6749.must("3.1"),
            "a parameter that stands twice is an error",
            Covered(&["repeated-authorization-parameters-are-refused"]),
        ),
        requirement(
            "AUTHZ-05",
            RFC6749.must("3.1"),
            "a parameter without a value counts as absent",
            Covered(&["empty-parameters-count-as-absent"]),
        ),
        requirement(
            "AUTHZ-06",
            RFC6749.must("4.1.2.1"),
            "the browser of an unknown client is not sent to its redirect URI",
            Covered(&["unknown-client-is-not-redirected"]),
        ),
        requirement(
            "AUTHZ-07",
            RFC6749.must("4.1.2.1"),
            "the browser is not sent to a redirect URI that was not registered",
            Covered(&["unregistered-redirect-uri-is-not-redirected"]),
        ),
        requirement(
            "AUTHZ-08",
            MCP.must("basic/authorization/security-considerations#open-redirection"),
            "redirect URIs are compared as strings",
            Covered(&["redirect-uri-matches-exactly"]),
        ),
        requirement(
            "AUTHZ-09",
            RFC6749.must("3.1.2.3"),
            "a client with several redirect URIs has to name one",
            Covered(&["redirect-uri-is-named-among-several"]),
        ),
        requirement(
            "AUTHZ-10",
            RFC6749.must("3.1.2"),
            "the query of a redirect URI is still there in the response",
            Covered(&["redirect-uri-query-survives"]),
        ),
        requirement(
            "AUTHZ-11",
            RFC6749.must("4.1.2"),
            "`state` comes back unchanged, with a code",
            Covered(&["callback-returns-state-unchanged", "callback-carries-code"]),
        ),
        requirement(
            "AUTHZ-12",
            RFC6749.must("4.1.2.1"),
            "`state` comes back unchanged with an error too",
            Covered(&["error-redirect-returns-state"]),
        ),
        requirement(
            "AUTHZ-13",
            RFC6749.must("4.1.2.1"),
            "an error that goes back to the client is a registered one, in the query",
            Covered(&["error-redirect-names-a-registered-error"]),
        ),
        requirement(
            "AUTHZ-14",
            RFC6749.must("3.3"),
            "a request without `scope` gets a default or the error `invalid_scope`",
            Covered(&["authorization-without-scope-is-answered"]),
        ),
        requirement(
            "AUTHZ-15",
            RFC6749.must("4.1.2.1"),
            "a scope that nobody knows is not granted",
            Covered(&["unknown-scope-is-not-granted"]),
        ),
        requirement(
            "AUTHZ-16",
            RFC6749.must("4.1.2.1"),
            "a person who declines sends the client `access_denied`",
            Covered(&["denial-comes-back-as-access-denied"]),
        ),
        requirement(
            "AUTHZ-17",
            RFC6749.must("4.1.2"),
            "a code is over after some minutes",
            Excluded(reason::LONG_WAIT),
        ),
        requirement(
            "AUTHZ-18",
            OAUTH_2_1.must("7.7"),
            "codes and tokens cannot be guessed",
            Covered(&["codes-and-secrets-are-unguessable"]),
        ),
        requirement(
            "AUTHZ-19",
            OAUTH_2_1.must("4.1.1"),
            "no token comes with an authorization response",
            Covered(&["implicit-response-type-is-refused"]),
        ),
        requirement(
            "AUTHZ-20",
            RFC9700.must("4.12"),
            "a browser that has sent a form is not redirected with status 307",
            Covered(&["submitted-form-is-not-sent-again", "approval-ends-in-a-get"]),
        ),
        requirement(
            "AUTHZ-21",
            RFC9700.must("4.16"),
            "the pages of the authorization server cannot be framed",
            Covered(&["authorization-page-resists-framing"]),
        ),
        requirement(
            "AUTHZ-22",
            RFC9700.must("2.6"),
            "the authorization endpoint does not invite other origins to read it",
            Covered(&["authorization-endpoint-offers-no-cors"]),
        ),
        requirement(
            "AUTHZ-23",
            RFC9700.should("4.2.4"),
            "the pages load nothing of others and hide their address from them",
            Covered(&["authorization-pages-leak-no-referrer"]),
        ),
        requirement(
            "AUTHZ-24",
            OAUTH_2_1.must("7.12.2"),
            "a client that registered itself gets no redirect before a person signs in",
            Excluded(
                "RFC 6749 section 4.1.2.1 sends an error to the client at once, and this clause not before the sign-in: whichever a server does, one of the two would call it wrong.",
            ),
        ),
        requirement(
            "AUTHZ-25",
            RFC6749.must("10.14"),
            "what came with the request is shown as text, not as markup",
            Covered(&["error-pages-escape-parameters"]),
        ),
        requirement(
            "AUTHZ-26",
            OAUTH_2_1.should("7.3.1"),
            "a client that cannot prove who it is needs the person's approval each time",
            Covered(&["second-request-is-not-approved-silently"]),
        ),
        requirement(
            "AUTHZ-27",
            RFC6749.must("10.12"),
            "an approval cannot be given by another site in the person's name",
            Covered(&["consent-form-resists-forgery"]),
        ),
        requirement(
            "ISS-01",
            MCP.should("basic/authorization#authorization-response-validation").since(V2026_07_28),
            "an authorization response names its issuer",
            Covered(&["callback-carries-iss", "callback-names-the-issuer"]),
        ),
        requirement(
            "ISS-02",
            MCP.should("basic/authorization#authorization-response-validation").since(V2026_07_28),
            "an error that goes back to the client names its issuer",
            Covered(&["error-redirect-carries-iss", "error-redirect-names-the-issuer"]),
        ),
        requirement(
            "ISS-03",
            RFC9207.must("2.3").since(V2026_07_28),
            "a server that sends `iss` says in its metadata that it does",
            Covered(&["iss-is-announced"]),
        ),
        requirement(
            "ISS-04",
            RFC9207.must("2.3").since(V2026_07_28),
            "`iss` is the issuer of the metadata, character for character",
            Covered(&["callback-issuer-is-identical"]),
        ),
        requirement(
            "ISS-05",
            RFC9207.must("2").since(V2026_07_28),
            "a server that announces `iss` sends it",
            Covered(&["callback-names-the-issuer", "error-redirect-names-the-issuer"]),
        ),
    ],
};
