//! Becoming a client: by a given identity, by a client ID metadata document, or by dynamic registration.

use std::sync::Arc;

use serde_json::{Map, Value, json};
use suites::{
    client::{Agent, Member, MethodChoice, OfflineAccess, ScopeSource},
    exchange::{Exchange, Request},
    oauth::token::{ClientAuthentication, Credentials},
    obstacle::Obstacle,
    session::{Registered, Stage},
    steps::list,
};

use super::{Next, Player, by, failure::Failure, no_answer, schema::REGISTRATION, words};

impl Player<'_> {
    /// Becomes a client, in the client's order of preference.
    pub(super) async fn register(&mut self, agent: &'static Agent) -> Result<Next, Failure> {
        self.check_resource()?;
        let registered = match self.start.credentials {
            Some(given) => self.known(given.clone()),
            None => match self.metadata_document() {
                Some(url) => self.known(Credentials::public(url)),
                None => self.register_dynamically(agent).await?,
            },
        };
        self.walk.registered = Some(Arc::new(registered));
        match self.discovered.server_list("code_challenge_methods_supported") {
            Some(methods) if !methods.contains(&"S256") => Err(Failure::NoS256),
            _ => Ok(Next::Step),
        }
    }

    fn known(&self, credentials: Credentials) -> Registered {
        let redirect_uri = self.profile.registration.redirect_uri.value.to_owned();
        Registered { credentials, redirect_uri, exchange: None }
    }

    fn metadata_document(&self) -> Option<&'static str> {
        let metadata = self.discovered.server_metadata.as_ref()?;
        let supported =
            metadata.get("client_id_metadata_document_supported").and_then(Value::as_bool) == Some(true);
        let lists_none = self.listed_methods().is_some_and(|methods| methods.contains(&"none"));
        self.profile.registration.metadata_document.value.url(supported, lists_none)
    }

    fn listed_methods(&self) -> Option<Vec<&str>> {
        self.discovered.server_list("token_endpoint_auth_methods_supported")
    }

    async fn register_dynamically(&mut self, agent: &Agent) -> Result<Registered, Failure> {
        let endpoint = self
            .discovered
            .endpoint("registration_endpoint", "/register")
            .ok_or(Failure::NoRegistration)?;
        if !self.start.may_register {
            return Err(Failure::Unplayable(Stage::Registration, Obstacle::ReadOnly));
        }
        let body = self.registration_body();
        let request = by(agent, Request::post_json(endpoint, &body).with("Accept", "*/*"));
        let exchange =
            self.send(&request).await.map_err(|obstacle| no_answer(Stage::Registration, obstacle))?;
        self.walk.attempt = Some(Arc::clone(&exchange));
        if !exchange.response.is_success() {
            return Err(Failure::RegistrationRejected(exchange));
        }
        // Checks go on with what was registered, also where the client itself stops at the response.
        let registered = Registered::read(&exchange, &body);
        self.walk.registered = registered.clone().ok().map(Arc::new);
        self.check_registration(&exchange)?;
        registered.map_err(|_| Failure::RegistrationRejected(exchange))
    }

    /// The registration request, member by member as the client orders them.
    fn registration_body(&self) -> Value {
        let rules = &self.profile.registration;
        let mut body = Map::new();
        for member in rules.members.value {
            let (name, value) = match member {
                Member::RedirectUris => ("redirect_uris", json!([rules.redirect_uri.value])),
                Member::GrantTypes => ("grant_types", json!(["authorization_code", "refresh_token"])),
                Member::ResponseTypes => ("response_types", json!(["code"])),
                Member::Method => ("token_endpoint_auth_method", json!(self.method().name())),
                Member::Text(name, value) => (*name, json!(value)),
                Member::Scope => match self.scope() {
                    Some(scope) => ("scope", json!(scope)),
                    None => continue,
                },
            };
            body.insert(name.into(), value);
        }
        body.into()
    }

    fn method(&self) -> ClientAuthentication {
        use ClientAuthentication::{Basic, None, Post};
        let listed = self.listed_methods();
        let lists =
            |method: ClientAuthentication| listed.as_ref().is_some_and(|list| list.contains(&method.name()));
        match self.profile.registration.method.value {
            MethodChoice::PostElseNone if lists(Post) => Post,
            MethodChoice::None | MethodChoice::PostElseNone => None,
            MethodChoice::FirstListed => {
                [None, Post, Basic].into_iter().find(|method| lists(*method)).unwrap_or(None)
            }
        }
    }

    fn check_registration(&self, exchange: &Arc<Exchange>) -> Result<(), Failure> {
        let rules = &self.profile.registration;
        let invalid = |told: String| Failure::RegistrationInvalid(told);
        let Some(body) = exchange.response.json() else {
            return Err(invalid(words::not_json(self.profile.client, &exchange.response.body)));
        };
        let mut required = rules.required.value.to_vec();
        required.push("client_id");
        let issues = REGISTRATION.issues(&body, &required, rules.nulls.value);
        if issues.is_empty() { Ok(()) } else { Err(invalid(words::issues(self.profile.client, &issues))) }
    }

    /// The scope that the client asks for: of the first source that names one, with `offline_access` by its rule.
    pub(super) fn scope(&self) -> Option<String> {
        let rules = &self.profile.authorization;
        let mut scopes =
            rules.scope.value.iter().find_map(|source| self.scopes_of(*source)).unwrap_or_default();
        if self.asks_offline_access(!scopes.is_empty()) && !scopes.iter().any(|scope| scope == OFFLINE_ACCESS)
        {
            scopes.push(OFFLINE_ACCESS.into());
        }
        (!scopes.is_empty()).then(|| scopes.join(" "))
    }

    fn scopes_of(&self, source: ScopeSource) -> Option<Vec<String>> {
        let split = |scope: &str| scope.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let listed = |document: Option<&Value>| {
            let scopes = list(document?, "scopes_supported")?;
            Some(scopes.into_iter().map(str::to_owned).collect())
        };
        let scopes = match source {
            ScopeSource::Challenge => split(self.challenge.as_ref()?.parameter("scope")?),
            ScopeSource::ResourceMetadata => listed(self.discovered.resource_metadata.as_ref())?,
            ScopeSource::ServerMetadata => listed(self.discovered.server_metadata.as_ref())?,
            ScopeSource::Literal(scope) => split(scope),
        };
        (!scopes.is_empty()).then_some(scopes)
    }

    /// Whether `offline_access` is asked for, where `beside` says that another scope is.
    pub(super) fn asks_offline_access(&self, beside: bool) -> bool {
        let listed = self.discovered.server_list("scopes_supported");
        let is_listed = listed.is_some_and(|scopes| scopes.contains(&OFFLINE_ACCESS));
        match self.profile.authorization.offline_access.value {
            OfflineAccess::WhenListed => is_listed,
            OfflineAccess::WhenListedBesideAnother => is_listed && beside,
        }
    }
}

const OFFLINE_ACCESS: &str = "offline_access";
