//! The steps that checks build on: questions asked of a session, each costing its requests once in a run.

mod browsing;
mod clients;
pub mod contact;
pub mod dead_codes;
mod discovery;
mod documents;
mod endings;
pub mod grants;
mod keys;
mod management;
mod messages;
mod native;
mod pages;
mod places;
mod replays;
mod revisions;

use std::sync::Arc;

use serde_json::Value;
use url::Url;

use crate::{
    client::{Agent, Profile, Step as ClientStep},
    exchange::{Exchange, Request},
    oauth::{authorization::AuthorizationRequest, pkce::Pkce, token::Grant},
    obstacle::Obstacle,
    session::{Approval, Registered, Session, Tokens},
};

pub use browsing::back;
pub use documents::{NOWHERE, refuses};
pub use endings::{Ending, parameter};
pub use keys::KeySet;
pub use management::Managed;
pub use messages::{Opening, list_tools, reworded};
pub use native::{OTHER_PORT, changed};
pub use pages::{INSPECTION, UNSUPPORTED, USER_AGENT, browser_request, by_browser, dead_end, place};

/// A metadata document that was found, with the exchange that found it.
#[derive(Clone, Debug)]
pub struct Document {
    /// The JSON object.
    pub json: Value,
    /// Where it came from.
    pub exchange: Arc<Exchange>,
}

impl Document {
    /// A member that is a string.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.json.get(name).and_then(Value::as_str)
    }

    /// The strings of a member that is an array; `None` where the member is absent or no array.
    pub fn list(&self, name: &str) -> Option<Vec<&str>> {
        list(&self.json, name)
    }

    /// A member that is an absolute URL.
    pub fn url(&self, name: &str) -> Option<Url> {
        Url::parse(self.text(name)?).ok()
    }
}

/// The first agent of the client that sends an MCP message, and the last, which may be another.
pub fn mcp_agents(profile: &Profile) -> (&'static Agent, &'static Agent) {
    let steps = profile.phases.value.iter().flat_map(|phase| phase.steps);
    let mut agents = steps.filter_map(|step| match step {
        ClientStep::Send(agent, _) => Some(*agent),
        _ => None,
    });
    let first = agents.next().expect("every profile sends an MCP message");
    (first, agents.next_back().unwrap_or(first))
}

/// The agent of the client that redeems codes.
pub fn token_agent(profile: &Profile) -> &'static Agent {
    profile.sign_in().0
}

/// The body of the client's own `initialize`.
pub fn initialize(profile: &Profile) -> Value {
    profile.initialize(profile.session.identity.value)
}

/// The strings of a member that is an array; `None` where the member is absent or no array.
pub fn list<'a>(document: &'a Value, name: &str) -> Option<Vec<&'a str>> {
    Some(document.get(name)?.as_array()?.iter().filter_map(Value::as_str).collect())
}

