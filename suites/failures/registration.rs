//! Registration.

use super::{
    Failure,
    Hit::{Breaks, Degrades, Harmless, Unknown},
    failure, hits,
};
use crate::coverage::{
    Coverage::{Covered, Excluded},
    Group, reason,
};

pub(super) const GROUP: Group<Failure> = Group {
    title: "registration",
    entries: &[
        failure(
            "G-01",
            "there is no way to become a client",
            hits(Breaks, Breaks, Breaks),
            Covered(&["registration-is-possible"]),
        ),
        failure(
            "G-02",
            "a client that asks for `client_secret_post` is not registered",
            hits(Breaks, Harmless, Harmless),
            Covered(&["registration-accepts-the-client", "token-endpoint-method-suits-the-client"]),
        ),
        failure(
            "G-03",
            "a public client gets a secret, which the token endpoint then does not read",
            hits(Degrades, Breaks, Degrades),
            Covered(&["public-client-gets-no-secret", "token-endpoint-takes-client-secret-basic"]),
        ),
        failure(
            "G-04",
            "a registration fails for a member that the server could pass over",
            hits(Breaks, Breaks, Degrades),
            Covered(&["registration-accepts-the-client", "registration-ignores-unknown-members"]),
        ),
        failure(
            "G-05",
            "the answer to a registration does not pass a strict parser",
            hits(Degrades, Breaks, Breaks),
            Covered(&[
                "registration-response-has-no-null",
                "registration-response-urls-are-absolute",
                "registration-response-echoes-redirect-uris",
                "client-secret-names-its-expiry",
            ]),
        ),
        failure(
            "G-06",
            "registration asks for a token, or a policy of the host refuses it",
            hits(Breaks, Breaks, Breaks),
            Covered(&["registration-accepts-the-client"]),
        ),
        failure(
            "G-07",
            "a redirect URI of a client is not on the server's list",
            hits(Breaks, Breaks, Breaks),
            Covered(&[
                "registration-accepts-the-client",
                "registration-accepts-the-claude-com-callback",
                "registration-accepts-a-loopback-address",
            ]),
        ),
        failure(
            "G-08",
            "the port of a loopback redirect URI is compared",
            hits(Harmless, Breaks, Breaks),
            Covered(&[
                "authorization-page-answers",
                "localhost-takes-any-port",
                "loopback-address-takes-any-port",
            ]),
        ),
        failure(
            "G-09",
            "the authorization server cannot fetch the client's metadata document",
            hits(Breaks, Breaks, Unknown),
            Covered(&["authorization-page-answers"]),
        ),
        failure(
            "G-10",
            "Claude Web stops where metadata documents are announced",
            hits(Degrades, Harmless, Harmless),
            Excluded(reason::THEORY),
        ),
        failure(
            "G-11",
            "a client that the server forgot is not told so",
            hits(Degrades, Breaks, Breaks),
            Covered(&["unknown-client-is-signalled", "unknown-client-is-unauthorized"]),
        ),
        failure(
            "G-12",
            "of two registrations the wrong one is used",
            hits(Unknown, Unknown, Unknown),
            Excluded(reason::THEORY),
        ),
        failure(
            "G-13",
            "the scopes of the registration do not contain `offline_access`, which then is refused",
            hits(Degrades, Breaks, Degrades),
            Covered(&["registration-accepts-the-client", "callback-carries-code"]),
        ),
        failure(
            "G-14",
            "the secret that the user entered is not read as it was sent",
            hits(Breaks, Breaks, Breaks),
            Covered(&["token-endpoint-takes-client-secret-basic", "token-endpoint-takes-client-secret-post"]),
        ),
    ],
};
