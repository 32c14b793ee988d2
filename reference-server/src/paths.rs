//! The path of every endpoint, relative to the public URL.

/// The MCP endpoint (MCP 2025-11-25, Streamable HTTP).
pub const MCP: &str = "/mcp";
/// Protected resource metadata at the root location (RFC 9728 section 3).
pub const PROTECTED_RESOURCE_METADATA: &str = "/.well-known/oauth-protected-resource";
/// Protected resource metadata at the location for the resource with a path: the well-known path goes in front of
/// the resource's own path (RFC 9728 section 3.1). This is the location that a challenge names.
pub const MCP_PROTECTED_RESOURCE_METADATA: &str = "/.well-known/oauth-protected-resource/mcp";
/// Authorization server metadata (RFC 8414 section 3).
pub const AUTHORIZATION_SERVER_METADATA: &str = "/.well-known/oauth-authorization-server";
/// The client registration endpoint (RFC 7591 section 3).
pub const REGISTRATION: &str = "/oauth/register";
/// The client configuration endpoint, one for each client that registered (RFC 7592 section 2).
pub const CLIENT_CONFIGURATION: &str = "/oauth/register/{client_id}";
/// The authorization endpoint (RFC 6749 section 3.1).
pub const AUTHORIZATION: &str = "/oauth/authorize";
/// Where the links of the consent page lead.
pub const CONSENT: &str = "/oauth/consent";
/// The token endpoint (RFC 6749 section 3.2).
pub const TOKEN: &str = "/oauth/token";
