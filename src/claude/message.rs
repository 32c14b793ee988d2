//! The messages to the MCP endpoint, as each client words them.

use serde_json::{Value, json};
use suites::{
    client::{Agent, Message, STATELESS, SessionEcho},
    exchange::Request,
};

use super::{Player, by};

impl Player<'_> {
    /// The request that carries a message.
    pub(super) fn message(&self, agent: &Agent, message: Message, token: Option<&str>) -> Request {
        let url = self.start.target.clone();
        let request = match message {
            Message::Knock => Request::read(url).with("Accept", self.profile.session.accept.value),
            Message::OpenStream => Request::read(url).with("Accept", "text/event-stream"),
            _ => {
                let accept = match token {
                    Some(_) => self.profile.session.accept.value,
                    None => self.profile.contact.accept.value,
                };
                Request::post_json(url, &self.body(message)).with("Accept", accept)
            }
        };
        let request = self.in_session(by(agent, request), message);
        match token {
            Some(token) => request.with("Authorization", format!("Bearer {token}")),
            None => request,
        }
    }

    /// The header fields that say which message it is and in which session.
    fn in_session(&self, mut request: Request, message: Message) -> Request {
        let speaks_modern = self.speaks_modern() || message == Message::ServerDiscover;
        if let Some(method) =
            method(message).filter(|_| speaks_modern || self.profile.session.always_names_method.value)
        {
            request = request.with("Mcp-Method", method);
        }
        if let Some((tool, _)) = self.command.call.as_ref().filter(|_| speaks_modern && is_call(message)) {
            request = request.with("Mcp-Name", tool.as_str());
        }
        let version = if speaks_modern { Some(STATELESS) } else { self.conversation.negotiated.as_deref() };
        let is_first = matches!(message, Message::Initialize(_) | Message::Knock);
        if let Some(version) = version.filter(|_| !is_first) {
            request = request.with("Mcp-Protocol-Version", version);
        }
        let echoes =
            self.profile.session.session_echo.value == SessionEcho::Always || self.conversation.was_refused;
        match self.conversation.session_id.as_deref().filter(|_| !is_first && echoes) {
            Some(session_id) => request.with("Mcp-Session-Id", session_id),
            None => request,
        }
    }

    fn body(&self, message: Message) -> Value {
        match message {
            Message::ServerDiscover => json!({
                "jsonrpc": "2.0", "id": "server-discover-probe-1", "method": "server/discover",
                "params": { "_meta": self.profile.envelope() }
            }),
            Message::Initialize(identity) => self.profile.initialize(identity),
            Message::Initialized => json!({"jsonrpc": "2.0", "method": "notifications/initialized"}),
            Message::ListTools if self.speaks_modern() => json!({
                "method": "tools/list", "params": { "_meta": self.profile.envelope() }, "jsonrpc": "2.0",
                "id": self.conversation.id
            }),
            Message::ListTools => {
                json!({"method": "tools/list", "jsonrpc": "2.0", "id": self.conversation.id})
            }
            Message::CallTool => {
                let (tool, arguments) = self.command.call.as_ref().expect("a tool was chosen");
                let mut params = json!({"name": tool, "arguments": arguments});
                if self.speaks_modern() {
                    params["_meta"] = self.profile.envelope();
                }
                json!({"method": "tools/call", "params": params, "jsonrpc": "2.0", "id": self.conversation.id})
            }
            Message::Knock | Message::OpenStream => Value::Null,
        }
    }
}

const fn method(message: Message) -> Option<&'static str> {
    match message {
        Message::ServerDiscover => Some("server/discover"),
        Message::Initialize(_) => Some("initialize"),
        Message::Initialized => Some("notifications/initialized"),
        Message::ListTools => Some("tools/list"),
        Message::CallTool => Some("tools/call"),
        Message::Knock | Message::OpenStream => None,
    }
}

const fn is_call(message: Message) -> bool {
    matches!(message, Message::CallTool)
}

/// Whether a message is a GET, which has no body.
pub(super) const fn is_get(message: Message) -> bool {
    matches!(message, Message::Knock | Message::OpenStream)
}
