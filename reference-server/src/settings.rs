use std::{path::PathBuf, sync::Arc, time::Duration};

use url::Url;

use crate::{
    access_token::{InvalidSigningKey, SigningKey},
    client::{self, Client, FetchPolicy, InvalidClientMetadata, InvalidPreRegistration, Supplied},
    clock::Clock,
    paths,
    scope::Scope,
};

/// What an operator may decide.
///
/// Every URL that the server hands out is built from the public URL and never from a request's `Host` header, which whoever
/// sends the request can choose.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Settings {
    issuer: String,
    scopes: Scope,
    /// How long an access token lasts. A client that refreshes ahead of time does so up to five minutes before the end, so
    /// with five minutes or less it refreshes before each request.
    pub access_token_lifetime: Duration,
    /// How long an authorization code lasts; at most ten minutes (RFC 6749 section 4.1.2).
    pub code_lifetime: Duration,
    /// How long a refresh token lasts from the moment it is issued.
    pub refresh_token_lifetime: Duration,
    /// How long a rotated refresh token still works, for the client that lost the answer and the two processes that refresh
    /// at once. After it, the old token is taken for stolen (RFC 9700 section 4.14.2).
    pub refresh_grace: Duration,
    /// How long a consent page may stay open before its links die.
    pub consent_lifetime: Duration,
    /// How long a user stays signed in with a browser.
    pub sign_in_lifetime: Duration,
    /// How long a registration is kept that nobody uses; each token issued to the client prolongs it.
    pub registration_lifetime: Duration,
    /// How long an MCP session can be taken up again.
    pub mcp_session_lifetime: Duration,
    /// How long a key signs access tokens before the next one does.
    pub signing_key_lifetime: Duration,
    pub(crate) signing_key: Option<Arc<SigningKey>>,
    /// The name of the protected resource, for people (`resource_name`, RFC 9728 section 2).
    pub resource_name: String,
    /// May clients name themselves by the URL of their metadata document (MCP 2025-11-25, Authorization, Client ID Metadata
    /// Documents)? Without it they register.
    pub client_id_metadata_documents: bool,
    /// How such documents are fetched.
    pub client_metadata_fetch: FetchPolicy,
    pub(crate) supplied_client_metadata: Supplied,
    pub(crate) pre_registered: Option<Client>,
    /// Where what must outlive a request is kept.
    pub storage: Storage,
    /// Where the server reads the time.
    pub clock: Clock,
}

/// Where the server keeps clients, codes, tokens and sessions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Storage {
    /// In this process, and gone with it.
    #[default]
    Memory,
    /// In a file, for one process.
    File(PathBuf),
    /// In Redis, for as many processes as share it, at a URL such as `redis://127.0.0.1:6379/0`.
    Redis(String),
}

/// The public URL is not an origin.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected an http or https origin such as `https://mcp.example.com`, observed `{0}`")]
pub struct InvalidPublicUrl(Url);

impl Settings {
    /// Defaults for the server that its users reach at `public_url`, an origin: scheme, host and port, nothing after them.
    pub fn new(public_url: Url) -> Result<Self, InvalidPublicUrl> {
        let origin = public_url.origin().ascii_serialization();
        if !matches!(public_url.scheme(), "http" | "https") || public_url.as_str() != format!("{origin}/") {
            return Err(InvalidPublicUrl(public_url));
        }
        Ok(Self {
            issuer: origin,
            scopes: Scope::parse("mcp:read mcp:write"),
            access_token_lifetime: Duration::from_hours(1),
            code_lifetime: Duration::from_mins(10),
            refresh_token_lifetime: Duration::from_hours(30 * 24),
            refresh_grace: Duration::from_secs(10),
            consent_lifetime: Duration::from_mins(10),
            sign_in_lifetime: Duration::from_hours(12),
            registration_lifetime: Duration::from_hours(90 * 24),
            mcp_session_lifetime: Duration::from_hours(24),
            signing_key_lifetime: Duration::from_hours(24),
            signing_key: None,
            resource_name: "Reference MCP server".to_owned(),
            client_id_metadata_documents: true,
            client_metadata_fetch: FetchPolicy::default(),
            supplied_client_metadata: Supplied::bundled(),
            pre_registered: None,
            storage: Storage::Memory,
            clock: Clock::system(),
        })
    }

