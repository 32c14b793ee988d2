//! How connections of real users failed, class by class, and what the catalogue does about each.
//!
//! Collected from public threads of users and of the people who answered them; which client suffers, and how, is what
//! those threads say.

mod authorization;
mod callback;
mod challenge;
mod reachability;
mod reconnection;
mod refresh;
mod registration;
mod resource_metadata;
mod scope;
mod server_metadata;
mod time;
mod token;
mod tool;
mod transport;

use crate::{
    check::Effect,
    client::Client,
    coverage::{Coverage, Group},
};

/// One class of failures.
#[derive(Debug)]
pub struct Failure {
    /// Stage and number.
    pub id: &'static str,
    /// What goes wrong, as a fragment.
    pub title: &'static str,
    /// Whom it hits.
    pub hits: Hits,
    /// What the catalogue does about it.
    pub coverage: Coverage,
}

/// Whom a class of failures hits, and how hard.
#[derive(Debug)]
pub struct Hits {
    web: Hit,
    code: Hit,
    mcp_remote: Hit,
}

impl Hits {
    /// The effect on `client`, where it is known.
    pub const fn on(&self, client: Client) -> Option<Effect> {
        match client {
            Client::ClaudeWeb => self.web.effect(),
            Client::ClaudeCode => self.code.effect(),
            Client::McpRemote => self.mcp_remote.effect(),
            // Nobody uses a client to the letter, and no thread tells of one.
            Client::Spec(_) => None,
        }
    }
}

/// An effect on one client, or that nothing is known of it.
#[derive(Clone, Copy, Debug)]
enum Hit {
    Breaks,
    Degrades,
    Harmless,
    Unknown,
}

impl Hit {
    const fn effect(self) -> Option<Effect> {
        match self {
            Self::Breaks => Some(Effect::Breaks),
            Self::Degrades => Some(Effect::Degrades),
            Self::Harmless => Some(Effect::Harmless),
            Self::Unknown => None,
        }
    }
}

const fn hits(web: Hit, code: Hit, mcp_remote: Hit) -> Hits {
    Hits { web, code, mcp_remote }
}

const fn failure(id: &'static str, title: &'static str, hits: Hits, coverage: Coverage) -> Failure {
    Failure { id, title, hits, coverage }
}

/// Every class of failures, in the order in which a client meets them.
pub const ALL: &[Group<Failure>] = &[
    reachability::GROUP,
    challenge::GROUP,
    resource_metadata::GROUP,
    server_metadata::GROUP,
    registration::GROUP,
    authorization::GROUP,
    callback::GROUP,
    token::GROUP,
    refresh::GROUP,
    transport::GROUP,
    scope::GROUP,
    reconnection::GROUP,
    time::GROUP,
    tool::GROUP,
];
