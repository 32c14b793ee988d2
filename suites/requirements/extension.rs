//! Extensions of MCP.

use super::{Requirement, requirement};
use crate::{
    coverage::{Coverage::Excluded, Group, reason},
    spec::{
        CLIENT_CREDENTIALS, DPOP_PROFILE, ENTERPRISE_MANAGED_AUTHORIZATION, OAUTH_2_1, RFC6749, RFC8707,
        RFC9449, WORKLOAD_IDENTITY,
    },
};

pub(super) const GROUP: Group<Requirement> = Group {
    title: "extensions of MCP",
    entries: &[
        requirement(
            "CC-01",
            CLIENT_CREDENTIALS.must("Server Metadata Requirements"),
            "a server for clients without a person lists how they authenticate",
            Excluded(reason::EXTENSION),
        ),
        requirement(
            "CC-02",
            OAUTH_2_1.must("4.2"),
            "a public client gets no token without a person",
            Excluded(reason::EXTENSION),
        ),
        requirement(
            "CC-03",
            OAUTH_2_1.must("4.2.1"),
            "a client that asks for a token of its own authenticates",
            Excluded(reason::EXTENSION),
        ),
        requirement(
            "CC-04",
            RFC6749.should("4.4.3"),
            "a token without a person comes without a refresh token",
            Excluded(reason::EXTENSION),
        ),
        requirement(
            "CC-05",
            RFC8707.should("2"),
            "a token without a person is for the resource that was asked for",
            Excluded(reason::EXTENSION),
        ),
        requirement(
            "DPOP-01",
            DPOP_PROFILE.must("Authorization Server Metadata"),
            "a server for DPoP lists asymmetric algorithms",
            Excluded(reason::EXTENSION),
        ),
        requirement(
            "DPOP-02",
            RFC9449.must("5"),
            "a token bound to a key says so",
            Excluded(reason::EXTENSION),
        ),
        requirement(
            "DPOP-03",
            RFC9449.must("5"),
            "a wrong proof at the token endpoint is `invalid_dpop_proof`",
            Excluded(reason::EXTENSION),
        ),
        requirement(
            "DPOP-04",
            RFC9449.must("5"),
            "the refresh token of a public client is bound to its key",
            Excluded(reason::EXTENSION),
        ),
        requirement(
            "DPOP-05",
            RFC9449.must("5.2"),
            "a client registered for bound tokens gets none without a proof",
            Excluded(reason::EXTENSION),
        ),
        requirement(
            "DPOP-06",
            RFC9449.must("7.1"),
            "a request without a valid proof gets status 401",
            Excluded(reason::EXTENSION),
        ),
        requirement(
            "DPOP-07",
            RFC9449.must("7.2"),
            "a bound token is not taken as a bearer token",
            Excluded(reason::EXTENSION),
        ),
        requirement(
            "DPOP-08",
            RFC9449.must("4.3"),
            "a proof has its type, an asymmetric algorithm and a public key",
            Excluded(reason::EXTENSION),
        ),
        requirement(
            "DPOP-09",
            DPOP_PROFILE.must("DPoP Proof Validity Window"),
            "a proof from long ago or far ahead is refused",
            Excluded(reason::EXTENSION),
        ),
        requirement(
            "DPOP-10",
            RFC9449.must("11.3"),
            "where a nonce was given, a proof without it is refused",
            Excluded(reason::EXTENSION),
        ),
        requirement(
            "DPOP-11",
            RFC9449.must("10"),
            "the key named in the authorization request is the one at the token endpoint",
            Excluded(reason::EXTENSION),
        ),
        requirement(
            "DPOP-12",
            DPOP_PROFILE.must("Integration with MCP Security Model"),
            "the audience of a bound token is checked too",
            Excluded(reason::EXTENSION),
        ),
        requirement(
            "EMA-01",
            ENTERPRISE_MANAGED_AUTHORIZATION.may("6 Discovery"),
            "support for identity assertions is announced",
            Excluded(reason::EXTENSION),
        ),
        requirement(
            "EMA-02",
            ENTERPRISE_MANAGED_AUTHORIZATION.must("7.4.1 Forged Assertions"),
            "signature and claims of an assertion are checked",
            Excluded(reason::EXTENSION),
        ),
        requirement(
            "EMA-03",
            ENTERPRISE_MANAGED_AUTHORIZATION.must("7.6.2 MCP Authorization Server Validation"),
            "an assertion for another audience or resource is refused",
            Excluded(reason::EXTENSION),
        ),
        requirement(
            "EMA-04",
            ENTERPRISE_MANAGED_AUTHORIZATION.must("5.1 Processing Rules"),
            "a token for an assertion is limited to what the assertion allows",
            Excluded(reason::EXTENSION),
        ),
        requirement(
            "EMA-05",
            ENTERPRISE_MANAGED_AUTHORIZATION.must("7.4.2 Stolen Assertions and Replay"),
            "an assertion works once, and until its end",
            Excluded(reason::EXTENSION),
        ),
        requirement(
            "WIF-01",
            WORKLOAD_IDENTITY.must("JWT Validation"),
            "the JWT of a workload is checked",
            Excluded(reason::EXTENSION),
        ),
    ],
};
