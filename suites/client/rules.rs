//! The switches of a profile, by the stage of the connection.

use super::{RedirectUri, SignsIn, Sourced, Unattended};

/// How a client meets the MCP endpoint without a token.
#[derive(Debug)]
pub struct ContactRules {
    /// `Accept` of POST requests before a session stands.
    pub accept: Sourced<&'static str>,
    /// What a 403 means.
    pub on_forbidden: Sourced<OnForbidden>,
    /// Seconds that it waits for an answer.
    pub patience: Sourced<u64>,
    /// How it reads `WWW-Authenticate`.
    pub challenge: Sourced<ChallengeReading>,
    /// Whether the Authorization header field survives a redirect to another origin.
    pub redirect_keeps_token: Sourced<bool>,
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
    /// What it makes of a document that is missing, no JSON, or not readable.
    pub when_unusable: Sourced<WhenUnusable>,
    /// What a `null` member does.
    pub nulls: Sourced<Nulls>,
    /// How `resource` must relate to the MCP URL.
    pub matching: Sourced<Matching>,
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
}

/// What a client makes of a mismatched `issuer`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IssuerCheck {
    /// It does not look.
    Ignored,
    /// It refuses.
    Enforced,
    /// It "can fail", and was seen to connect.
    MayFail,
}

/// How a client becomes a client of the authorization server.
#[derive(Debug)]
pub struct RegistrationRules {
    /// Its client ID metadata document, and when it is used.
    pub metadata_document: Sourced<MetadataDocument>,
    /// The members of its registration request, in order.
    pub members: Sourced<&'static [Member]>,
    /// The redirect URI.
    pub redirect_uri: Sourced<RedirectUri>,
    /// The `token_endpoint_auth_method` that it asks for.
    pub method: Sourced<MethodChoice>,
    /// What a `null` in the response does.
    pub nulls: Sourced<Nulls>,
    /// Members of the response that must be there besides `client_id`.
    pub required: Sourced<&'static [&'static str]>,
    /// Where it registers without anybody who signs in.
    pub unattended: Sourced<Unattended>,
}

/// When a client names itself by a URL instead of registering.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetadataDocument {
    /// Never.
    None,
    /// Where `client_id_metadata_document_supported` is true.
    WhenSupported(&'static str),
    /// Where, besides, `none` is listed as an authentication method.
    WhenSupportedForPublicClients(&'static str),
}

impl MetadataDocument {
    /// The URL that serves as the client identifier, where the authorization server metadata allows it.
    pub fn url(self, supported: bool, lists_none: bool) -> Option<&'static str> {
        match self {
            Self::WhenSupported(url) if supported => Some(url),
            Self::WhenSupportedForPublicClients(url) if supported && lists_none => Some(url),
            _ => None,
        }
    }
}

/// A member of a registration request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Member {
    /// `redirect_uris`.
    RedirectUris,
    /// `grant_types`: `authorization_code` and `refresh_token`.
    GrantTypes,
    /// `response_types`: `code`.
    ResponseTypes,
    /// `token_endpoint_auth_method`.
    Method,
    /// `scope`, where one was chosen.
    Scope,
    /// A member with a fixed text.
    Text(&'static str, &'static str),
}

/// How a client chooses the authentication method it registers for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MethodChoice {
    /// Always `none`.
    None,
    /// `client_secret_post` where it is listed, else `none`.
    PostElseNone,
    /// The first of `none`, `client_secret_post`, `client_secret_basic` that is listed.
    FirstListed,
}

/// How a client asks the person.
#[derive(Debug)]
pub struct AuthorizationRules {
    /// The parameters of the authorization request, in order.
    pub parameters: Sourced<&'static [&'static str]>,
    /// The form of `state`.
    pub state: Sourced<StateForm>,
    /// Where it takes the scope from, first found wins.
    pub scope: Sourced<&'static [ScopeSource]>,
    /// Whether `offline_access` is added where the authorization server lists it, and then `prompt=consent`.
    pub offline_access: Sourced<OfflineAccess>,
    /// Whether the callback's `iss` is held against the issuer.
    pub checks_iss: Sourced<bool>,
    /// Whether a POST to the callback whose URL carries `code` and `state` is taken (a form answered by 307).
    pub takes_post: Sourced<bool>,
}

/// The form of `state`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateForm {
    /// 43 characters of base64url.
    Base64Url,
    /// A UUID, version 4.
    Uuid,
}

/// A place that names scopes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScopeSource {
    /// `scope` of the challenge.
    Challenge,
    /// `scopes_supported` of the protected resource metadata.
    ResourceMetadata,
    /// `scope` of the registration response.
    Registration,
    /// `scopes_supported` of the authorization server metadata.
    ServerMetadata,
    /// A fixed text.
    Literal(&'static str),
}

/// When `offline_access` is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfflineAccess {
    /// Where it is listed.
    WhenListed,
    /// Where it is listed and some other scope was chosen; `prompt=consent` comes with it.
    WhenListedBesideAnother,
}

/// How a client redeems the code.
#[derive(Debug)]
pub struct TokenRules {
    /// The fields of the token request before the client authentication, in order.
    pub fields: Sourced<&'static [&'static str]>,
    /// How a secret is shown.
    pub secret: Sourced<SecretUse>,
    /// What a `null` in the response does.
    pub nulls: Sourced<Nulls>,
    /// Whether a code refused with `invalid_grant` is sent a second time.
    pub repeats_code: Sourced<bool>,
    /// Lifetimes in seconds up to this one make it refresh before each request.
    pub refresh_margin: Sourced<u64>,
}

/// How a client shows its secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretUse {
    /// By the method of the registration response; Basic where it names none.
    AsRegistered,
    /// By Basic where the metadata lists it or lists nothing, else in the body.
    PrefersBasic,
    /// In the body (`client_secret_post`).
    InBody,
}

/// How a client speaks MCP.
#[derive(Debug)]
pub struct SessionRules {
    /// The revision that `initialize` offers.
    pub offers: Sourced<&'static str>,
    /// `Accept` of POST requests.
    pub accept: Sourced<&'static str>,
    /// When `Mcp-Session-Id` is sent back.
    pub session_echo: Sourced<SessionEcho>,
    /// Whether `Mcp-Method` stands on every POST (`true`) or on those of the 2026-07-28 wire only.
    pub always_names_method: Sourced<bool>,
    /// Where its user signs in, where a request of the session is challenged.
    pub signs_in: Sourced<SignsIn>,
    /// Whether a session lasts as long as its user uses the client.
    pub stays_open: Sourced<bool>,
    /// Whether a fresh token that is refused even after a renewal is dropped, and the request sent without one.
    pub drops_rejected: Sourced<bool>,
    /// Whether 404 or 405 to POST makes it try the legacy HTTP+SSE transport.
    pub falls_back_to_sse: Sourced<bool>,
}

/// When a client sends `Mcp-Session-Id` back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionEcho {
    /// With every message of the session.
    Always,
    /// With a message that was refused without it (400 or 404).
    WhenRefused,
}
