//! Resource indicators.

use super::{Requirement, requirement};
use crate::{
    coverage::{Coverage::Covered, Group},
    spec::{MCP, RFC8707, RFC9728, Revision::V2025_06_18},
};

pub(super) const GROUP: Group<Requirement> = Group {
    title: "resource indicators",
    entries: &[
        requirement(
            "RES-01",
            MCP.must("basic/authorization#resource-parameter-implementation").since(V2025_06_18),
            "the parameter `resource` does no harm at either endpoint",
            Covered(&["authorization-page-answers", "token-error-is-invalid-grant"]),
        ),
        requirement(
            "RES-02",
            RFC9728.must("3.3").since(V2025_06_18),
            "the `resource` of the metadata gets a token that opens the resource",
            Covered(&["fresh-token-is-accepted", "tools-are-listed"]),
        ),
        requirement(
            "RES-03",
            RFC8707.should("2.1").since(V2025_06_18),
            "a resource that the server does not know is `invalid_target`",
            Covered(&["unknown-resource-is-invalid-target"]),
        ),
        requirement(
            "RES-04",
            RFC8707.must("2").since(V2025_06_18),
            "a resource that is relative or has a fragment is `invalid_target`",
            Covered(&["malformed-resource-is-invalid-target"]),
        ),
        requirement(
            "RES-05",
            RFC8707.should("2").since(V2025_06_18),
            "a token is restricted to the resource that was asked for",
            Covered(&["token-audience-is-the-resource"]),
        ),
        requirement(
            "RES-06",
            RFC8707.may("2.2").since(V2025_06_18),
            "a token request does not go beyond the resources that were approved",
            Covered(&["token-request-stays-within-the-approved-resource"]),
        ),
        requirement(
            "RES-07",
            RFC8707.may("2").since(V2025_06_18),
            "a request with several resources gets a proper answer",
            Covered(&["several-resources-are-survivable"]),
        ),
        requirement(
            "RES-08",
            MCP.should("basic/authorization#canonical-server-uri").since(V2025_06_18),
            "scheme and host of a resource are read in any case",
            Covered(&["resource-host-is-read-in-any-case"]),
        ),
        requirement(
            "RES-09",
            MCP.should("basic/authorization#canonical-server-uri").since(V2025_06_18),
            "the identifier of a resource has no slash at its end that means nothing",
            Covered(&["resource-of-a-host-has-no-slash"]),
        ),
    ],
};
