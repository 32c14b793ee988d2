use std::collections::BTreeMap;

use super::{document, identifier, unreadable::Unreadable};
use crate::client::ClientMetadata;

/// The documents of the two Claude clients, so that they connect although this server has no way out, or claude.ai is down:
/// in July 2026 it was for a while, and no sign-in worked anywhere.
///
/// That of Claude Web is as published. That of Claude Code is put together from what is documented: its URL, both redirect
/// URIs and the method; name, grant and response types are what it registers with, and its `client_uri` is what it says of
/// itself to MCP servers.
const BUNDLED: [(&str, &str); 2] = [
    ("https://claude.ai/oauth/mcp-oauth-client-metadata", include_str!("claude-web.json")),
    ("https://claude.ai/oauth/claude-code-client-metadata", include_str!("claude-code.json")),
];

/// The document that was supplied for a client cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the metadata of the client `{url}` cannot be used: {why}")]
pub struct InvalidClientMetadata {
    url: String,
    #[source]
    why: Unreadable,
}

/// Documents that are there without being fetched (draft-ietf-oauth-client-id-metadata-document, Pre-Registering Client
/// Identifier URLs).
#[derive(Clone, Debug)]
pub(crate) struct Supplied(BTreeMap<String, ClientMetadata>);

impl Supplied {
    /// Those of the two Claude clients.
    pub(crate) fn bundled() -> Self {
        let mut bundled = Self(BTreeMap::new());
        for (url, json) in BUNDLED {
            bundled.add(url, json.as_bytes()).expect("the bundled documents are read by a test");
        }
        bundled
    }

    /// Adds a document, in the place of the one with its URL.
    pub(crate) fn add(&mut self, url: &str, json: &[u8]) -> Result<(), InvalidClientMetadata> {
        let metadata = identifier::url(url).and_then(|_| document::read(url, json));
        let metadata = metadata.map_err(|why| InvalidClientMetadata { url: url.to_owned(), why })?;
        self.0.insert(url.to_owned(), metadata);
        Ok(())
    }

    pub(super) fn metadata(&self, id: &str) -> Option<ClientMetadata> {
        self.0.get(id).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_documents_are_complete() {
        let bundled = Supplied::bundled();
        for ((url, _), (name, redirect_uri)) in BUNDLED.iter().zip([
            ("Claude", "https://claude.ai/api/mcp/auth_callback"),
            ("Claude Code", "http://localhost/callback"),
        ]) {
            let metadata = bundled.metadata(url).unwrap();
            assert_eq!(metadata.client_name.as_deref(), Some(name));
            assert_eq!(metadata.redirect_uris[0].as_str(), redirect_uri);
            assert_eq!(metadata.grant_types.len(), 2);
        }
    }

    #[test]
    fn a_document_is_supplied_for_its_own_url() {
        let url = "https://client.example/metadata.json";
        let json =
            format!(r#"{{"client_id":"{url}","client_name":"C","redirect_uris":["https://c.example/"]}}"#);
        let mut supplied = Supplied::bundled();
        assert_eq!(supplied.add(url, json.as_bytes()), Ok(()));
        for (other, told) in [
            ("https://client.example/other.json", "`https://client.example/other.json`"),
            ("http://client.example/metadata.json", "https URL"),
        ] {
            let refused = supplied.add(other, json.as_bytes()).unwrap_err().to_string();
            assert!(refused.contains(told), "{refused}");
        }
    }
}
