use std::{sync::Arc, time::Duration};

use url::Url;

use crate::{
    accounts::Accounts,
    address::ProxyHeader,
    client::{self, Client, FetchPolicy, InvalidClientMetadata, InvalidPreRegistration, Supplied},
    clock::Clock,
    paths,
    rate_limit::RateLimits,
    resource,
    scope::Scope,
    signing::{InvalidSigningKey, SigningKey},
    storage::Storage,
};

/// The protected resources of this server: the URLs that users paste.
const RESOURCES: [&str; 2] = [paths::MCP, paths::SSE];

/// What an operator may decide.
///
/// Every URL that the server hands out is built from the public URL and never from a request's `Host` header, which whoever
/// sends the request can choose.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Settings {
    origin: String,
    /// The path of the public URL: empty, or with a slash in front and none behind.
    path: String,
    issuer: String,
    scopes: Scope,
    base_scope: Scope,
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
    /// Who may sign in; one user for everybody unless told otherwise.
    pub accounts: Accounts,
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
    /// Origins of web pages that may use the MCP endpoints, beside the server's own: that of an inspector, say.
    pub allowed_origins: Vec<String>,
    /// Serves the tools, prompts and resources that the official conformance suite asks for, to anybody, at
    /// [`paths::OPEN_MCP`].
    pub conformance_fixtures: bool,
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
    /// How many requests one address may send. None here, so that a test sends as many as it likes; the program has the
    /// defaults of [`RateLimits`].
    pub rate_limits: Option<RateLimits>,
    /// The proxy in front that tells where a request comes from, by the header field in which it does. It is believed for the
    /// rate limits and the log, and for nothing else: which URLs are handed out is decided by the public URL alone.
    pub trusted_proxy: Option<ProxyHeader>,
    /// Are health and metrics served at another address only ([`Service::monitoring`](crate::Service::monitoring))?
    pub monitored_elsewhere: bool,
}

/// The public URL is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected an http or https URL without user, query and fragment, such as `https://mcp.example.com`, observed `{0}`"
)]
pub struct InvalidPublicUrl(Url);

