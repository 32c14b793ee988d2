//! What each Claude client tries, in which order, and what it refuses: data, each value with its source.
//!
//! A changed client is a changed table in one of the files below; the flow that reads the tables knows no client by name.

mod callback;
mod claude_code;
mod claude_web;
mod evidence;
mod later;
mod listing;
mod mcp_remote;
mod profile;
mod redirect_uri;
mod rules;

pub use callback::{CallbackPages, CallbackRules, Shown};
pub use evidence::*;
pub use later::*;
pub use listing::Rule;
pub use profile::*;
pub use redirect_uri::*;
pub use rules::*;

/// A Claude client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Client {
    /// The hosted connector of claude.ai, Desktop, mobile and Cowork.
    ClaudeWeb,
    /// Claude Code, the command line client.
    ClaudeCode,
    /// The `mcp-remote` bridge between a stdio client and a remote server.
    McpRemote,
}

impl Client {
    /// The clients, in the order of reports.
    pub const ALL: [Self; 3] = [Self::ClaudeWeb, Self::ClaudeCode, Self::McpRemote];

    /// Its name on the command line and in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ClaudeWeb => "claude-web",
            Self::ClaudeCode => "claude-code",
            Self::McpRemote => "mcp-remote",
        }
    }

    /// Its name in a sentence.
    pub const fn title(self) -> &'static str {
        match self {
            Self::ClaudeWeb => "Claude Web",
            Self::ClaudeCode => "Claude Code",
            Self::McpRemote => "mcp-remote",
        }
    }

    /// Its profile.
    pub const fn profile(self) -> &'static Profile {
        match self {
            Self::ClaudeWeb => &claude_web::PROFILE,
            Self::ClaudeCode => &claude_code::PROFILE,
            Self::McpRemote => &mcp_remote::PROFILE,
        }
    }
}
