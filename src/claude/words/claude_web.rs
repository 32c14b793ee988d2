//! The words of Claude Web, from its users' reports and its documentation.

use suites::session::Stage;
use url::Url;

use crate::claude::failure::Failure;

/// What its user sees of a failure.
pub(super) fn message(failure: &Failure, target: &Url) -> String {
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
        Failure::SessionBroken(exchange) | Failure::StreamRefused(exchange)
            if matches!(exchange.response.status, 404 | 405) =>
        {
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
