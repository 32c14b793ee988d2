//! What the place of a server alone says: a port or an address that a client's network does not reach.
//!
//! A server on this machine is played as if it stood behind its public URL. What a name resolves to is not looked at: it may be
//! another address where the client runs.

use suites::{
    address::is_public,
    client::{Addresses, ContactRules, Ports},
    oauth::resource::is_loopback,
};
use url::{Host, Url};

use super::Player;

const OTHER_PORT: &str = "it may not reach another port than 443";
const NO_PUBLIC_IPV4: &str = "it reaches public IPv4 addresses only, and the URL names another";

impl Player<'_> {
    /// Notes what the place of the server costs.
    pub(super) fn note_place(&mut self) {
        for loss in losses(&self.profile.contact, self.start.target) {
            self.loses(loss);
        }
    }
}

fn losses(rules: &ContactRules, target: &Url) -> Vec<&'static str> {
    if is_loopback(target) {
        return Vec::new();
    }
    let has_other_port =
        rules.ports.value == Ports::PerhapsHttpsOnly && target.port_or_known_default() != Some(443);
    let has_other_address = rules.addresses.value == Addresses::PublicIpv4
        && match target.host() {
            Some(Host::Ipv4(address)) => !is_public(address),
            Some(Host::Ipv6(_)) => true,
            Some(Host::Domain(_)) | None => false,
        };
    let losses = [(has_other_port, OTHER_PORT), (has_other_address, NO_PUBLIC_IPV4)];
    losses.into_iter().filter_map(|(is_so, loss)| is_so.then_some(loss)).collect()
}

#[cfg(test)]
mod tests {
    use suites::client::Client;

    use super::*;

    #[track_caller]
    fn assert_losses(client: Client, url: &str, expected: &[&str]) {
        let url = Url::parse(url).expect("literal");
        assert_eq!(losses(&client.profile().contact, &url), expected, "{url}");
    }

    #[test]
    fn the_hosted_client_reaches_public_ipv4_addresses_and_perhaps_one_port() {
        let web = Client::ClaudeWeb;
        assert_losses(web, "https://www.example.com/mcp", &[]);
        assert_losses(web, "https://www.example.com:8443/mcp", &[OTHER_PORT]);
        assert_losses(web, "http://203.0.113.9/mcp", &[OTHER_PORT]);
        assert_losses(web, "https://203.0.113.9/mcp", &[]);
        for host in ["10.0.0.9", "192.168.1.9", "169.254.0.9", "100.64.0.9", "[2001:db8::9]"] {
            assert_losses(web, &format!("https://{host}/mcp"), &[NO_PUBLIC_IPV4]);
        }
        assert_losses(web, "http://127.0.0.1:8080/mcp", &[]);
        assert_losses(web, "http://[::1]:8080/mcp", &[]);
    }

    #[test]
    fn the_others_run_where_their_user_is() {
        for client in [Client::ClaudeCode, Client::McpRemote] {
            assert_losses(client, "http://10.0.0.9:8443/mcp", &[]);
        }
    }
}
