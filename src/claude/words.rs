//! What a client's user sees, in the client's own words, and what happened in ours.
//!
//! The texts of Claude Code and mcp-remote are recorded (`fixtures/wire`); those of Claude Web come from its users'
//! reports and its documentation, and where none is known for a cause, the one of the stage is given.

use serde_json::Value;
use suites::{
    client::{Client, Phase},
    exchange::{Exchange, Response},
    session::Stage,
};
use url::Url;

use super::{failure::Failure, schema};

/// What a user sees when all went well.
pub(super) const fn connected(client: Client) -> &'static str {
    match client {
        Client::ClaudeWeb => "Connected",
        Client::ClaudeCode => "✔ Connected",
        Client::McpRemote => "Connected to remote server",
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
            Client::ClaudeWeb => claude_web(failure, target),
            Client::ClaudeCode => claude_code(failure, target, in_login),
            Client::McpRemote => mcp_remote(failure, target),
        },
    }
}

fn claude_web(failure: &Failure, target: &Url) -> String {
    let server = target.host_str().unwrap_or_default();
    match failure {
        Failure::AuthorizationPage(exchange) => format!("the browser shows: {}", exchange.summary()),
        Failure::NoRegistration => format!(
            "Automatic client registration isn't supported by {server}. Edit the connector and add an OAuth Client ID."
        ),
        Failure::CallbackPosted { .. } => {
            r#"{"type":"error","error":{"type":"invalid_request_error","message":"Method Not Allowed"}}"#
                .into()
        }
        Failure::SessionBroken(exchange) if matches!(exchange.response.status, 404 | 405) => {
            "Your account was authorized but no MCP server could be found".into()
        }
        Failure::SessionBroken(_) => {
            format!("Your account was authorized, but {server} returned an error when connecting")
        }
        _ => match failure.stage() {
            Stage::Reachability | Stage::Challenge | Stage::ResourceMetadata | Stage::ServerMetadata => {
                "Couldn't reach the MCP server".into()
            }
            Stage::Registration => format!(
                "Couldn't register with {server}'s sign-in service. You can try again, or add an OAuth Client ID in the connector settings."
            ),
            _ => "Authorization with the MCP server failed. You can check your credentials and permissions."
                .into(),
        },
    }
}

const EXISTING_CLIENT: &str =
    "Existing OAuth client information is required when exchanging an authorization code";

/// The texts that Claude Code and mcp-remote share, since both build on the SDK; without prefix.
fn sdk(failure: &Failure, client: Client, target: &Url) -> Option<String> {
    Some(match failure {
        Failure::ResourceMismatch { resource } => {
            format!("Protected resource {resource} does not match expected {target} (or origin)")
        }
        Failure::ServerMetadataError(exchange) => {
            let status = exchange.response.status;
            format!("HTTP {status} trying to load OAuth metadata from {}", exchange.request.url)
        }
        Failure::ServerMetadataNotJson(exchange) | Failure::TokenNotJson(exchange) => {
            not_json(client, &exchange.response.body)
        }
        Failure::ServerMetadataInvalid(told)
        | Failure::RegistrationInvalid(told)
        | Failure::TokenInvalid(told) => told.clone(),
        Failure::NoRegistration => {
            "Incompatible auth server: does not support dynamic client registration".into()
        }
        Failure::NoS256 => "Incompatible auth server: does not support code challenge method S256".into(),
        Failure::RegistrationRejected(exchange) => {
            let Response { status, body, .. } = &exchange.response;
            format!("Dynamic Client Registration rejected (HTTP {status}): {body}")
        }
        Failure::CallbackIssuerMismatch { expected, received } => {
            let received =
                received.as_ref().map_or("undefined".to_owned(), |received| format!("\"{received}\""));
            format!(
                "Issuer mismatch in authorization response (RFC 9207): expected \"{expected}\", received {received}"
            )
        }
        Failure::TokenRejected(exchange) => rejected(exchange),
        Failure::TokenEndpointInsecure(url) => format!(
            "Refusing to send credentials to non-https token endpoint '{url}'. OAuth token requests MUST use TLS \
             (localhost / 127.0.0.1 / ::1 are exempt)."
        ),
        _ => return None,
    })
}

fn rejected(exchange: &Exchange) -> String {
    let body = exchange.response.json();
    let text = |name: &str| body.as_ref().and_then(|body| body.get(name)?.as_str());
    match (text("error"), text("error_description")) {
        (Some("invalid_client"), _) => EXISTING_CLIENT.into(),
        (_, Some(description)) => description.into(),
        (Some(error), None) => error.into(),
        (None, None) => {
            let Response { status, body, .. } = &exchange.response;
            let begin: String = body.chars().take(200).collect();
            format!("HTTP {status}: Invalid OAuth error response: Raw body: {begin}")
        }
    }
}

