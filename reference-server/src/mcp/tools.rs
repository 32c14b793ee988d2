use http::request::Parts;
use rmcp::{
    ErrorData, Json, ServerHandler,
    handler::server::{tool::Extension, wrapper::Parameters},
    model::{Implementation, ServerCapabilities, ServerConfig},
    schemars::{self, JsonSchema},
    tool, tool_handler, tool_router,
};
use serde::{Deserialize, Serialize};

use crate::grant::Access;

/// The tools that the token protects.
#[derive(Debug)]
pub(crate) struct Tools;

#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(crate = "schemars")]
struct Echo {
    /// What to send back.
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

    /// The middleware put what the token allows into the HTTP request; rmcp hands the request on to the tool.
    #[tool(
        title = "Who am I",
        description = "Tells for which user, through which client and with which scopes this request is made.",
        annotations(read_only_hint = true)
    )]
    fn whoami(Extension(request): Extension<Parts>) -> Result<Json<Identity>, ErrorData> {
        let access = request.extensions.get::<Access>();
        let access =
            access.ok_or_else(|| ErrorData::internal_error("the request was not authenticated", None))?;
        Ok(Json(Identity {
            subject: access.grant.subject.clone(),
            client_id: access.grant.client_id.clone(),
            scopes: access.scope.values().to_vec(),
        }))
    }
}

#[tool_handler]
impl ServerHandler for Tools {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(Implementation::new("reference-server", env!("CARGO_PKG_VERSION")))
    }
}
