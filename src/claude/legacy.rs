//! The HTTP+SSE transport of MCP 2024-11-05, to which some clients turn: how far it opens. What is spoken over its stream is
//! not played.

use std::sync::Arc;

use suites::{
    client::{LegacyTransport, Message},
    exchange::Exchange,
    obstacle::Obstacle,
    session::Stage,
};

use super::{Player, failure::Failure, words};

/// What mcp-remote takes for the sign of a server that takes no POST, wherever it stands in the text of an error (read in
/// 0.15.1): also in a port.
pub(crate) const SIGNS: [&str; 4] = ["404", "405", "Not Found", "Method Not Allowed"];

impl Player<'_> {
    /// Whether the URL says which transport it is for, to this client.
    pub(super) fn begins_with_stream(&self) -> bool {
        let by_url = self.profile.session.legacy_transport.value == LegacyTransport::ByUrl;
        by_url && self.start.target.path().ends_with("/sse")
    }

    /// Whether the client tries the other transport after this failure to connect. What its user did not approve, and what
    /// the token endpoint refused, is none.
    pub(super) fn falls_back(&self, failure: &Failure) -> bool {
        let is_of_the_way = match failure {
            Failure::Unplayable(..) => false,
            Failure::SessionBroken(_) => !self.conversation.is_open,
            _ => failure.stage() < Stage::Authorization,
        };
        if !is_of_the_way || self.profile.session.legacy_transport.value != LegacyTransport::AfterFailure {
            return false;
        }
        let told = words::message(self.profile.client, failure, self.start.target, true);
        let status = match failure {
            Failure::ContactRefused(exchange) | Failure::SessionBroken(exchange) => exchange.response.status,
            _ => 0,
        };
        matches!(status, 404 | 405) || SIGNS.iter().any(|sign| told.contains(sign))
    }

    /// Connects by the other transport, with all that goes before: where that ends.
    pub(super) async fn connect_by_stream(&mut self) -> Failure {
        self.begin_command();
        self.begin_sign_in();
        self.walk.begin_phase("event stream");
        let failure = match self.legacy_stream().await {
            Ok(exchange) => end_of(exchange),
            Err(failure) => failure,
        };
        let message = words::message(self.profile.client, &failure, self.start.target, true);
        self.walk.phases.last_mut().expect("it was begun").message = message;
        failure
    }

    /// Asks for the stream, signs in where that is challenged, and asks again.
    async fn legacy_stream(&mut self) -> Result<Arc<Exchange>, Failure> {
        let (agent, accept) = self.profile.sign_in();
        let exchange = self.ask(agent, Message::OpenStream).await?;
        if exchange.response.status != 401 {
            return Ok(exchange);
        }
        self.remember_challenge(&exchange);
        self.sign_in(agent, accept).await?;
        self.ask(agent, Message::OpenStream).await
    }
}

fn end_of(exchange: Arc<Exchange>) -> Failure {
    let response = &exchange.response;
    if response.is_success() && response.media_type() == EVENT_STREAM {
        let reason = "the endpoint opened a stream of HTTP+SSE, which is not played any further";
        return Failure::Unplayable(Stage::Session, Obstacle::step("the session", reason));
    }
    Failure::StreamRefused(exchange)
}

const EVENT_STREAM: &str = "text/event-stream";
