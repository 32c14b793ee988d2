//! The switches of a profile up to the metadata: what a client makes of a challenge and of the two documents.

use super::Sourced;

/// How a client meets the MCP endpoint without a token.
#[derive(Debug)]
pub struct ContactRules {
    /// `Accept` of POST requests before a session stands.
    pub accept: Sourced<&'static str>,
    /// What a 403 means.
    pub on_forbidden: Sourced<OnForbidden>,
    /// Which ports it connects to.
    pub ports: Sourced<Ports>,
    /// Which addresses it connects to.
    pub addresses: Sourced<Addresses>,
    /// Seconds that it waits for an answer.
    pub patience: Sourced<u64>,
    /// How it reads `WWW-Authenticate`.
    pub challenge: Sourced<ChallengeReading>,
    /// Whether the Authorization header field survives a redirect to another origin.
    pub redirect_keeps_token: Sourced<bool>,
}

/// Which ports a client connects to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ports {
    /// Any.
    Any,
    /// Its staff say 443 only, and users saw it reach others.
    PerhapsHttpsOnly,
}

/// Which addresses a client connects to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Addresses {
    /// Any that its user's machine reaches.
    Any,
    /// Those of version 4 that can be reached from anywhere.
    PublicIpv4,
}

/// How a client reads `WWW-Authenticate`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChallengeReading {
    /// By the grammar (RFC 9110 §11.6.1): any challenge of the scheme `Bearer`.
    Grammar,
    /// By pattern, if the field begins with the scheme `Bearer`: the value may stand without quotes where it should not.
    Pattern,
}

/// What a client makes of a 403 without a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnForbidden {
    /// It gives up.
    GiveUp,
    /// Its login runs all the same.
    SignInAnyway,
}

/// How a client reads protected resource metadata.
#[derive(Debug)]
pub struct ResourceRules {
    /// Whether it looks for the document.
    pub is_read: Sourced<bool>,
    /// What it makes of a document that is missing, no JSON, or not readable.
    pub when_unusable: Sourced<WhenUnusable>,
    /// What a `null` member does.
    pub nulls: Sourced<Nulls>,
    /// How `resource` must relate to the MCP URL.
    pub matching: Sourced<Matching>,
    /// How it writes the `resource` that it sends.
    pub writing: Sourced<ResourceWriting>,
}

/// How a client writes the `resource` that it sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResourceWriting {
    /// As a URL parser writes it: a bare origin gains a slash.
    AsUrl,
    /// As the metadata has it, character by character; where it was looked for and is not there, the MCP URL.
    AsNamed,
}

/// What a client does without protected resource metadata.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenUnusable {
    /// It takes the origin of the MCP URL for the authorization server and sends no `resource`.
    UseOrigin,
    /// It takes the origin where the document is not there (404), and gives up where it is there and unusable.
    UseOriginIfAbsent,
}

/// What a client does with a `null` member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nulls {
    /// It reads it as absent.
    Absent,
    /// It throws the whole document away, silently.
    Discards,
    /// It fails.
    Fails,
}

/// How `resource` must relate to the MCP URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matching {
    /// The same origin, and a path that is the MCP URL's or an ancestor of it.
    SameOrAncestor,
    /// The URL as entered; an ancestor is documented as a mismatch and seen to work.
    AsEntered,
}

/// How a client reads authorization server metadata.
#[derive(Debug)]
pub struct ServerRules {
    /// What it makes of an `issuer` that is not the identifier it started from.
    pub issuer: Sourced<IssuerCheck>,
    /// What a `null` member does.
    pub nulls: Sourced<Nulls>,
    /// Members that must be there.
    pub required: Sourced<&'static [&'static str]>,
    /// Members that must be there besides in a document at an `OpenID` Connect location.
    pub openid_required: Sourced<&'static [&'static str]>,
    /// What it makes of a `5xx`: `true` where it stops.
    pub stops_on_server_error: Sourced<bool>,
    /// Whether it looks at the `OpenID` Connect locations, too.
    pub reads_openid: Sourced<bool>,
    /// Whether `/authorize`, `/token` and `/register` at the origin take the place of metadata that is nowhere.
    pub default_endpoints: Sourced<bool>,
    /// Whether metadata that lists no code challenge methods stops it.
    pub demands_challenge_methods: Sourced<bool>,
}

/// What a client makes of a mismatched `issuer`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IssuerCheck {
    /// It does not look.
    Ignored,
    /// It refuses; a trailing slash is forgiven.
    Enforced,
    /// It "can fail", and was seen to connect.
    MayFail,
    /// It refuses all that is not the same, character by character.
    Exact,
}
