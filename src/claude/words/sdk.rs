//! The words that Claude Code and mcp-remote share, since both build on the SDK; without prefix.

use suites::{
    client::Client,
    exchange::{Exchange, Response},
};
use url::Url;

use super::not_json;
use crate::claude::failure::Failure;

const EXISTING_CLIENT: &str =
    "Existing OAuth client information is required when exchanging an authorization code";

/// What the SDK says of a failure; `None` of what is not its own.
pub(super) fn message(failure: &Failure, client: Client, target: &Url) -> Option<String> {
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
        Failure::TokenRejected(exchange)
        | Failure::SecretRejected(exchange)
        | Failure::RefreshRejected(exchange) => rejected(exchange, client),
        Failure::TokenEndpointInsecure(url) => format!(
            "Refusing to send credentials to non-https token endpoint '{url}'. OAuth token requests MUST use TLS \
             (localhost / 127.0.0.1 / ::1 are exempt)."
        ),
        _ => return None,
    })
}

/// Whether the SDK drops its client at this answer, and then misses it.
pub(super) fn drops_client(exchange: &Exchange) -> bool {
    let body = exchange.response.json();
    let error = body.as_ref().and_then(|body| body.get("error")?.as_str());
    matches!(error, Some("invalid_client" | "unauthorized_client"))
}

/// What the SDK says of an error of the token endpoint.
fn rejected(exchange: &Exchange, client: Client) -> String {
    let body = exchange.response.json();
    let text = |name: &str| body.as_ref().and_then(|body| body.get(name)?.as_str());
    match (text("error"), text("error_description")) {
        _ if drops_client(exchange) => EXISTING_CLIENT.into(),
        (_, Some(description)) => description.into(),
        (Some(error), None) => error.into(),
        (None, None) => {
            let Response { status, body, .. } = &exchange.response;
            let error = match client {
                Client::McpRemote => not_json(client, body),
                _ => format!("SyntaxError: {}", not_json(client, body)),
            };
            format!("HTTP {status}: Invalid OAuth error response: {error}. Raw body: {body}")
        }
    }
}
