//! The first contact: a message to the MCP endpoint without a token.

use std::sync::Arc;

use serde_json::{Value, json};
use suites::{
    client::{Agent, Message, OnForbidden, STATELESS, SessionEcho},
    exchange::{Exchange, Request},
    oauth::challenge::Challenge,
    session::Stage,
    steps::contact::challenges_of,
};
use url::Url;

use super::{Next, Player, by, failure::Failure, is_get, no_answer};

/// The most redirects that are followed, as the Fetch Standard has it.
const MOST_REDIRECTS: usize = 20;

impl Player<'_> {
    /// Sends a message without a token and reads from the answer whether to sign in: a success means that the server
    /// is open (recorded for the command-line clients, documented for Claude Web).
    ///
    /// `initialize` behind `server/discover` is for servers that do not know the latter: after a 401 it is not sent
    /// (recorded: baseline, noauth-403).
    pub(super) async fn contact(&mut self, agent: &'static Agent, message: Message) -> Result<Next, Failure> {
        if matches!(message, Message::Initialize(_)) && std::mem::take(&mut self.discover_was_challenged) {
            return Ok(Next::Step);
        }
        let exchange = self.ask(agent, message).await?;
        let has_result = exchange.response.json().is_some_and(|body| body.get("result").is_some());
        match exchange.response.status {
            401 => {
                self.remember_challenge(&exchange);
                self.discover_was_challenged = message == Message::ServerDiscover;
                Ok(Next::Step)
            }
            200..=299 if self.must_sign_in => Ok(Next::Step),
            200..=299 if has_result => Ok(Next::Session),
            // A GET may be answered 405, or with a page for people; `server/discover` is not known everywhere.
            _ if is_get(message) || message == Message::ServerDiscover => Ok(Next::Step),
            403 if self.profile.contact.on_forbidden.value == OnForbidden::SignInAnyway => Ok(Next::Phase),
            _ => Err(Failure::ContactRefused(exchange)),
        }
    }

    pub(super) fn remember_challenge(&mut self, exchange: &Exchange) {
        let bearer = challenges_of(exchange).into_iter().find(Challenge::is_bearer);
        self.challenge = bearer.or(self.challenge.take());
    }

    /// Sends a message to the MCP endpoint, following redirects as the client's HTTP library does.
    pub(super) async fn ask(
        &mut self,
        agent: &'static Agent,
        message: Message,
    ) -> Result<Arc<Exchange>, Failure> {
        let stage = if self.access_token.is_some() { Stage::Session } else { Stage::Reachability };
        let mut request = self.message(agent, message);
        for _ in 0..MOST_REDIRECTS {
            let exchange = self.send(&request).await.map_err(|obstacle| no_answer(stage, obstacle))?;
            let Some(target) = exchange.redirect() else { return Ok(exchange) };
            request = self.redirected(&request, &exchange, target);
        }
        let reason = format!("more than {MOST_REDIRECTS} redirects");
        let url = request.url.to_string();
        Err(Failure::NoAnswer(stage, suites::obstacle::Obstacle::Unreachable { url, reason }))
    }

    /// The request after a redirect: another origin loses the token, 301 to 303 turn it into a GET (Fetch Standard §4.4).
    fn redirected(&mut self, request: &Request, exchange: &Exchange, target: Url) -> Request {
        let mut next = request.clone();
        if matches!(exchange.response.status, 301..=303) && next.method != "GET" {
            next = Request { method: "GET".into(), body: String::new(), ..next }.without("content-type");
        }
        if target.origin() != request.url.origin() && !self.profile.contact.redirect_keeps_token.value {
            next = next.without("authorization");
        }
        Request { url: target, ..next }
    }

    /// The request that carries a message.
    fn message(&self, agent: &Agent, message: Message) -> Request {
        let url = self.start.target.clone();
        let request = match message {
            Message::Knock => Request::read(url).with("Accept", self.profile.session.accept.value),
            Message::OpenStream => Request::read(url).with("Accept", "text/event-stream"),
            _ => {
                let accept = match self.access_token {
                    Some(_) => self.profile.session.accept.value,
                    None => self.profile.contact.accept.value,
                };
                Request::post_json(url, &self.body(message)).with("Accept", accept)
            }
        };
        let request = self.in_session(by(agent, request), message);
        match &self.access_token {
            Some(token) => request.with("Authorization", format!("Bearer {token}")),
            None => request,
        }
    }

    /// The header fields that say which message it is and in which session.
    fn in_session(&self, mut request: Request, message: Message) -> Request {
        let speaks_modern = self.conversation.is_modern || message == Message::ServerDiscover;
        if let Some(method) =
            method(message).filter(|_| speaks_modern || self.profile.session.always_names_method.value)
        {
            request = request.with("Mcp-Method", method);
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
            Message::ListTools if self.conversation.is_modern => json!({
                "method": "tools/list", "params": { "_meta": self.profile.envelope() }, "jsonrpc": "2.0", "id": 1
            }),
            Message::ListTools => json!({"method": "tools/list", "jsonrpc": "2.0", "id": 1}),
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
        Message::Knock | Message::OpenStream => None,
    }
}
