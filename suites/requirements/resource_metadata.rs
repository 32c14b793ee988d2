//! Protected resource metadata.

use super::{Requirement, requirement};
use crate::{
    coverage::{Coverage::Covered, Group},
    spec::{
        Clause, MCP, RFC6749, RFC8414, RFC9728,
        Revision::{V2025_06_18, V2025_11_25, V2026_07_28},
    },
};

const DISCOVERY: Clause = MCP
    .must(
        "basic/authorization/authorization-server-discovery#protected-resource-metadata-discovery-requirements",
    )
    .since(V2025_11_25);

pub(super) const GROUP: Group<Requirement> = Group {
    title: "protected resource metadata",
    entries: &[
        requirement(
            "PRM-01",
            DISCOVERY,
            "the metadata is found by the challenge or at one of the two well-known locations",
            Covered(&["resource-metadata-is-discoverable"]),
        ),
        requirement(
            "PRM-02",
            MCP.must("basic/authorization#authorization-server-location")
                .since(V2025_06_18)
                .until(V2025_06_18),
            "each 401 names the location of the metadata",
            Covered(&["challenge-names-resource-metadata"]),
        ),
        requirement(
            "PRM-03",
            RFC9728.must("3").since(V2025_06_18),
            "the metadata is at the location that `resource` itself leads to",
            Covered(&["resource-metadata-is-where-its-resource-says"]),
        ),
        requirement(
            "PRM-04",
            RFC9728.must("3.1").since(V2025_06_18),
            "the location for a bare host has no slash at its end",
            Covered(&["resource-metadata-is-where-its-resource-says"]),
        ),
        requirement(
            "PRM-05",
            RFC9728.must("3.2").since(V2025_06_18),
            "the metadata comes with status 200, as a JSON object and named so",
            Covered(&[
                "resource-metadata-has-json-content-type",
                "resource-metadata-is-json-or-not-found",
                "challenge-metadata-url-answers",
            ]),
        ),
        requirement(
            "PRM-06",
            RFC9728.must("2").since(V2025_06_18),
            "the metadata has a `resource`",
            Covered(&["resource-names-the-endpoint-origin"]),
        ),
        requirement(
            "PRM-07",
            RFC9728.must("1.2").since(V2025_06_18),
            "`resource` is an https URL and has no fragment",
            Covered(&["resource-is-an-https-url-without-fragment"]),
        ),
        requirement(
            "PRM-08",
            RFC9728.should("1.2").since(V2025_06_18),
            "`resource` has no query",
            Covered(&["resource-has-no-query"]),
        ),
        requirement(
            "PRM-09",
            RFC9728.must("3.3").since(V2025_06_18),
            "`resource` is the very identifier from which the well-known location was made",
            Covered(&["resource-is-the-entered-url"]),
        ),
        requirement(
            "PRM-10",
            RFC9728.must("3.3").since(V2025_06_18),
            "`resource` is the very URL whose challenge led to the metadata",
            Covered(&["resource-is-the-entered-url"]),
        ),
        requirement(
            "PRM-11",
            MCP.must("basic/authorization/authorization-server-discovery#authorization-server-location")
                .since(V2025_06_18),
            "`authorization_servers` has at least one entry",
            Covered(&["authorization-servers-are-listed"]),
        ),
        requirement(
            "PRM-12",
            RFC8414.must("2").since(V2025_06_18),
            "each entry of `authorization_servers` is an https URL without query and fragment",
            Covered(&["authorization-servers-are-listed"]),
        ),
        requirement(
            "PRM-13",
            RFC9728.should("2").since(V2025_06_18),
            "the metadata lists the scopes of the resource",
            Covered(&["resource-metadata-lists-scopes"]),
        ),
        requirement(
            "PRM-14",
            RFC6749.must("3.3").since(V2025_06_18),
            "each scope in the metadata is one token, without space, quote or backslash",
            Covered(&["listed-scopes-are-scope-tokens"]),
        ),
        requirement(
            "PRM-15",
            MCP.should("basic/authorization#refresh-tokens").since(V2026_07_28),
            "the resource does not list `offline_access` among its scopes",
            Covered(&["resource-asks-for-no-offline-access"]),
        ),
        requirement(
            "PRM-16",
            RFC9728.must("3.2").since(V2025_06_18),
            "a member without a value is left out of the metadata",
            Covered(&["resource-metadata-has-no-empty-member"]),
        ),
        requirement(
            "PRM-17",
            RFC9728.must("2").since(V2025_06_18),
            "`bearer_methods_supported`, where it is there, has `header`",
            Covered(&["bearer-methods-include-header"]),
        ),
        requirement(
            "PRM-18",
            RFC9728.must("2").since(V2025_06_18),
            "the resource's keys are at an https URL, and mixed ones say what they are for",
            Covered(&["resource-keys-are-public"]),
        ),
        requirement(
            "PRM-19",
            RFC9728.should("2").since(V2025_06_18),
            "the metadata gives the resource a name for people",
            Covered(&["resource-metadata-has-a-name"]),
        ),
        requirement(
            "PRM-20",
            RFC9728.must("3.1").since(V2025_06_18),
            "the metadata can be read without a token",
            Covered(&["resource-metadata-is-json-or-not-found"]),
        ),
        requirement(
            "PRM-21",
            RFC9728.must("7.3").since(V2025_06_18),
            "the location for a resource that does not exist answers with an error",
            Covered(&["metadata-of-an-unknown-path-is-not-found"]),
        ),
        requirement(
            "PRM-22",
            RFC9728.must("7.1").since(V2025_06_18),
            "the metadata is served over TLS",
            Covered(&["challenge-metadata-url-is-https"]),
        ),
        requirement(
            "PRM-23",
            RFC9728.should("4").since(V2025_06_18),
            "an authorization server that lists its resources lists those that name it",
            Covered(&["protected-resources-agree"]),
        ),
    ],
};
