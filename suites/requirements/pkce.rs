//! PKCE.

use super::{Requirement, requirement};
use crate::{
    coverage::{
        Coverage::{Covered, Excluded},
        Group,
    },
    spec::{OAUTH_2_1, RFC7636, RFC9700},
};

pub(super) const GROUP: Group<Requirement> = Group {
    title: "PKCE",
    entries: &[
        requirement(
            "PKCE-01",
            RFC9700.must("2.1.1"),
            "the authorization server supports PKCE",
            Covered(&["code-verifier-is-checked"]),
        ),
        requirement(
            "PKCE-02",
            RFC7636.must("4.2"),
            "the authorization server supports `S256`",
            Covered(&["code-challenge-methods-include-s256", "code-verifier-is-checked"]),
        ),
        requirement(
            "PKCE-03",
            OAUTH_2_1.must("4.1.2.1"),
            "a public client does not get a code without a challenge",
            Covered(&["challenge-is-required-of-public-clients"]),
        ),
        requirement(
            "PKCE-04",
            RFC7636.must("4.6"),
            "a verifier that does not fit the challenge is refused",
            Covered(&["code-verifier-is-checked"]),
        ),
        requirement(
            "PKCE-05",
            OAUTH_2_1.must("4.1.3"),
            "a code that was asked for with a challenge needs its verifier",
            Covered(&["code-verifier-is-required"]),
        ),
        requirement(
            "PKCE-06",
            RFC9700.must("2.1.1"),
            "a verifier for a code without a challenge is refused",
            Covered(&[
                "challenge-is-required-of-public-clients",
                "challenge-is-required-of-confidential-clients",
            ]),
        ),
        requirement(
            "PKCE-07",
            RFC7636.must("4.4.1"),
            "a challenge method that the server does not support is refused",
            Covered(&["plain-challenge-is-refused"]),
        ),
        requirement(
            "PKCE-08",
            OAUTH_2_1.must("4.1.2.1"),
            "a challenge without a method is one of the method `plain`",
            Covered(&["omitted-challenge-method-is-plain"]),
        ),
        requirement(
            "PKCE-09",
            RFC7636.must("4.6"),
            "the challenge itself is not taken as its verifier",
            Covered(&["challenge-is-no-verifier"]),
        ),
        requirement(
            "PKCE-10",
            RFC7636.must("4.1"),
            "a verifier of fewer than 43 characters is refused",
            Excluded(
                "The length binds the client: of the server the clause demands the comparison, and no more.",
            ),
        ),
        requirement(
            "PKCE-11",
            OAUTH_2_1.must("7.5.2"),
            "a client with a secret does not get a code without a challenge",
            Covered(&["challenge-is-required-of-confidential-clients"]),
        ),
    ],
};
