//! The switches of a profile with which it speaks MCP.

use super::{Identity, SignsIn, Sourced};

/// How a client speaks MCP.
#[derive(Debug)]
pub struct SessionRules {
    /// Who it says it is to its user's server.
    pub identity: Sourced<Identity>,
    /// Whether it speaks the stateless wire without asking first whether the server does.
    pub is_stateless: Sourced<bool>,
    /// The revision that `initialize` offers.
    pub offers: Sourced<&'static str>,
    /// `Accept` of POST requests.
    pub accept: Sourced<&'static str>,
    /// When `Mcp-Session-Id` is sent back.
    pub session_echo: Sourced<SessionEcho>,
    /// Whether a 404 to a message of a session makes it begin another one, and send the message there.
    pub begins_anew: Sourced<bool>,
    /// Whether `Mcp-Method` stands on every POST (`true`) or on those of the 2026-07-28 wire only.
    pub always_names_method: Sourced<bool>,
    /// Where its user signs in, where a request of the session is challenged.
    pub signs_in: Sourced<SignsIn>,
    /// Whether a session lasts as long as its user uses the client.
    pub stays_open: Sourced<bool>,
    /// Whether a fresh token that is refused even after a renewal is dropped, and the request sent without one.
    pub drops_rejected: Sourced<bool>,
    /// When it turns to the HTTP+SSE transport.
    pub legacy_transport: Sourced<LegacyTransport>,
}

/// When a client turns to the HTTP+SSE transport of MCP 2024-11-05.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LegacyTransport {
    /// Never.
    Never,
    /// When it fails to connect by an error that tells of 404 or 405.
    AfterFailure,
    /// Where the path of the URL ends in `/sse`.
    ByUrl,
}

/// When a client sends `Mcp-Session-Id` back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionEcho {
    /// With every message of the session.
    Always,
    /// With a message that was refused without it (400 or 404).
    WhenRefused,
}
