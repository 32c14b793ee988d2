//! Authorization server metadata.

use super::{Requirement, requirement};
use crate::{
    coverage::{
        Coverage::{Covered, Excluded, Open},
        Group,
    },
    spec::{
        MCP, OPENID_DISCOVERY, RFC6749, RFC8414, RFC9325, RFC9700,
        Revision::{V2025_06_18, V2025_11_25},
    },
};

pub(super) const GROUP: Group<Requirement> = Group {
    title: "authorization server metadata",
    entries: &[
        requirement(
            "ASM-01",
            MCP.must("basic/authorization#overview").since(V2025_11_25),
            "the authorization server publishes OAuth or OpenID metadata",
            Covered(&["server-metadata-is-discoverable"]),
        ),
        requirement(
            "ASM-02",
            MCP.must("basic/authorization#overview").since(V2025_06_18).until(V2025_06_18),
            "the authorization server publishes OAuth metadata, of which OpenID is no substitute",
            Open,
        ),
        requirement(
            "ASM-03",
            RFC8414.must("3"),
            "OAuth metadata of an issuer with a path is at the location made by insertion",
            Open,
        ),
        requirement(
            "ASM-04",
            RFC8414.must("3.2"),
            "the metadata comes with status 200, as a JSON object and named so",
            Covered(&["server-metadata-has-json-content-type", "server-metadata-is-discoverable"]),
        ),
        requirement(
            "ASM-05",
            RFC8414.must("2"),
            "`issuer` is an https URL without query and fragment",
            Covered(&["authorization-servers-are-listed", "issuer-is-identical"]),
        ),
        requirement(
            "ASM-06",
            RFC8414.must("3.3"),
            "`issuer` is the very identifier that led to the document",
            Covered(&["issuer-is-identical"]),
        ),
        requirement(
            "ASM-07",
            RFC8414.must("2"),
            "the authorization endpoint and the token endpoint are named",
            Covered(&["server-metadata-endpoints-are-absolute"]),
        ),
        requirement(
            "ASM-08",
            RFC8414.must("2"),
            "`response_types_supported` is there and has `code`",
            Covered(&["response-types-include-code"]),
        ),
        requirement(
            "ASM-09",
            MCP.must("basic/authorization/security-considerations#authorization-code-protection")
                .since(V2025_11_25),
            "`code_challenge_methods_supported` is there and has `S256`",
            Covered(&["code-challenge-methods-are-listed", "code-challenge-methods-include-s256"]),
        ),
        requirement(
            "ASM-10",
            RFC9700.must("2.4"),
            "neither the password grant nor the implicit grant is offered",
            Open,
        ),
        requirement(
            "ASM-11",
            RFC8414.must("2"),
            "where clients may sign a JWT the algorithms are listed, and `none` is not among them",
            Open,
        ),
        requirement("ASM-12", RFC8414.must("3.2"), "a list without elements is left out", Open),
        requirement(
            "ASM-13",
            RFC8414.must("2"),
            "the keys are at an https URL, and mixed ones say what they are for",
            Open,
        ),
        requirement("ASM-14", RFC8414.should("2"), "the metadata lists the scopes", Open),
        requirement(
            "ASM-15",
            MCP.must("basic/authorization/security-considerations#communication-security"),
            "each endpoint of the authorization server is an https URL",
            Covered(&["every-endpoint-is-encrypted"]),
        ),
        requirement(
            "ASM-16",
            RFC6749.must("3.1"),
            "neither the authorization endpoint nor the token endpoint has a fragment",
            Covered(&["server-metadata-endpoints-are-absolute"]),
        ),
        requirement(
            "ASM-17",
            RFC8414.may("2"),
            "without a list of methods the token endpoint takes HTTP Basic",
            Excluded(
                "A default is no duty. What follows from it for each client is judged by `token- \
                 endpoint-method-suits-the-client`.",
            ),
        ),
        requirement(
            "ASM-18",
            OPENID_DISCOVERY.must("ProviderConfig").since(V2025_11_25),
            "the OpenID document of an issuer with a path is at the location made by appending",
            Open,
        ),
        requirement(
            "ASM-19",
            OPENID_DISCOVERY.must("ProviderMetadata").since(V2025_11_25),
            "an OpenID document has the members that OpenID requires beyond OAuth",
            Covered(&["openid-discovery-members"]),
        ),
        requirement(
            "ASM-20",
            RFC8414.must("3.3").since(V2025_11_25),
            "two metadata documents of one server name the same issuer",
            Open,
        ),
        requirement(
            "ASM-21",
            RFC8414.must("3.3"),
            "the location for an issuer that does not exist serves no other issuer's document",
            Open,
        ),
        requirement(
            "ASM-22",
            RFC8414.must("2.1"),
            "signed metadata is a signed JWT that names its issuer",
            Open,
        ),
        requirement("ASM-23", RFC8414.must("2"), "each endpoint that the metadata names is there", Open),
        requirement(
            "ASM-24",
            RFC9325.must("3.1.1"),
            "no endpoint speaks TLS 1.1 or older",
            Excluded(
                "Neither a client nor the TLS library of this tool offers such a handshake, and what answers one is \
                 the edge in front of the server: a scanner for TLS tells it.",
            ),
        ),
    ],
};
