//! What a run is given.

use suites::{
    client::Client,
    oauth::token::{Credentials, Secret},
    spec::Revision,
};
use url::Url;

/// What a run is given.
#[derive(Debug)]
pub struct Brief {
    /// The MCP URL as the user entered it.
    pub target: Url,
    /// The revision by which the server is judged.
    pub revision: Revision,
    /// The clients that walk.
    pub clients: Vec<Client>,
    /// A pre-registered client.
    pub credentials: Option<Credentials>,
    /// An access token for where no approval can be given.
    pub token: Option<Secret>,
    /// The URL of a client ID metadata document, for a client that has none of its own.
    pub client_metadata_url: Option<String>,
    /// Whether clients may be registered.
    pub may_register: bool,
}

impl Brief {
    /// A run by these clients, which know nothing beforehand and may register.
    pub fn new(target: Url, revision: Revision, clients: Vec<Client>) -> Self {
        let (credentials, token, client_metadata_url) = (None, None, None);
        Self { target, revision, clients, credentials, token, client_metadata_url, may_register: true }
    }
}
