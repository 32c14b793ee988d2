//! What each Claude client tries, in which order, and what it refuses: data, each value with its source.
//!
//! A changed client is a changed table in one of the files below; the flow that reads the tables knows no client by name.

mod callback;
mod claude_code;
mod claude_web;
mod discovery;
mod evidence;
mod grant;
mod later;
mod listing;
mod mcp_remote;
mod profile;
mod redirect_uri;
mod session;
mod spec;
mod spec_first;

pub use callback::{CallbackPages, CallbackRules, Shown};
pub use discovery::*;
pub use evidence::*;
pub use grant::*;
pub use later::*;
pub use listing::Rule;
pub use profile::*;
pub use redirect_uri::*;
pub use session::*;

use crate::spec::Revision;

/// A client that can be played.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Client {
    /// The hosted connector of claude.ai, Desktop, mobile and Cowork.
    ClaudeWeb,
    /// Claude Code, the command line client.
    ClaudeCode,
    /// The `mcp-remote` bridge between a stdio client and a remote server.
    McpRemote,
    /// A client that follows a revision of MCP to the letter.
    Spec(Revision),
}

impl Client {
    /// Every client, that of the letter by the newest revision.
    pub const ALL: [Self; 4] =
        [Self::ClaudeWeb, Self::ClaudeCode, Self::McpRemote, Self::Spec(Revision::V2026_07_28)];

    /// The Claude clients, in the order of reports.
    pub const CLAUDE: [Self; 3] = [Self::ClaudeWeb, Self::ClaudeCode, Self::McpRemote];

    /// Its name on the command line and in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ClaudeWeb => "claude-web",
            Self::ClaudeCode => "claude-code",
            Self::McpRemote => "mcp-remote",
            Self::Spec(_) => "spec",
        }
    }

    /// Its name in a sentence.
    pub const fn title(self) -> &'static str {
        match self {
            Self::ClaudeWeb => "Claude Web",
            Self::ClaudeCode => "Claude Code",
            Self::McpRemote => "mcp-remote",
            Self::Spec(_) => "MCP to the letter",
        }
    }

    /// Its profile.
    pub const fn profile(self) -> &'static Profile {
        match self {
            Self::ClaudeWeb => &claude_web::PROFILE,
            Self::ClaudeCode => &claude_code::PROFILE,
            Self::McpRemote => &mcp_remote::PROFILE,
            Self::Spec(Revision::V2025_03_26) => &spec_first::V2025_03_26,
            Self::Spec(Revision::V2025_06_18) => &spec_first::V2025_06_18,
            Self::Spec(Revision::V2025_11_25) => &spec::V2025_11_25,
            Self::Spec(Revision::V2026_07_28) => &spec::V2026_07_28,
        }
    }
}
