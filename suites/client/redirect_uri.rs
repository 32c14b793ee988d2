//! Where a client lets the person's browser be sent back.

use md5::{Digest, Md5};
use url::Url;

/// A client's redirect URI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedirectUri {
    /// The same for every server.
    Fixed(&'static str),
    /// On this machine, at this path, with any of the dynamic ports.
    DynamicPort(&'static str),
    /// On this machine, at this path, with a port that follows from the MCP URL, or one of those after it.
    PortOfServer(&'static str),
}

/// How many ports in a row are tried (read in mcp-remote 0.15.1: `PORT_CANDIDATES`).
const CANDIDATES: u16 = 8;

/// Where the recorded Claude Code waited. Its own choice is random; two runs of ours are to be alike.
const RECORDED_PORT: u16 = 61_262;

impl RedirectUri {
    /// The redirect URI for the server with this MCP URL, where nothing else holds its port.
    pub fn of(self, endpoint: &Url) -> String {
        self.candidates(endpoint).remove(0)
    }

    /// The redirect URIs for the server with this MCP URL: the client takes the first whose port it can listen at.
    pub fn candidates(self, endpoint: &Url) -> Vec<String> {
        let from = |path: &str, first: u16| {
            (first..first + CANDIDATES).map(|port| format!("http://localhost:{port}{path}")).collect()
        };
        match self {
            Self::Fixed(uri) => vec![uri.to_owned()],
            Self::DynamicPort(path) => from(path, RECORDED_PORT),
            Self::PortOfServer(path) => from(path, port_of(endpoint.as_str())),
        }
    }
}

/// The port that the bridge derives from the MCP URL: the first sixteen bits of its MD5, folded into 3335 to 49150.
fn port_of(endpoint: &str) -> u16 {
    const FIRST: u16 = 3335;
    const COUNT: u16 = 45_816;
    let digest = Md5::digest(endpoint);
    FIRST + u16::from_be_bytes([digest[0], digest[1]]) % COUNT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_that_is_held_is_followed_by_the_next() {
        let endpoint = Url::parse("http://127.0.0.1:45141/mcp").expect("literal");
        let candidates = RedirectUri::PortOfServer("/oauth/callback").candidates(&endpoint);
        let expected = (16521..16529).map(|port| format!("http://localhost:{port}/oauth/callback"));
        assert_eq!(candidates, expected.collect::<Vec<_>>());
    }

    #[test]
    fn the_port_follows_from_the_url_as_recorded() {
        // The ports of the recordings' servers show in the `resource` that the client sends.
        assert_eq!(port_of("http://127.0.0.1:45141/mcp"), 16521);
        assert_eq!(port_of("http://127.0.0.1:47053/mcp"), 8771);
    }
}
