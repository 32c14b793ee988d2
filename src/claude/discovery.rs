//! Discovery: protected resource metadata, then authorization server metadata.

use std::sync::Arc;

use serde_json::Value;
use suites::{
    client::{Accept, Agent, IssuerCheck, Remembers, WhenUnusable},
    exchange::{Exchange, Request},
    oauth::well_known,
    session::Stage,
    steps::{list, origin},
};
use url::Url;

use super::{Player, by, failure::Failure, no_answer, schema};

/// What discovery found.
#[derive(Clone, Debug, Default)]
pub(super) struct Discovered {
    /// Protected resource metadata that the client can use.
    pub(super) resource_metadata: Option<Value>,
    /// Where the client looks for the authorization server; `None` before it knows.
    pub(super) server: Option<Url>,
    /// Authorization server metadata; `None` where no location has any.
    pub(super) server_metadata: Option<Value>,
    /// The location that had it.
    pub(super) metadata_url: Option<Url>,
}

impl Discovered {
    /// A member of the authorization server metadata that is a list of strings.
    pub(super) fn server_list(&self, name: &str) -> Option<Vec<&str>> {
        list(self.server_metadata.as_ref()?, name)
    }

    /// The authorization server that protected resource metadata names first.
    pub(super) fn named_server(&self) -> Option<&str> {
        list(self.resource_metadata.as_ref()?, "authorization_servers")?.first().copied()
    }

    /// An endpoint: the one that the metadata names, or the default at the origin where there is no metadata.
    pub(super) fn endpoint(&self, member: &str, default: &str) -> Option<Url> {
        match &self.server_metadata {
            Some(metadata) => Url::parse(metadata.get(member)?.as_str()?).ok(),
            None => origin(self.server.as_ref()?).join(default).ok(),
        }
    }

    /// Forgets the documents, and not where they were.
    pub(super) fn forget_documents(&mut self) {
        self.resource_metadata = None;
        self.server_metadata = None;
    }
}

impl Player<'_> {
    /// Both documents, in the order and by the rules of the client: what it remembers is not fetched again, and where it
    /// remembers the authorization server alone, that one's metadata come first.
    pub(super) async fn discover(&mut self, agent: &'static Agent, accept: &Accept) -> Result<(), Failure> {
        if let Some(server) = self.discovered.server.clone() {
            let remembers = self.profile.memory.discovery.value;
            if matches!(remembers, Remembers::Documents | Remembers::UntilChallenged) {
                return Ok(());
            }
            if self.discovered.server_metadata.is_none() {
                self.read_server_metadata(agent, accept, &server).await?;
            }
            if self.discovered.resource_metadata.is_none() {
                self.discovered.resource_metadata = self.resource_metadata(agent, accept).await?;
            }
            return Ok(());
        }
        self.discovered.resource_metadata = self.resource_metadata(agent, accept).await?;
        let named = self.discovered.named_server().map(str::to_owned);
        let server = named.as_deref().and_then(|server| Url::parse(server).ok());
        let server = server.unwrap_or_else(|| origin(self.start.target));
        self.read_server_metadata(agent, accept, &server).await?;
        if self.discovered.server_metadata.is_none() && !self.profile.server.default_endpoints.value {
            return Err(Failure::NoServerMetadata(server));
        }
        // A bare origin is an issuer without a slash.
        self.check_issuer(named.as_deref().unwrap_or(server.as_str().trim_end_matches('/')))?;
        self.discovered.server = Some(server);
        Ok(())
    }

    async fn read_server_metadata(
        &mut self,
        agent: &'static Agent,
        accept: &Accept,
        server: &Url,
    ) -> Result<(), Failure> {
        let found = self.server_metadata(agent, accept, server).await?;
        (self.discovered.server_metadata, self.discovered.metadata_url) = found.unzip();
        Ok(())
    }

    /// The document that the challenge points to, else the first well-known one; `None` where none is usable.
    async fn resource_metadata(&mut self, agent: &Agent, accept: &Accept) -> Result<Option<Value>, Failure> {
        if !self.profile.resource.is_read.value {
            return Ok(None);
        }
        let urls = match self.pointer() {
            Some(url) => vec![url],
            None => well_known::resource_metadata(self.start.target),
        };
        for url in urls {
            let exchange = self.fetch(agent, accept.resource, accept, url, Stage::ResourceMetadata).await?;
            if exchange.response.status == 200 {
                return self.usable_resource_metadata(exchange);
            }
            // The SDK looks at the root after a 4xx and after the 502 of a proxy.
            if !matches!(exchange.response.status, 400..=499 | 502) {
                return self.without_resource_metadata(exchange);
            }
            if !matches!(exchange.response.status, 404 | 405) {
                self.without_resource_metadata(exchange)?;
            }
        }
        self.loses(LOST_RESOURCE);
        Ok(None)
    }

    /// The URL that the challenge points to, where it is absolute.
    pub(super) fn pointer(&self) -> Option<Url> {
        Url::parse(self.challenge.as_ref()?.parameter("resource_metadata")?).ok()
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

    /// The first location's document and the location: a 4xx leads to the next, a 5xx stops some clients.
    pub(super) async fn server_metadata(
        &mut self,
        agent: &Agent,
        accept: &Accept,
        server: &Url,
    ) -> Result<Option<(Value, Url)>, Failure> {
        let reads_openid = self.profile.server.reads_openid.value;
        let is_read = |url: &Url| reads_openid || !url.path().contains(well_known::OPENID);
        for url in well_known::server_metadata(server).into_iter().filter(is_read) {
            let exchange =
                self.fetch(agent, accept.server, accept, url.clone(), Stage::ServerMetadata).await?;
            match exchange.response.status {
                200 => return Ok(Some((self.usable_server_metadata(exchange, &url)?, url))),
                500.. if self.profile.server.stops_on_server_error.value => {
                    return Err(Failure::ServerMetadataError(exchange));
                }
                _ => {}
            }
        }
        Ok(None)
    }

    pub(super) fn usable_server_metadata(
        &self,
        exchange: Arc<Exchange>,
        location: &Url,
    ) -> Result<Value, Failure> {
        let rules = &self.profile.server;
        let Some(document) = exchange.response.json() else {
            return Err(Failure::ServerMetadataNotJson(exchange));
        };
        let mut required = rules.required.value.to_vec();
        let schema = if location.path().contains(well_known::OPENID) {
            required.extend(rules.openid_required.value);
            schema::OPENID_METADATA
        } else {
            schema::SERVER_METADATA
        };
        let issues = schema.issues(&document, &required, rules.nulls.value);
        if issues.is_empty() {
            return Ok(document);
        }
        Err(Failure::ServerMetadataInvalid(super::words::issues(self.profile.client, &issues)))
    }

    /// A GET that follows redirects, as the clients' HTTP libraries do.
    pub(super) async fn fetch(
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
            if let Some(encoding) = accept.encoding {
                request = request.with("Accept-Encoding", encoding);
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
        let is_the_same = received.trim_end_matches('/') == expected.trim_end_matches('/');
        match self.profile.server.issuer.value {
            _ if received == expected => {}
            IssuerCheck::Exact => {
                let (expected, received) = (expected.to_owned(), received.to_owned());
                return Err(Failure::IssuerMismatch { expected, received });
            }
            _ if is_the_same => {}
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
}

const LOST_RESOURCE: &str =
    "protected resource metadata cannot be used, so no `resource` and none of its scopes are sent";
