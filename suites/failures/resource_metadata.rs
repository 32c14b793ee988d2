//! Protected resource metadata.

use super::{
    Failure,
    Hit::{Breaks, Degrades, Harmless},
    failure, hits,
};
use crate::coverage::{Coverage::Covered, Group};

pub(super) const GROUP: Group<Failure> = Group {
    title: "protected resource metadata",
    entries: &[
        failure(
            "P-01",
            "the metadata is not where a client looks for it",
            hits(Breaks, Degrades, Degrades),
            Covered(&[
                "resource-metadata-is-discoverable",
                "resource-metadata-is-at-the-well-known-location",
            ]),
        ),
        failure(
            "P-02",
            "`resource` is on another host",
            hits(Breaks, Breaks, Breaks),
            Covered(&["resource-names-the-endpoint-origin"]),
        ),
        failure(
            "P-03",
            "a well-known location answers with a web page",
            hits(Breaks, Breaks, Breaks),
            Covered(&[
                "resource-metadata-is-json-or-not-found",
                "server-metadata-locations-answer-cleanly",
                "unknown-well-known-path-is-not-found",
            ]),
        ),
        failure(
            "P-04",
            "`resource` is the bare host where the MCP URL has a path, or the reverse",
            hits(Breaks, Harmless, Harmless),
            Covered(&["resource-is-the-entered-url"]),
        ),
        failure(
            "P-05",
            "`resource` has another path on the same host",
            hits(Harmless, Breaks, Breaks),
            Covered(&["resource-names-the-endpoint-origin"]),
        ),
        failure(
            "P-06",
            "`resource` is plain http",
            hits(Breaks, Breaks, Breaks),
            Covered(&["resource-names-the-endpoint-origin"]),
        ),
        failure(
            "P-07",
            "a slash at the end makes `resource` and audience differ",
            hits(Breaks, Breaks, Breaks),
            Covered(&[
                "resource-is-the-entered-url",
                "resource-of-a-host-has-no-slash",
                "fresh-token-is-accepted",
            ]),
        ),
        failure(
            "P-08",
            "metadata is published for an endpoint that needs no token",
            hits(Breaks, Degrades, Harmless),
            Covered(&["anonymous-request-is-unauthorized"]),
        ),
        failure(
            "P-09",
            "the metadata itself asks for a token",
            hits(Breaks, Breaks, Breaks),
            Covered(&["resource-metadata-is-json-or-not-found"]),
        ),
        failure(
            "P-10",
            "`authorization_servers` is missing, empty, or no list of issuers",
            hits(Breaks, Breaks, Breaks),
            Covered(&[
                "authorization-servers-are-listed",
                "resource-metadata-has-no-null",
                "server-metadata-is-discoverable",
            ]),
        ),
        failure(
            "P-11",
            "the metadata at the root of a shared host is that of another application",
            hits(Breaks, Breaks, Breaks),
            Covered(&["resource-names-the-endpoint-origin"]),
        ),
        failure(
            "P-12",
            "the metadata is cached beyond its time",
            hits(Degrades, Degrades, Harmless),
            Covered(&["metadata-is-not-cached-for-long"]),
        ),
    ],
};
