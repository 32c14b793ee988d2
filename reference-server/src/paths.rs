//! The path of every endpoint, relative to the public URL; those of the well-known documents relative to its origin, with the
//! path of the public URL, if it has one, behind or within them (see the settings).

/// The MCP endpoint (MCP 2025-11-25, Streamable HTTP).
pub const MCP: &str = "/mcp";
/// Protected resource metadata at the root location (RFC 9728 section 3).
pub const PROTECTED_RESOURCE_METADATA: &str = "/.well-known/oauth-protected-resource";
/// Protected resource metadata at the location for the resource with a path: the well-known path goes in front of
/// the resource's own path (RFC 9728 section 3.1). This is the location that a challenge names.
pub const MCP_PROTECTED_RESOURCE_METADATA: &str = "/.well-known/oauth-protected-resource/mcp";
/// The stream of the HTTP+SSE transport (MCP 2024-11-05, HTTP with SSE), for clients from before Streamable HTTP.
pub const SSE: &str = "/sse";
/// Where a client of the HTTP+SSE transport sends its messages.
pub const MESSAGES: &str = "/messages";
/// Protected resource metadata for the HTTP+SSE transport, which is a resource of its own: a client that was given its URL
/// compares that with the document's `resource` (RFC 9728 section 3.3).
pub const SSE_PROTECTED_RESOURCE_METADATA: &str = "/.well-known/oauth-protected-resource/sse";
/// The MCP endpoint for the official conformance suite, which has no token: served only if the settings say so.
pub const OPEN_MCP: &str = "/open/mcp";
/// Authorization server metadata (RFC 8414 section 3).
pub const AUTHORIZATION_SERVER_METADATA: &str = "/.well-known/oauth-authorization-server";
/// The same metadata where clients of `OpenID` Connect Discovery 1.0 look for them (section 4).
pub const OPENID_CONFIGURATION: &str = "/.well-known/openid-configuration";

/// The public keys by which access tokens are signed (`jwks_uri`, RFC 8414 section 2).
pub const KEY_SET: &str = "/oauth/jwks";

/// The client registration endpoint (RFC 7591 section 3).
pub const REGISTRATION: &str = "/oauth/register";
/// The client configuration endpoint, one for each client that registered (RFC 7592 section 2).
pub const CLIENT_CONFIGURATION: &str = "/oauth/register/{client_id}";
/// The authorization endpoint (RFC 6749 section 3.1).
pub const AUTHORIZATION: &str = "/oauth/authorize";
/// Where the form of the sign-in page leads.
pub const SIGN_IN: &str = "/oauth/sign-in";

/// Where the links of the consent page lead.
pub const CONSENT: &str = "/oauth/consent";
/// The token endpoint (RFC 6749 section 3.2).
pub const TOKEN: &str = "/oauth/token";

/// The revocation endpoint (RFC 7009 section 2).
pub const REVOCATION: &str = "/oauth/revoke";

/// The introspection endpoint (RFC 7662 section 2).
pub const INTROSPECTION: &str = "/oauth/introspect";

/// Whether the server can do its work, for whatever keeps it running: 200 or 503.
pub const HEALTH: &str = "/healthz";

/// What the server has counted, as `OpenMetrics` text.
pub const METRICS: &str = "/metrics";
