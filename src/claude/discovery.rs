//! Discovery: protected resource metadata, then authorization server metadata.

use std::sync::Arc;

use serde_json::Value;
use suites::{
    client::{Accept, Agent, IssuerCheck, Matching, WhenUnusable},
    exchange::{Exchange, Request},
    oauth::{resource::covers, well_known},
    session::Stage,
    steps::{list, origin},
};
use url::Url;

use super::{Next, Player, by, failure::Failure, no_answer, schema};

/// What discovery found.
#[derive(Clone, Debug, Default)]
pub(super) struct Discovered {
    /// Protected resource metadata that the client can use.
    pub(super) resource_metadata: Option<Value>,
    /// Where the client looks for the authorization server.
    pub(super) issuer: Option<Url>,
    /// Authorization server metadata; `None` where no location has any.
    pub(super) server_metadata: Option<Value>,
}

impl Discovered {
    /// A member of the authorization server metadata that is a list of strings.
    pub(super) fn server_list(&self, name: &str) -> Option<Vec<&str>> {
        list(self.server_metadata.as_ref()?, name)
    }

    /// An endpoint: the one that the metadata names, or the default at the origin where there is no metadata.
    pub(super) fn endpoint(&self, member: &str, default: &str) -> Option<Url> {
        match &self.server_metadata {
            Some(metadata) => Url::parse(metadata.get(member)?.as_str()?).ok(),
            None => origin(self.issuer.as_ref()?).join(default).ok(),
        }
    }
}

