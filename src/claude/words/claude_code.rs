//! The words of Claude Code, recorded.

use suites::{
    client::Client, exchange::Response, oauth::challenge::Challenge, obstacle::Obstacle, session::Stage,
    steps::contact::challenges_of,
};
use url::Url;

use super::sdk;
use crate::claude::failure::Failure;

/// What its user sees of a failure of `claude mcp login`, or of `claude mcp list`.
pub(super) fn message(failure: &Failure, target: &Url, in_login: bool) -> String {
    if in_login {
        return login(failure, target);
    }
    call(failure).unwrap_or_else(|| without_path(&list(failure, target), target))
}

/// `claude mcp list`.
fn list(failure: &Failure, target: &Url) -> String {
    let told = match failure {
        Failure::SignInNeeded(_)
        | Failure::NotRenewed(..)
        | Failure::TokenRefused(_)
        | Failure::TokenLost(_)
        | Failure::ServerMetadataInvalid(_)
        | Failure::RegistrationInvalid(_) => return "! Needs authentication".into(),
        Failure::ContactRefused(exchange) if exchange.response.status == 403 => {
            return "! Needs authentication".into();
        }
        Failure::ContactRefused(exchange) | Failure::SessionBroken(exchange) => {
            not_mcp(&exchange.response, target)
        }
        Failure::NoAnswer(_, Obstacle::TimedOut { seconds, .. }) => {
            format!("connection timed out after {}ms", seconds * 1000)
        }
        Failure::NoAnswer(_, obstacle) => obstacle.to_string(),
        _ => sdk::message(failure, Client::ClaudeCode, target).unwrap_or_default(),
    };
    format!("✘ Failed to connect — {told}")
}

/// What the result of a tool call says where it was refused; `None` where no tool was called.
fn call(failure: &Failure) -> Option<String> {
    let (Failure::TokenRefused(exchange)
    | Failure::NotRenewed(exchange, _)
    | Failure::SessionBroken(exchange)) = failure
    else {
        return None;
    };
    let asked: serde_json::Value = serde_json::from_str(&exchange.request.body).ok()?;
    if asked["method"] != "tools/call" {
        return None;
    }
    let challenge = challenges_of(exchange).into_iter().find(Challenge::is_bearer);
    let scope = challenge.as_ref().and_then(|challenge| challenge.parameter("scope"));
    Some(match (exchange.response.status, scope) {
        (403, Some(scope)) => format!(
            "MCP server \"rec\" needs additional permissions (scope: \"{scope}\") — run /mcp to re-authenticate"
        ),
        (401, _) => "MCP server \"rec\" needs you to sign in again (run /mcp to re-authenticate)".into(),
        _ => format!("Error POSTing to endpoint: {}", exchange.response.body),
    })
}

/// What `claude mcp list` says of an answer that is not MCP.
fn not_mcp(response: &Response, target: &Url) -> String {
    match response.status {
        404 => format!("MCP endpoint not found at {target}"),
        200..=299 => {
            format!("CLIENT_HTTP_UNEXPECTED_CONTENT: Unexpected content type: {}", response.media_type())
        }
        status => format!("HTTP {status}: Error POSTing to endpoint: {}", response.body),
    }
}

/// `claude mcp login`, which shows no more than this of a failure.
const MOST_CHARACTERS: usize = 500;

fn login(failure: &Failure, target: &Url) -> String {
    let told = match failure {
        Failure::AuthorizationPage(_)
        | Failure::CallbackPosted { .. }
        | Failure::StateMismatch { .. }
        | Failure::NoCode { .. } => return "Waiting for authorization… (^C to cancel)".into(),
        Failure::Denied { error, description } => {
            let description = description.as_ref().map_or(String::new(), |told| format!(" - {told}"));
            format!("OAuth error: {error}{description}")
        }
        Failure::NoAnswer(_, obstacle) => format!("SDK auth failed: {obstacle}"),
        _ => {
            let told = sdk::message(failure, Client::ClaudeCode, target).unwrap_or_default();
            if failure.stage() <= Stage::Registration { format!("SDK auth failed: {told}") } else { told }
        }
    };
    let told = without_path(&told, target);
    let shown = match told.char_indices().nth(MOST_CHARACTERS) {
        Some((end, _)) => format!("{}…", &told[..end]),
        None => told,
    };
    format!("Couldn't complete authentication for \"rec\": {shown}")
}

/// Claude Code shows the configured URL without its path, and that path elsewhere not at all.
fn without_path(told: &str, target: &Url) -> String {
    let path = target.path();
    if path == "/" {
        return told.to_owned();
    }
    let origin = target.origin().ascii_serialization();
    let told = told.replace(target.as_str(), &origin);
    let mut shown = String::new();
    let mut rest = told.as_str();
    while let Some(at) = rest.find(path) {
        let after = &rest[at + path.len()..];
        let is_whole = !after.starts_with(|next: char| next.is_alphanumeric() || "-_".contains(next));
        shown.push_str(&rest[..at]);
        shown.push_str(if is_whole { "[redacted]" } else { path });
        rest = after;
    }
    shown + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_of_the_server_is_not_shown() {
        let target = Url::parse("https://h.example/mcp").expect("literal");
        for (told, shown) in [
            (
                "https://h.example/mcp/ is not https://h.example/mcp",
                "https://h.example/ is not https://h.example",
            ),
            ("https://www.h.example/mcp", "https://www.h.example[redacted]"),
            ("https://www.h.example/mcpx", "https://www.h.example/mcpx"),
        ] {
            assert_eq!(without_path(told, &target), shown);
        }
        let root = Url::parse("https://h.example/").expect("literal");
        assert_eq!(without_path("https://h.example/x", &root), "https://h.example/x");
    }
}
