//! The words of mcp-remote, recorded: the error's class, and its text.

use suites::{client::Client, exchange::Exchange};
use url::Url;

use super::sdk;
use crate::claude::failure::Failure;

const GIVING_UP: &str = "Already attempted reconnection for reason: authentication-needed. Giving up.";

/// The name under which the bridge's bundle holds the SDK's `OAuthError`, and prints it.
const OAUTH_ERROR: &str = "OAuthError2";

/// What its user sees of a failure.
pub(super) fn message(failure: &Failure, target: &Url) -> String {
    if let Failure::AuthorizationPage(_) | Failure::NoCode { .. } = failure {
        return "Authentication required. Waiting for authorization...".into();
    }
    if let Failure::CallbackPosted { .. } = failure {
        return "Cannot POST /oauth/callback".into();
    }
    let told = own(failure)
        .or_else(|| sdk::message(failure, Client::McpRemote, target))
        .unwrap_or_default();
    match class(failure) {
        Some(class) => format!("{class}: {told}"),
        None => told,
    }
}

/// The class of the error that ends it; `None` where the text names it.
fn class(failure: &Failure) -> Option<&'static str> {
    Some(match failure {
        Failure::SessionBroken(exchange) if is_for_the_host(exchange) => return None,
        Failure::ContactRefused(_) | Failure::SessionBroken(_) => "SdkHttpError",
        Failure::IssuerMismatch { .. } | Failure::CallbackIssuerMismatch { .. } => "IssuerMismatchError",
        Failure::StateMismatch { .. } => "AuthorizationServerMismatchError",
        Failure::RegistrationRejected(_) => "RegistrationRejectedError",
        Failure::StreamRefused(_) => "SseError",
        Failure::RefreshRejected(_) => OAUTH_ERROR,
        Failure::TokenRejected(exchange) | Failure::SecretRejected(exchange)
            if !sdk::drops_client(exchange) =>
        {
            OAUTH_ERROR
        }
        Failure::NoAnswer(..)
        | Failure::ServerMetadataNotJson(_)
        | Failure::ServerMetadataInvalid(_)
        | Failure::RegistrationInvalid(_)
        | Failure::TokenNotJson(_)
        | Failure::TokenInvalid(_) => return None,
        _ => "Error",
    })
}

/// Whether a request was one of the host's, sent when the bridge had connected.
fn is_for_the_host(exchange: &Exchange) -> bool {
    exchange.request.body.contains("\"tools/")
}

/// The texts that are the bridge's own.
fn own(failure: &Failure) -> Option<String> {
    Some(match failure {
        Failure::NoAnswer(..) => "TypeError: fetch failed".into(),
        // The session stands: the bridge hands the error on to its host.
        Failure::SessionBroken(exchange) if is_for_the_host(exchange) => {
            format!("mcp-remote: Error POSTing to endpoint: {}", exchange.response.body)
        }
        Failure::ContactRefused(exchange) | Failure::SessionBroken(exchange) => {
            format!("Error POSTing to endpoint: {}", exchange.response.body)
        }
        Failure::StreamRefused(exchange) => match exchange.response.status {
            200 => "SSE error: Invalid content type, expected \"text/event-stream\"".into(),
            status => format!("SSE error: Non-200 status code ({status})"),
        },
        Failure::IssuerMismatch { expected, received } => format!(
            "Issuer mismatch in authorization server metadata (RFC 8414 §3.3): expected \"{expected}\", received \"{received}\""
        ),
        Failure::StateMismatch { server, .. } => format!(
            "Authorization server changed between redirect and callback (redirected to \"discoveryState was not available \
             on the callback leg; ensure your provider persists discoveryState alongside codeVerifier\", callback resolved \
             \"{server}\"); refusing to send authorization_code/code_verifier to a different token endpoint"
        ),
        Failure::Denied { error, description } => {
            let description = description.as_ref().map_or(String::new(), |told| format!(" - {told}"));
            format!("Authorization failed: {error}{description}")
        }
        Failure::TokenRefused(_)
        | Failure::TokenLost(_)
        | Failure::SignInNeeded(_)
        | Failure::NotRenewed(..) => GIVING_UP.into(),
        _ => return None,
    })
}
