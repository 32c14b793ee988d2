//! The server as a whole.

use super::{Requirement, requirement};
use crate::{
    coverage::{
        Coverage::{Covered, Excluded},
        Group, reason,
    },
    spec::{MCP, RFC6749, RFC9700, Revision::V2025_11_25, SECURITY_BEST_PRACTICES},
};

pub(super) const GROUP: Group<Requirement> = Group {
    title: "the server as a whole",
    entries: &[
        requirement(
            "SEC-01",
            RFC9700.must("4.13"),
            "`Host` and `X-Forwarded-*` of a stranger change no URL in any document",
            Covered(&["forwarding-headers-change-nothing"]),
        ),
        requirement(
            "SEC-02",
            MCP.must("basic/authorization/security-considerations#confused-deputy-problem"),
            "a server in front of another asks the person itself before it sends the browser on",
            Covered(&["proxy-asks-for-consent-itself"]),
        ),
        requirement(
            "SEC-03",
            SECURITY_BEST_PRACTICES.must("required-protections"),
            "the consent page names the client, what it asks for and where it leads",
            Covered(&["consent-page-names-the-client"]),
        ),
        requirement(
            "SEC-04",
            SECURITY_BEST_PRACTICES.must("required-protections"),
            "the cookies of the consent are guarded against scripts and other sites",
            Covered(&["consent-cookies-are-guarded"]),
        ),
        requirement(
            "SEC-05",
            SECURITY_BEST_PRACTICES.must("required-protections"),
            "nothing of the service behind is set in the browser before the consent",
            Excluded(
                "Which cookie of a page is for the service behind is not seen from outside; where no page comes first, `proxy-asks-for-consent-itself` tells.",
            ),
        ),
        requirement(
            "SEC-06",
            SECURITY_BEST_PRACTICES.must("required-protections"),
            "a return from the service behind without the right `state` is refused",
            Covered(&["upstream-state-is-fresh"]),
        ),
        requirement(
            "SEC-07",
            RFC6749.must("10.10"),
            "secrets and refresh tokens cannot be guessed",
            Covered(&["codes-and-secrets-are-unguessable"]),
        ),
        requirement(
            "SEC-08",
            RFC9700.must("4.9.3"),
            "no answer repeats a token, a code or a secret",
            Covered(&["tokens-are-not-echoed"]),
        ),
        requirement(
            "SEC-09",
            RFC9700.should("2.2.1"),
            "tokens that are bound to their sender are offered",
            Excluded(
                "No Claude client has a key to bind a token to, so that the announcement alone would protect nobody.",
            ),
        ),
        requirement(
            "SEC-10",
            RFC6749.must("2.3.1"),
            "many wrong secrets are slowed down",
            Excluded("To try many secrets is an attack, which a run against somebody's server is not."),
        ),
        requirement(
            "SEC-11",
            MCP.must("client/elicitation#statefulness").since(V2025_11_25).until(V2025_11_25),
            "what belongs to a user hangs on the token's user, not on a session",
            Excluded(reason::SECOND_USER),
        ),
        requirement(
            "SEC-12",
            MCP.must("basic/authorization/security-considerations#token-theft"),
            "tokens are stored safely and kept out of logs",
            Excluded(reason::INSIDE),
        ),
    ],
};