impl Player<'_> {
    /// Both documents, in the order and by the rules of the client.
    pub(super) async fn discover(&mut self, agent: &'static Agent, accept: &Accept) -> Result<Next, Failure> {
        self.discovered.resource_metadata = self.resource_metadata(agent, accept).await?;
        let named = self
            .discovered
            .resource_metadata
            .as_ref()
            .and_then(|document| list(document, "authorization_servers"));
        let named = named.as_deref().and_then(|servers| servers.first().copied()).map(str::to_owned);
        let issuer = named.as_deref().and_then(|issuer| Url::parse(issuer).ok());
        let issuer = issuer.unwrap_or_else(|| origin(self.start.target));
        self.discovered.server_metadata = self.server_metadata(agent, accept, &issuer).await?;
        self.check_issuer(named.as_deref().unwrap_or(issuer.as_str()))?;
        self.discovered.issuer = Some(issuer);
        Ok(Next::Step)
    }

    /// The document that the challenge points to, else the first well-known one; `None` where none is usable.
    async fn resource_metadata(&mut self, agent: &Agent, accept: &Accept) -> Result<Option<Value>, Failure> {
        let pointer = self.challenge.as_ref().and_then(|challenge| challenge.parameter("resource_metadata"));
        let urls = match pointer.and_then(|url| Url::parse(url).ok()) {
            Some(url) => vec![url],
            None => well_known::resource_metadata(self.start.target),
        };
        for url in urls {
            let exchange = self.fetch(agent, accept.resource, accept, url, Stage::ResourceMetadata).await?;
            if exchange.response.status == 200 {
                return self.usable_resource_metadata(exchange);
            }
            if !matches!(exchange.response.status, 400..=499) {
                return self.without_resource_metadata(exchange);
            }
            if !matches!(exchange.response.status, 404 | 405) {
                self.without_resource_metadata(exchange)?;
            }
        }
        self.loses(LOST_RESOURCE);
        Ok(None)
    }

    fn usable_resource_metadata(&mut self, exchange: Arc<Exchange>) -> Result<Option<Value>, Failure> {
        let document = exchange.response.json().filter(Value::is_object);
        let nulls = self.profile.resource.nulls.value;
        match document {
            Some(document)
                if schema::RESOURCE_METADATA.issues(&document, &["resource"], nulls).is_empty() =>
            {
                Ok(Some(document))
            }
            _ => self.without_resource_metadata(exchange),
        }
    }

    fn without_resource_metadata(&mut self, exchange: Arc<Exchange>) -> Result<Option<Value>, Failure> {
        if self.profile.resource.when_unusable.value == WhenUnusable::UseOriginIfAbsent {
            return Err(Failure::ResourceMetadataUnusable(exchange));
        }
        self.loses(LOST_RESOURCE);
        Ok(None)
    }

    /// The first location's document: a 4xx leads to the next location, a 5xx stops some clients.
    async fn server_metadata(
        &mut self,
        agent: &Agent,
        accept: &Accept,
        issuer: &Url,
    ) -> Result<Option<Value>, Failure> {
        for url in well_known::server_metadata(issuer) {
            let exchange = self.fetch(agent, accept.server, accept, url, Stage::ServerMetadata).await?;
            match exchange.response.status {
                200 => return self.usable_server_metadata(exchange).map(Some),
                500.. if self.profile.server.stops_on_server_error.value => {
                    return Err(Failure::ServerMetadataError(exchange));
                }
                _ => {}
            }
        }
        Ok(None)
    }

    fn usable_server_metadata(&self, exchange: Arc<Exchange>) -> Result<Value, Failure> {
        let rules = &self.profile.server;
        let Some(document) = exchange.response.json() else {
            return Err(Failure::ServerMetadataNotJson(exchange));
        };
        let issues = schema::SERVER_METADATA.issues(&document, rules.required.value, rules.nulls.value);
        if issues.is_empty() {
            return Ok(document);
        }
        Err(Failure::ServerMetadataInvalid(super::words::issues(self.profile.client, &issues)))
    }

    /// A GET that follows redirects, as the clients' HTTP libraries do.
    async fn fetch(
        &mut self,
        agent: &Agent,
        media_type: &str,
        accept: &Accept,
        mut url: Url,
        stage: Stage,
    ) -> Result<Arc<Exchange>, Failure> {
        const MOST_REDIRECTS: usize = 5;
        for _ in 0..MOST_REDIRECTS {
            let mut request = by(agent, Request::read(url.clone()).with("Accept", media_type));
            if let Some(version) = accept.protocol_version {
                request = request.with("MCP-Protocol-Version", version);
            }
            let exchange = self.send(&request).await.map_err(|obstacle| no_answer(stage, obstacle))?;
            match exchange.redirect() {
                Some(target) => url = target,
                None => return Ok(exchange),
            }
        }
        let reason = format!("more than {MOST_REDIRECTS} redirects");
        Err(Failure::NoAnswer(
            stage,
            suites::obstacle::Obstacle::Unreachable { url: url.to_string(), reason },
        ))
    }

    /// Holds the metadata's issuer against the identifier that discovery started from (RFC 8414 §3.3). One trailing
    /// slash that the SDK itself adds to a bare host is forgiven.
    fn check_issuer(&mut self, expected: &str) -> Result<(), Failure> {
        let metadata = self.discovered.server_metadata.as_ref();
        let Some(received) = metadata.and_then(|metadata| metadata.get("issuer")?.as_str()) else {
            return Ok(());
        };
        if received == expected || received.trim_end_matches('/') == expected.trim_end_matches('/') {
            return Ok(());
        }
        match self.profile.server.issuer.value {
            IssuerCheck::Ignored => {}
            IssuerCheck::MayFail => {
                self.loses("the metadata's `issuer` is another than expected, which can make it fail");
            }
            IssuerCheck::Enforced => {
                let (expected, received) = (expected.trim_end_matches('/').to_owned(), received.to_owned());
                return Err(Failure::IssuerMismatch { expected, received });
            }
        }
        Ok(())
    }

    /// Holds `resource` against the MCP URL, before anything is registered.
    pub(super) fn check_resource(&mut self) -> Result<(), Failure> {
        let Some(named) = self
            .discovered
            .resource_metadata
            .as_ref()
            .and_then(|document| document.get("resource")?.as_str())
        else {
            return Ok(());
        };
        let mismatch = Failure::ResourceMismatch { resource: named.to_owned() };
        let Ok(resource) = Url::parse(named) else { return Err(mismatch) };
        if !covers(&resource, self.start.target) {
            return Err(mismatch);
        }
        let is_entered =
            resource.path().trim_end_matches('/') == self.start.target.path().trim_end_matches('/');
        if self.profile.resource.matching.value == Matching::AsEntered && !is_entered {
            self.loses("`resource` is not the URL as entered: documented as a mismatch, seen to work");
        }
        Ok(())
    }
}

const LOST_RESOURCE: &str =
    "protected resource metadata cannot be used, so no `resource` and none of its scopes are sent";