impl Settings {
    /// Defaults for the server that its users reach at `public_url`: an origin, or a path at an origin that is shared with
    /// others.
    pub fn new(public_url: Url) -> Result<Self, InvalidPublicUrl> {
        let origin = public_url.origin().ascii_serialization();
        let path = public_url.path().strip_suffix('/').unwrap_or(public_url.path()).to_owned();
        let issuer = format!("{origin}{path}");
        let is_whole = public_url.as_str().strip_suffix('/').unwrap_or(public_url.as_str()) == issuer;
        if !matches!(public_url.scheme(), "http" | "https") || !is_whole || path.contains(['{', '}']) {
            return Err(InvalidPublicUrl(public_url));
        }
        Ok(Self {
            origin,
            path,
            issuer,
            scopes: Scope::parse("mcp:read mcp:write"),
            base_scope: Scope::parse("mcp:read"),
            access_token_lifetime: Duration::from_hours(1),
            code_lifetime: Duration::from_mins(10),
            refresh_token_lifetime: Duration::from_hours(30 * 24),
            refresh_grace: Duration::from_secs(10),
            consent_lifetime: Duration::from_mins(10),
            accounts: Accounts::demo("demo"),
            sign_in_lifetime: Duration::from_hours(12),
            registration_lifetime: Duration::from_hours(90 * 24),
            mcp_session_lifetime: Duration::from_hours(24),
            signing_key_lifetime: Duration::from_hours(24),
            signing_key: None,
            resource_name: "Reference MCP server".to_owned(),
            allowed_origins: Vec::new(),
            conformance_fixtures: false,
            client_id_metadata_documents: true,
            client_metadata_fetch: FetchPolicy::default(),
            supplied_client_metadata: Supplied::bundled(),
            pre_registered: None,
            storage: Storage::Memory,
            clock: Clock::system(),
            rate_limits: None,
            trusted_proxy: None,
            monitored_elsewhere: false,
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

    /// The issuer identifier (RFC 8414 section 2): the public URL, without a trailing slash. Clients compare it character by
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

    /// The path of a well-known document about something at `path` of this server: the well-known part goes between the host
    /// and the path (RFC 8414 section 3.1, RFC 9728 section 3.1).
    pub(crate) fn well_known_path(&self, document: &str, path: &str) -> String {
        format!("{document}{}{path}", self.path)
    }

    /// The URL of that document.
    pub fn well_known_url(&self, document: &str, path: &str) -> String {
        format!("{}{}", self.origin, self.well_known_path(document, path))
    }

    /// The URL of the metadata about a resource of this server.
    pub(crate) fn resource_metadata_url(&self, resource_path: &str) -> String {
        self.well_known_url(paths::PROTECTED_RESOURCE_METADATA, resource_path)
    }

    /// The origin of the public URL.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// A path of this server as a page of it names it.
    pub(crate) fn path_of(&self, path: &str) -> String {
        format!("{}{path}", self.path)
    }

    /// The path of the public URL.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// The identifiers of the resources of this server. All are names for the same tools, so a token that was issued for
    /// one opens the others too; that is for the old clients of the second, which name no resource and get tokens for the first.
    pub(crate) fn resources(&self) -> Vec<String> {
        RESOURCES.iter().map(|path| self.url(path)).collect()
    }

    /// The identifier of the resource that a client means by this `resource` parameter (RFC 8707 section 2). Clients send the
    /// identifier from the metadata, some with a slash added by a URL parser, some the origin only. The case of scheme and
    /// host means nothing (MCP, Authorization, Canonical Server URI).
    pub(crate) fn resource_named(&self, resource: &str) -> Option<String> {
        let resource = resource.strip_suffix('/').unwrap_or(resource);
        let resource = resource::with_lower_case_origin(resource);
        if resource == self.issuer {
            return Some(self.resource());
        }
        self.resources().into_iter().find(|identifier| *identifier == resource)
    }

    /// The scopes of the resource. A grant carries some or all of them.
    pub(crate) fn scopes(&self) -> &Scope {
        &self.scopes
    }

    /// The scopes that a client may ask for: those of the resource, and `offline_access`. Only the authorization server
    /// lists the latter, since no resource asks for it (MCP 2026-07-28, Authorization, Refresh Tokens). A client that registered for
    /// refresh tokens gets them with it or without: of the Claude clients, one asks for it only where it is listed.
    pub(crate) fn grantable_scopes(&self) -> Scope {
        Scope::parse(&format!("{} offline_access", self.scopes))
    }

    /// What every request needs, and so what a client asks for first: more only when a tool needs it (MCP 2025-11-25, Security
    /// Best Practices, Scope Minimization).
    pub(crate) fn base_scope(&self) -> &Scope {
        &self.base_scope
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
    fn a_public_url_may_have_a_path() {
        for public_url in ["https://example.com/tenant/1", "https://example.com/tenant/1/"] {
            let settings = settings(public_url).unwrap();
            assert_eq!(settings.issuer(), "https://example.com/tenant/1");
            assert_eq!(settings.resource(), "https://example.com/tenant/1/mcp");
            assert_eq!(
                settings.resource_metadata_url(paths::MCP),
                "https://example.com/.well-known/oauth-protected-resource/tenant/1/mcp"
            );
        }
    }

    #[test]
    fn a_public_url_has_no_more_than_a_path() {
        for wrong in
            ["https://example.com/#f", "https://example.com/?q", "https://u@example.com", "ftp://example.com"]
        {
            assert_eq!(settings(wrong).unwrap_err(), InvalidPublicUrl(wrong.parse().unwrap()), "{wrong}");
        }
    }

    #[test]
    fn the_resource_may_be_named_by_url_or_origin() {
        let settings = settings("https://example.com").unwrap();
        for (resource, path) in [
            ("https://example.com/mcp", Some(paths::MCP)),
            ("https://example.com/mcp/", Some(paths::MCP)),
            ("https://example.com", Some(paths::MCP)),
            ("https://example.com/", Some(paths::MCP)),
            ("https://example.com/sse", Some(paths::SSE)),
            ("HTTPS://Example.COM/mcp", Some(paths::MCP)),
            ("https://example.com/MCP", None),
            ("https://example.com/mcp//", None),
            ("https://example.com/other", None),
            ("https://example.org/mcp", None),
            ("http://example.com/mcp", None),
            ("", None),
        ] {
            let named = settings.resource_named(resource);
            assert_eq!(named, path.map(|path| settings.url(path)), "{resource}");
        }
    }
}
