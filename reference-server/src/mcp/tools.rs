use std::sync::LazyLock;

use http::request::Parts;
use rmcp::{
    ErrorData, Json, ServerHandler,
    handler::server::{router::tool::ToolRouter, tool::Extension, wrapper::Parameters},
    model::{Implementation, ServerCapabilities, ServerConfig},
    schemars::{self, JsonSchema},
    tool, tool_handler, tool_router,
};
use serde::{Deserialize, Serialize};

use super::message::Message;
use crate::{grant::Access, scope::Scope};

/// The scope that a tool needs beside the base scope, for the tools that do.
const NEEDED: [(&str, &str); 1] = [("sign", "mcp:write")];

/// Made once, since a tool's schema is computed when it is added.
static ROUTER: LazyLock<ToolRouter<Tools>> = LazyLock::new(Tools::tool_router);

/// The scope that the tool which a message calls needs and the token lacks.
pub(super) fn scope_that_lacks(message: &Message<'_>, access: &Access) -> Option<Scope> {
    needed(message.tool()?).filter(|needed| !access.scope.covers(needed))
}

fn needed(tool: &str) -> Option<Scope> {
    NEEDED.iter().find(|(name, _)| *name == tool).map(|(_, scope)| Scope::parse(scope))
}

/// The tools that the token protects.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tools;

#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(crate = "schemars")]
struct Echo {
    /// What to send back.
    text: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(crate = "schemars")]
struct Sign {
    /// What to sign.
    text: String,
}

/// Who a tool acts for.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(crate = "schemars")]
struct Identity {
    /// The user who granted the access.
    subject: String,
    /// The client to which the user granted it.
    client_id: String,
    /// What the access token allows.
    scopes: Vec<String>,
}

#[tool_router]
impl Tools {
    #[tool(title = "Echo", description = "Sends the text back.", annotations(read_only_hint = true))]
    fn echo(Parameters(Echo { text }): Parameters<Echo>) -> String {
        text
    }

    #[tool(
        title = "Who am I",
        description = "Tells for which user, through which client and with which scopes this request is made.",
        annotations(read_only_hint = true)
    )]
    fn whoami(Extension(request): Extension<Parts>) -> Result<Json<Identity>, ErrorData> {
        let access = access(&request)?;
        Ok(Json(Identity {
            subject: access.grant.subject.clone(),
            client_id: access.grant.client_id.clone(),
            scopes: access.scope.values().to_vec(),
        }))
    }

    /// A request without the scope was answered by 403 before it came here. Asked once more, at the place where it matters,
    /// so that no way of writing a message leads around it.
    #[tool(
        title = "Sign",
        description = "Signs a text in the user's name.",
        annotations(read_only_hint = false, destructive_hint = false, open_world_hint = false)
    )]
    fn sign(
        Extension(request): Extension<Parts>,
        Parameters(Sign { text }): Parameters<Sign>,
    ) -> Result<String, ErrorData> {
        let access = access(&request)?;
        if needed("sign").is_some_and(|needed| !access.scope.covers(&needed)) {
            return Err(ErrorData::invalid_request("the access token lacks the scope for this tool", None));
        }
        Ok(format!("{text}\n\nsigned: {}", access.grant.subject))
    }
}

/// What the token allows: the middleware put it into the HTTP request, which rmcp hands on to the tool.
fn access(request: &Parts) -> Result<&Access, ErrorData> {
    let access = request.extensions.get::<Access>();
    access.ok_or_else(|| ErrorData::internal_error("the request was not authenticated", None))
}

#[tool_handler(router = ROUTER)]
impl ServerHandler for Tools {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(Implementation::new("reference-server", env!("CARGO_PKG_VERSION")))
    }
}
