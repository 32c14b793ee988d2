//! The client by the letter of the first two revisions: what they say otherwise than 2025-11-25.

use super::{
    Client, MetadataDocument, Profile, RegistrationRules, ResourceRules, ServerRules, SessionRules, inferred,
    spec::{PHASES_2025_03_26, REGISTRATION, SERVER, SESSION, V2025_11_25},
    specified,
};
use crate::spec::Revision;

/// MCP 2025-06-18.
pub(super) const V2025_06_18: Profile = Profile {
    client: Client::Spec(Revision::V2025_06_18),
    version: "2025-06-18",
    server: ServerRules {
        reads_openid: specified(false, "MCP 2025-06-18, Authorization Server Metadata Discovery: RFC 8414"),
        demands_challenge_methods: inferred(false, "no clause of this revision says so"),
        ..SERVER
    },
    registration: RegistrationRules {
        metadata_document: inferred(MetadataDocument::None, "not in this revision"),
        ..REGISTRATION
    },
    session: SessionRules {
        offers: specified("2025-06-18", "MCP 2025-06-18, Lifecycle, Version Negotiation"),
        ..SESSION
    },
    ..V2025_11_25
};

/// MCP 2025-03-26.
pub(super) const V2025_03_26: Profile = Profile {
    client: Client::Spec(Revision::V2025_03_26),
    version: "2025-03-26",
    phases: specified(PHASES_2025_03_26, "MCP 2025-03-26, Authorization Flow Steps; Lifecycle"),
    resource: ResourceRules {
        is_read: specified(
            false,
            "MCP 2025-03-26, Authorization Base URL: the path of the MCP URL is dropped",
        ),
        ..V2025_11_25.resource
    },
    server: ServerRules {
        default_endpoints: specified(
            true,
            "MCP 2025-03-26, Fallbacks for Servers without Metadata Discovery",
        ),
        ..V2025_06_18.server
    },
    session: SessionRules {
        offers: specified("2025-03-26", "MCP 2025-03-26, Lifecycle, Version Negotiation"),
        ..SESSION
    },
    ..V2025_06_18
};
