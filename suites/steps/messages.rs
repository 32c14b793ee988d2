//! MCP messages that carry the access token.

use std::sync::Arc;

use serde_json::{Value, json};

use super::mcp_agents;
use crate::{
    check::{Shortfall, inapplicable},
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
        self.opened(token, self.authorized_request(token)).await
    }

    /// Another `initialize` with the access token, told from the first by its `id`, for a session that may be spoilt: asked
    /// once in a run for each `id`.
    pub async fn another_opening(&self, id: &str) -> Result<Opening, Obstacle> {
        let tokens = self.tokens().await?;
        let token = tokens.grant.access_token.reveal();
        let request = self.authorized_request(token);
        let mut message: Value = serde_json::from_str(&request.body).unwrap_or_default();
        message["id"] = json!(id);
        self.opened(token, Request { body: message.to_string(), ..request }).await
    }

    async fn opened(&self, token: &str, request: Request) -> Result<Opening, Obstacle> {
        let exchange = self.settle(request).await?;
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

    /// The answered first message: `initialize`, or `server/discover` from a server that knows no `initialize`.
    pub async fn greeting(&self) -> Result<Arc<Exchange>, Obstacle> {
        let obstacle = match self.opening().await {
            Ok(opening) => return Ok(opening.exchange),
            Err(obstacle) => obstacle,
        };
        let tokens = self.tokens().await?;
        let request = self.stateless(tokens.grant.access_token.reveal(), "server/discover");
        let exchange = self.observe(request).await?;
        let answer = exchange.response.json().unwrap_or_default();
        if answer.get("result").is_some() { Ok(exchange) } else { Err(obstacle) }
    }

    /// The answer to `tools/list` in the session that `initialize` opened; from a server that knows no `initialize`, that
    /// in the form of MCP 2026-07-28.
    pub async fn listed_tools(&self) -> Result<Arc<Exchange>, Shortfall> {
        let opening = match self.opening().await {
            Ok(opening) => opening,
            Err(obstacle) => {
                let tokens = self.tokens().await?;
                let request = self.stateless(tokens.grant.access_token.reveal(), "tools/list");
                let exchange = self.settle(request).await?;
                let answer = exchange.response.json().unwrap_or_default();
                return if answer["result"]["tools"].is_array() {
                    Ok(exchange)
                } else {
                    Err(obstacle.into())
                };
            }
        };
        if opening.result["capabilities"].get("tools").is_none() {
            return Err(inapplicable("the server announces no tools"));
        }
        let initialized = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
        self.observe(self.message(&opening, &initialized)).await?;
        Ok(self.observe(self.message(&opening, &list_tools(1))).await?)
    }

    /// `tools/list` that was answered with a result, for a check that asks the same with one thing wrong.
    pub async fn accepted_list(&self) -> Result<Arc<Exchange>, Shortfall> {
        let exchange = self.listed_tools().await?;
        let answer = exchange.response.json().unwrap_or_default();
        if exchange.response.is_success() && answer.get("result").is_some() {
            return Ok(exchange);
        }
        Err(Obstacle::control(format!("`tools/list` got {}", exchange.summary())).into())
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

    /// A DELETE of the session of `opening`.
    pub fn deletion(&self, opening: &Opening) -> Request {
        Request { method: "DELETE".into(), ..self.stream(opening).without("accept") }
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

/// A request for the list of tools.
pub fn list_tools(id: impl Into<Value>) -> Value {
    json!({"jsonrpc": "2.0", "id": id.into(), "method": "tools/list"})
}

/// The request of an exchange with another JSON-RPC message.
pub fn reworded(exchange: &Exchange, edit: impl FnOnce(&mut Value)) -> Request {
    let mut message = serde_json::from_str(&exchange.request.body).unwrap_or_default();
    edit(&mut message);
    Request { body: message.to_string(), ..exchange.request.clone() }
}

/// The request with the header fields that a session demands.
fn within(opening: &Opening, request: Request) -> Request {
    let request = request.with("mcp-protocol-version", opening.revision());
    match &opening.session_id {
        Some(id) => request.with("mcp-session-id", id),
        None => request,
    }
}
