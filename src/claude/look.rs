//! The look around: what some clients fetch of the metadata apart from their sign-in, which then looks for itself.
//! What goes wrong in it is passed over.

use std::sync::Arc;

use serde_json::Value;
use suites::{
    client::{Accept, Agent, Locations, LookRules, Step, WithoutIssuer},
    exchange::Exchange,
    oauth::well_known,
    session::Stage,
    steps::origin,
};
use url::Url;

use super::{Next, Player, discovery::Discovered, failure::Failure};

impl Player<'_> {
    /// Looks around from the MCP URL.
    pub(super) async fn look_around(
        &mut self,
        agent: &'static Agent,
        accept: &Accept,
    ) -> Result<Next, Failure> {
        let Some(rules) = &self.profile.look else { return Ok(Next::Step) };
        self.give_back_tokens_before_login().await?;
        let pointer = self.pointer();
        let seen = self.look_from(agent, accept, rules, self.start.target, pointer).await?;
        self.memory.seen = seen;
        Ok(Next::Step)
    }

    /// Looks for authorization server metadata once more, where it was not seen.
    pub(super) async fn look_again(&mut self) -> Result<(), Failure> {
        let steps = self.profile.phases.value.iter().flat_map(|phase| phase.steps);
        let mut looks = steps.filter_map(|step| match step {
            Step::LookAround(agent, accept) => Some((*agent, accept)),
            _ => None,
        });
        let (Some((agent, accept)), Some(rules)) = (looks.next(), &self.profile.look) else { return Ok(()) };
        if rules.looks_again.value && self.memory.seen.server_metadata.is_none() {
            let seen = self.metadata_seen_at(agent, accept, rules, self.start.target).await?;
            self.memory.seen.server_metadata = seen;
        }
        Ok(())
    }

    /// What the look around found, for a client that asks it for more than it signs in with.
    pub(super) fn consulted(&self) -> Option<&Discovered> {
        self.profile.look.as_ref().filter(|rules| rules.is_used.value).map(|_| &self.memory.seen)
    }

    /// The documents that are found from `endpoint`, and from the authorization server that they name.
    pub(super) async fn look_from(
        &mut self,
        agent: &'static Agent,
        accept: &Accept,
        rules: &LookRules,
        endpoint: &Url,
        pointer: Option<Url>,
    ) -> Result<Discovered, Failure> {
        let resource_metadata = self.resource_seen_from(agent, accept, rules, endpoint, pointer).await?;
        let mut seen = Discovered { resource_metadata, ..Discovered::default() };
        let server = seen.named_server().and_then(|server| Url::parse(server).ok());
        let first = match (server, rules.without_issuer.value) {
            (Some(server), _) => server,
            (None, WithoutIssuer::OriginThenEndpoint) => origin(endpoint),
            (None, WithoutIssuer::Endpoint) => endpoint.clone(),
        };
        seen.server_metadata = self.metadata_seen_at(agent, accept, rules, &first).await?;
        let goes_on = rules.without_issuer.value == WithoutIssuer::OriginThenEndpoint;
        if seen.server_metadata.is_none() && goes_on && well_known::has_path(endpoint) {
            seen.server_metadata = self.metadata_seen_at(agent, accept, rules, endpoint).await?;
        }
        seen.server = Some(first);
        Ok(seen)
    }

    async fn resource_seen_from(
        &mut self,
        agent: &'static Agent,
        accept: &Accept,
        rules: &LookRules,
        endpoint: &Url,
        pointer: Option<Url>,
    ) -> Result<Option<Value>, Failure> {
        let well_known = well_known::resource_metadata(endpoint);
        let urls: Vec<Url> = match pointer {
            Some(url) if rules.beyond_pointer.value => [url].into_iter().chain(well_known).collect(),
            Some(url) => vec![url],
            None => well_known,
        };
        for url in urls {
            let Some(exchange) =
                answered(self.fetch(agent, accept.resource, accept, url, Stage::ResourceMetadata).await)?
            else {
                continue;
            };
            let moves_on = rules.beyond_pointer.value || matches!(exchange.response.status, 400..=499 | 502);
            let document = exchange.response.json().filter(Value::is_object);
            match document.filter(|_| exchange.response.status == 200) {
                Some(document) => return Ok(Some(document)),
                None if moves_on => {}
                None => return Ok(None),
            }
        }
        Ok(None)
    }

    /// The metadata at the locations for `identifier`; for a document that the sign-in could not read, none.
    async fn metadata_seen_at(
        &mut self,
        agent: &'static Agent,
        accept: &Accept,
        rules: &LookRules,
        identifier: &Url,
    ) -> Result<Option<Value>, Failure> {
        for url in locations(rules.locations.value, identifier) {
            let fetched = self.fetch(agent, accept.server, accept, url.clone(), Stage::ServerMetadata).await;
            let Some(exchange) = answered(fetched)? else { continue };
            match exchange.response.status {
                200 if rules.passes_server_errors.value => {
                    if let Some(document) = exchange.response.json() {
                        return Ok(Some(document));
                    }
                }
                200 => return Ok(self.usable_server_metadata(exchange, &url).ok()),
                500.. if !rules.passes_server_errors.value => return Ok(None),
                _ => {}
            }
        }
        Ok(None)
    }
}

/// The exchange, if there was an answer.
fn answered(fetched: Result<Arc<Exchange>, Failure>) -> Result<Option<Arc<Exchange>>, Failure> {
    match fetched {
        Err(Failure::NoAnswer(..)) => Ok(None),
        fetched => fetched.map(Some),
    }
}

/// The locations for `identifier`, in the order of `kind`.
fn locations(kind: Locations, identifier: &Url) -> Vec<Url> {
    let mut urls = well_known::server_metadata(identifier);
    if kind == Locations::WithRoot && well_known::has_path(identifier) {
        urls.insert(1, well_known::at_root(identifier, well_known::SERVER));
    }
    urls
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_comes_second_where_it_is_tried() {
        let endpoint = Url::parse("https://h.example/mcp").expect("literal");
        let paths =
            |kind| locations(kind, &endpoint).iter().map(|url| url.path().to_owned()).collect::<Vec<_>>();
        assert_eq!(
            paths(Locations::WithRoot),
            [
                "/.well-known/oauth-authorization-server/mcp",
                "/.well-known/oauth-authorization-server",
                "/.well-known/openid-configuration/mcp",
                "/mcp/.well-known/openid-configuration"
            ]
        );
        assert_eq!(paths(Locations::WellKnown).len(), 3);
        let host = Url::parse("https://h.example/").expect("literal");
        assert_eq!(locations(Locations::WithRoot, &host), locations(Locations::WellKnown, &host));
    }
}
