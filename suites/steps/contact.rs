//! The steps of the first contact: what the server answers to somebody without a valid token. Several checks share
//! each of them, and each costs its request once in a run.

use std::sync::Arc;

use serde_json::json;
use url::Url;

use crate::{
    check::{Judgement, Shortfall, inapplicable},
    client::{Agent, Profile},
    exchange::{Exchange, Request},
    oauth::{
        challenge::{self, Challenge},
        resource,
    },
    obstacle::Obstacle,
    session::Session,
    steps::{initialize, mcp_agents, token_agent},
};

/// An opaque token that no server has issued.
pub const UNKNOWN_TOKEN: &str = "claude-conformance-token-that-nobody-issued";

/// A tool that no server has.
const UNKNOWN_TOOL: &str = "claude-conformance-tool-that-nobody-has";

/// An authorization code, and a client, that no server has issued.
const UNKNOWN_CODE: &str = "claude-conformance-code-that-nobody-issued";

/// The agents of the client, each user agent once, in the order in which the server meets them.
pub fn agents(profile: &Profile) -> Vec<&'static Agent> {
    let mut agents: Vec<&'static Agent> = Vec::new();
    for step in profile.phases.value.iter().flat_map(|phase| phase.steps) {
        let agent = step.agent();
        if agents.iter().all(|known| known.user_agent.value != agent.user_agent.value) {
            agents.push(agent);
        }
    }
    agents
}

