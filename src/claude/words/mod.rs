//! What a client's user sees, in the client's own words, and what happened in ours.
//!
//! The texts of Claude Code and mcp-remote are recorded (`fixtures/wire`); those of Claude Web come from its users'
//! reports and its documentation, and where none is known for a cause, the one of the stage is given. The client by the
//! letter has no words of its own: its user is told what happened.

mod claude_code;
mod claude_web;
mod mcp_remote;
mod sdk;

use serde_json::Value;
use suites::client::{Client, Phase};
use url::Url;

use super::{explanation, failure::Failure, schema};

/// What a user sees when all went well.
pub(super) const fn connected(client: Client) -> &'static str {
    match client {
        Client::ClaudeWeb => "Connected",
        Client::ClaudeCode => "✔ Connected",
        Client::McpRemote => "Connected to remote server",
        Client::Spec(_) => "connected",
    }
}

/// A list of schema issues as the client prints it.
pub(super) fn issues(client: Client, issues: &[Value]) -> String {
    match client {
        Client::McpRemote => format!("ZodError: {}", schema::in_lines(issues)),
        _ => schema::on_one_line(issues),
    }
}

/// What the client's JSON parser says of a body that is none.
pub(super) fn not_json(client: Client, body: &str) -> String {
    let word: String = body
        .trim_start()
        .chars()
        .take_while(|byte| byte.is_alphanumeric() || *byte == '_')
        .collect();
    let start = body.trim_start().chars().next().unwrap_or(' ');
    match client {
        Client::McpRemote if body.is_empty() => "SyntaxError: Unexpected end of JSON input".into(),
        Client::McpRemote => {
            let begin: String = body.chars().take(10).collect();
            format!("SyntaxError: Unexpected token '{start}', \"{begin}\"... is not valid JSON")
        }
        _ if body.trim().is_empty() => "JSON Parse error: Unexpected EOF".into(),
        _ if word.is_empty() => format!("JSON Parse error: Unrecognized token '{start}'"),
        _ => format!("JSON Parse error: Unexpected identifier \"{word}\""),
    }
}

/// What a user sees at the end of a phase that went well.
pub(super) fn phase_done(client: Client, phase: &Phase) -> &'static str {
    match client {
        Client::ClaudeCode if phase.signs_in() => {
            "Authenticated with \"rec\". Its tools are now available in Claude Code."
        }
        Client::McpRemote if phase.signs_in() => "Completing authorization...",
        _ => connected(client),
    }
}

/// What a user sees who signed out.
pub(super) const SIGNED_OUT: &str =
    "Signed out of \"rec\". Run `claude mcp login rec` to authenticate again.";

/// What the client's user sees.
pub(super) fn message(client: Client, failure: &Failure, target: &Url, in_login: bool) -> String {
    match failure {
        Failure::Unplayable(_, obstacle) => obstacle.to_string(),
        _ => match client {
            Client::ClaudeWeb => claude_web::message(failure, target),
            Client::ClaudeCode => claude_code::message(failure, target, in_login),
            Client::McpRemote => mcp_remote::message(failure, target),
            Client::Spec(_) => explanation::what(failure, target),
        },
    }
}
