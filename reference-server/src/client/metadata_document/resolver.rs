use std::net::{IpAddr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use super::address::is_public;

/// A name has addresses, and none of them is public.
#[derive(Debug, thiserror::Error)]
#[error("the host has no public address")]
pub(super) struct NoPublicAddress;

/// Asks the system for the addresses of a name and passes on the public ones only. The connection is made to what this
/// answers and asks nobody again, so a name cannot change its address between the check and the use.
#[derive(Debug)]
pub(super) struct PublicResolver;

impl Resolve for PublicResolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|address| is_public(address.ip())).collect();
            if public.is_empty() {
                return Err(NoPublicAddress.into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// Checks the host of a URL that is an address already: no resolver is asked about it.
pub(super) fn demand_public(url: &Url) -> Result<(), NoPublicAddress> {
    let address: IpAddr = match url.host() {
        Some(Host::Ipv4(address)) => address.into(),
        Some(Host::Ipv6(address)) => address.into(),
        Some(Host::Domain(_)) | None => return Ok(()),
    };
    if is_public(address) { Ok(()) } else { Err(NoPublicAddress) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_name_of_this_machine_resolves_to_nothing() {
        let refused = PublicResolver.resolve("localhost".parse().unwrap()).await.err().unwrap();
        assert!(refused.is::<NoPublicAddress>(), "{refused}");
    }

    #[test]
    fn an_address_in_the_url_is_checked_like_one_that_was_resolved() {
        for (url, is_public) in [
            ("https://127.0.0.1/", false),
            ("https://2130706433/", false),
            ("https://0x7f.1/", false),
            ("https://[::1]/", false),
            ("https://[::ffff:127.0.0.1]/", false),
            ("https://169.254.169.254/", false),
            ("https://1.1.1.1/", true),
            ("https://[2606:4700:4700::1111]/", true),
            ("https://localhost/", true),
        ] {
            assert_eq!(demand_public(&Url::parse(url).unwrap()).is_ok(), is_public, "{url}");
        }
    }
}
