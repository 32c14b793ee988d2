//! MCP itself: the messages of a session.

use std::sync::Arc;

use serde_json::Value;
use suites::{
    client::{Agent, Message, SessionEcho, SignsIn},
    exchange::Exchange,
    session::Called,
};

use super::{Next, Player, failure::Failure, sign_in::SignedIn};

/// What an opened session demands of the messages after it.
#[derive(Debug, Default)]
pub(super) struct Conversation {
    /// The identifier of the next request; `initialize` is the first where there is one.
    pub(super) id: u64,
    /// The `Mcp-Session-Id`.
    pub(super) session_id: Option<String>,
    /// The revision that the server chose.
    pub(super) negotiated: Option<String>,
    /// Whether the server answered `server/discover`, so that nothing has to be opened.
    pub(super) is_modern: bool,
    /// Whether the server answered `initialize` well.
    pub(super) is_open: bool,
    /// Whether a message without the session's id was refused.
    pub(super) was_refused: bool,
    /// The status by which the server took `notifications/initialized`.
    pub(super) initialized: Option<u16>,
}

impl Player<'_> {
    /// Sends one message of the session and takes from its answer what the next ones need.
    pub(super) async fn speak(&mut self, agent: &'static Agent, message: Message) -> Result<Next, Failure> {
        if self.speaks_modern()
            && matches!(message, Message::Initialize(_) | Message::Initialized | Message::OpenStream)
        {
            return Ok(Next::Step);
        }
        // The SDK opens a stream on 202 alone (read in mcp-remote 0.15.1, and seen in `fixtures/peers`).
        if message == Message::OpenStream && self.conversation.initialized != Some(202) {
            return Ok(Next::Step);
        }
        if matches!(message, Message::Initialize(_)) {
            let is_open = self.conversation.is_open;
            self.conversation = Conversation { is_open, ..Conversation::default() };
        }
        let result = match self.answered(agent, message).await {
            // `initialize` is for servers that do not know `server/discover`. It is tried after every failure of the latter
            // but one: that somebody must sign in first, and nobody did so far.
            Err(failure) if message == Message::ServerDiscover && !failure.asks_for_sign_in() => {
                return Ok(Next::Step);
            }
            answered => answered?,
        };
        let is_numbered = matches!(message, Message::Initialize(_) | Message::ListTools | Message::CallTool);
        self.conversation.id += u64::from(is_numbered);
        match message {
            Message::ServerDiscover => self.conversation.is_modern = result.is_some(),
            Message::ListTools => self.walk.tools = tool_names(result.as_ref()),
            Message::CallTool => {
                let tool = self.command.call.as_ref().map(|(tool, _)| tool.clone());
                self.walk.called = tool.zip(result).map(|(tool, result)| Called { tool, result });
            }
            Message::Initialized | Message::OpenStream | Message::Knock | Message::Initialize(_) => {}
        }
        Ok(Next::Step)
    }

    async fn answered(&mut self, agent: &'static Agent, message: Message) -> Result<Option<Value>, Failure> {
        let mut exchange = self.converse(agent, message).await?;
        let is_refused =
            matches!(exchange.response.status, 400 | 404) && self.conversation.session_id.is_some();
        if is_refused
            && !self.conversation.was_refused
            && self.profile.session.session_echo.value == SessionEcho::WhenRefused
        {
            self.conversation.was_refused = true;
            exchange = self.converse(agent, message).await?;
        }
        if self.begins_anew(&exchange) {
            Box::pin(self.begin_anew(agent)).await?;
            exchange = self.converse(agent, message).await?;
        }
        let result = self.result(&exchange, message)?;
        if message == Message::Initialized {
            self.conversation.initialized = Some(exchange.response.status);
        }
        if matches!(message, Message::Initialize(_)) {
            self.begin_session(&exchange, result.as_ref());
        }
        Ok(result)
    }

    /// Whether the session is gone, for a client that then begins another one.
    fn begins_anew(&self, exchange: &Exchange) -> bool {
        let is_gone = exchange.response.status == 404;
        is_gone && self.conversation.session_id.is_some() && self.profile.session.begins_anew.value
    }

    async fn begin_anew(&mut self, agent: &'static Agent) -> Result<(), Failure> {
        for message in [Message::Initialize(self.profile.session.identity.value), Message::Initialized] {
            self.speak(agent, message).await?;
        }
        Ok(())
    }

    /// Sends a message; where it is challenged, signs in as far as the client does so by itself, and sends it again.
    async fn converse(&mut self, agent: &'static Agent, message: Message) -> Result<Arc<Exchange>, Failure> {
        if let SignsIn::WithTheRequest(most) = self.profile.session.signs_in.value {
            return self.converse_with_person(agent, message, most).await;
        }
        self.command.showed_token = false;
        let exchange = self.ask(agent, message).await?;
        // A stream is a gain, and not needed.
        if message == Message::OpenStream || !self.is_challenged(&exchange) {
            return Ok(exchange);
        }
        match self.meet_challenge().await? {
            SignedIn::NeedsPerson => self.with_person(agent, message, exchange).await,
            SignedIn::Renewed => {
                let again = self.ask(agent, message).await?;
                if self.profile.session.drops_rejected.value && again.response.status == 401 {
                    return self.without_rejected(agent, message, again).await;
                }
                Ok(again)
            }
        }
    }

    /// Whether the wire is that of 2026-07-28, without sessions.
    pub(super) fn speaks_modern(&self) -> bool {
        self.conversation.is_modern || self.profile.session.is_stateless.value
    }

    /// The `result` of the answer. A probe, a notification and a stream may be declined; what the session hangs on may not.
    fn result(&self, exchange: &Arc<Exchange>, message: Message) -> Result<Option<Value>, Failure> {
        let response = &exchange.response;
        let left_the_origin = exchange.request.url.origin() != self.start.target.origin();
        let showed_token = self.command.showed_token;
        match (response.status, message) {
            (401, _) if left_the_origin && showed_token => Err(Failure::TokenLost(Arc::clone(exchange))),
            (_, Message::OpenStream) | (200..=299, Message::Initialized) => Ok(None),
            (401 | 403, _) if self.has_expired() => {
                Err(Failure::NotRenewed(Arc::clone(exchange), showed_token))
            }
            (401, _) if !showed_token => Err(Failure::SignInNeeded(Arc::clone(exchange))),
            (403, _) if !showed_token => Err(Failure::ContactRefused(Arc::clone(exchange))),
            (401 | 403, _) => Err(Failure::TokenRefused(Arc::clone(exchange))),
            (_, Message::ServerDiscover) => Ok(response.json().and_then(|body| body.get("result").cloned())),
            _ => {
                let result = response.json().and_then(|body| body.get("result").cloned());
                let result = result.filter(|_| response.is_success());
                result.map(Some).ok_or_else(|| Failure::SessionBroken(Arc::clone(exchange)))
            }
        }
    }

    fn has_expired(&self) -> bool {
        let now = self.start.clock.now();
        self.memory.was_refused || self.memory.held.as_ref().is_some_and(|held| held.has_expired(now))
    }

    fn begin_session(&mut self, exchange: &Exchange, result: Option<&Value>) {
        self.conversation.session_id = exchange.response.headers.first("mcp-session-id").map(str::to_owned);
        let version = result.and_then(|result| result.get("protocolVersion")?.as_str());
        self.conversation.negotiated = version.map(str::to_owned);
        self.conversation.is_open = true;
    }
}

fn tool_names(result: Option<&Value>) -> Vec<String> {
    let tools = result.and_then(|result| result.get("tools")?.as_array());
    let name = |tool: &Value| tool.get("name")?.as_str().map(str::to_owned);
    tools.map(|tools| tools.iter().filter_map(name).collect()).unwrap_or_default()
}