    /// Signs access tokens by the key in this PEM file and not by keys that the server makes.
    pub fn sign_by(&mut self, pem: &[u8]) -> Result<(), InvalidSigningKey> {
        self.signing_key = Some(Arc::new(SigningKey::from_pem(pem)?));
        Ok(())
    }

    /// Takes `json` for the metadata document of the client with this URL, which is then never fetched: for a server without
    /// a way out, and for tests. Those of the two Claude clients are supplied already.
    pub fn supply_client_metadata(&mut self, url: &str, json: &[u8]) -> Result<(), InvalidClientMetadata> {
        self.supplied_client_metadata.add(url, json)
    }

    /// Knows a client without its registering, the one whose identifier and secret users enter by hand; without a secret it
    /// is a public client. There is one such client: the last.
    pub fn pre_register<'a>(
        &mut self,
        id: &str,
        secret: Option<&str>,
        redirect_uris: impl IntoIterator<Item = &'a str>,
    ) -> Result<(), InvalidPreRegistration> {
        self.pre_registered = Some(client::pre_registered(id, secret, redirect_uris)?);
        Ok(())
    }

    /// The issuer identifier (RFC 8414 section 2): the origin, without a trailing slash. Clients compare it character by
    /// character with what protected resource metadata and the `iss` parameter say.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The resource identifier (RFC 8707 section 2): the URL of the MCP endpoint as users paste it into their client.
    pub fn resource(&self) -> String {
        self.url(paths::MCP)
    }

    /// The absolute URL of a path of this server.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.issuer)
    }

    /// Does a client that sends this `resource` parameter (RFC 8707 section 2) mean this server? Clients send the identifier
    /// from the metadata, some with a slash added by a URL parser, some the origin only.
    pub(crate) fn accepts_resource(&self, resource: &str) -> bool {
        let resource = resource.strip_suffix('/').unwrap_or(resource);
        resource == self.issuer || resource == self.resource()
    }

    /// The scopes of this server. A grant carries some or all of them; neither tool asks for a particular one.
    pub(crate) fn scopes(&self) -> &Scope {
        &self.scopes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(public_url: &str) -> Result<Settings, InvalidPublicUrl> {
        Settings::new(public_url.parse().unwrap())
    }

    #[test]
    fn the_issuer_has_no_trailing_slash_and_no_default_port() {
        assert_eq!(settings("https://mcp.example.com:443/").unwrap().issuer(), "https://mcp.example.com");
        assert_eq!(settings("http://127.0.0.1:8080").unwrap().resource(), "http://127.0.0.1:8080/mcp");
    }

    #[test]
    fn a_public_url_is_an_origin() {
        for wrong in [
            "https://example.com/path",
            "https://example.com/?q",
            "https://u@example.com",
            "ftp://example.com",
        ] {
            assert_eq!(settings(wrong).unwrap_err(), InvalidPublicUrl(wrong.parse().unwrap()), "{wrong}");
        }
    }

    #[test]
    fn the_resource_may_be_named_by_url_or_origin() {
        let settings = settings("https://example.com").unwrap();
        for (resource, accepted) in [
            ("https://example.com/mcp", true),
            ("https://example.com/mcp/", true),
            ("https://example.com", true),
            ("https://example.com/", true),
            ("https://example.com/mcp//", false),
            ("https://example.com/other", false),
            ("https://example.org/mcp", false),
            ("http://example.com/mcp", false),
            ("", false),
        ] {
            assert_eq!(settings.accepts_resource(resource), accepted, "{resource}");
        }
    }
}
