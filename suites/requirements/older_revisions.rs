//! Older revisions.

use super::{Requirement, requirement};
use crate::{
    coverage::{
        Coverage::{Covered, Excluded},
        Group,
    },
    spec::{MCP, MCP_2024_11_05, Revision::V2025_03_26},
};

pub(super) const GROUP: Group<Requirement> = Group {
    title: "older revisions",
    entries: &[
        requirement(
            "LEGACY-01",
            MCP.must("basic/authorization#authorization-base-url").until(V2025_03_26),
            "the metadata is at the origin of the MCP URL, whatever its path",
            Covered(&["server-metadata-is-at-the-origin"]),
        ),
        requirement(
            "LEGACY-02",
            MCP.must("basic/authorization#fallbacks-for-servers-without-metadata-discovery")
                .until(V2025_03_26),
            "a server without metadata has its endpoints at the default paths",
            Covered(&["default-endpoints-answer"]),
        ),
        requirement(
            "LEGACY-03",
            MCP.must("basic/authorization#error-handling").until(V2025_03_26),
            "a request without a token gets status 401",
            Covered(&["anonymous-request-is-unauthorized"]),
        ),
        requirement(
            "LEGACY-04",
            MCP_2024_11_05.must("basic/transports#http-with-sse"),
            "the old event stream begins with the address for messages",
            Excluded("Revision 2024-11-05 knows no authorization, and no Claude client asks for it."),
        ),
    ],
};