impl dyn Session + '_ {
    /// A POST of `initialize` to the MCP endpoint without a token, as the client words it.
    pub fn anonymous_request(&self) -> Request {
        let profile = self.profile();
        Request::post_json(self.target().clone(), &initialize(profile))
            .with("Accept", profile.session.accept.value)
            .with_all(mcp_agents(profile).0.fields())
    }

    /// What the MCP endpoint answers without a token, before any redirect is followed.
    pub async fn first_answer(&self) -> Result<Arc<Exchange>, Obstacle> {
        self.observe(self.anonymous_request()).await
    }

    /// What the MCP endpoint answers without a token, behind redirects that every client follows.
    pub async fn anonymous(&self) -> Result<Arc<Exchange>, Obstacle> {
        self.settle(self.anonymous_request()).await
    }

    /// The answer to `request` behind redirects that keep its method and its origin (307 and 308), which every client
    /// follows with all that it sent.
    pub async fn settle(&self, request: Request) -> Result<Arc<Exchange>, Obstacle> {
        let mut exchange = self.observe(request).await?;
        for _ in 0..3 {
            let same_origin = |url: &Url| url.origin() == exchange.request.url.origin();
            let keeps_method = matches!(exchange.response.status, 307 | 308);
            let Some(url) = exchange.redirect().filter(same_origin).filter(|_| keeps_method) else { break };
            exchange = self.observe(Request { url, ..exchange.request.clone() }).await?;
        }
        Ok(exchange)
    }

    /// A GET of the MCP endpoint for an event stream, without a token.
    pub fn stream_request(&self) -> Request {
        let agent = mcp_agents(self.profile()).0;
        Request::read(self.target().clone())
            .with("Accept", "text/event-stream")
            .with_all(agent.fields())
    }

    /// What the MCP endpoint answers to a plain `initialize` under this user agent, without a token.
    pub async fn anonymous_as(&self, user_agent: &str) -> Result<Arc<Exchange>, Obstacle> {
        let info = json!({ "name": "claude-conformance", "version": "1" });
        let params = json!({ "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": info });
        let message = json!({ "jsonrpc": "2.0", "id": 0, "method": "initialize", "params": params });
        let request = Request::post_json(self.target().clone(), &message)
            .with("Accept", "application/json, text/event-stream")
            .with("User-Agent", user_agent);
        self.settle(request).await
    }

    /// The call of a tool that nobody has, without a token, in the session that `initialize` opened without one.
    async fn anonymous_call(&self, opening: &Exchange) -> Result<Arc<Exchange>, Obstacle> {
        let message = json!({
            "jsonrpc": "2.0", "id": 1, "method": "tools/call",
            "params": { "name": UNKNOWN_TOOL, "arguments": {} }
        });
        let agreed = opening.response.json();
        let agreed = agreed.as_ref().and_then(|body| body.pointer("/result/protocolVersion")?.as_str());
        let request = Request { url: opening.request.url.clone(), ..self.anonymous_request() };
        let request = Request { body: message.to_string(), ..request }
            .with("MCP-Protocol-Version", agreed.unwrap_or(self.profile().session.offers.value));
        let session = opening.response.headers.first("mcp-session-id").map(|id| ("Mcp-Session-Id", id));
        self.observe(request.with_all(session)).await
    }

    /// The 401 that a client without a token gets: for `initialize`, or for the call of a tool where the server lets
    /// anybody initialize.
    pub async fn unauthorized(&self) -> Result<Arc<Exchange>, Obstacle> {
        let exchange = self.anonymous().await?;
        let status = exchange.response.status;
        let refused = |reason: String| Obstacle::step("the challenge", reason);
        if status == 401 {
            return Ok(exchange);
        }
        if !exchange.response.is_success() {
            return Err(refused(format!("the anonymous request got status {status}")));
        }
        let call = self.anonymous_call(&exchange).await?;
        if call.response.status == 401 {
            return Ok(call);
        }
        let reason = format!(
            "without a token, `initialize` got status {status} and a tool call {}",
            call.response.status
        );
        Err(refused(reason))
    }

    /// Whether the server asks nobody for a token, and publishes nothing that says it would.
    async fn is_open(&self) -> Result<bool, Obstacle> {
        let answer = self.anonymous().await?;
        let answers = answer.response.is_success() && speaks_mcp(&answer);
        let refused = !matches!(self.unauthorized().await, Err(Obstacle::Step { .. }));
        Ok(answers && !refused && !self.announces_protection().await)
    }

    /// Passes where the server asks for a sign-in; one that is open owes nothing of what leads to it.
    pub async fn asks_for_sign_in(&self) -> Judgement {
        if self.is_open().await? {
            return Err(inapplicable("the server asks for no token and publishes no metadata: it is open"));
        }
        Ok(())
    }

    /// What a step of the sign-in came to; a server that is open owes no such step.
    pub async fn unless_open<T: Send>(&self, step: Result<T, Obstacle>) -> Result<T, Shortfall> {
        if step.is_err() {
            self.asks_for_sign_in().await?;
        }
        Ok(step?)
    }

    /// Whether metadata says that the MCP endpoint is protected. The metadata of another resource on the same host
    /// says nothing about this one.
    async fn announces_protection(&self) -> bool {
        match self.resource_metadata().await {
            Ok(document) => {
                document.url("resource").is_none_or(|named| resource::covers(&named, self.target()))
            }
            Err(_) => self.server_metadata().await.is_ok(),
        }
    }

    /// The challenges that a client without a token gets, as far as they are in the grammar.
    pub async fn challenges(&self) -> Result<Vec<Challenge>, Obstacle> {
        let exchange = match self.unauthorized().await {
            Ok(exchange) => exchange,
            Err(_) => self.anonymous().await?,
        };
        Ok(challenges_of(&exchange))
    }

    /// The Bearer challenge of the 401 without a token.
    pub async fn challenge(&self) -> Result<Challenge, Obstacle> {
        let challenges = challenges_of(&*self.unauthorized().await?);
        let bearer = challenges.into_iter().find(Challenge::is_bearer);
        bearer.ok_or_else(|| Obstacle::step("the challenge", "there is no Bearer challenge"))
    }

    /// The absolute URL that the challenge names for protected resource metadata.
    pub async fn pointer(&self) -> Result<Option<Url>, Obstacle> {
        let challenges = self.challenges().await?;
        let bearer = challenges.iter().find(|challenge| challenge.is_bearer());
        let pointer = bearer.and_then(|challenge| challenge.parameter("resource_metadata"));
        Ok(pointer.and_then(|url| Url::parse(url).ok()))
    }

    /// The answer to a token that nobody issued: the request that got the 401, and nothing but the token added.
    pub async fn unknown_token(&self) -> Result<Arc<Exchange>, Obstacle> {
        let request = self.unauthorized().await?.request.clone();
        self.observe(request.with("Authorization", format!("Bearer {UNKNOWN_TOKEN}"))).await
    }

    /// The answer of the token endpoint to a code and a client that nobody issued.
    pub async fn unknown_code(&self) -> Result<Arc<Exchange>, Obstacle> {
        let endpoint = self.endpoint("token_endpoint").await?;
        let redirect_uri = self.profile().registration.redirect_uri.value.of(self.target());
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", UNKNOWN_CODE),
            ("code_verifier", "claude-conformance-verifier-that-nobody-hashed"),
            ("redirect_uri", &redirect_uri),
            ("client_id", UNKNOWN_CODE),
        ];
        let request = Request::post_form(endpoint, &fields).with("Accept", "application/json");
        self.observe(request.with_all(token_agent(self.profile()).fields())).await
    }
}

/// The challenges of a response, as far as they are in the grammar.
pub fn challenges_of(exchange: &Exchange) -> Vec<Challenge> {
    let fields = exchange.response.headers.all("www-authenticate");
    fields.filter_map(|value| challenge::parse(value).ok()).flatten().collect()
}

/// Whether an answer is a JSON-RPC message, be it an error.
pub fn speaks_mcp(exchange: &Exchange) -> bool {
    exchange.response.json().is_some_and(|body| body.get("jsonrpc").is_some())
}

/// Whether an answer starts the sign-in: 401 with a Bearer challenge.
pub fn starts_sign_in(exchange: &Exchange) -> bool {
    exchange.response.status == 401 && challenges_of(exchange).iter().any(Challenge::is_bearer)
}

/// What tells two answers apart: the status, and of each challenge the scheme and the names of its parameters, whose
/// values may be others each time.
pub fn looks(exchange: &Exchange) -> (u16, Vec<(String, Vec<String>)>) {
    let names = |challenge: &Challenge| {
        challenge.parameters.iter().map(|(name, _)| name.to_ascii_lowercase()).collect()
    };
    let challenges = challenges_of(exchange);
    let challenges = challenges
        .iter()
        .map(|challenge| (challenge.scheme.to_ascii_lowercase(), names(challenge)));
    (exchange.response.status, challenges.collect())
}
