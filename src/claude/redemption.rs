//! Redeeming the code.

use std::sync::Arc;

use suites::{
    client::{Accept, Agent, SecretUse},
    exchange::Exchange,
    oauth::{
        resource::is_loopback,
        token::{ClientAuthentication, Credentials, Grant},
    },
    session::{Approval, Registered, Stage, Tokens},
};

use super::{Player, by, discovery::Discovered, failure::Failure, no_answer, schema::TOKEN, words};

impl Player<'_> {
    /// Redeems the code, by the rules of the SDK: what is not known of discovery is looked for again before each attempt,
    /// an invalid client is dropped, and an invalid grant is tried once more.
    pub(super) async fn redeem(
        &mut self,
        agent: &'static Agent,
        accept: &Accept,
        approval: &Approval,
    ) -> Result<(), Failure> {
        self.discover(agent, accept).await?;
        self.check_iss(&approval.callback)?;
        let unasked = self.shows_unasked_secret();
        let exchange = self.send_code(agent, approval).await?;
        let exchange = match error_of(&exchange).as_deref() {
            Some("invalid_client" | "unauthorized_client") => {
                self.memory.client = None;
                self.discover(agent, accept).await?;
                exchange
            }
            Some("invalid_grant") if self.profile.token.repeats_code.value => {
                self.discover(agent, accept).await?;
                self.send_code(agent, approval).await?
            }
            _ => exchange,
        };
        self.read_tokens(exchange, approval).map_err(|failure| match failure {
            Failure::TokenRejected(exchange) if unasked => Failure::SecretRejected(exchange),
            failure => failure,
        })
    }

    /// Whether the client shows a secret though it was registered for `none`.
    fn shows_unasked_secret(&self) -> bool {
        self.memory.client.as_ref().is_some_and(|client| {
            client.exchange.is_some()
                && client.credentials.method == ClientAuthentication::None
                && self.credentials_for(&self.discovered).method != ClientAuthentication::None
        })
    }

    async fn send_code(
        &mut self,
        agent: &'static Agent,
        approval: &Approval,
    ) -> Result<Arc<Exchange>, Failure> {
        let endpoint = self.discovered.endpoint("token_endpoint", "/token");
        let endpoint =
            endpoint.ok_or_else(|| Failure::ServerMetadataInvalid("no `token_endpoint`".into()))?;
        if endpoint.scheme() != "https" && !is_loopback(&endpoint) {
            return Err(Failure::TokenEndpointInsecure(endpoint));
        }
        let resource = self.resource();
        let value = |name: &str| match name {
            "grant_type" => Some("authorization_code"),
            "code" => approval.callback.parameter("code"),
            "code_verifier" => Some(approval.request.pkce.verifier.as_str()),
            "redirect_uri" => Some(approval.request.redirect_uri.as_str()),
            "resource" => resource.as_deref(),
            other => unreachable!("no profile has the field `{other}`"),
        };
        let rules = &self.profile.token;
        let fields: Vec<(&str, &str)> =
            rules.fields.value.iter().filter_map(|name| Some((*name, value(name)?))).collect();
        let request = by(agent, self.credentials_for(&self.discovered).request(endpoint, &fields));
        let exchange = if rules.follows_redirect.value {
            self.follow(request, Stage::Token).await?
        } else {
            self.send(&request).await.map_err(|obstacle| no_answer(Stage::Token, obstacle))?
        };
        self.walk.redemption = Some(Arc::clone(&exchange));
        self.memory.redeemed_at = self.discovered.clone();
        self.memory.redeemed_for = resource;
        Ok(exchange)
    }

    /// The client's credentials, shown as this client shows them to the authorization server of `discovered`.
    pub(super) fn credentials_for(&self, discovered: &Discovered) -> Credentials {
        let client = self.memory.client.as_ref().expect("tokens are asked for by a client");
        let credentials = client.credentials.clone();
        let method = match (&credentials.client_secret, self.profile.token.secret.value) {
            (None, _) => ClientAuthentication::None,
            (Some(_), SecretUse::InBody) => ClientAuthentication::Post,
            // A pre-registered client has no registration response that names a method.
            (Some(_), SecretUse::AsRegistered) => credentials.method,
            (Some(_), SecretUse::AsRegisteredElseListed) if client.exchange.is_some() => credentials.method,
            (Some(_), SecretUse::PrefersBasic | SecretUse::AsRegisteredElseListed) => {
                preferred_method(discovered)
            }
        };
        Credentials { method, ..credentials }
    }

    fn read_tokens(&mut self, exchange: Arc<Exchange>, approval: &Approval) -> Result<(), Failure> {
        let body = exchange.response.json();
        let has_error = body.as_ref().is_some_and(|body| body.get("error").is_some());
        if !exchange.response.is_success() || has_error {
            return Err(Failure::TokenRejected(exchange));
        }
        let Some(body) = body else { return Err(Failure::TokenNotJson(exchange)) };
        let issues = TOKEN.issues(&body, &["access_token", "token_type"], self.profile.token.nulls.value);
        if let Some(grant) = Grant::from_json(&body) {
            let client = self.memory.client.as_ref().expect("a code is redeemed by a client");
            let credentials = self.credentials_for(&self.discovered);
            let registered = Arc::new(Registered { credentials, ..(**client).clone() });
            if issues.is_empty() {
                let held = self.held(grant.clone(), &body);
                self.hold(held);
                self.memory.step_up = None;
            }
            // Checks go on with what was issued, also where the client itself stops at the response.
            let (approval, exchange) = (Some(Arc::new(approval.clone())), Some(Arc::clone(&exchange)));
            self.walk.tokens = Some(Arc::new(Tokens { grant, registered, approval, exchange }));
        }
        if issues.is_empty() {
            return Ok(());
        }
        let told = words::issues(self.profile.client, &issues);
        Err(Failure::TokenInvalid(told))
    }
}

/// The `error` of a token response (RFC 6749 §5.2).
fn error_of(exchange: &Exchange) -> Option<String> {
    exchange.response.json()?.get("error")?.as_str().map(str::to_owned)
}

fn preferred_method(discovered: &Discovered) -> ClientAuthentication {
    let listed = discovered.server_list("token_endpoint_auth_methods_supported").unwrap_or_default();
    if listed.is_empty() || listed.contains(&ClientAuthentication::Basic.name()) {
        ClientAuthentication::Basic
    } else {
        ClientAuthentication::Post
    }
}