impl dyn Session + '_ {
    /// A registration request with these metadata, as the client's OAuth part sends it.
    pub async fn registration_request(&self, metadata: &Value) -> Result<Request, Obstacle> {
        self.may_register()?;
        let endpoint = self.endpoint("registration_endpoint").await?;
        let agent = token_agent(self.profile());
        Ok(Request::post_json(endpoint, metadata)
            .with("Accept", "application/json")
            .with_all(agent.fields()))
    }

    /// An authorization request of `registered` with fresh `state` and PKCE.
    pub async fn authorization_request(
        &self,
        registered: &Registered,
    ) -> Result<AuthorizationRequest, Obstacle> {
        let endpoint = self.endpoint("authorization_endpoint").await?;
        let (pkce, state) = (Pkce::of(self.nonce()), self.nonce().text());
        let resource = self.resource().await;
        let scope = self.scope().await;
        let mut parameters = vec![
            ("response_type", "code"),
            ("client_id", registered.credentials.client_id.as_str()),
            ("redirect_uri", registered.redirect_uri.as_str()),
            ("code_challenge", pkce.challenge.as_str()),
            ("code_challenge_method", "S256"),
            ("state", state.as_str()),
        ];
        parameters.extend(scope.as_deref().map(|scope| ("scope", scope)));
        parameters.extend(resource.as_deref().map(|resource| ("resource", resource)));
        Ok(AuthorizationRequest::new(&endpoint, &parameters, pkce.clone()))
    }

    /// The `resource` that requests carry: the metadata's, or none where there is no metadata.
    pub async fn resource(&self) -> Option<String> {
        Some(self.resource_metadata().await.ok()?.url("resource")?.into())
    }

    /// The scope that requests carry: the challenge's, else the protected resource metadata's, else none.
    pub async fn scope(&self) -> Option<String> {
        let challenge = self.challenge().await.ok();
        let named = challenge.and_then(|challenge| challenge.parameter("scope").map(str::to_owned));
        match named {
            Some(scope) => Some(scope),
            None => Some(self.resource_metadata().await.ok()?.list("scopes_supported")?.join(" ")),
        }
        .filter(|scope| !scope.is_empty())
    }

    /// A fresh approval for `registered`.
    pub async fn approval_for(&self, registered: &Registered) -> Result<Arc<Approval>, Obstacle> {
        let request = self.authorization_request(registered).await?;
        let approval = self.approve(request).await?;
        approval.code()?;
        Ok(approval)
    }

    /// The token request that redeems the code of `approval`.
    pub async fn redemption(
        &self,
        registered: &Registered,
        approval: &Approval,
    ) -> Result<Request, Obstacle> {
        let endpoint = self.endpoint("token_endpoint").await?;
        let resource = self.resource().await;
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", approval.code()?),
            ("code_verifier", approval.request.pkce.verifier.as_str()),
            ("redirect_uri", approval.request.redirect_uri.as_str()),
        ];
        fields.extend(resource.as_deref().map(|resource| ("resource", resource)));
        let agent = token_agent(self.profile());
        Ok(registered.credentials.request(endpoint, &fields).with_all(agent.fields()))
    }

    /// The token request that refreshes with `refresh_token`.
    pub async fn refreshment(
        &self,
        registered: &Registered,
        refresh_token: &str,
    ) -> Result<Request, Obstacle> {
        let endpoint = self.endpoint("token_endpoint").await?;
        let resource = self.resource().await;
        let mut fields = vec![("grant_type", "refresh_token"), ("refresh_token", refresh_token)];
        fields.extend(resource.as_deref().map(|resource| ("resource", resource)));
        let agent = token_agent(self.profile());
        Ok(registered.credentials.request(endpoint, &fields).with_all(agent.fields()))
    }

    /// Approves, redeems and returns the tokens of `registered`.
    pub async fn tokens_for(&self, registered: &Arc<Registered>) -> Result<Tokens, Obstacle> {
        self.tokens_from(registered, self.approval_for(registered).await?).await
    }

    /// The same for this scope, and no more.
    pub async fn tokens_for_scope(
        &self,
        registered: &Arc<Registered>,
        scope: &str,
    ) -> Result<Tokens, Obstacle> {
        let request = self.authorization_request(registered).await?.with("scope", Some(scope));
        self.tokens_from(registered, self.approve(request).await?).await
    }

    async fn tokens_from(
        &self,
        registered: &Arc<Registered>,
        approval: Arc<Approval>,
    ) -> Result<Tokens, Obstacle> {
        let request = self.redemption(registered, &approval).await?;
        let exchange = self.send(request).await?;
        let grant = exchange.response.json().and_then(|body| Grant::from_json(&body));
        let grant = grant.filter(|_| exchange.response.is_success());
        let grant = grant.ok_or_else(|| Obstacle::step("the token request", exchange.summary()))?;
        let registered = Arc::clone(registered);
        Ok(Tokens { grant, registered, approval: Some(approval), exchange: Some(exchange) })
    }

    /// A POST of `initialize` with an access token.
    pub fn authorized_request(&self, access_token: &str) -> Request {
        let profile = self.profile();
        Request::post_json(self.target().clone(), &initialize(profile))
            .with("Accept", profile.session.accept.value)
            .with_all(mcp_agents(profile).1.fields())
            .with("Authorization", format!("Bearer {access_token}"))
    }
}

/// The first answer that is 200 with a JSON object.
pub fn first_document(answers: &[Arc<Exchange>]) -> Option<Document> {
    answers.iter().find_map(|exchange| {
        let json = (exchange.response.status == 200).then(|| exchange.response.json()).flatten()?;
        json.is_object().then(|| Document { json, exchange: Arc::clone(exchange) })
    })
}

/// The origin of `url`, as a URL with the path `/`.
pub fn origin(url: &Url) -> Url {
    url.join("/").expect("an http URL has a root")
}
