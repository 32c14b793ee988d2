//! The switches of a profile that show over more than one request: what a client looks for, remembers, renews and gives back.

use super::{Agent, Sourced};

/// How a client looks at the metadata apart from its sign-in.
#[derive(Debug)]
pub struct LookRules {
    /// Whether the well-known locations are tried behind a pointer that leads to no document.
    pub beyond_pointer: Sourced<bool>,
    /// Where the metadata of an authorization server is looked for.
    pub locations: Sourced<Locations>,
    /// What is looked at where protected resource metadata names no authorization server.
    pub without_issuer: Sourced<WithoutIssuer>,
    /// Whether a `5xx` leads on to the next location.
    pub passes_server_errors: Sourced<bool>,
    /// Whether what was found is asked for scopes and authentication methods.
    pub is_used: Sourced<bool>,
    /// Whether it looks for authorization server metadata again before the browser opens, where it found none.
    pub looks_again: Sourced<bool>,
}

/// The locations of authorization server metadata that a client tries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Locations {
    /// RFC 8414 §3.1 and `OpenID` Connect Discovery.
    WellKnown,
    /// And the root of the host, after the first.
    WithRoot,
}

/// What a client looks at where no document names an authorization server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WithoutIssuer {
    /// The origin of the MCP URL; then, where it finds nothing, the MCP URL itself.
    OriginThenEndpoint,
    /// The MCP URL itself.
    Endpoint,
}

/// What a client remembers of discovery.
#[derive(Debug)]
pub struct MemoryRules {
    /// What outlives the request that it was needed for.
    pub discovery: Sourced<Remembers>,
}

/// What a client remembers of discovery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remembers {
    /// Both documents.
    Documents,
    /// Which authorization server it is, once somebody signed in there; the documents while a command runs, until a token
    /// is renewed.
    Server,
    /// Both documents until a request is challenged.
    UntilChallenged,
    /// Both documents from the redirect to the redemption of the code, if the callback shows the right `state`.
    UntilRedeemed,
}

/// How a client renews its access token.
#[derive(Debug)]
pub struct RefreshRules {
    /// Who discovers and renews where a request of the session was challenged.
    pub challenged: &'static Agent,
    /// Who renews ahead of the expiry.
    pub agent: &'static Agent,
    /// Seconds that it waits for the answer to a renewal.
    pub patience: Sourced<u64>,
    /// Seconds to wait before each further attempt where the token endpoint fails.
    pub pauses: Sourced<&'static [u64]>,
    /// Whether it fetches the authorization server metadata for the first renewal of a command.
    pub fetches_metadata: Sourced<bool>,
    /// Whether the tokens are dropped where a renewal ahead is refused for good.
    pub drops_refused: Sourced<bool>,
    /// Whether an expired token that cannot be renewed is still sent.
    pub sends_expired: Sourced<bool>,
    /// Whether the granted `scope` is asked for.
    pub names_scope: Sourced<bool>,
    /// Whether a 401 to a token is answered by a renewal.
    pub on_unauthorized: Sourced<bool>,
}

/// How a client's user signs out.
#[derive(Debug)]
pub struct LogoutRules {
    /// Who looks for the metadata.
    pub agent: &'static Agent,
    /// Who sends the revocation requests: the refresh token's, then the access token's (RFC 7009).
    pub revoker: &'static Agent,
    /// Whether a login gives back the tokens that it replaces.
    pub before_login: Sourced<bool>,
}

/// Where a client that meets a challenge in its session lets its user sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignsIn {
    /// In its login only: the session ends.
    InLogin,
    /// At once, wherever it is challenged: it opens the browser, waits, and repeats the request; so often in a session.
    WithTheRequest(usize),
    /// At once: it opens the browser by itself. While it connects, it gives up after that; in an open session it repeats
    /// the request.
    AtOnce,
}

/// Where a client registers without anybody who signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unattended {
    /// Nowhere.
    Never,
    /// Where no authorization server metadata was found, with this redirect URI and `Accept`.
    WithoutMetadata {
        /// The redirect URI.
        redirect_uri: &'static str,
        /// `Accept` of the request.
        accept: &'static str,
    },
}
