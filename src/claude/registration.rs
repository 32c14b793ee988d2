//! Becoming a client: by a given identity, by a client ID metadata document, or by dynamic registration.

use std::sync::Arc;

use serde_json::{Map, Value, json};
use suites::{
    client::{Agent, Member, MethodChoice, OfflineAccess, ScopeSource, Unattended},
    exchange::{Exchange, Request},
    oauth::token::{ClientAuthentication, Credentials},
    obstacle::Obstacle,
    session::{Registered, Stage},
    steps::list,
};

use super::{Player, by, failure::Failure, no_answer, schema::REGISTRATION, words};

impl Player<'_> {
    /// Becomes a client, in the client's order of preference; `unattended` says how without its user.
    pub(super) async fn register(
        &mut self,
        agent: &'static Agent,
        unattended: Option<Unattended>,
    ) -> Result<(), Failure> {
        let registered = match self.start.credentials {
            // It was registered with one redirect URI: the client takes no other.
            Some(given) => {
                let redirect_uri = self.profile.registration.redirect_uri.value.of(self.start.target);
                known(given.clone(), redirect_uri)
            }
            None => match self.metadata_document() {
                Some(url) => known(Credentials::public(url), self.redirect_uri()),
                None => self.register_dynamically(agent, unattended).await?,
            },
        };
        let registered = Arc::new(registered);
        self.walk.registered = Some(Arc::clone(&registered));
        self.memory.client = Some(registered);
        Ok(())
    }

    /// Whether there is a way to become a client, without going it.
    pub(super) fn can_become_client(&self) -> Result<(), Failure> {
        let is_known = self.start.credentials.is_some() || self.metadata_document().is_some();
        let is_possible =
            is_known || self.discovered.endpoint("registration_endpoint", "/register").is_some();
        if is_possible { Ok(()) } else { Err(Failure::NoRegistration) }
    }

    /// A server that lists challenge methods must list S256; it is looked at when the person is about to be asked.
    pub(super) fn check_challenge_methods(&self) -> Result<(), Failure> {
        let demands_list = self.profile.server.demands_challenge_methods.value;
        match self.discovered.server_list("code_challenge_methods_supported") {
            Some(methods) if !methods.contains(&"S256") => Err(Failure::NoS256),
            None if demands_list && self.discovered.server_metadata.is_some() => Err(Failure::NoS256),
            _ => Ok(()),
        }
    }

    fn redirect_uri(&self) -> String {
        self.start.approver.redirect_uri(self.profile, self.start.target)
    }

    fn metadata_document(&self) -> Option<&str> {
        let metadata = self.discovered.server_metadata.as_ref()?;
        let supported =
            metadata.get("client_id_metadata_document_supported").and_then(Value::as_bool) == Some(true);
        let lists_none = self.listed_methods().is_some_and(|methods| methods.contains(&"none"));
        self.profile.registration.metadata_document.value.url(
            supported,
            lists_none,
            self.start.client_metadata_url,
        )
    }

    fn listed_methods(&self) -> Option<Vec<&str>> {
        let seen = self.consulted().filter(|seen| seen.server_metadata.is_some());
        seen.unwrap_or(&self.discovered).server_list("token_endpoint_auth_methods_supported")
    }

    async fn register_dynamically(
        &mut self,
        agent: &Agent,
        unattended: Option<Unattended>,
    ) -> Result<Registered, Failure> {
        let endpoint = self
            .discovered
            .endpoint("registration_endpoint", "/register")
            .ok_or(Failure::NoRegistration)?;
        if !self.start.may_register {
            return Err(Failure::Unplayable(Stage::Registration, Obstacle::ReadOnly));
        }
        let (redirect_uri, accept) = match unattended {
            Some(Unattended::WithoutMetadata { redirect_uri, accept }) => (redirect_uri.to_owned(), accept),
            Some(Unattended::Never) | None => (self.redirect_uri(), "*/*"),
        };
        let body = self.registration_body(&redirect_uri);
        let request = by(agent, Request::post_json(endpoint, &body).with("Accept", accept));
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
    fn registration_body(&self, redirect_uri: &str) -> Value {
        let rules = &self.profile.registration;
        let mut body = Map::new();
        for member in rules.members.value {
            let (name, value) = match member {
                Member::RedirectUris => ("redirect_uris", json!([redirect_uri])),
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
            MethodChoice::FirstListedElseBasic => {
                [None, Basic, Post].into_iter().find(|method| lists(*method)).unwrap_or(Basic)
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

    /// The scope that the client asks for: what a challenge asked for beyond the granted one, else of the first source that
    /// names one, with `offline_access` by its rule.
    pub(super) fn scope(&self) -> Option<String> {
        let rules = &self.profile.authorization;
        let sourced = || rules.scope.value.iter().find_map(|source| self.scopes_of(*source));
        let step_up = self.memory.step_up.as_ref();
        let step_up = step_up.map(|scope| scope.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        let mut scopes = step_up.or_else(sourced).unwrap_or_default();
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
            ScopeSource::ResourceMetadata => {
                let seen = self.consulted().and_then(|seen| seen.resource_metadata.as_ref());
                listed(seen.or(self.discovered.resource_metadata.as_ref()))?
            }
            ScopeSource::Registration => {
                let registration = self.memory.client.as_ref()?.exchange.as_ref()?.response.json()?;
                split(registration.get("scope")?.as_str()?)
            }
            ScopeSource::ServerMetadata => {
                let seen = self.consulted().and_then(|seen| seen.server_metadata.as_ref());
                listed(seen.or(self.discovered.server_metadata.as_ref()))?
            }
            ScopeSource::Literal(scope) => split(scope),
        };
        (!scopes.is_empty()).then_some(scopes)
    }

    /// Whether `offline_access` is asked for, where `beside` says that another scope is.
    pub(super) fn asks_offline_access(&self, beside: bool) -> bool {
        let listed = self.discovered.server_list("scopes_supported");
        let is_listed = listed.is_some_and(|scopes| scopes.contains(&OFFLINE_ACCESS));
        match self.profile.authorization.offline_access.value {
            OfflineAccess::Never => false,
            OfflineAccess::WhenListed => is_listed,
            OfflineAccess::WhenListedBesideAnother => is_listed && beside,
        }
    }
}

const OFFLINE_ACCESS: &str = "offline_access";

fn known(credentials: Credentials, redirect_uri: String) -> Registered {
    Registered { credentials, redirect_uri, exchange: None }
}