fn claude_code(failure: &Failure, target: &Url, in_login: bool) -> String {
    let told = if in_login { claude_code_login(failure, target) } else { claude_code_list(failure, target) };
    without_path(&told, target)
}

/// `claude mcp list`.
fn claude_code_list(failure: &Failure, target: &Url) -> String {
    let told = match failure {
        Failure::SignInNeeded(_)
        | Failure::NotRenewed(..)
        | Failure::TokenRefused(_)
        | Failure::TokenLost(_)
        | Failure::ServerMetadataInvalid(_)
        | Failure::RegistrationInvalid(_)
        | Failure::RegistrationRejected(_) => return "! Needs authentication".into(),
        Failure::ContactRefused(exchange) if exchange.response.status == 403 => {
            return "! Needs authentication".into();
        }
        Failure::ContactRefused(exchange) | Failure::SessionBroken(exchange) => {
            match exchange.response.status {
                404 => format!("MCP endpoint not found at {target}"),
                status => format!("HTTP {status}"),
            }
        }
        Failure::NoAnswer(_, obstacle) => obstacle.to_string(),
        Failure::RefreshRejected(exchange) => rejected(exchange),
        _ => sdk(failure, Client::ClaudeCode, target).unwrap_or_default(),
    };
    format!("✘ Failed to connect — {told}")
}

/// `claude mcp login`, which shows no more than this of a failure.
const MOST_CHARACTERS: usize = 500;

fn claude_code_login(failure: &Failure, target: &Url) -> String {
    let told = match failure {
        Failure::AuthorizationPage(_)
        | Failure::CallbackPosted { .. }
        | Failure::StateMismatch { .. }
        | Failure::NoCode => return "Waiting for authorization… (^C to cancel)".into(),
        Failure::Denied { error, description } => {
            let description = description.as_ref().map_or(String::new(), |told| format!(" - {told}"));
            format!("OAuth error: {error}{description}")
        }
        Failure::NoAnswer(_, obstacle) => format!("SDK auth failed: {obstacle}"),
        _ => {
            let told = sdk(failure, Client::ClaudeCode, target).unwrap_or_default();
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
    told.replace(target.as_str(), &origin).replace(path, "[redacted]")
}

fn mcp_remote(failure: &Failure, target: &Url) -> String {
    match failure {
        Failure::NoAnswer(_, obstacle) => format!("Connection error: TypeError: fetch failed ({obstacle})"),
        Failure::ContactRefused(exchange) | Failure::SessionBroken(exchange) => {
            format!("SdkHttpError: Error POSTing to endpoint: {}", exchange.response.body)
        }
        Failure::IssuerMismatch { expected, received } => format!(
            "IssuerMismatchError: Issuer mismatch in authorization server metadata (RFC 8414 §3.3): expected \"{expected}\", received \"{received}\""
        ),
        Failure::AuthorizationPage(_) | Failure::NoCode => {
            "Authentication required. Waiting for authorization...".into()
        }
        Failure::CallbackPosted { .. } => "Cannot POST /oauth/callback".into(),
        Failure::StateMismatch { server, .. } => format!(
            "AuthorizationServerMismatchError: Authorization server changed between redirect and callback (redirected to \
             \"discoveryState was not available on the callback leg; ensure your provider persists discoveryState \
             alongside codeVerifier\", callback resolved \"{server}\"); refusing to send \
             authorization_code/code_verifier"
        ),
        Failure::Denied { error, description } => {
            let description = description.as_ref().map_or(String::new(), |told| format!(" - {told}"));
            format!("Error: Authorization failed: {error}{description}")
        }
        Failure::TokenRefused(_)
        | Failure::TokenLost(_)
        | Failure::SignInNeeded(_)
        | Failure::NotRenewed(..) => {
            "Error: Already attempted reconnection for reason: authentication-needed. Giving up.".into()
        }
        Failure::RegistrationRejected(_) => {
            format!(
                "RegistrationRejectedError: {}",
                sdk(failure, Client::McpRemote, target).unwrap_or_default()
            )
        }
        Failure::CallbackIssuerMismatch { .. } => {
            format!("IssuerMismatchError: {}", sdk(failure, Client::McpRemote, target).unwrap_or_default())
        }
        Failure::RefreshRejected(exchange) => format!("Error: {}", rejected(exchange)),
        Failure::NoS256
        | Failure::NoRegistration
        | Failure::ResourceMismatch { .. }
        | Failure::ServerMetadataError(_)
        | Failure::TokenRejected(_) => {
            format!("Error: {}", sdk(failure, Client::McpRemote, target).unwrap_or_default())
        }
        _ => sdk(failure, Client::McpRemote, target).unwrap_or_default(),
    }
}
