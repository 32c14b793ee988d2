//! Where the hosts stand to which a client's own machine connects.

use std::net::IpAddr;

use url::{Host, Url};

use crate::{
    check::{Judgement, inapplicable},
    oauth::resource::is_loopback,
    obstacle::Obstacle,
    session::Session,
};

/// What authorization server metadata name for a client; the authorization endpoint is for the person's browser.
const NAMED: [&str; 3] = ["issuer", "token_endpoint", "registration_endpoint"];

impl dyn Session + '_ {
    /// Passes where the server is to be reached from other machines than that of the run.
    pub async fn stands_elsewhere(&self) -> Judgement {
        let target = self.target();
        if is_of_this_network(target) || self.addresses_of(target).await?.iter().all(IpAddr::is_loopback) {
            return Err(inapplicable("the server is on this machine or its network, and not published yet"));
        }
        Ok(())
    }

    /// The MCP URL, and of each other origin that a client's machine connects to the first URL that is named.
    pub async fn places(&self) -> Vec<Url> {
        let mut places = vec![self.target().clone()];
        if let Ok(metadata) = self.server_metadata().await {
            for url in NAMED.iter().filter_map(|name| metadata.url(name)) {
                let is_known = places.iter().any(|place| place.origin() == url.origin());
                if !is_known && !is_loopback(&url) {
                    places.push(url);
                }
            }
        }
        places
    }

    /// The addresses of the host of `url`.
    pub async fn addresses_of(&self, url: &Url) -> Result<Vec<IpAddr>, Obstacle> {
        match url.host() {
            Some(Host::Ipv4(address)) => Ok(vec![address.into()]),
            Some(Host::Ipv6(address)) => Ok(vec![address.into()]),
            Some(Host::Domain(name)) => self.addresses(name.to_owned()).await,
            None => Err(Obstacle::unknown(format!("`{url}` names no host"))),
        }
    }
}

/// Whether the host of `url` has no public name: this machine, or a name without a period, as containers have it.
fn is_of_this_network(url: &Url) -> bool {
    is_loopback(url) || matches!(url.host(), Some(Host::Domain(name)) if !name.contains('.'))
}
