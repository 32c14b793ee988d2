use std::time::Duration;

use reqwest::Certificate;

/// How client ID metadata documents are fetched.
///
/// The defaults suit a server on the internet, where anybody can name any URL. Everything that loosens them is for tests and
/// for closed networks.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FetchPolicy {
    /// May a document come from an address that is not globally reachable? Then whoever can send an authorization request
    /// can make this server ask its own network (draft-ietf-oauth-client-id-metadata-document, Server Side Request Forgery).
    pub allow_private_addresses: bool,
    /// The ports that this server connects to.
    pub ports: Vec<u16>,
    /// How long a fetch may take, from the wait for a place among the others to the last byte.
    pub time_limit: Duration,
    /// How many documents are fetched at the same time.
    pub concurrent_fetches: usize,
    /// How long a document is used at least, whatever its headers say, so that one sign-in needs one fetch.
    pub shortest_lifetime: Duration,
    /// How long a document is used at most, so that a change of it is noticed.
    pub longest_lifetime: Duration,
    /// How long after that a document is still used for what users granted already, while its host cannot be reached.
    pub stale_lifetime: Duration,
    /// How long a URL is left alone that could not be read. No answer is kept as the client's metadata meanwhile, as the draft
    /// demands (Metadata Caching); but nobody makes this server send a request for each that it gets.
    pub pause_after_failure: Duration,
    authorities: Vec<Certificate>,
}

/// No certificate could be read.
#[derive(Debug, thiserror::Error)]
#[error("expected certificates in PEM")]
pub struct InvalidAuthority(#[source] Option<reqwest::Error>);

impl Default for FetchPolicy {
    fn default() -> Self {
        Self {
            allow_private_addresses: false,
            ports: vec![443],
            time_limit: Duration::from_secs(5),
            concurrent_fetches: 16,
            shortest_lifetime: Duration::from_mins(1),
            longest_lifetime: Duration::from_hours(24),
            stale_lifetime: Duration::from_hours(24),
            pause_after_failure: Duration::from_secs(10),
            authorities: Vec::new(),
        }
    }
}

impl FetchPolicy {
    /// Trusts the certificate authorities in this PEM file too, beside those of the system.
    pub fn trust(&mut self, pem: &[u8]) -> Result<(), InvalidAuthority> {
        let certificates =
            Certificate::from_pem_bundle(pem).map_err(|error| InvalidAuthority(Some(error)))?;
        if certificates.is_empty() {
            return Err(InvalidAuthority(None));
        }
        self.authorities.extend(certificates);
        Ok(())
    }

    pub(super) fn authorities(&self) -> impl Iterator<Item = Certificate> {
        self.authorities.iter().cloned()
    }

    /// How long a document is used whose headers say this.
    pub(super) fn lifetime(&self, said: Duration) -> Duration {
        said.max(self.shortest_lifetime).min(self.longest_lifetime)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lifetime_has_a_floor_and_a_ceiling() {
        let policy = FetchPolicy::default();
        for (said, used) in [(0, 60), (300, 300), (u64::MAX, 24 * 60 * 60)] {
            assert_eq!(policy.lifetime(Duration::from_secs(said)), Duration::from_secs(used));
        }
    }

    #[test]
    fn what_is_no_certificate_is_refused() {
        let mut policy = FetchPolicy::default();
        assert!(policy.trust(b"").is_err());
        assert!(policy.trust(b"-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n").is_err());
        let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        assert!(policy.trust(own.cert.pem().as_bytes()).is_ok());
        assert_eq!(policy.authorities().count(), 1);
    }
}
