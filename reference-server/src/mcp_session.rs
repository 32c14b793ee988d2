use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::grant::Access;

/// An MCP session (MCP 2025-11-25, Streamable HTTP, Session Management), as the store keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct McpSession {
    /// Who opened it: for anybody else it does not exist (MCP 2025-11-25, Security Best Practices, Session Hijacking).
    pub(crate) owner: Owner,
    /// The parameters of its `initialize`, by which another process that shares the store takes it up.
    pub(crate) initialize: Value,
}

/// The user of a session and the client that acts for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Owner {
    pub(crate) subject: String,
    pub(crate) client_id: String,
}

impl Owner {
    /// Whose token it is.
    pub(crate) fn of(access: &Access) -> Self {
        Self { subject: access.grant.subject.clone(), client_id: access.grant.client_id.clone() }
    }
}
