//! Redeeming the code.

use std::sync::Arc;

use suites::{
    client::{Agent, SecretUse},
    exchange::Exchange,
    oauth::{
        resource::is_loopback,
        token::{ClientAuthentication, Credentials, Grant},
    },
    session::{Stage, Tokens},
};

use super::{Next, Player, by, failure::Failure, no_answer, schema::TOKEN, words};

impl Player<'_> {
    /// Redeems the code, and reads the answer by the client's schema.
    pub(super) async fn redeem(&mut self, agent: &'static Agent) -> Result<Next, Failure> {
        let endpoint = self.discovered.endpoint("token_endpoint", "/token");
        let endpoint =
            endpoint.ok_or_else(|| Failure::ServerMetadataInvalid("no `token_endpoint`".into()))?;
        if endpoint.scheme() != "https" && !is_loopback(&endpoint) {
            return Err(Failure::TokenEndpointInsecure(endpoint));
        }
        let approval =
            Arc::clone(self.walk.approval.as_ref().expect("a code is redeemed after the approval"));
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
        let request = by(agent, self.credentials().request(endpoint, &fields));
        let exchange = self.send(&request).await.map_err(|obstacle| no_answer(Stage::Token, obstacle))?;
        self.walk.redemption = Some(Arc::clone(&exchange));
        self.read_tokens(exchange)
    }

    /// The client's credentials, shown as this client shows them.
    fn credentials(&self) -> Credentials {
        let registered = self.walk.registered.as_ref().expect("a code is redeemed after registration");
        let credentials = registered.credentials.clone();
        let method = match (&credentials.client_secret, self.profile.token.secret.value) {
            (None, _) => ClientAuthentication::None,
            (Some(_), SecretUse::InBody) => ClientAuthentication::Post,
            (Some(_), SecretUse::PrefersBasic) => self.preferred_method(),
            // A pre-registered client has no registration response that names a method.
            (Some(_), SecretUse::AsRegistered) => credentials.method,
        };
        Credentials { method, ..credentials }
    }

    fn preferred_method(&self) -> ClientAuthentication {
        let listed = self.discovered.server_list("token_endpoint_auth_methods_supported").unwrap_or_default();
        if listed.is_empty() || listed.contains(&ClientAuthentication::Basic.name()) {
            ClientAuthentication::Basic
        } else {
            ClientAuthentication::Post
        }
    }

    fn read_tokens(&mut self, exchange: Arc<Exchange>) -> Result<Next, Failure> {
        let body = exchange.response.json();
        let has_error = body.as_ref().is_some_and(|body| body.get("error").is_some());
        if !exchange.response.is_success() || has_error {
            return Err(Failure::TokenRejected(exchange));
        }
        let Some(body) = body else { return Err(Failure::TokenNotJson(exchange)) };
        if let Some(grant) = Grant::from_json(&body) {
            self.access_token = Some(grant.access_token.reveal().to_owned());
            let registered =
                Arc::clone(self.walk.registered.as_ref().expect("a code is redeemed after registration"));
            let registered = Arc::new(suites::session::Registered {
                credentials: self.credentials(),
                ..(*registered).clone()
            });
            let (approval, exchange) = (self.walk.approval.clone(), Some(Arc::clone(&exchange)));
            self.walk.tokens = Some(Arc::new(Tokens { grant, registered, approval, exchange }));
        }
        let issues = TOKEN.issues(&body, &["access_token", "token_type"], self.profile.token.nulls.value);
        if issues.is_empty() {
            return Ok(Next::Step);
        }
        let told = words::issues(self.profile.client, &issues);
        Err(Failure::TokenInvalid(told))
    }
}
