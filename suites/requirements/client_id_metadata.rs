//! Client ID metadata documents.

use super::{Requirement, requirement};
use crate::{
    coverage::{
        Coverage::{Covered, Excluded},
        Group, reason,
    },
    spec::{CIMD_00, CIMD_01, MCP, Revision::V2025_11_25},
};

pub(super) const GROUP: Group<Requirement> = Group {
    title: "client ID metadata documents",
    entries: &[
        requirement(
            "CIMD-01",
            MCP.should("basic/authorization/client-registration#client-id-metadata-documents")
                .since(V2025_11_25),
            "a client can be identified by the URL of its metadata document",
            Excluded(
                "A recommendation that most servers follow by registration alone, which each client takes: that there is a way to become a client is judged by `registration-is-possible`.",
            ),
        ),
        requirement(
            "CIMD-02",
            CIMD_00.must("5").since(V2025_11_25),
            "a server that takes metadata documents says so in its metadata",
            Covered(&["client-id-metadata-document-support-is-announced"]),
        ),
        requirement(
            "CIMD-03",
            MCP.should("basic/authorization/client-registration#implementation-requirements")
                .since(V2025_11_25),
            "the metadata document of a client is fetched",
            Excluded(reason::HOSTED_DOCUMENT),
        ),
        requirement(
            "CIMD-04",
            MCP.must("basic/authorization/client-registration#implementation-requirements")
                .since(V2025_11_25),
            "a document whose `client_id` is not its own URL is refused",
            Excluded(reason::HOSTED_DOCUMENT),
        ),
        requirement(
            "CIMD-05",
            MCP.must("basic/authorization/client-registration#implementation-requirements")
                .since(V2025_11_25),
            "a redirect URI that the document does not list is refused",
            Covered(&["metadata-document-bounds-the-redirect-uri"]),
        ),
        requirement(
            "CIMD-06",
            MCP.must("basic/authorization/client-registration#implementation-requirements")
                .since(V2025_11_25),
            "a document that is no JSON or lacks a required member is refused",
            Excluded(reason::HOSTED_DOCUMENT),
        ),
        requirement(
            "CIMD-07",
            MCP.should("basic/authorization/client-registration#implementation-requirements")
                .since(V2025_11_25),
            "a document is kept for as long as its caching header fields allow",
            Excluded(reason::HOSTED_DOCUMENT),
        ),
        requirement(
            "CIMD-08",
            CIMD_00.must("4.4").since(V2025_11_25),
            "an error in place of a document is not kept",
            Excluded(reason::HOSTED_DOCUMENT),
        ),
        requirement(
            "CIMD-09",
            CIMD_00.must("3").since(V2025_11_25),
            "the URL of a document is an https URL with a path, and plain in every other respect",
            Covered(&["metadata-document-url-is-vetted"]),
        ),
        requirement(
            "CIMD-10",
            CIMD_00.must("4.1").since(V2025_11_25),
            "a document has no shared secret",
            Excluded(reason::HOSTED_DOCUMENT),
        ),
        requirement(
            "CIMD-11",
            CIMD_00.must("6.2").since(V2025_11_25),
            "a document that names a key makes its client prove that it has it",
            Excluded(reason::HOSTED_DOCUMENT),
        ),
        requirement(
            "CIMD-12",
            CIMD_01.must("4").since(V2025_11_25),
            "only status 200 brings a document, and no redirect is followed",
            Excluded(reason::HOSTED_DOCUMENT),
        ),
        requirement(
            "CIMD-13",
            CIMD_01.must("6.5").since(V2025_11_25),
            "no document is fetched from a private address",
            Covered(&["metadata-documents-come-from-public-hosts"]),
        ),
        requirement(
            "CIMD-14",
            CIMD_00.should("6.6").since(V2025_11_25),
            "a document of a megabyte is not read",
            Excluded(reason::HOSTED_DOCUMENT),
        ),
        requirement(
            "CIMD-15",
            CIMD_00.should("4.3").since(V2025_11_25),
            "a document that cannot be fetched ends the authorization request",
            Covered(&["unreachable-metadata-document-ends-the-request"]),
        ),
        requirement(
            "CIMD-16",
            MCP.must("basic/authorization/security-considerations#localhost-redirect-uri-risks")
                .since(V2025_11_25),
            "the consent page shows the host of the redirect URI",
            Covered(&["consent-page-names-the-redirect-host"]),
        ),
        requirement(
            "CIMD-17",
            CIMD_00.should("6.4").since(V2025_11_25),
            "the consent page shows the host of the client's document",
            Covered(&["consent-page-names-the-metadata-document-host"]),
        ),
        requirement(
            "CIMD-18",
            CIMD_01.should("6.9").since(V2025_11_25),
            "an identifier that the server makes up does not look like a document's URL",
            Covered(&["registered-ids-are-no-https-urls"]),
        ),
    ],
};
