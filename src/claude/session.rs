//! MCP itself, with the token.

use std::sync::Arc;

use serde_json::Value;
use suites::{
    client::{Agent, Message, SessionEcho},
    exchange::Exchange,
};

use super::{Next, Player, failure::Failure};

/// What an opened session demands of the messages after it.
#[derive(Debug, Default)]
pub(super) struct Conversation {
    /// The `Mcp-Session-Id`.
    pub(super) session_id: Option<String>,
    /// The revision that the server chose.
    pub(super) negotiated: Option<String>,
    /// Whether the server answered `server/discover`, so that nothing has to be opened.
    pub(super) is_modern: bool,
    /// Whether a message without the session's id was refused.
    pub(super) was_refused: bool,
}

impl Player<'_> {
    /// Sends one message of the session and takes from its answer what the next ones need.
    pub(super) async fn speak(&mut self, agent: &'static Agent, message: Message) -> Result<Next, Failure> {
        if self.conversation.is_modern
            && matches!(message, Message::Initialize(_) | Message::Initialized | Message::OpenStream)
        {
            return Ok(Next::Step);
        }
        if matches!(message, Message::Initialize(_)) {
            self.conversation = Conversation::default();
        }
        let mut exchange = self.ask(agent, message).await?;
        let is_refused =
            matches!(exchange.response.status, 400 | 404) && self.conversation.session_id.is_some();
        if is_refused
            && !self.conversation.was_refused
            && self.profile.session.session_echo.value == SessionEcho::WhenRefused
        {
            self.conversation.was_refused = true;
            exchange = self.ask(agent, message).await?;
        }
        let result = self.result(&exchange, message)?;
        match message {
            Message::ServerDiscover => self.conversation.is_modern = result.is_some(),
            Message::Initialize(_) => self.begin_session(&exchange, result.as_ref()),
            Message::ListTools => self.walk.tools = tool_names(result.as_ref()),
            Message::Initialized | Message::OpenStream | Message::Knock => {}
        }
        Ok(Next::Step)
    }

    /// The `result` of the answer. A probe, a notification and a stream may be declined; what the session hangs on may not.
    fn result(&self, exchange: &Arc<Exchange>, message: Message) -> Result<Option<Value>, Failure> {
        let response = &exchange.response;
        let left_the_origin = exchange.request.url.origin() != self.start.target.origin();
        match (response.status, message) {
            (401, _) if left_the_origin => Err(Failure::TokenLost(Arc::clone(exchange))),
            (_, Message::OpenStream) | (200..=299, Message::Initialized) => Ok(None),
            (401 | 403, _) => Err(Failure::TokenRefused(Arc::clone(exchange))),
            (_, Message::ServerDiscover) => Ok(response.json().and_then(|body| body.get("result").cloned())),
            _ => {
                let result = response.json().and_then(|body| body.get("result").cloned());
                let result = result.filter(|_| response.is_success());
                result.map(Some).ok_or_else(|| Failure::SessionBroken(Arc::clone(exchange)))
            }
        }
    }

    fn begin_session(&mut self, exchange: &Exchange, result: Option<&Value>) {
        self.conversation.session_id = exchange.response.headers.first("mcp-session-id").map(str::to_owned);
        let version = result.and_then(|result| result.get("protocolVersion")?.as_str());
        self.conversation.negotiated = version.map(str::to_owned);
    }
}

fn tool_names(result: Option<&Value>) -> Vec<String> {
    let tools = result.and_then(|result| result.get("tools")?.as_array());
    let name = |tool: &Value| tool.get("name")?.as_str().map(str::to_owned);
    tools.map(|tools| tools.iter().filter_map(name).collect()).unwrap_or_default()
}
