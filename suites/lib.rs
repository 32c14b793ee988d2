//! What an OAuth-protected MCP server must do so that every Claude client connects: one check a file.
//!
//! Pure: no network, no clock, no terminal. A check sees the server under test through [`session::Session`]; the
//! [`fault::Fault`] in its file makes a conforming server fail it.

mod access;
mod access_token;
pub mod address;
mod authorization;
mod caching;
mod callback;
mod challenge;
pub mod check;
pub mod client;
mod consent;
mod content_security_policy;
mod cookies;
pub mod coverage;
pub mod edge;
pub mod exchange;
pub mod failures;
pub mod fault;
mod headers;
mod json;
mod latency;
mod level;
mod management;
mod markup;
pub mod oauth;
pub mod obstacle;
mod proof_key;
pub mod query;
mod reachability;
mod refresh;
mod registration;
pub mod requirements;
mod resource_metadata;
mod revocation;
mod scope;
mod server_metadata;
pub mod session;
pub mod spec;
pub mod steps;
mod token;
mod tool;
mod transport;
mod upstream;
mod vendor_error;
mod violation;
mod web_page;

use check::{Check, Suite};

/// Every suite, in the order in which a client meets the server.
pub const ALL: &[Suite] = &[
    reachability::SUITE,
    challenge::SUITE,
    resource_metadata::SUITE,
    server_metadata::SUITE,
    registration::SUITE,
    management::SUITE,
    authorization::SUITE,
    callback::SUITE,
    token::SUITE,
    refresh::SUITE,
    access::SUITE,
    access_token::SUITE,
    scope::SUITE,
    transport::SUITE,
    tool::SUITE,
    latency::SUITE,
    web_page::SUITE,
    revocation::SUITE,
];

/// Every check with the suite that it belongs to.
pub fn checks() -> impl Iterator<Item = (&'static Suite, &'static Check)> {
    ALL.iter().flat_map(|suite| suite.checks.iter().map(move |check| (suite, *check)))
}

/// The check of this id.
pub fn check(id: &str) -> Option<(&'static Suite, &'static Check)> {
    checks().find(|(_, check)| check.id == id)
}

/// What a check file needs.
mod prelude {
    pub(crate) use serde_json::{Value, json};
    pub(crate) use url::Url;

    pub(crate) use crate::{
        check::{
            AskedBy::{Anyone, EachClient},
            Check,
            Effect::{Breaks, Degrades, Harmless},
            Finding, Impact, Judgement,
            Level::{Interop, May, Must, Should},
            Needs::{Approvals, Nothing, Registration, Sacrifices, Tokens},
            ensure, inapplicable,
        },
        exchange::{Exchange, Request, Response},
        fault::{Endpoint, Fault},
        json::null_member,
        oauth::{challenge, well_known},
        obstacle::Obstacle,
        session::Session,
        spec::{
            MCP, OAUTH_2_1, RFC6749, RFC6750, RFC7517, RFC7591, RFC7636, RFC8252, RFC8414, RFC8707, RFC9110,
            RFC9207, RFC9700, RFC9728,
            Revision::{V2025_06_18, V2025_11_25, V2026_07_28},
            SECURITY_BEST_PRACTICES,
        },
    };
}
