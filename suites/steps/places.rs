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
        let addresses = match is_loopback(self.target()) {
            true => Vec::new(),
            false => self.addresses_of(self.target()).await?,
        };
        if addresses.iter().all(IpAddr::is_loopback) {
            return Err(inapplicable("the server is on this machine, which others do not reach anyway"));
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
