//! Where a client lets the person's browser be sent back.

use md5::{Digest, Md5};
use url::Url;

/// A client's redirect URI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedirectUri {
    /// The same for every server.
    Fixed(&'static str),
    /// On this machine, at this path, with a port that follows from the MCP URL.
    PortOfServer(&'static str),
}

impl RedirectUri {
    /// The redirect URI for the server with this MCP URL.
    pub fn of(self, endpoint: &Url) -> String {
        match self {
            Self::Fixed(uri) => uri.to_owned(),
            Self::PortOfServer(path) => format!("http://localhost:{}{path}", port_of(endpoint.as_str())),
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
    fn the_port_follows_from_the_url_as_recorded() {
        // The ports of the recordings' servers show in the `resource` that the client sends.
        assert_eq!(port_of("http://127.0.0.1:45141/mcp"), 16521);
        assert_eq!(port_of("http://127.0.0.1:47053/mcp"), 8771);
    }
}
