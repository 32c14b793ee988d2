//! The switches of a profile from the registration to the tokens.

use super::{Nulls, RedirectUri, Sourced, Unattended};

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
    /// Whether another authorization server makes it forget its client and its tokens.
    pub belongs_to_issuer: Sourced<bool>,
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
    /// Where `client_id_metadata_document_supported` is true, and its user has given the URL of one.
    OfUserWhenSupported,
}

impl MetadataDocument {
    /// The URL that serves as the client identifier, where the authorization server metadata allows it; `given` is its
    /// user's.
    pub fn url(self, supported: bool, lists_none: bool, given: Option<&str>) -> Option<&str> {
        match self {
            Self::OfUserWhenSupported => given.filter(|_| supported),
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
    /// The first of `none`, `client_secret_post`, `client_secret_basic` that is listed; `none` where nothing is.
    FirstListed,
    /// The first of `none`, `client_secret_basic`, `client_secret_post` that is listed; Basic where nothing is.
    FirstListedElseBasic,
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
    /// What it asks for where a challenge says `insufficient_scope`.
    pub step_up: Sourced<StepUp>,
    /// Whether `offline_access` is added where the authorization server lists it, and then `prompt=consent`.
    pub offline_access: Sourced<OfflineAccess>,
    /// When the callback's `iss` is held against the issuer.
    pub checks_iss: Sourced<IssCheck>,
    /// Whether a POST to the callback whose URL carries `code` and `state` is taken (a form answered by 307).
    pub takes_post: Sourced<bool>,
}

/// When a client holds the callback's `iss` against the issuer (RFC 9207 §2.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IssCheck {
    /// Never.
    Never,
    /// Before it redeems the code; an error is told all the same.
    BeforeRedemption,
    /// Before it reads anything else of the answer, an error included.
    BeforeReading,
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

/// What a client asks for where a challenge says `insufficient_scope`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepUp {
    /// The scope that the token response named, and that of the challenge.
    GrantedAndChallenged,
    /// The scope that was granted (RFC 6749 §5.1: that which was asked for, where the response names none), and that of the
    /// challenge.
    HeldAndChallenged,
}

/// When `offline_access` is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfflineAccess {
    /// Never by itself.
    Never,
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
    /// Whether a redirect of a POST to the token endpoint is followed.
    pub follows_redirect: Sourced<bool>,
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
    /// By the method of the registration response; of a client that did not register, as `PrefersBasic`.
    AsRegisteredElseListed,
}
