//! Renewing the access token (RFC 6749 §6): ahead of its end, and where it was refused.

use std::{sync::Arc, time::Duration};

use serde_json::Value;
use suites::{
    client::Agent,
    exchange::Exchange,
    oauth::token::{Grant, Secret},
    session::{Stage, Tokens},
};

use super::{
    Player, by, discovery::Discovered, failure::Failure, memory::Held, no_answer, schema::TOKEN,
    sign_in::SignedIn,
};

/// What a renewal came to.
enum Renewal {
    Done,
    /// The token endpoint failed; it may work another time.
    Failed,
    /// The refresh token is not valid (`invalid_grant`), or the client is not.
    Invalid {
        client: bool,
    },
    /// Refused for another reason.
    Refused(Arc<Exchange>),
}

impl Held {
    /// A token that the user gave; nothing else is known of it.
    pub(super) fn given(token: &Secret) -> Self {
        let grant = Grant { access_token: token.clone(), refresh_token: None, expires_in: None };
        Self { grant, expires_at: None, scope: None }
    }
}

impl Player<'_> {
    /// The access token for the next request, renewed ahead where little is left of it.
    pub(super) async fn access_token(&mut self) -> Result<Option<String>, Failure> {
        let shared = std::mem::take(&mut self.command.shares_renewal);
        if !shared && !self.command.needs_person {
            self.renew_ahead().await?;
        }
        let now = self.start.clock.now();
        let sends_expired = self.profile.refresh.sends_expired.value;
        let held = self.memory.held.as_ref();
        let held =
            held.filter(|held| sends_expired || held.grant.refresh_token.is_some() || !held.has_expired(now));
        Ok(held.map(|held| held.grant.access_token.reveal().to_owned()))
    }

    /// After a login, a short-lived token is renewed at once by clients that renew as their own login part.
    pub(super) async fn renew_ahead_in_login(&mut self) -> Result<(), Failure> {
        let (agent, _) = self.profile.sign_in();
        if std::ptr::eq(agent, self.profile.refresh.agent) && self.profile.refresh.fetches_metadata.value {
            self.command.for_renewal = Some(self.discovered.clone());
            self.renew_ahead().await?;
        }
        Ok(())
    }

    /// Renews the access token where less of its life is left than the client wants, and it can.
    async fn renew_ahead(&mut self) -> Result<(), Failure> {
        let margin = Duration::from_secs(self.profile.token.refresh_margin.value);
        let now = self.start.clock.now();
        let is_due = self.memory.held.as_ref().is_some_and(|held| {
            held.grant.refresh_token.is_some() && held.left(now).is_some_and(|left| left <= margin)
        });
        if !is_due || self.memory.step_up.is_some() || self.memory.client.is_none() {
            return Ok(());
        }
        let rules = &self.profile.refresh;
        let from = self.metadata_for_renewal().await?;
        let mut pauses = rules.pauses.value.iter();
        loop {
            match self.renew_once(rules.agent, &from).await? {
                Renewal::Failed => {}
                Renewal::Invalid { .. } if rules.drops_refused.value => {
                    self.drop_refused();
                    return Ok(());
                }
                Renewal::Done | Renewal::Invalid { .. } | Renewal::Refused(_) => return Ok(()),
            }
            let Some(pause) = pauses.next() else { return Ok(()) };
            self.pause(Duration::from_secs(*pause)).await;
        }
    }

    /// The metadata whose token endpoint a renewal goes to: fetched once a command by clients that keep no documents.
    async fn metadata_for_renewal(&mut self) -> Result<Discovered, Failure> {
        if !self.profile.refresh.fetches_metadata.value {
            let is_known = self.discovered.server.is_some();
            return Ok(if is_known { self.discovered.clone() } else { self.memory.redeemed_at.clone() });
        }
        if let Some(known) = &self.command.for_renewal {
            return Ok(known.clone());
        }
        let (_, accept) = self.profile.sign_in();
        let mut known = self.memory.redeemed_at.clone();
        if let Some(url) = known.metadata_url.clone() {
            let agent = self.profile.refresh.agent;
            let exchange = self.fetch(agent, accept.server, accept, url.clone(), Stage::Refresh).await?;
            known.server_metadata = self.usable_server_metadata(exchange, &url).ok();
        }
        self.command.for_renewal = Some(known.clone());
        Ok(known)
    }

    /// What the SDK tries before it asks the person: a renewal, if there is a refresh token and no scope is missing.
    pub(super) async fn renew(&mut self, agent: &'static Agent) -> Result<SignedIn, Failure> {
        if !self.profile.refresh.on_unauthorized.value {
            return Ok(SignedIn::NeedsPerson);
        }
        self.renew_ahead().await?;
        let has_refresh_token =
            self.memory.held.as_ref().is_some_and(|held| held.grant.refresh_token.is_some());
        if !has_refresh_token || self.memory.step_up.is_some() || self.memory.client.is_none() {
            return Ok(SignedIn::NeedsPerson);
        }
        let from = self.discovered.clone();
        match self.renew_once(agent, &from).await? {
            Renewal::Done => {
                if self.profile.memory.discovery.value == suites::client::Remembers::Server {
                    self.discovered.forget_documents();
                }
                Ok(SignedIn::Renewed)
            }
            Renewal::Failed => Ok(SignedIn::NeedsPerson),
            Renewal::Invalid { client } => {
                self.drop_refused();
                self.memory.client = self.memory.client.take().filter(|_| !client);
                Ok(SignedIn::NeedsPerson)
            }
            Renewal::Refused(exchange) => Err(Failure::RefreshRejected(exchange)),
        }
    }

    async fn renew_once(&mut self, agent: &'static Agent, from: &Discovered) -> Result<Renewal, Failure> {
        let held = self.memory.held.clone().expect("only a held token is renewed");
        let refresh_token = held.grant.refresh_token.clone().expect("looked for before");
        let Some(endpoint) = from.endpoint("token_endpoint", "/token") else { return Ok(Renewal::Failed) };
        let resource = self.memory.redeemed_for.clone();
        let scope = held.scope.clone().filter(|_| self.profile.refresh.names_scope.value);
        let mut fields = vec![("grant_type", "refresh_token"), ("refresh_token", refresh_token.reveal())];
        fields.extend(resource.as_deref().map(|resource| ("resource", resource)));
        let mut request = by(agent, self.credentials_for(from).request(endpoint, &fields));
        if let Some(scope) = &scope {
            request.set_form_field("scope", Some(scope));
        }
        let patience = self.profile.refresh.patience.value;
        let answer = self.send_within(&request, patience).await;
        let exchange = answer.map_err(|obstacle| no_answer(Stage::Refresh, obstacle))?;
        Ok(self.renewed(held, exchange))
    }

    fn renewed(&mut self, held: Held, exchange: Arc<Exchange>) -> Renewal {
        let body = exchange.response.json();
        let error = body.as_ref().and_then(|body| body.get("error")?.as_str());
        let is_server_error = exchange.response.status >= 500
            || matches!(error, Some("server_error" | "temporarily_unavailable" | "too_many_requests"));
        match error {
            _ if is_server_error => return Renewal::Failed,
            Some("invalid_grant") => return Renewal::Invalid { client: false },
            Some("invalid_client" | "unauthorized_client") => return Renewal::Invalid { client: true },
            Some(_) => return Renewal::Refused(exchange),
            None if !exchange.response.is_success() => return Renewal::Failed,
            None => {}
        }
        let Some(body) = body else { return Renewal::Failed };
        let Some(grant) = Grant::from_json(&body) else { return Renewal::Failed };
        if !TOKEN
            .issues(&body, &["access_token", "token_type"], self.profile.token.nulls.value)
            .is_empty()
        {
            return Renewal::Failed;
        }
        let kept = grant.refresh_token.clone().or(held.grant.refresh_token);
        let mut renewed = self.held(Grant { refresh_token: kept, ..grant }, &body);
        renewed.scope = renewed.scope.or(held.scope);
        self.tell_of(&renewed, Arc::clone(&exchange));
        self.hold(renewed);
        Renewal::Done
    }

    /// Tokens as the client holds them.
    pub(super) fn held(&self, grant: Grant, body: &Value) -> Held {
        // The SDK's schema makes a number of `expires_in`, of null as well: 0 (recorded).
        let is_null = body.get("expires_in").is_some_and(Value::is_null);
        let is_coerced = is_null && self.profile.token.nulls.value == suites::client::Nulls::Fails;
        let life = if is_coerced { Some(0) } else { grant.expires_in };
        let expires_at = life.and_then(|life| self.start.clock.now().checked_add(Duration::from_secs(life)));
        let scope = body.get("scope").and_then(Value::as_str).map(str::to_owned);
        Held { grant, expires_at, scope }
    }

    /// Lets the checks go on with the newest tokens.
    fn tell_of(&mut self, renewed: &Held, exchange: Arc<Exchange>) {
        if let Some(told) = &self.walk.tokens {
            let tokens =
                Tokens { grant: renewed.grant.clone(), exchange: Some(exchange), ..(**told).clone() };
            self.walk.tokens = Some(Arc::new(tokens));
        }
    }
}
