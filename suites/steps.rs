//! The steps that checks build on: questions asked of a session, each costing its requests once in a run.

use std::sync::Arc;

use serde_json::{Value, json};
use url::Url;

use crate::{
    client::{Agent, Message, Profile, Step as ClientStep},
    exchange::{Exchange, Request},
    oauth::{
        authorization::AuthorizationRequest,
        challenge::{self, Challenge},
        pkce::{Pkce, random_token},
        token::Grant,
        well_known,
    },
    obstacle::Obstacle,
    session::{Approval, Registered, Session, Tokens},
};

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
        Some(self.json.get(name)?.as_array()?.iter().filter_map(Value::as_str).collect())
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
    (first, agents.last().unwrap_or(first))
}

/// The agent of the client that redeems codes.
pub fn token_agent(profile: &Profile) -> &'static Agent {
    let mut steps = profile.phases.value.iter().flat_map(|phase| phase.steps);
    let found = steps.find_map(|step| match step {
        ClientStep::Redeem(agent) => Some(*agent),
        _ => None,
    });
    found.expect("every profile redeems codes")
}

/// The body of the client's own `initialize`, or of a plain one where it sends none by that name.
pub fn initialize(profile: &Profile) -> Value {
    let steps = profile.phases.value.iter().flat_map(|phase| phase.steps);
    let identity = steps.filter_map(|step| match step {
        ClientStep::Send(_, Message::Initialize(identity)) => Some(identity),
        _ => None,
    });
    let identity = identity.last().expect("every profile initializes");
    let info: serde_json::Map<_, _> =
        identity.info.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    let capabilities: Value = serde_json::from_str(identity.capabilities).expect("profiles hold JSON");
    json!({
        "jsonrpc": "2.0", "id": 0, "method": "initialize",
        "params": {
            "protocolVersion": profile.session.offers.value, "capabilities": capabilities, "clientInfo": info
        }
    })
}

impl dyn Session + '_ {
    /// A POST of `initialize` to the MCP endpoint without a token, as the client words it.
    pub fn anonymous_request(&self) -> Request {
        let profile = self.profile();
        Request::post_json(self.target().clone(), &initialize(profile))
            .with("Accept", profile.session.accept.value)
            .with_all(mcp_agents(profile).0.fields())
    }

    /// What the MCP endpoint answers without a token.
    pub async fn anonymous(&self) -> Result<Arc<Exchange>, Obstacle> {
        self.observe(self.anonymous_request()).await
    }

    /// The challenges of that answer, as far as they are in the grammar.
    pub async fn challenges(&self) -> Result<Vec<Challenge>, Obstacle> {
        let exchange = self.anonymous().await?;
        let fields = exchange.response.headers.all("www-authenticate");
        Ok(fields.filter_map(|value| challenge::parse(value).ok()).flatten().collect())
    }

    /// The Bearer challenge of a 401 without a token.
    pub async fn challenge(&self) -> Result<Challenge, Obstacle> {
        let status = self.anonymous().await?.response.status;
        if status != 401 {
            return Err(Obstacle::step(
                "the challenge",
                format!("the anonymous request got status {status}"),
            ));
        }
        let challenges = self.challenges().await?;
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

    /// A GET for metadata, as the client's OAuth part sends it.
    pub fn metadata_request(&self, url: Url) -> Request {
        let agent = token_agent(self.profile());
        Request::read(url).with("Accept", "application/json").with_all(agent.fields())
    }

    /// Every location of protected resource metadata that a client may look at: the pointer, the well-known ones.
    pub async fn resource_metadata_answers(&self) -> Result<Vec<Arc<Exchange>>, Obstacle> {
        let mut urls: Vec<Url> = self.pointer().await?.into_iter().collect();
        for url in well_known::resource_metadata(self.target()) {
            if !urls.contains(&url) {
                urls.push(url);
            }
        }
        self.observe_each(urls).await
    }

    /// The protected resource metadata: the first location that answers 200 with a JSON object.
    pub async fn resource_metadata(&self) -> Result<Document, Obstacle> {
        let answers = self.resource_metadata_answers().await?;
        first_document(&answers).ok_or_else(|| {
            Obstacle::step("protected resource metadata", "no location answers 200 with a JSON object")
        })
    }

    /// The issuer: the first of `authorization_servers`, or the origin of the MCP URL where there is none.
    pub async fn issuer(&self) -> Result<Url, Obstacle> {
        let metadata = self.resource_metadata().await.ok();
        let named = metadata.as_ref().and_then(|document| document.list("authorization_servers"));
        match named.as_deref().and_then(|list| list.first()) {
            Some(issuer) => Url::parse(issuer).map_err(|_| {
                Obstacle::step("authorization server metadata", format!("`{issuer}` is no absolute URL"))
            }),
            None => Ok(origin(self.target())),
        }
    }

    /// The answers of the locations of authorization server metadata, up to the first that serves a document.
    pub async fn server_metadata_answers(&self) -> Result<Vec<Arc<Exchange>>, Obstacle> {
        let mut answers = Vec::new();
        for url in well_known::server_metadata(&self.issuer().await?) {
            answers.push(self.observe(self.metadata_request(url)).await?);
            if first_document(&answers).is_some() {
                break;
            }
        }
        Ok(answers)
    }

    /// The authorization server metadata: the first location that answers 200 with a JSON object.
    pub async fn server_metadata(&self) -> Result<Document, Obstacle> {
        let answers = self.server_metadata_answers().await?;
        first_document(&answers).ok_or_else(|| {
            Obstacle::step("authorization server metadata", "no location answers 200 with a JSON object")
        })
    }

    /// An endpoint that the authorization server metadata names.
    pub async fn endpoint(&self, member: &'static str) -> Result<Url, Obstacle> {
        let metadata = self.server_metadata().await?;
        metadata.url(member).ok_or_else(|| {
            Obstacle::step("authorization server metadata", format!("it names no absolute `{member}`"))
        })
    }

    async fn observe_each(&self, urls: Vec<Url>) -> Result<Vec<Arc<Exchange>>, Obstacle> {
        let mut answers = Vec::new();
        for url in urls {
            answers.push(self.observe(self.metadata_request(url)).await?);
        }
        Ok(answers)
    }

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
        let (pkce, state) = (Pkce::random(), random_token());
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
        let approval = self.approval_for(registered).await?;
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
