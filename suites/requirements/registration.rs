//! Registration.

use super::{Requirement, requirement};
use crate::{
    coverage::{
        Coverage::{Covered, Excluded},
        Group,
    },
    spec::{MCP, OAUTH_2_1, OPENID_REGISTRATION, RFC6749, RFC7591, RFC7592, RFC9700, Revision::V2026_07_28},
};

pub(super) const GROUP: Group<Requirement> = Group {
    title: "registration",
    entries: &[
        requirement(
            "DCR-01",
            MCP.may("basic/authorization/client-registration#dynamic-client-registration"),
            "a client without an identifier finds a way to get one",
            Covered(&["registration-is-possible"]),
        ),
        requirement(
            "DCR-02",
            RFC7591.must("3"),
            "the registration endpoint takes JSON by POST",
            Covered(&["registration-accepts-the-client"]),
        ),
        requirement(
            "DCR-03",
            RFC7591.should("3"),
            "registration is open, without a token of its own",
            Covered(&["registration-accepts-the-client"]),
        ),
        requirement(
            "DCR-04",
            RFC7591.must("3.2.1"),
            "a registration gets status 201",
            Covered(&["registration-answers-created"]),
        ),
        requirement(
            "DCR-05",
            RFC7591.must("3.2.1"),
            "the answer to a registration has a `client_id`",
            Covered(&["registration-accepts-the-client"]),
        ),
        requirement(
            "DCR-06",
            RFC7591.should("3.2.1"),
            "two registrations get two identifiers",
            Covered(&["registrations-get-ids-of-their-own"]),
        ),
        requirement(
            "DCR-07",
            RFC7591.must("3.2.1"),
            "a client secret comes with the time of its end",
            Covered(&["client-secret-names-its-expiry"]),
        ),
        requirement(
            "DCR-08",
            RFC7591.must("3.2.1"),
            "the answer states all that was registered, also what the server chose",
            Covered(&["registration-states-what-was-registered"]),
        ),
        requirement(
            "DCR-09",
            RFC7591.must("2"),
            "a client registered for `none` has no secret and needs none",
            Covered(&["public-client-gets-no-secret", "token-endpoint-takes-public-clients"]),
        ),
        requirement(
            "DCR-10",
            RFC7591.must("2"),
            "what a request leaves out gets the defaults of the RFC",
            Covered(&["registration-defaults-are-those-of-the-rfc"]),
        ),
        requirement(
            "DCR-11",
            RFC7591.must("2"),
            "members that the server does not know are ignored",
            Covered(&["registration-ignores-unknown-members"]),
        ),
        requirement(
            "DCR-12",
            RFC7591.must("5"),
            "a client of the code flow is not registered without a redirect URI",
            Covered(&["registration-needs-a-redirect-uri"]),
        ),
        requirement(
            "DCR-13",
            RFC7591.must("5"),
            "an unencrypted redirect URI on another machine is refused",
            Covered(&["registration-refuses-a-plain-http-redirect-uri"]),
        ),
        requirement(
            "DCR-14",
            RFC6749.must("3.1.2"),
            "a redirect URI that is relative or has a fragment is refused",
            Covered(&["registration-refuses-a-fragment-redirect-uri"]),
        ),
        requirement(
            "DCR-15",
            RFC7591.must("5"),
            "a redirect URI that runs as a script is refused",
            Covered(&["registration-refuses-a-script-redirect-uri"]),
        ),
        requirement(
            "DCR-16",
            OAUTH_2_1.should("2.3.1"),
            "a private-use scheme without a period is refused, one with a reversed domain is taken",
            Covered(&["registration-refuses-a-short-private-scheme"]),
        ),
        requirement(
            "DCR-17",
            RFC9700.must("4.1.3"),
            "an asterisk in a redirect URI stands for nothing but itself",
            Covered(&["wildcard-redirect-uri-matches-nothing"]),
        ),
        requirement(
            "DCR-18",
            RFC7591.must("3.2.2"),
            "a refused registration gets status 400 and a registered error in JSON",
            Covered(&["registration-error-is-json"]),
        ),
        requirement(
            "DCR-19",
            RFC7591.should("2.1"),
            "grant types and response types that contradict each other are mended or refused",
            Covered(&["registration-repairs-inconsistent-grants"]),
        ),
        requirement(
            "DCR-20",
            RFC7591.must("5"),
            "what a client says of itself is shown as text, not as markup",
            Covered(&["consent-page-escapes-the-client-name"]),
        ),
        requirement(
            "DCR-21",
            RFC7591.should("5"),
            "the URLs that a client shows of itself are checked against its redirect URIs",
            Covered(&["registration-vets-display-urls"]),
        ),
        requirement(
            "DCR-22",
            OPENID_REGISTRATION.must("ClientMetadata").since(V2026_07_28),
            "redirect URIs are checked against the application type, where the server knows it",
            Excluded(
                "OpenID Connect forbids native clients the https URIs that RFC 8252 section 7.2 wants for them, and asks of web \
                 clients what matters to the implicit grant only: whoever takes more is not blamed.",
            ),
        ),
        requirement(
            "DCR-23",
            OAUTH_2_1.must("3.2.3"),
            "an answer with a secret is marked `no-store`",
            Covered(&["registration-response-is-not-stored"]),
        ),
        requirement(
            "DCR-24",
            RFC9700.should("4.15"),
            "a client does not choose its own identifier",
            Covered(&["registration-chooses-the-client-id"]),
        ),
        requirement(
            "DCR-25",
            OAUTH_2_1.must("8.1"),
            "a client on the user's machine is not made to use a shared secret",
            Excluded(
                "A secret from a registration is the installation's own and not shared, and one that is shared is handed out \
                 where no run sees it.",
            ),
        ),
        requirement(
            "DCR-26",
            RFC7591.must("3.1"),
            "a new `client_id` works at the authorization endpoint",
            Covered(&["authorization-page-answers"]),
        ),
        requirement(
            "DCR-27",
            RFC7591.must("3.2.2"),
            "a wrong token at a closed registration endpoint gets status 401",
            Covered(&["bad-registration-token-is-refused"]),
        ),
        requirement(
            "DCRM-01",
            RFC7592.must("3"),
            "the address to manage a registration comes with its token, and the token with its address",
            Covered(&["management-comes-with-address-and-token"]),
        ),
        requirement(
            "DCRM-02",
            RFC7592.must("2.1"),
            "a registration is read with its token only",
            Covered(&["management-needs-its-token"]),
        ),
        requirement(
            "DCRM-03",
            RFC7592.must("2"),
            "the token of one registration does not open another",
            Covered(&["management-token-fits-one-client"]),
        ),
        requirement(
            "DCRM-04",
            RFC7592.must("2.2"),
            "a change of a registration keeps the identifier and the rules of redirect URIs",
            Covered(&["management-update-keeps-the-rules"]),
        ),
        requirement(
            "DCRM-05",
            RFC7592.must("2.3"),
            "a deleted client no longer works",
            Covered(&["deleted-client-is-gone"]),
        ),
    ],
};
