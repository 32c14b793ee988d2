//! MCP messages that carry the access token.

use std::sync::Arc;

use serde_json::{Value, json};

use super::mcp_agents;
use crate::{
    client::STATELESS,
    exchange::{Exchange, Request},
    obstacle::Obstacle,
    session::Session,
};

/// An answered `initialize`, and what later messages must carry because of it.
#[derive(Clone, Debug)]
pub struct Opening {
    /// The access token.
    token: String,
    /// The result.
    pub result: Value,
    /// The session that the server opened, where it did.
    pub session_id: Option<String>,
    /// The exchange.
    pub exchange: Arc<Exchange>,
}

impl Opening {
    /// The revision that the server chose.
    pub fn revision(&self) -> &str {
        self.result["protocolVersion"].as_str().unwrap_or_default()
    }
}

impl dyn Session + '_ {
    /// `initialize` with the access token: asked once in a run.
    pub async fn opening(&self) -> Result<Opening, Obstacle> {
        let tokens = self.tokens().await?;
        let token = tokens.grant.access_token.reveal();
        let exchange = self.settle(self.authorized_request(token)).await?;
        let result = exchange.response.json().and_then(|body| body.get("result").cloned());
        let result = result.filter(|_| exchange.response.is_success());
        let result = result.ok_or_else(|| {
            Obstacle::step(
                "`initialize`",
                format!("it was answered with status {}", exchange.response.status),
            )
        })?;
        let session_id = exchange.response.headers.first("mcp-session-id").map(str::to_owned);
        Ok(Opening { token: token.to_owned(), result, session_id, exchange })
    }

    /// A POST of `message` within `opening`.
    pub fn message(&self, opening: &Opening, message: &Value) -> Request {
        let url = opening.exchange.request.url.clone();
        let request = self.authorized_request(&opening.token);
        within(opening, Request { url, body: message.to_string(), ..request })
    }

    /// A GET for the event stream within `opening`.
    pub fn stream(&self, opening: &Opening) -> Request {
        let request = Request::read(opening.exchange.request.url.clone())
            .with("Accept", "text/event-stream")
            .with_all(mcp_agents(self.profile()).1.fields())
            .with("Authorization", format!("Bearer {}", opening.token));
        within(opening, request)
    }

    /// A POST of `method` on the wire of MCP 2026-07-28, which needs no `initialize` before it.
    pub fn stateless(&self, access_token: &str, method: &str) -> Request {
        let message = json!({
            "jsonrpc": "2.0", "id": method, "method": method,
            "params": { "_meta": self.profile().envelope() }
        });
        let request = self.authorized_request(access_token);
        Request { body: message.to_string(), ..request }
            .with("mcp-method", method)
            .with("mcp-protocol-version", STATELESS)
    }
}

/// The request with the header fields that a session demands.
fn within(opening: &Opening, request: Request) -> Request {
    let request = request.with("mcp-protocol-version", opening.revision());
    match &opening.session_id {
        Some(id) => request.with("mcp-session-id", id),
        None => request,
    }
}
