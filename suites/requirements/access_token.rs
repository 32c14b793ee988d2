//! Access tokens.

use super::{Requirement, requirement};
use crate::{
    coverage::{
        Coverage::{Covered, Excluded},
        Group, reason,
    },
    spec::{
        MCP, OAUTH_2_1, RFC6749, RFC7517, RFC7519, RFC8707, RFC8725, RFC9068, Revision::V2025_06_18,
        SECURITY_BEST_PRACTICES,
    },
};

pub(super) const GROUP: Group<Requirement> = Group {
    title: "access tokens",
    entries: &[
        requirement(
            "TVAL-01",
            MCP.must("basic/authorization/security-considerations#token-audience-binding-and-validation")
                .since(V2025_06_18),
            "a token issued for another resource is refused",
            Covered(&["token-for-another-resource-is-refused"]),
        ),
        requirement(
            "TVAL-02",
            MCP.must("basic/authorization/security-considerations#access-token-privilege-restriction")
                .since(V2025_06_18),
            "a token that names no audience is refused where nothing else tells whom it is for",
            Excluded(reason::FOREIGN_TOKENS),
        ),
        requirement(
            "TVAL-03",
            RFC9068.must("4"),
            "a JWT whose signature does not fit is refused",
            Covered(&["tampered-token-is-refused"]),
        ),
        requirement(
            "TVAL-04",
            RFC9068.must("4"),
            "a JWT with the algorithm `none` is refused",
            Covered(&["unsigned-token-is-refused"]),
        ),
        requirement(
            "TVAL-05",
            RFC8725.must("3.1"),
            "a public key is never used as the secret of an HMAC",
            Covered(&["public-key-is-no-shared-secret"]),
        ),
        requirement(
            "TVAL-06",
            RFC9068.must("4"),
            "a key that the token itself brings or points to is not trusted",
            Covered(&["keys-in-the-token-are-not-trusted"]),
        ),
        requirement(
            "TVAL-07",
            RFC9068.must("4"),
            "a JWT of another issuer is refused",
            Excluded(reason::FOREIGN_TOKENS),
        ),
        requirement(
            "TVAL-08",
            RFC9068.must("4"),
            "a JWT of another type, such as an ID token, opens nothing",
            Covered(&["other-jwts-do-not-open-the-endpoint"]),
        ),
        requirement(
            "TVAL-09",
            RFC6749.must("1.5"),
            "a refresh token opens nothing at the resource",
            Covered(&["refresh-token-does-not-open-the-endpoint"]),
        ),
        requirement(
            "TVAL-10",
            RFC7519.must("4.1.5"),
            "a JWT is not accepted before the time in its `nbf`",
            Excluded(reason::FOREIGN_TOKENS),
        ),
        requirement(
            "TVAL-11",
            OAUTH_2_1.should("5.3.2"),
            "a revoked token gets status 401",
            Covered(&["revoked-token-is-unauthorized"]),
        ),
        requirement(
            "TVAL-12",
            RFC8707.should("3").since(V2025_06_18),
            "the audience tells apart the resources and tenants of one host",
            Excluded(reason::SECOND_RESOURCE),
        ),
        requirement(
            "TVAL-13",
            SECURITY_BEST_PRACTICES.must("token-passthrough"),
            "a token of the service behind the server is not taken as one of its own",
            Excluded(reason::UPSTREAM),
        ),
        requirement(
            "TVAL-14",
            MCP.must("basic/authorization/security-considerations#access-token-privilege-restriction")
                .since(V2025_06_18),
            "the client's token is not passed on to the service behind the server",
            Excluded(reason::INSIDE),
        ),
        requirement(
            "JWT-01",
            RFC9068.must("2.1"),
            "a JWT of the profile has the type `at+jwt`",
            Excluded(
                "A JWT without the type `at+jwt` does not claim the profile, so that nothing can be \
                 said to break it.",
            ),
        ),
        requirement(
            "JWT-02",
            RFC9068.must("2.1"),
            "a JWT access token is signed",
            Covered(&["jwt-access-token-is-signed"]),
        ),
        requirement(
            "JWT-03",
            RFC9068.must("2.2"),
            "a JWT of the profile has each claim that the profile requires",
            Covered(&["jwt-access-token-has-the-required-claims"]),
        ),
        requirement(
            "JWT-04",
            RFC9068.must("4"),
            "`iss` of a JWT is the issuer of the metadata, character for character",
            Covered(&["jwt-issuer-is-the-issuer"]),
        ),
        requirement(
            "JWT-05",
            RFC9068.should("3").since(V2025_06_18),
            "`aud` of a JWT is the resource that was asked for",
            Covered(&["token-audience-is-the-resource"]),
        ),
        requirement(
            "JWT-06",
            RFC9068.must("3").since(V2025_06_18),
            "a JWT that was asked for without a resource has an audience all the same",
            Covered(&["token-without-resource-names-an-audience"]),
        ),
        requirement(
            "JWT-07",
            RFC9068.should("4"),
            "the keys in `jwks_uri` verify the JWTs that are issued",
            Covered(&["jwt-key-is-published"]),
        ),
        requirement(
            "JWT-08",
            RFC9068.must("5").since(V2025_06_18),
            "two resources of one issuer have different audiences",
            Excluded(reason::SECOND_RESOURCE),
        ),
        requirement(
            "JWT-09",
            RFC7517.must("9.2"),
            "a published key set holds public keys only",
            Covered(&["resource-keys-are-public", "server-key-set-holds-public-keys"]),
        ),
    ],
};
