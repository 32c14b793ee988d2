//! What the documents demand of a server, requirement by requirement, and what the catalogue does about each.
//!
//! Collected from the texts of MCP in its revisions, of OAuth and of what both build on. The ids are for reference only;
//! numbers in an area have no gap, so that none is lost unnoticed.

mod access_token;
mod authorization;
mod challenge;
mod client_authentication;
mod client_id_metadata;
mod extension;
mod older_revisions;
mod pkce;
mod redirect_uri;
mod refresh;
mod registration;
mod resource_indicator;
mod resource_metadata;
mod revocation;
mod scope;
mod security;
mod server_metadata;
mod session;
mod token;
mod transport;
mod web_page;

use crate::{
    coverage::{Coverage, Group},
    spec::Clause,
};

/// One requirement.
#[derive(Debug)]
pub struct Requirement {
    /// Area and number.
    pub id: &'static str,
    /// The clause that demands it.
    pub clause: Clause,
    /// What it demands, as a fragment that completes "The server conforms if …".
    pub text: &'static str,
    /// What the catalogue does about it.
    pub coverage: Coverage,
}

const fn requirement(
    id: &'static str,
    clause: Clause,
    text: &'static str,
    coverage: Coverage,
) -> Requirement {
    Requirement { id, clause, text, coverage }
}

/// Every requirement, in the order in which a client meets them.
pub const ALL: &[Group<Requirement>] = &[
    challenge::GROUP,
    resource_metadata::GROUP,
    server_metadata::GROUP,
    registration::GROUP,
    client_id_metadata::GROUP,
    redirect_uri::GROUP,
    authorization::GROUP,
    pkce::GROUP,
    resource_indicator::GROUP,
    client_authentication::GROUP,
    token::GROUP,
    refresh::GROUP,
    access_token::GROUP,
    scope::GROUP,
    transport::GROUP,
    session::GROUP,
    revocation::GROUP,
    security::GROUP,
    web_page::GROUP,
    older_revisions::GROUP,
    extension::GROUP,
];
